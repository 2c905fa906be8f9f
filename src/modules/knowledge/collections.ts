import { SqlClient, type SqlError } from "@effect/sql"
import { Effect } from "effect"
import { migrations } from "../../providers/data/migrations.js"
import { CurrentActor } from "../kernel/actor.js"
import { Conflict, InvalidInput, NotFound } from "../kernel/errors.js"
import { uuid } from "../kernel/ids.js"
import { now } from "../kernel/time.js"
import type { Knowledge } from "./Knowledge.js"
import type { Collection } from "./models.js"
import { readable } from "./policy.js"

export const collectionMigrations = migrations("knowledge_collections", {
  "0001_collections": Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    yield* sql`CREATE TABLE knowledge_collections (collection_id TEXT PRIMARY KEY, owner_id TEXT NOT NULL, name TEXT NOT NULL, description TEXT, created_at BIGINT NOT NULL, UNIQUE (owner_id, name))`
    yield* sql`CREATE TABLE knowledge_collection_documents (
      collection_id TEXT NOT NULL REFERENCES knowledge_collections (collection_id) ON DELETE CASCADE,
      document_id TEXT NOT NULL REFERENCES documents (document_id) ON DELETE CASCADE, PRIMARY KEY (collection_id, document_id))`
    yield* sql`CREATE INDEX knowledge_collection_documents_document ON knowledge_collection_documents (document_id)`
  })
})

interface Row { readonly collection_id: string; readonly name: string; readonly description: string | null; readonly created_at: number; readonly n: number }

const MAX_NAME = 200
const MAX_DOCUMENTS = 1_000

const toCollection = (row: Row): Collection => ({ collectionId: row.collection_id, name: row.name, description: row.description, documentCount: Number(row.n), createdAt: Number(row.created_at) })

/** Named groups of documents, each user's own; only documents the user may read can be in one. */
export const makeCollections = Effect.map(SqlClient.SqlClient, (sql): Pick<Knowledge["Type"], "collections" | "createCollection" | "changeCollection" | "removeCollection"> => {
  const dead = <A, R>(effect: Effect.Effect<A, SqlError.SqlError, R>) => Effect.orDie(effect)
  const transaction = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    sql.withTransaction(effect).pipe(Effect.catchIf((e): e is SqlError.SqlError & E => (e as { _tag?: string })._tag === "SqlError", Effect.die)) as Effect.Effect<A, E, R>
  const select = (where: ReturnType<typeof sql.and>) => dead(sql<Row>`SELECT c.collection_id, c.name, c.description, c.created_at, COUNT(m.document_id) AS n
    FROM knowledge_collections c LEFT JOIN knowledge_collection_documents m ON m.collection_id = c.collection_id
    WHERE ${where} GROUP BY c.collection_id, c.name, c.description, c.created_at ORDER BY c.name`)
  const find = (collectionId: string) => Effect.gen(function*() {
    const actor = yield* CurrentActor
    const rows = yield* select(sql.and([sql`c.collection_id = ${collectionId}`, sql`c.owner_id = ${actor.userId}`]))
    return rows[0] ? toCollection(rows[0]) : yield* new NotFound({ resource: "collection", id: collectionId })
  })
  const named = (name: string) => name.trim() === "" || name.length > MAX_NAME
    ? Effect.fail(new InvalidInput({ loc: ["body", "name"], type: "string_too_short", reason: `name must have 1 to ${MAX_NAME} characters` }))
    : Effect.succeed(name.trim())
  const put = (collectionId: string, documentIds: ReadonlyArray<string>) => Effect.gen(function*() {
    if (documentIds.length > MAX_DOCUMENTS) return yield* new InvalidInput({ loc: ["body", "document_ids"], type: "too_long", reason: `at most ${MAX_DOCUMENTS} documents in one request` })
    if (documentIds.length === 0) return
    const actor = yield* CurrentActor
    const ids = [...new Set(documentIds)]
    const seen = yield* dead(sql<{ document_id: string }>`SELECT document_id FROM documents WHERE ${sql.in("document_id", ids)} AND ${sql.in("scope", readable(actor))} AND (published = 1 OR owner_id = ${actor.userId})`)
    const known = new Set(seen.map((row) => row.document_id))
    const missing = ids.find((id) => !known.has(id))
    if (missing !== undefined) return yield* new NotFound({ resource: "document", id: missing })
    yield* dead(sql`INSERT INTO knowledge_collection_documents ${sql.insert(ids.map((document_id) => ({ collection_id: collectionId, document_id })))} ON CONFLICT DO NOTHING`)
  })

  return {
    collections: Effect.flatMap(CurrentActor, (actor) => Effect.map(select(sql.and([sql`c.owner_id = ${actor.userId}`])), (rows) => rows.map(toCollection))),
    createCollection: (input) => transaction(Effect.gen(function*() {
      const actor = yield* CurrentActor
      const name = yield* named(input.name)
      const collectionId = uuid()
      const made = yield* dead(sql<{ name: string }>`INSERT INTO knowledge_collections ${sql.insert({ collection_id: collectionId, owner_id: actor.userId, name, description: input.description ?? null, created_at: yield* now })}
        ON CONFLICT (owner_id, name) DO NOTHING RETURNING name`)
      if (made.length === 0) return yield* new Conflict({ code: "collection_exists", reason: `you have a collection named '${name}'` })
      yield* put(collectionId, input.documentIds ?? [])
      return yield* Effect.orDie(find(collectionId))
    })),
    changeCollection: (collectionId, changes) => transaction(Effect.gen(function*() {
      const before = yield* find(collectionId)
      const name = changes.name === undefined ? before.name : yield* named(changes.name)
      const actor = yield* CurrentActor
      const taken = yield* dead(sql<{ n: number }>`SELECT COUNT(*) AS n FROM knowledge_collections WHERE owner_id = ${actor.userId} AND name = ${name} AND collection_id <> ${collectionId}`)
      if (Number(taken[0]!.n) > 0) return yield* new Conflict({ code: "collection_exists", reason: `you have a collection named '${name}'` })
      yield* dead(sql`UPDATE knowledge_collections SET name = ${name}, description = ${changes.description === undefined ? before.description : changes.description} WHERE collection_id = ${collectionId}`)
      yield* put(collectionId, changes.add ?? [])
      if (changes.remove !== undefined && changes.remove.length > 0) {
        yield* dead(sql`DELETE FROM knowledge_collection_documents WHERE collection_id = ${collectionId} AND ${sql.in("document_id", changes.remove)}`)
      }
      return yield* Effect.orDie(find(collectionId))
    })),
    removeCollection: (collectionId) => Effect.zipRight(find(collectionId), Effect.asVoid(dead(sql`DELETE FROM knowledge_collections WHERE collection_id = ${collectionId}`)))
  }
})
