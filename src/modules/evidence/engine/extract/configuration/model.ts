import type { Cite } from "../../findings/draft.js"

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
}
