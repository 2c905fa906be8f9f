import { SqlClient, type SqlError } from "@effect/sql"
import { Effect } from "effect"
import { migrations } from "../data/migrations.js"
import { ProviderUnavailable } from "../errors.js"
import type { VectorItem, VectorMetadata } from "./Vectors.js"

export const provider = "vectors/embedded"

/** Removals remembered for processes that lag behind; a process further behind reads everything again. */
const REMEMBERED = 10_000
const PAGE_ROWS = 256
const MAX_IDS = 500

export interface VectorRow {
  readonly id: string
  readonly metadata: VectorMetadata
  readonly values: Float32Array
  readonly version: number
}

/** What a model's rows look like: each change raises `version`; removals up to `floor` are forgotten. */
export interface Head {
  readonly version: number
  readonly floor: number
}

export const schema = migrations("vectors", {
  "0001_vectors": Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const bytes = sql.onDialectOrElse({ pg: () => sql`BYTEA`, orElse: () => sql`BLOB` })
    yield* sql`CREATE TABLE vector_models (model TEXT PRIMARY KEY, version BIGINT NOT NULL, floor BIGINT NOT NULL)`
    yield* sql`CREATE TABLE vectors (
      model TEXT NOT NULL, id TEXT NOT NULL, scope TEXT NOT NULL, document_id TEXT NOT NULL, type TEXT NOT NULL,
      version BIGINT NOT NULL, embedding ${bytes} NOT NULL, PRIMARY KEY (model, id))`
    yield* sql`CREATE INDEX vectors_version ON vectors (model, version, id)`
    yield* sql`CREATE INDEX vectors_document ON vectors (document_id)`
    yield* sql`CREATE TABLE vector_removals (model TEXT NOT NULL, id TEXT NOT NULL, version BIGINT NOT NULL, PRIMARY KEY (model, id))`
    yield* sql`CREATE INDEX vector_removals_version ON vector_removals (model, version)`
  })
})

interface Stored {
  readonly id: string
  readonly scope: string
  readonly document_id: string
  readonly type: string
  readonly version: number
  readonly embedding: Uint8Array
}

const toRow = (row: Stored): VectorRow => ({
  id: row.id,
  metadata: { scope: row.scope, documentId: row.document_id, type: row.type },
  // copied: the driver's buffer may start at an odd address
  values: new Float32Array(row.embedding.buffer.slice(row.embedding.byteOffset, row.embedding.byteOffset + row.embedding.byteLength)),
  version: Number(row.version)
})

const guard = <A, R>(effect: Effect.Effect<A, SqlError.SqlError, R>) =>
  Effect.mapError(effect, (error) => new ProviderUnavailable({ provider, detail: error.message }))

const inGroups = <A>(all: ReadonlyArray<A>, size: number): ReadonlyArray<ReadonlyArray<A>> =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size))

/**
 * The stored truth of the embedded store, the same on SQLite and PostgreSQL.
 * Raising a model's version locks its row until commit, so versions become
 * visible in order and a reader can ask for what is newer than it knows.
 */
