import type { Grounding } from "../Llm.js"
import { bullet, cite, code, confidenceWord, oneLine, percent, phrase } from "./text.js"

type Evidence = Grounding["evidence"][number]

const FIRST = /first|onset|root_exception|exception|crime_scene|hot_spot/
const CHANGE = /burst|spike|drop|change|trend|rate|saturation|gap|new_|added|silence|restart/
const REPEAT = /repeat|top_|repeated|counter/
const CAUSE = /cause|diagnosis/
/** a cause is one sentence: what, where, how */
const STATEMENT = 1_000

const place = (e: Evidence): string => `${code(e.fileName)} ${/[–-]/.test(e.lines) ? "lines" : "line"} ${e.lines}`

/** The proven line behind a finding, where the title does not say it already. */
const quoted = (e: Evidence): string => {
  const line = oneLine(e.detail.split("\n").find((part) => part.trim() !== "") ?? "")
  const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, "")
  const said = plain(e.title)
  return line === "" || said.includes(plain(line).slice(0, 40)) || plain(line).includes(said.slice(-40)) && said.length > 20 && line.length > 200 ? "" : `: ${phrase(line, 180)}`
}

const fact = (e: Evidence): string => `${phrase(e.title)}${quoted(e)} (${place(e)}) [${e.marker}].`

const section = (title: string, found: ReadonlyArray<Evidence>, limit: number): string =>
  found.length === 0 ? "" : [`**${title}**`, ...found.slice(0, limit).map((e) => bullet(fact(e)))].join("\n")

const bad = (e: Evidence): boolean => e.severity === "error" || e.severity === "critical"

export interface EvidenceSections {
  readonly errors: (limit: number) => string
  readonly timeline: (limit: number) => string
  readonly repeats: (limit: number) => string
  /** what no other section shows */
  readonly rest: (limit: number) => string
  readonly firstError: Evidence | undefined
}

/** Sorts the findings into the sections of an answer; each is shown in one of them. */
export const evidenceSections = (grounding: Grounding): EvidenceSections => {
  const causes = new Set(grounding.hypotheses.length === 0 ? [] : grounding.evidence.filter((e) => CAUSE.test(e.kind)).map((e) => e.marker))
  const facts = grounding.evidence.filter((e) => !causes.has(e.marker))
  const repeats = facts.filter((e) => REPEAT.test(e.kind))
  const timeline = facts.filter((e) => CHANGE.test(e.kind) && !REPEAT.test(e.kind))
  const others = facts.filter((e) => !REPEAT.test(e.kind) && !CHANGE.test(e.kind))
  const errors = [...others.filter((e) => FIRST.test(e.kind)), ...others.filter((e) => !FIRST.test(e.kind) && bad(e))]
  const rest = others.filter((e) => !errors.includes(e))
  return {
    errors: (limit) => section("Errors", errors, limit),
    timeline: (limit) => section("How it developed", timeline, limit),
    repeats: (limit) => section("What repeats", repeats, limit),
    rest: (limit) => {
      const worth = rest.filter((e) => e.severity !== "info")
      return section(errors.length + timeline.length + repeats.length === 0 ? "What the evidence shows" : "Also noticed", worth.length > 0 || facts.length > rest.length ? worth : rest, limit)
    },
    firstError: errors.find((e) => FIRST.test(e.kind)) ?? errors[0]
  }
}

/** The direct answer: the leading cause, or what is known in its place. */
export const lead = (grounding: Grounding, firstError: Evidence | undefined): string => {
  const best = grounding.hypotheses[0]
  if (best !== undefined) return `**${/^healthy\b/.test(best.statement) ? "No failure found" : "Most likely cause"}** (${confidenceWord(best.confidence)}, ${percent(best.confidence)}): ${phrase(best.statement, STATEMENT)} ${cite(best.markers)}.`
  if (firstError !== undefined) return `I cannot name a cause yet. The earliest trouble is ${phrase(firstError.title)} (${place(firstError)}) [${firstError.marker}].`
  return grounding.evidence.length === 0 ? "" : "I cannot see an error in the evidence; what stands out is below."
}

/** Causes after the leading one, best first. */
export const otherCauses = (grounding: Grounding, limit: number): string => {
  const others = grounding.hypotheses.slice(1, 1 + limit)
  return others.length === 0 ? "" : ["**Other candidates**", ...others.map((h) => bullet(`${phrase(h.statement, STATEMENT)}; ${confidenceWord(h.confidence)}, ${percent(h.confidence)} ${cite(h.markers)}.`))].join("\n")
}

/** One line per file: what was looked at, its levels and time span. */
export const lookedAt = (grounding: Grounding): string =>
  grounding.files.length === 0 ? "" : ["**Looked at**", ...grounding.files.slice(0, 8).map((f) => bullet(`${code(f.name)}: ${phrase(f.summary, 400)} [${f.marker}].`)),
    ...(grounding.files.length > 8 ? [bullet(`I can list ${grounding.files.length - 8} more on request.`)] : [])].join("\n")
