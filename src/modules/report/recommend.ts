import { Effect } from "effect"
import type { Case, Hypothesis } from "../case/index.js"
import type { Knowledge } from "../knowledge/index.js"
import type { Recommendations, Report, ReportType } from "./models.js"

const REUSE = 0.85
const REVIEW = 0.7
const FLOOR = 0.65

const byStatus: Record<Case["status"], ReadonlyArray<{ readonly type: ReportType; readonly reason: string }>> = {
  consulting: [],
  investigating: [{ type: "incident_report", reason: "tells others where the investigation stands" }],
  resolved: [
    { type: "incident_report", reason: "the case is resolved: record what happened" },
    { type: "runbook", reason: "the next one who meets this problem finds the fix" },
    { type: "post_mortem", reason: "cause and prevention, while they are fresh" }
  ],
  closed: [{ type: "post_mortem", reason: "the case was closed: record what is known" }]
}

/** Searches the knowledge base for a runbook that already covers the case; without an answer of it, writing one is advised. */
export const recommendations = (input: { readonly case: Case; readonly hypotheses: ReadonlyArray<Hypothesis>; readonly existing: ReadonlyArray<Report>; readonly knowledge: Knowledge["Type"] }) => Effect.gen(function*() {
  const { case: c } = input
  const query = [c.titleSource === "default" ? "" : c.title, c.investigation.proposedStatement ?? c.description, c.investigation.rootCause?.statement ?? input.hypotheses[0]?.statement ?? ""]
    .filter((text) => text !== "").join("\n").slice(0, 1_000)
  const found = query === "" ? [] : (yield* input.knowledge.search({ query, mode: "hybrid", limit: 5 }).pipe(Effect.catchAll(() => Effect.succeed({ chunks: [], total: 0 })))).chunks
  const best = found.find((chunk) => chunk.score >= FLOOR)
  const action = best === undefined || best.score < REVIEW ? "generate" as const : best.score >= REUSE ? "reuse" as const : "review_or_generate" as const
  const done = new Set(input.existing.filter((r) => r.status === "completed").map((r) => r.type))
  return {
    available: ["incident_report", "post_mortem", "runbook"],
    recommended: byStatus[c.status].map((r) => ({ ...r, exists: done.has(r.type) })),
    runbook: {
      action, similarity: best?.score ?? null,
      reason: best === undefined
        ? "no document of the knowledge base covers this problem"
        : action === "reuse" ? `'${best.title}' covers this problem` : action === "review_or_generate" ? `'${best.title}' may cover this problem: review it first` : `'${best.title}' is only distantly related`,
      existing: best === undefined ? null : { documentId: best.documentId, title: best.title, snippet: best.snippet }
    }
  } satisfies Recommendations
})