export const makeRows = Effect.map(SqlClient.SqlClient, (sql) => {
  const raise = (model: string) => Effect.map(
    sql<{ version: number }>`INSERT INTO vector_models (model, version, floor) VALUES (${model}, 1, 0)
      ON CONFLICT (model) DO UPDATE SET version = vector_models.version + 1 RETURNING version`,
    (rows) => Number(rows[0]!.version)
  )
  const removeWhere = (model: string, condition: ReturnType<typeof sql.and>) => Effect.gen(function*() {
    const version = yield* raise(model)
    yield* sql`INSERT INTO vector_removals (model, id, version) SELECT model, id, ${version} FROM vectors WHERE model = ${model} AND ${condition}
      ON CONFLICT (model, id) DO UPDATE SET version = excluded.version`
    yield* sql`DELETE FROM vectors WHERE model = ${model} AND ${condition}`
    const floor = version - REMEMBERED
    if (floor <= 0) return
    yield* sql`DELETE FROM vector_removals WHERE model = ${model} AND version <= ${floor}`
    yield* sql`UPDATE vector_models SET floor = ${floor} WHERE model = ${model}`
  })

  return {
    put: (model: string, items: ReadonlyArray<VectorItem>) => guard(sql.withTransaction(Effect.gen(function*() {
      const version = yield* raise(model)
      for (const group of inGroups(items, 100)) {
        const rows = group.map(({ id, metadata, values }) => ({
          model, id, scope: metadata.scope, document_id: metadata.documentId, type: metadata.type, version,
          embedding: Buffer.from(values.buffer, values.byteOffset, values.byteLength)
        }))
        yield* sql`INSERT INTO vectors ${sql.insert(rows)} ON CONFLICT (model, id) DO UPDATE SET scope = excluded.scope,
          document_id = excluded.document_id, type = excluded.type, version = excluded.version, embedding = excluded.embedding`
      }
    }))),
    remove: (model: string, ids: ReadonlyArray<string>) => guard(sql.withTransaction(
      Effect.forEach(inGroups(ids, MAX_IDS), (group) => removeWhere(model, sql.in("id", group)), { discard: true })
    )),
    removeDocument: (documentId: string) => guard(sql.withTransaction(Effect.gen(function*() {
      const models = yield* sql<{ model: string }>`SELECT DISTINCT model FROM vectors WHERE document_id = ${documentId} ORDER BY model`
      yield* Effect.forEach(models, ({ model }) => removeWhere(model, sql`document_id = ${documentId}`), { discard: true })
    }))),
    /** Forgets everything; every reader's knowledge is older than the new floor. */
    clear: guard(sql.withTransaction(Effect.gen(function*() {
      yield* sql`UPDATE vector_models SET version = version + 1, floor = version + 1`
      yield* sql`DELETE FROM vectors`
      yield* sql`DELETE FROM vector_removals`
    }))),
    head: (model: string) => Effect.map(
      guard(sql<{ version: number; floor: number }>`SELECT version, floor FROM vector_models WHERE model = ${model}`),
      (rows): Head => (rows[0] ? { version: Number(rows[0].version), floor: Number(rows[0].floor) } : { version: 0, floor: 0 })
    ),
    removedAfter: (model: string, version: number) => Effect.map(
      guard(sql<{ id: string }>`SELECT id FROM vector_removals WHERE model = ${model} AND version > ${version}`),
      (rows) => rows.map((row) => row.id)
    ),
    /** One page of rows after a position, ascending by version and id; start at `{ version: known + 1, id: "" }`. */
    pageAfter: (model: string, after: { readonly version: number; readonly id: string }) => Effect.map(
      guard(sql<Stored>`SELECT id, scope, document_id, type, version, embedding FROM vectors
        WHERE model = ${model} AND (version, id) > (${after.version}, ${after.id}) ORDER BY version, id LIMIT ${PAGE_ROWS}`),
      (rows) => rows.map(toRow)
    ),
    byIds: (model: string, ids: ReadonlyArray<string>) => Effect.map(
      Effect.forEach(inGroups(ids, MAX_IDS), (group) =>
        guard(sql<Stored>`SELECT id, scope, document_id, type, version, embedding FROM vectors WHERE model = ${model} AND ${sql.in("id", group)}`)),
      (pages) => pages.flat().map(toRow)
    ),
    count: (model: string) => Effect.map(guard(sql<{ n: number }>`SELECT COUNT(*) AS n FROM vectors WHERE model = ${model}`), (rows) => Number(rows[0]!.n)),
    total: Effect.map(guard(sql<{ n: number }>`SELECT COUNT(*) AS n FROM vectors`), (rows) => Number(rows[0]!.n)),
    idsOf: (model: string, documentId: string) => Effect.map(
      guard(sql<{ id: string }>`SELECT id FROM vectors WHERE model = ${model} AND document_id = ${documentId}`),
      (rows) => rows.map((row) => row.id).sort()
    ),
    models: Effect.map(guard(sql<{ model: string }>`SELECT model FROM vector_models`), (rows) => rows.map((row) => row.model)),
    allIds: (model: string) => Effect.map(guard(sql<{ id: string }>`SELECT id FROM vectors WHERE model = ${model}`), (rows) => rows.map((row) => row.id).sort()),
    /** True inside a transaction, where what is read may yet be undone. */
    uncommitted: Effect.map(Effect.serviceOption(SqlClient.TransactionConnection), (found) => found._tag === "Some")
  }
})

export type Rows = Effect.Effect.Success<typeof makeRows>
