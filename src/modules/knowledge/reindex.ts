import { SqlClient, type SqlError } from "@effect/sql"
import { Effect, Ref } from "effect"
import type { Embedding } from "../../providers/embedding/Embedding.js"
import type { ProviderError } from "../../providers/errors.js"
import type { VectorModel, Vectors } from "../../providers/vectors/Vectors.js"
import { embeddedText } from "./embeddedText.js"

const PAGE = 50
/** texts of one call to the model */
const BATCH = 64

interface DocumentRow {
  readonly document_id: string
  readonly title: string
  readonly scope: string
  readonly document_type: string
  readonly updated_at: number
}

interface ChunkRow {
  readonly chunk_id: string
  readonly heading_path: string
  readonly text: string
}

const dead = <A, R>(effect: Effect.Effect<A, SqlError.SqlError, R>) => Effect.orDie(effect)

/** Gives the vector store what it lacks of the documents that exist, from the chunks in the database. */
export const makeReindex = (needs: { readonly vectors: Vectors["Type"]; readonly embedding: Embedding["Type"] }) => Effect.map(SqlClient.SqlClient, (sql) => {
  const { embedding, vectors } = needs
  const model: VectorModel = { model: embedding.model, dimension: embedding.dimension }
  const documentOf = (documentId: string) => Effect.map(dead(sql<DocumentRow>`SELECT document_id, title, scope, document_type, updated_at FROM documents WHERE document_id = ${documentId}`), (rows) => rows[0])
  const chunksOf = (documentId: string) => dead(sql<ChunkRow>`SELECT chunk_id, heading_path, text FROM chunks WHERE document_id = ${documentId} ORDER BY ordinal`)
  const pageAfter = (documentId: string, changedSince: number) =>
    dead(sql<DocumentRow>`SELECT document_id, title, scope, document_type, updated_at FROM documents WHERE document_id > ${documentId} AND updated_at >= ${changedSince} ORDER BY document_id LIMIT ${PAGE}`)

  /**
   * Embeds the chunks of a document that have no vector. A document that
   * changed or went while the model worked is looked at again, so that no
   * vector of a former text, type or scope is the last word.
   */
  const complete = (document: DocumentRow): Effect.Effect<number, ProviderError> => Effect.gen(function*() {
    const held = new Set(yield* vectors.ids(model, document.document_id))
    const lacking = (yield* chunksOf(document.document_id)).filter(({ chunk_id }) => !held.has(chunk_id))
    for (let i = 0; i < lacking.length; i += BATCH) {
      const batch = lacking.slice(i, i + BATCH)
      const values = yield* embedding.embed(batch.map((c) => embeddedText(document.title, JSON.parse(c.heading_path) as ReadonlyArray<string>, c.text)), "document")
      yield* vectors.upsert(model, batch.map((c, n) => ({ id: c.chunk_id, values: values[n]!, metadata: { scope: document.scope, documentId: document.document_id, type: document.document_type } })))
    }
    if (lacking.length === 0) return 0
    const now = yield* documentOf(document.document_id)
    if (now !== undefined && Number(now.updated_at) === Number(document.updated_at)) return lacking.length
    yield* vectors.removeDocument(document.document_id)
    return now === undefined ? 0 : yield* complete(now)
  })

  const pass = (changedSince: number, done: (documents: number) => Effect.Effect<void>) => Effect.gen(function*() {
    const embedded = yield* Ref.make(0)
    let after = ""
    let documents = 0
    while (true) {
      const page = yield* pageAfter(after, changedSince)
      const last = page.at(-1)
      if (last === undefined) return yield* Ref.get(embedded)
      for (const document of page) {
        const n = yield* complete(document)
        yield* Ref.update(embedded, (all) => all + n)
      }
      documents += page.length
      yield* done(documents)
      after = last.document_id
    }
  })

  return {
    /** Documents that there are. */
    count: Effect.map(dead(sql<{ n: number }>`SELECT COUNT(*) AS n FROM documents`), (rows) => Number(rows[0]!.n)),
    /**
     * Completes every document, then those that changed since `startedAt`
     * (epoch milliseconds): they were indexed beside us. Answers the number of
     * chunks embedded; `done` hears how many documents are finished.
     */
    fill: (startedAt: number, done: (documents: number) => Effect.Effect<void>) => Effect.gen(function*() {
      const first = yield* pass(0, done)
      return first + (yield* pass(startedAt, () => Effect.void))
    })
  }
})
