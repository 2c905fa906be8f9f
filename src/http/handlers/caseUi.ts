import { HttpApiBuilder } from "@effect/platform"
import { Effect } from "effect"
import { Agent } from "../../modules/agent/index.js"
import { Cases, isTerminal } from "../../modules/case/index.js"
import { type EvidenceAnalysis, Evidences } from "../../modules/evidence/index.js"
import { Reports } from "../../modules/report/index.js"
import { Api } from "../api.js"
import { answer } from "../errors.js"
import { caseUiView } from "./caseUiView.js"

const LATEST_FILES = 3

export const caseUiHandlers = HttpApiBuilder.group(Api, "caseUi", (handlers) => Effect.gen(function*() {
  const agent = yield* Agent
  const cases = yield* Cases
  const evidences = yield* Evidences
  const reports = yield* Reports

  return handlers.handle("ui", ({ path }) => answer(Effect.gen(function*() {
    const c = yield* cases.get(path.case_id)
    const [hypotheses, solutions, { files, total }, turnRunning] = yield* Effect.all([
      cases.hypotheses(c.caseId), cases.solutions(c.caseId), evidences.list({ caseId: c.caseId, limit: LATEST_FILES, offset: 0 }), agent.busy(c.caseId)
    ])
    const analyses = new Map<string, EvidenceAnalysis>()
    for (const file of files) {
      const analysis = yield* evidences.analysis(file.evidenceId)
      if (analysis !== null) analyses.set(file.evidenceId, analysis)
    }
    const written = isTerminal(c.status) ? yield* reports.ofCase(c.caseId, { history: false }) : []
    const available = isTerminal(c.status) ? (["incident_report", "runbook", "post_mortem"] as const).map((type) => ({ type, ready: written.some((r) => r.type === type && r.status === "completed") })) : []
    return caseUiView({ case: c, hypotheses, solutions, files, fileCount: total, analyses, turnRunning, reports: available })
  })))
}))
