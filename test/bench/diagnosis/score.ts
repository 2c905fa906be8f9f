// One incident held against its answer.
import { analyzeFile } from "../../../src/modules/evidence/engine/analyze.js"
import { diagnose } from "../../../src/modules/evidence/engine/diagnose/index.js"

export interface Expected { readonly root_cause_category: string; readonly required_keywords?: ReadonlyArray<string>; readonly forbidden_categories?: ReadonlyArray<string>; readonly forbidden_keywords?: ReadonlyArray<string> }

export interface Score {
  readonly name: string
  readonly expected: string
  readonly category: string
  readonly causes: ReadonlyArray<{ readonly id: string; readonly confidence: number; readonly statement: string }>
  readonly wanted: ReadonlyArray<string>
  /** Keywords that the diagnosis does not say at all. */
  readonly missing: ReadonlyArray<string>
  /** Keywords that only its quotes and findings say, not its statements. */
  readonly unstated: ReadonlyArray<string>
  readonly forbidden: ReadonlyArray<string>
  readonly falseAlarm: boolean
}

/** Analyses the files, diagnoses them together and compares. A cause that cites nothing is an error. */
export const score = async (name: string, files: ReadonlyArray<{ readonly path: string; readonly name: string }>, expected: Expected): Promise<Score> => {
  const causes = diagnose(await Promise.all(files.map(async (file) => ({ name: file.name, findings: (await analyzeFile(file)).findings }))))
  if (causes.some((c) => c.findings.length === 0 || c.findings.some((f) => f.quotes.length === 0))) throw new Error(`${name}: a cause cites nothing`)
  const category = causes[0]?.category ?? "unknown"
  const statements = causes.map((c) => c.statement).join("\n").toLowerCase()
  const said = [statements, ...causes.flatMap((c) => c.findings.flatMap((f) => [f.title, f.detail, ...f.quotes.map((q) => q.text)]))].join("\n").toLowerCase()
  const wanted = expected.required_keywords ?? []
  const healthy = expected.root_cause_category === "healthy"
  return {
    name,
    expected: expected.root_cause_category,
    category,
    causes,
    wanted,
    missing: wanted.filter((word) => !said.includes(word.toLowerCase())),
    unstated: wanted.filter((word) => !statements.includes(word.toLowerCase())),
    forbidden: [...(expected.forbidden_categories ?? []).filter((c) => causes.some((cause) => cause.category === c)), ...(expected.forbidden_keywords ?? []).filter((word) => statements.includes(word.toLowerCase()))],
    falseAlarm: healthy && category !== "healthy" && category !== "unknown"
  }
}

const share = (part: number, whole: number) => `${part}/${whole} = ${whole === 0 ? 0 : Math.round(part / whole * 100)} %`

/** What the scores come to, in one line. */
export const totals = (scores: ReadonlyArray<Score>): string => {
  const sum = (of: (s: Score) => number) => scores.reduce((total, s) => total + of(s), 0)
  const wanted = sum((s) => s.wanted.length)
  return `Category ${share(sum((s) => s.category === s.expected ? 1 : 0), scores.length)} (goal ≥ 80 %), keywords ${share(wanted - sum((s) => s.missing.length), wanted)} (goal ≥ 60 %; in statements alone ${share(wanted - sum((s) => s.unstated.length), wanted)}), false alarms ${sum((s) => s.falseAlarm ? 1 : 0)} (goal 0), incidents with something forbidden ${sum((s) => s.forbidden.length > 0 ? 1 : 0)}.`
}

/** A table of scores with its totals, as Markdown. */
export const table = (title: string, scores: ReadonlyArray<Score>, verbose: boolean): string => {
  const rows = scores.map((s) => {
    const found = s.wanted.length - s.missing.length
    const row = `| ${s.name} | ${s.expected} | ${s.category} (${s.causes.map((c) => `${c.id} ${c.confidence}`).join(", ")}) | ${found}/${s.wanted.length}${s.missing.length === 0 ? "" : ` without ${s.missing.join(", ")}`} | ${s.forbidden.join(", ")} |`
    return verbose ? [row, ...s.causes.map((c) => `    ${c.statement}`), ...(s.unstated.length === 0 ? [] : [`    not in a statement: ${s.unstated.join(", ")}`])].join("\n") : row
  })
  return [`\n### ${title}\n\n| incident | expected | found | keywords | forbidden |\n|---|---|---|---|---|`, ...rows, `\n${totals(scores)}`].join("\n")
}
