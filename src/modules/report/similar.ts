import { SqlClient, type SqlError } from "@effect/sql"
import { Effect } from "effect"
import type { Case, Cases } from "../case/index.js"
import type { Evidences } from "../evidence/index.js"
import { CurrentActor } from "../kernel/actor.js"
import type { Knowledge } from "../knowledge/index.js"
import { gatherFacts } from "./facts.js"
import { fingerprintOf, fixOf, likeness } from "./fingerprint.js"
import type { SimilarCase } from "./models.js"
import type { Reports } from "./Reports.js"

/** Solved cases that one request may learn; the rest follows with the next. */
const LEARNED_AT_ONCE = 50
const COMPARED = 2_000
const SHOWN = { terms: 12, templates: 5 } as const
const FLOOR = 0.15
/** Without a message in common, so many words must be. */
const LEAST_TERMS = 3

interface Row {
  readonly case_id: string; readonly title: string; readonly cause: string | null; readonly fix: string | null; readonly resolved_at: number; readonly changed_at: number
  readonly terms: string; readonly templates: string
}

const dead = <A, R>(effect: Effect.Effect<A, SqlError.SqlError, R>) => Effect.orDie(effect)

/** Solved cases of the actor that look like another one, from fingerprints kept since they were solved. */
export const makeSimilar = (needs: { readonly cases: Cases["Type"]; readonly evidences: Evidences["Type"]; readonly knowledge: Knowledge["Type"] }) => Effect.map(SqlClient.SqlClient, (sql) => {
  const { cases, knowledge } = needs

  const causeOf = (c: Case, hypotheses: ReadonlyArray<{ readonly status: string; readonly statement: string }>): string | null =>
    c.investigation.rootCause?.statement ?? hypotheses.find((h) => h.status === "validated")?.statement ?? c.investigation.workingConclusion?.statement ?? null

  const learn = (c: Case) => Effect.gen(function*() {
    const facts = yield* gatherFacts(needs, c.caseId)
    const { templates, terms } = fingerprintOf(facts)
    const row = {
      case_id: c.caseId, owner_id: c.ownerId, title: c.title, cause: causeOf(c, facts.hypotheses), fix: fixOf(facts.solutions), resolved_at: c.resolvedAt ?? c.updatedAt, changed_at: c.updatedAt,
      terms: JSON.stringify(terms), templates: JSON.stringify(templates)
    }
    yield* dead(sql`INSERT INTO solved_cases ${sql.insert(row)} ON CONFLICT (case_id) DO UPDATE SET title = excluded.title, cause = excluded.cause, fix = excluded.fix,
      resolved_at = excluded.resolved_at, changed_at = excluded.changed_at, terms = excluded.terms, templates = excluded.templates`)
  })

  /** Brings the fingerprints of the actor's solved cases up to date. */
  const refresh = Effect.gen(function*() {
    const { userId } = yield* CurrentActor
    const { cases: solved } = yield* cases.list({ statuses: ["resolved"], includeArchived: true, sort: "last_activity", limit: COMPARED, offset: 0 })
    const rows = yield* dead(sql<{ case_id: string; changed_at: number }>`SELECT case_id, changed_at FROM solved_cases WHERE owner_id = ${userId}`)
    const known = new Map(rows.map((row) => [row.case_id, Number(row.changed_at)]))
    const lacking = solved.filter((c) => known.get(c.caseId) !== c.updatedAt).slice(0, LEARNED_AT_ONCE)
    yield* Effect.forEach(lacking, (c) => Effect.ignore(learn(c)), { discard: true })
    return new Set(solved.map((c) => c.caseId))
  })

  const similar: Reports["Type"]["similar"] = (caseId, limit) => Effect.gen(function*() {
    const mine = fingerprintOf(yield* gatherFacts(needs, caseId))
    const { userId } = yield* CurrentActor
    const alive = yield* refresh
    const rows = (yield* dead(sql<Row>`SELECT case_id, title, cause, fix, resolved_at, changed_at, terms, templates FROM solved_cases WHERE owner_id = ${userId} AND case_id <> ${caseId} ORDER BY resolved_at DESC LIMIT ${COMPARED}`))
      .filter((row) => alive.has(row.case_id))
      .map((row) => ({ row, print: { terms: JSON.parse(row.terms) as ReadonlyArray<string>, templates: JSON.parse(row.templates) as ReadonlyArray<string> } }))
    const frequencies = new Map<string, number>()
    for (const { print } of rows) for (const term of print.terms) frequencies.set(term, (frequencies.get(term) ?? 0) + 1)
    const corpus = { size: rows.length, frequency: (term: string) => frequencies.get(term) ?? 0 }
    const found = rows.map(({ print, row }) => ({ row, ...likeness(mine, print, corpus) }))
      .filter((one) => one.score >= FLOOR && (one.templates.length > 0 || one.terms.length >= LEAST_TERMS))
      .sort((a, b) => b.score - a.score || Number(b.row.resolved_at) - Number(a.row.resolved_at)).slice(0, limit)
    return yield* Effect.forEach(found, ({ row, score, templates, terms }) => Effect.map(knowledge.list({ caseId: row.case_id, limit: 1, offset: 0 }), ({ documents }): SimilarCase => ({
      caseId: row.case_id, title: row.title, score, resolvedAt: Number(row.resolved_at), rootCause: row.cause, fix: row.fix,
      sharedTerms: terms.slice(0, SHOWN.terms), sharedTemplates: templates.slice(0, SHOWN.templates), runbookId: documents[0]?.documentId ?? null
    })))
  })

  return {
    similar,
    /** Forgets solved cases that are gone; for the cleaner. */
    forget: Effect.gen(function*() {
      const known = (yield* dead(sql<{ case_id: string }>`SELECT case_id FROM solved_cases`)).map((row) => row.case_id)
      const alive = yield* cases.existing(known)
      const gone = known.filter((caseId) => !alive.has(caseId))
      for (let i = 0; i < gone.length; i += 200) yield* dead(sql`DELETE FROM solved_cases WHERE ${sql.in("case_id", gone.slice(i, i + 200))}`)
      return gone.length
    }),
    forgetCase: (caseId: string) => dead(sql`DELETE FROM solved_cases WHERE case_id = ${caseId}`)
  }
})
