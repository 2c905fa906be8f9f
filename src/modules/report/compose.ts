import { placeName } from "../evidence/index.js"
import { isoOrNull, iso } from "../kernel/time.js"
import type { CaseFacts, CitedFinding } from "./facts.js"
import type { ReportType } from "./models.js"
import { notesOf } from "./notes.js"

/** One line of text: no line breaks, and nothing that Markdown would read as structure. */
const line = (text: string): string => text.replace(/\s+/g, " ").replace(/([\\`*_[\]<>|#])/g, "\\$1").trim()
const cite = (finding: CitedFinding): string => `[${finding.source.marker}]`
const time = (ms: number | null): string => (ms === null ? "no time" : iso(ms).replace("T", " ").replace(".000Z", " UTC").replace("Z", " UTC"))
const section = (title: string, body: string): string => `## ${title}\n\n${body}\n`
const list = (items: ReadonlyArray<string>, none: string): string => (items.length === 0 ? `_${none}_` : items.map((item) => `- ${item}`).join("\n"))
const minutes = (ms: number): string => ms < 3_600_000 ? `${Math.round(ms / 60_000)} min` : `${(ms / 3_600_000).toFixed(1)} h`

const causes = ({ case: c, hypotheses }: CaseFacts): string => {
  const root = c.investigation.rootCause
  const validated = hypotheses.filter((h) => h.status === "validated")
  if (root !== null) return `${line(root.statement)} (confidence ${root.confidence.toFixed(2)}, by ${root.method.replaceAll("_", " ")})`
  if (validated.length > 0) return list(validated.map((h) => `${line(h.statement)} (validated, likelihood ${h.likelihood.toFixed(2)})`), "")
  const best = c.investigation.workingConclusion
  return best === null ? "_Not identified._" : `_Not established._ Most likely so far: ${line(best.statement)} (confidence ${best.confidence.toFixed(2)})`
}

const impact = (facts: CaseFacts): string => {
  const worst = facts.findings.filter(({ finding }) => finding.severity === "critical" || finding.severity === "error")
  const levels = new Map<string, number>()
  for (const { analysis } of facts.files) for (const [level, n] of Object.entries(analysis.levels)) levels.set(level, (levels.get(level) ?? 0) + n)
  const counts = [...levels].filter(([level, n]) => n > 0 && /error|fatal|crit|warn/i.test(level)).map(([level, n]) => `${n} ${level}`)
  return list([
    ...(facts.case.investigation.symptom === null ? [] : [`Symptom: ${line(facts.case.investigation.symptom)}`]),
    `Priority: ${facts.case.priority}${facts.case.investigation.urgency === "unknown" ? "" : `, urgency ${facts.case.investigation.urgency}`}`,
    ...(counts.length === 0 ? [] : [`Logged in the evidence: ${counts.join(", ")}`]),
    ...worst.slice(0, 5).map((f) => `${line(f.finding.title)} ${cite(f)}`)
  ], "No impact is recorded.")
}

const timeline = (facts: CaseFacts): string => {
  const events = [
    ...facts.findings.filter((f) => f.finding.at !== null).map((f) => ({ at: f.finding.at!, text: `${line(f.finding.title)} ${cite(f)}` })),
    { at: facts.case.createdAt, text: "Case opened" },
    ...facts.history.map((change) => ({ at: change.at, text: `Case ${change.toStatus}${change.reason === "" ? "" : `: ${line(change.reason)}`}` })),
    ...notesOf(facts.case.metadata).filter((note) => note.incident).map((note) => ({ at: note.at, text: line(note.text) })),
    ...facts.solutions.flatMap((s) => [
      ...(s.appliedAt === null ? [] : [{ at: s.appliedAt, text: `Applied: ${line(s.title)}` }]),
      ...(s.verifiedAt === null ? [] : [{ at: s.verifiedAt, text: `Verified: ${line(s.title)}` }])
    ])
  ].sort((a, b) => a.at - b.at)
  return `| Time | What |\n|---|---|\n${events.map((e) => `| ${time(e.at)} | ${e.text} |`).join("\n")}`
}

const findings = (facts: CaseFacts): string => list(facts.findings.map((f) => `${line(f.finding.title)}${f.finding.detail === "" ? "" : ` — ${line(f.finding.detail).slice(0, 300)}`} ${cite(f)}`), "No evidence was analysed.")

const tested = (facts: CaseFacts): string => list(facts.hypotheses.map((h) =>
  `**${h.status}** (${h.likelihood.toFixed(2)}): ${line(h.statement)}${h.validationNotes === null || h.validationNotes === "" ? "" : ` — ${line(h.validationNotes)}`}`), "No hypothesis was recorded.")

const fence = (commands: ReadonlyArray<string>): string => `\n\n  \`\`\`sh\n${commands.map((command) => `  ${command.replaceAll("```", "'''")}`).join("\n")}\n  \`\`\``

const fixes = (facts: CaseFacts): string => list(facts.solutions.filter((s) => s.status !== "rejected").map((s) => [
  `**${line(s.title)}** (${s.status}${s.verificationMethod === null ? "" : `, verified by: ${line(s.verificationMethod)}`})`,
  ...(s.immediateAction === null ? [] : [`  Immediate: ${line(s.immediateAction)}`]),
  ...(s.longtermFix === null ? [] : [`  Long term: ${line(s.longtermFix)}`]),
  ...s.steps.map((step, i) => `  ${i + 1}. ${line(step)}`),
  ...(s.risks.length === 0 ? [] : [`  Risks: ${s.risks.map(line).join("; ")}`])
].join("\n") + (s.commands.length === 0 ? "" : fence(s.commands))), "No solution is recorded.")

const actions = (facts: CaseFacts): string => list([
  ...facts.solutions.flatMap((s) => (s.longtermFix === null ? [] : [line(s.longtermFix)])),
  ...facts.case.investigation.nextActions.map(line),
  ...facts.hypotheses.filter((h) => h.status === "active" || h.status === "inconclusive").map((h) => `Settle: ${line(h.statement)}`)
], "None is recorded.")

const sources = (facts: CaseFacts): string => list(facts.findings.map(({ source: s }) =>
  `[${s.marker}] ${line(placeName(s.filename, s.artifact))}, lines ${s.lineStart}–${s.lineEnd} (bytes ${s.byteStart}–${s.byteEnd}, SHA-256 \`${s.sha256}\`)`), "None.")

const header = (facts: CaseFacts, title: string): string => {
  const { case: c } = facts
  const end = c.resolvedAt ?? c.closedAt
  return [
    `# ${title}: ${line(c.title)}`, "",
    `| | |\n|---|---|\n| Case | ${c.caseId} |\n| Status | ${c.status}${c.closureReason === null ? "" : ` (${c.closureReason})`} |\n| Opened | ${time(c.createdAt)} |${end === null ? "" : `\n| Ended | ${time(isoOrNull(end) === null ? null : end)} |\n| Duration | ${minutes(end - c.createdAt)} |`}\n| Evidence | ${facts.files.length} files |`,
    ""
  ].join("\n")
}

/** The summary that code can give; a model may write a better one from the same facts. */
export const plainSummary = (facts: CaseFacts): string => {
  const first = facts.findings.find(({ finding }) => finding.severity === "error" || finding.severity === "critical")
  return [
    facts.case.description === "" ? "" : line(facts.case.description),
    facts.case.investigation.proposedStatement === null || facts.case.investigation.proposedStatement === facts.case.description ? "" : line(facts.case.investigation.proposedStatement),
    first === undefined ? "" : `The first failure in the evidence: ${line(first.finding.title)} ${cite(first)}.`,
    `Root cause: ${causes(facts).replace(/^- /, "")}`
  ].filter((text) => text !== "").join("\n\n")
}

export const reportTitle = (type: ReportType, facts: CaseFacts): string =>
  `${{ incident_report: "Incident report", post_mortem: "Post-mortem", runbook: "Runbook" }[type]}: ${facts.case.title}`.slice(0, 200)

/** The whole document in Markdown; `summary` stands at its top. */
export const composeReport = (type: ReportType, facts: CaseFacts, summary: string): string => {
  switch (type) {
    case "incident_report":
      return [header(facts, "Incident report"), section("Summary", summary), section("Impact", impact(facts)), section("Timeline", timeline(facts)), section("Findings", findings(facts)),
        section("Root cause", causes(facts)), section("Resolution", fixes(facts)), section("Follow-up", actions(facts)), section("Sources", sources(facts))].join("\n")
    case "post_mortem":
      return [header(facts, "Post-mortem"), section("Summary", summary), section("Impact", impact(facts)), section("Timeline", timeline(facts)), section("Root cause", causes(facts)),
        section("Hypotheses tested", tested(facts)), section("Resolution and verification", fixes(facts)), section("Action items", actions(facts)), section("Sources", sources(facts))].join("\n")
    case "runbook":
      return [header(facts, "Runbook"), section("When to use", summary), section("Symptoms", findings(facts)), section("Cause", causes(facts)), section("Fix", fixes(facts)),
        section("How to verify", list(facts.solutions.flatMap((s) => (s.verificationMethod === null ? [] : [line(s.verificationMethod)])), "Nothing is recorded; check that the symptoms above are gone.")),
        section("If it does not help", tested(facts)), section("Evidence", sources(facts))].join("\n")
  }
}
