import { SqlClient, type SqlError } from "@effect/sql"
import { Effect } from "effect"
import { CurrentActor } from "../kernel/actor.js"
import { Conflict, InvalidInput } from "../kernel/errors.js"
import { now } from "../kernel/time.js"
import { type Answer, Idempotency, type RepeatableRequest } from "./Idempotency.js"

const DAY_MS = 86_400_000
const KEY = /^[\x21-\x7e]{1,255}$/

interface Row { readonly operation: string; readonly fingerprint: string; readonly status: number; readonly body: string }

export const makeIdempotency = Effect.map(SqlClient.SqlClient, (sql) => {
  const dead = <A, R>(effect: Effect.Effect<A, SqlError.SqlError, R>) => Effect.orDie(effect)

  const checked = (key: string) => KEY.test(key)
    ? Effect.void
    : Effect.fail(new InvalidInput({ loc: ["header", "Idempotency-Key"], type: "value_error", reason: "Idempotency-Key must have 1 to 255 visible characters" }))

  const remembered = (ownerId: string, request: RepeatableRequest, at: number) => Effect.gen(function*() {
    const rows = yield* dead(sql<Row>`SELECT operation, fingerprint, status, body FROM idempotency_keys
      WHERE owner_id = ${ownerId} AND key = ${request.key} AND created_at > ${at - DAY_MS}`)
    const row = rows[0]
    if (row === undefined) return null
    if (row.operation !== request.operation || row.fingerprint !== request.fingerprint) {
      return yield* new Conflict({ code: "idempotency_key_reused", reason: "this Idempotency-Key was used for another request within the last 24 hours" })
    }
    return { status: row.status, body: JSON.parse(row.body) as unknown, replayed: true }
  })

  /** True where this call owns the key now. */
  const claim = (ownerId: string, request: RepeatableRequest, answer: Answer, at: number) => Effect.gen(function*() {
    yield* dead(sql`DELETE FROM idempotency_keys WHERE owner_id = ${ownerId} AND key = ${request.key} AND created_at <= ${at - DAY_MS}`)
    const rows = yield* dead(sql<{ key: string }>`INSERT INTO idempotency_keys ${sql.insert({
      owner_id: ownerId, key: request.key, operation: request.operation, fingerprint: request.fingerprint,
      status: answer.status, body: JSON.stringify(answer.body), created_at: at
    })} ON CONFLICT (owner_id, key) DO NOTHING RETURNING key`)
    return rows.length === 1
  })

  /** An SQL failure is a defect; the caller's own errors pass. */
  const transaction = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    sql.withTransaction(effect).pipe(Effect.catchIf((e): e is SqlError.SqlError & E => (e as { _tag?: string })._tag === "SqlError", Effect.die)) as Effect.Effect<A, E, R>

  const atomically: Idempotency["Type"]["atomically"] = (request, effect) => Effect.gen(function*() {
    yield* checked(request.key)
    const { userId } = yield* CurrentActor
    return yield* transaction(Effect.gen(function*() {
      const at = yield* now
      // the row comes first: a twin waits on it until this transaction has ended
      if (!(yield* claim(userId, request, { status: 0, body: null }, at))) {
        const earlier = yield* remembered(userId, request, at)
        if (earlier !== null) return earlier
      }
      const answer = yield* effect
      yield* dead(sql`UPDATE idempotency_keys SET status = ${answer.status}, body = ${JSON.stringify(answer.body)} WHERE owner_id = ${userId} AND key = ${request.key}`)
      return { ...answer, replayed: false }
    }))
  })

  const remembering: Idempotency["Type"]["remembering"] = (request, effect) => Effect.gen(function*() {
    yield* checked(request.key)
    const { userId } = yield* CurrentActor
    const at = yield* now
    const earlier = yield* remembered(userId, request, at)
    if (earlier !== null) return earlier
    const answer = yield* effect
    if (yield* claim(userId, request, answer, at)) return { ...answer, replayed: false }
    return (yield* remembered(userId, request, at)) ?? { ...answer, replayed: false }
  })

  return Idempotency.of({
    atomically,
    remembering,
    find: (request) => Effect.gen(function*() {
      yield* checked(request.key)
      return yield* remembered((yield* CurrentActor).userId, request, yield* now)
    }),
    sweep: Effect.flatMap(now, (at) => Effect.map(dead(sql<{ key: string }>`DELETE FROM idempotency_keys WHERE created_at <= ${at - DAY_MS} RETURNING key`), (rows) => rows.length))
  })
})
