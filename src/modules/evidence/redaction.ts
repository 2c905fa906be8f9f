import { Effect } from "effect"
import type { Cases } from "../case/index.js"
import { CurrentActor } from "../kernel/actor.js"
import { type PseudonymState, Redactor } from "./engine/redact/index.js"
import type { Evidences } from "./Evidences.js"
import type { EvidenceRepository } from "./repository.js"

/**
 * Pseudonyms of a case, kept in its own row. Two writers at once: the later
 * one redacts again over the newer state, so a name never stands for two values.
 */
export const makeRedaction = (needs: { readonly repository: EvidenceRepository; readonly cases: Cases["Type"] }): Pick<Evidences["Type"], "redact" | "restore"> => {
  const stateOf = (caseId: string) => Effect.map(needs.repository.pseudonyms(caseId), (row) => ({
    state: row === null ? undefined : JSON.parse(row.state) as PseudonymState,
    raw: row?.state ?? null,
    version: row?.version ?? 0
  }))

  const redact: Evidences["Type"]["redact"] = Effect.fn("Evidences.redact")(function*(caseId, text) {
    yield* needs.cases.get(caseId)
    const actor = yield* CurrentActor
    while (true) {
      const { raw, state, version } = yield* stateOf(caseId)
      const redactor = new Redactor(state)
      const result = redactor.redact(text)
      const after = JSON.stringify(redactor.state())
      if (after === raw || (raw === null && Object.keys(result.counts).length === 0)) return { text: result.text, counts: result.counts }
      if (yield* needs.repository.savePseudonyms(caseId, actor.userId, after, version)) return { text: result.text, counts: result.counts }
    }
  })

  return {
    redact,
    restore: Effect.fn("Evidences.restore")(function*(caseId, text) {
      yield* needs.cases.get(caseId)
      const { state } = yield* stateOf(caseId)
      return state === undefined ? text : new Redactor(state).restore(text)
    })
  }
}
