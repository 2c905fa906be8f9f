import { configTable } from "./configTable.js"
import { faults, masked, readEnvironment, report, type Reported, sections } from "../providers/profiles/configuration/index.js"

const HELP = `Usage: faultmaven config [--all] [--json] | --markdown

Prints the configuration that a start in this folder would have, from the
environment and its .env file, with secrets masked, and checks it.

  --all       also what is not set and has no default
  --json      for programs
  --markdown  the page that lists every variable

Ends with 1 where a start would fail, and says why.
`

interface Row {
  readonly name: string
  /** masked; null where there is none */
  readonly value: string | null
  readonly from: string
  readonly meaning: string
}

const pad = (text: string, width: number): string => text.padEnd(width)

/** `faultmaven config`: the effective configuration; exit code 1 where it does not hold, 2 for a wrong call. */
export const run = async (args: ReadonlyArray<string>): Promise<number> => {
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(HELP)
    return 0
  }
  if (args.length === 1 && args[0] === "--markdown") {
    process.stdout.write(configTable())
    return 0
  }
  const stranger = args.find((arg) => arg !== "--all" && arg !== "--json")
  if (stranger !== undefined) {
    process.stderr.write(`faultmaven config: unknown option '${stranger}'\n\n${HELP}`)
    return 2
  }
  const all = args.includes("--all")
  const environment = readEnvironment({ variables: process.env, folder: process.cwd() })
  const reported = report(environment)
  const problems = faults(environment)

  const shown = sections.map(({ title, variables }) => ({
    title,
    rows: variables.flatMap((variable): ReadonlyArray<Row> => {
      const setting = environment.settings.get(variable.name)
      const value = environment.look(variable.name)
      const unset = setting === undefined && (value === undefined || variable.idle?.(environment.look) != null)
      if (unset && !all) return []
      const from = setting !== undefined ? (setting.as === variable.name ? setting.from : `${setting.from}, ${setting.as}`) : value === undefined ? "not set" : "default"
      return [{ name: variable.name, value: value === undefined ? null : masked(variable.kind, variable.secret === true, value), from, meaning: variable.meaning }]
    })
  })).filter(({ rows }) => rows.length > 0)

  process.stdout.write(args.includes("--json") ? `${JSON.stringify({ valid: problems.length === 0, problems, sections: shown, report: reported }, null, 2)}\n` : inText(shown, reported))
  if (problems.length > 0) process.stderr.write(`The configuration is not valid:\n${problems.map(({ detail, name }) => `  ${name}: ${detail}`).join("\n")}\n`)
  return problems.length === 0 ? 0 : 1
}

const inText = (shown: ReadonlyArray<{ readonly title: string; readonly rows: ReadonlyArray<Row> }>, reported: ReadonlyArray<Reported>): string => {
  const rows = shown.flatMap(({ rows }) => rows)
  const names = Math.max(...rows.map(({ name }) => name.length))
  const values = Math.min(44, Math.max(...rows.map(({ value }) => (value ?? "-").length)))
  const lines = shown.flatMap(({ rows, title }) => [title, ...rows.map(({ from, meaning, name, value }) => `  ${pad(name, names)}  ${pad(value ?? "-", values)}  (${from}) ${meaning}`), ""])
  const effects = reported.filter(({ status }) => status !== "used")
  return [...lines, ...(effects.length === 0 ? [] : ["Set without full effect", ...effects.map(({ name, status, why }) => `  ${pad(name, names)}  ${status}${why === null ? "" : `: ${why}`}`), ""])].join("\n")
}
