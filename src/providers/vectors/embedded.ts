import { SqlClient, type SqlError } from "@effect/sql"
import { Effect, Layer } from "effect"
import { migrations } from "../data/migrations.js"
import { ProviderConflict, ProviderUnavailable } from "../errors.js"
import { type VectorHit, type VectorItem, type VectorModel, Vectors } from "./Vectors.js"

const provider = "vectors/embedded"

const schema = migrations("vectors", {
  "0001_vectors": Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const bytes = sql.onDialectOrElse({ pg: () => sql`BYTEA`, orElse: () => sql`BLOB` })
    yield* sql`CREATE TABLE vectors (
      model TEXT NOT NULL, id TEXT NOT NULL, scope TEXT NOT NULL, document_id TEXT NOT NULL, type TEXT NOT NULL, embedding ${bytes} NOT NULL,
      PRIMARY KEY (model, id))`
    yield* sql`CREATE INDEX vectors_scope ON vectors (model, scope)`
    yield* sql`CREATE INDEX vectors_document ON vectors (document_id)`
  })
})

const nameOf = (model: VectorModel): string => `${model.model}#${model.dimension}`

const toBytes = (values: Float32Array): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength)

const toFloats = (bytes: Uint8Array): Float32Array => new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))

/** Products in four lanes: one multiply-add chain per lane keeps the processor busy. */
const dot = (a: Float32Array, b: Float32Array): number => {
  let s0 = 0, s1 = 0, s2 = 0, s3 = 0
  const n = a.length & ~3
  for (let i = 0; i < n; i += 4) {
    s0 += a[i]! * b[i]!
    s1 += a[i + 1]! * b[i + 1]!
    s2 += a[i + 2]! * b[i + 2]!
    s3 += a[i + 3]! * b[i + 3]!
  }
  for (let i = n; i < a.length; i++) s0 += a[i]! * b[i]!
  return s0 + s1 + s2 + s3
}

const length = (a: Float32Array): number => Math.sqrt(dot(a, a))

const guard = <A, R>(effect: Effect.Effect<A, SqlError.SqlError, R>) =>
  Effect.mapError(effect, (error) => new ProviderUnavailable({ provider, detail: error.message }))

const checked = (model: VectorModel, values: Float32Array): Effect.Effect<void, ProviderConflict> =>
  values.length === model.dimension
    ? Effect.void
    : Effect.fail(new ProviderConflict({ provider, detail: `a vector of ${values.length} dimensions does not fit ${nameOf(model)}` }))

/** Vectors in the product's own database; exact search over what the filter lets through. */
export const layer = Layer.effect(Vectors, Effect.map(SqlClient.SqlClient, (sql) => Vectors.of({
  implementation: "embedded",
  upsert: (model, items) => Effect.gen(function*() {
    yield* Effect.forEach(items, (item) => checked(model, item.values), { discard: true })
    const row = (item: VectorItem) => ({
      model: nameOf(model), id: item.id, scope: item.metadata.scope, document_id: item.metadata.documentId, type: item.metadata.type, embedding: toBytes(item.values)
    })
    for (let i = 0; i < items.length; i += 100) {
      yield* guard(sql`INSERT INTO vectors ${sql.insert(items.slice(i, i + 100).map(row))}
        ON CONFLICT (model, id) DO UPDATE SET scope = excluded.scope, document_id = excluded.document_id, type = excluded.type, embedding = excluded.embedding`)
    }
  }),
  query: (model, query) => Effect.gen(function*() {
    yield* checked(model, query.values)
    const { documentIds, scopes, types } = query.filter
    if (scopes.length === 0 || types?.length === 0 || documentIds?.length === 0) return []
    const rows = yield* guard(sql<{ id: string; scope: string; document_id: string; type: string; embedding: Uint8Array }>`
      SELECT id, scope, document_id, type, embedding FROM vectors WHERE ${sql.and([
      sql`model = ${nameOf(model)}`, sql.in("scope", scopes),
      ...(types === undefined ? [] : [sql.in("type", types)]),
      ...(documentIds === undefined ? [] : [sql.in("document_id", documentIds)])
    ])}`)
    const norm = length(query.values) || 1
    return rows.map((row): VectorHit => {
      const values = toFloats(row.embedding)
      return { id: row.id, score: dot(query.values, values) / (norm * (length(values) || 1)), metadata: { scope: row.scope, documentId: row.document_id, type: row.type } }
    }).sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)).slice(0, query.k)
  }),
  remove: (model, ids) => ids.length === 0 ? Effect.void : Effect.asVoid(guard(sql`DELETE FROM vectors WHERE model = ${nameOf(model)} AND ${sql.in("id", ids)}`)),
  removeDocument: (documentId) => Effect.asVoid(guard(sql`DELETE FROM vectors WHERE document_id = ${documentId}`)),
  count: (model) => Effect.map(guard(sql<{ n: number }>`SELECT COUNT(*) AS n FROM vectors WHERE model = ${nameOf(model)}`), (rows) => Number(rows[0]!.n)),
  ids: (model, documentId) => Effect.map(guard(sql<{ id: string }>`SELECT id FROM vectors WHERE model = ${nameOf(model)} AND document_id = ${documentId} ORDER BY id`), (rows) => rows.map((row) => row.id)),
  check: Effect.map(guard(sql<{ n: number }>`SELECT COUNT(*) AS n FROM vectors`), (rows) => ({ implementation: "embedded", detail: `${Number(rows[0]!.n)} vectors` }))
}))).pipe(Layer.provide(schema))
