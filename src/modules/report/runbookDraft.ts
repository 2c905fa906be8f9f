import { Effect } from "effect"
import type { Cases } from "../case/index.js"
import type { Evidences } from "../evidence/index.js"
import { Conflict } from "../kernel/errors.js"
import type { Knowledge } from "../knowledge/index.js"
import { composeReport, plainSummary, reportTitle } from "./compose.js"
import { gatherFacts } from "./facts.js"
import type { Reports } from "./Reports.js"

/** What a solved case teaches, as a draft in the knowledge base: symptoms, cause, fix and evidence; a person reviews it before it is found. */
export const makeRunbookDraft = (needs: { readonly cases: Cases["Type"]; readonly evidences: Evidences["Type"]; readonly knowledge: Knowledge["Type"] }): Reports["Type"]["draftRunbook"] => (caseId) => Effect.gen(function*() {
  const { cases, knowledge } = needs
  const c = yield* cases.get(caseId)
  if (c.status !== "resolved") return yield* new Conflict({ code: "case_not_resolved", reason: "a runbook is drafted from a case that was closed as resolved" })
  // an edited draft, or the published runbook, is the one
  const before = yield* Effect.all([true, false].map((drafts) => knowledge.list({ caseId, drafts, documentType: "runbook", limit: 1, offset: 0 })))
  const existing = before.flatMap((page) => page.documents)[0]
  if (existing !== undefined) return { document: existing, created: false }
  const facts = yield* gatherFacts(needs, caseId)
  const document = yield* knowledge.create({
    title: reportTitle("runbook", facts), content: composeReport("runbook", facts, plainSummary(facts)), documentType: "runbook", tags: ["from-case"],
    metadata: { sources: facts.findings.map((finding) => finding.source) }, published: false, caseId, description: `Draft from case ${caseId}`
  })
  return { document, created: true }
})
