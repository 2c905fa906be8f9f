import type { Cite, Draft } from "../../findings/draft.js"

/** One setting: its path (`spec.containers[0].image`), its value as text, and where it stands. */
export interface Setting {
  readonly path: string
  readonly value: string
  readonly cite: Cite
}

export type ConfigurationFormat = "json" | "yaml" | "toml" | "ini" | "env" | "xml" | "directives"

export interface Configuration {
  readonly format: ConfigurationFormat
  readonly settings: ReadonlyArray<Setting>
  /** syntax errors, with the line they are on where it is known */
  readonly problems: ReadonlyArray<{ readonly message: string; readonly line: number | null }>
  /** the last line that was read, where the file goes on behind it */
  readonly readTo?: number
  /** what the reader itself found out: states of objects beside their settings, schedules that never come */
  readonly drafts?: ReadonlyArray<Draft>
}

/** More settings of one file are not kept: nobody writes them by hand. */
export const MAX_SETTINGS = 20_000

export const textOf = (value: unknown): string => (typeof value === "string" ? value : value === null ? "null" : value instanceof Date ? value.toISOString() : String(value))

export const step = (path: string, key: string | number): string => (typeof key === "number" ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`)
