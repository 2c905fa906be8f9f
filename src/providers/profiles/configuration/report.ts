import type { Environment } from "./Environment.js"

export type Status = "used" | "ignored" | "deprecated"

/** What became of one name that is set. Holds no values. */
export interface Reported {
  readonly name: string
  readonly status: Status
  readonly why: string | null
  /** a name of the older deployment that everybody has and nobody misses */
  readonly silent: boolean
}

/** Each variable that is set, in the order of the table. */
export const report = ({ dropped, look, overridden, settings, unknown }: Environment): ReadonlyArray<Reported> => [
  ...[...settings.values()].map(({ as, variable }): Reported => {
    const line = (status: Status, why: string | null): Reported => ({ name: as, status, why, silent: false })
    if (variable.deprecated !== undefined) return line("deprecated", variable.deprecated)
    const idle = variable.idle?.(look) ?? null
    if (idle !== null) return line("ignored", idle)
    return as.replace(/_FILE$/, "") === variable.name || as === variable.name ? line("used", null) : line("deprecated", `used; its name is ${variable.name} now`)
  }),
  ...overridden.map(({ by, name }): Reported => ({ name, status: "ignored", why: `${by} is set too`, silent: false })),
  ...dropped.map(({ dropped: { silent, why }, name }): Reported => ({ name, status: "ignored", why, silent: silent === true })),
  ...unknown.map((name): Reported => ({ name, status: "ignored", why: "nothing reads it", silent: false }))
]

/** The report as lines of a start: one for all that is used, one for each that is not. */
export const reportLines = (all: ReadonlyArray<Reported>): ReadonlyArray<{ readonly text: string; readonly warn: boolean }> => {
  const used = all.filter(({ status }) => status === "used").map(({ name }) => name)
  return [
    { text: used.length === 0 ? "configuration: nothing is set, defaults are used" : `configuration: used ${used.join(", ")}`, warn: false },
    ...all.filter(({ silent, status }) => status !== "used" && !silent).map(({ name, status, why }) => ({ text: `configuration: ${status} ${name}${why === null ? "" : `: ${why}`}`, warn: true }))
  ]
}
