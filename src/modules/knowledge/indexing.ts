import { Effect } from "effect"
import type { Embedding } from "../../providers/embedding/Embedding.js"
import type { VectorModel, Vectors } from "../../providers/vectors/Vectors.js"
import { now } from "../kernel/time.js"
import type { ChunkIndex } from "./chunkIndex.js"
import { embeddedText } from "./embeddedText.js"
import type { IdentifiedChunk, Prepared } from "./engine/prepare.js"
import type { Document } from "./models.js"
import type { Preparing } from "./preparing/preparing.js"
import type { KnowledgeRepository, NewRow } from "./repository.js"

const BATCH = 64

/** A document that has no row yet, and what its text was cut into. */
export interface NewDocument extends NewRow { readonly prepared: Prepared }

type Named = Pick<Document, "documentId" | "title" | "scope" | "documentType" | "filename">
export const modelOf = (embedding: Embedding["Type"]): VectorModel => ({ model: embedding.model, dimension: embedding.dimension })

/**
 * Puts a text into the index: its row, new chunks and full text in one
 * transaction, so that search sees the old document or the new one. Vectors of
 * the new chunks come before it, those of the old ones go after it; a chunk
 * without a row is never shown. The lexical hashing embedder adds nothing to
 * full text and gets no vectors.
 */
export const makeIndexing = (needs: { readonly repository: KnowledgeRepository; readonly index: ChunkIndex; readonly vectors: Vectors["Type"]; readonly embedding: Embedding["Type"]; readonly preparing: Preparing }) => {
  const { embedding, index, preparing, repository, vectors } = needs
  const model = modelOf(embedding)
  const semantic = embedding.kind === "semantic"

  const embedded = (document: Named, chunks: ReadonlyArray<IdentifiedChunk>) => Effect.gen(function*() {
    // all is embedded before anything is written: a model that fails leaves the former version as it was
    const values: Array<Float32Array> = []
    for (let i = 0; i < chunks.length; i += BATCH) {
      values.push(...(yield* embedding.embed(chunks.slice(i, i + BATCH).map((c) => embeddedText(document.title, c.headingPath, c.text)), "document")))
    }
    for (let i = 0; i < chunks.length; i += BATCH) {
      yield* vectors.upsert(model, chunks.slice(i, i + BATCH).map((c, n) => ({ id: c.chunkId, values: values[i + n]!, metadata: { scope: document.scope, documentId: document.documentId, type: document.documentType } })))
    }
  })

  /** Writes new documents whole, indexed, each for itself; answers the ids of those that were new to their scope. One statement or one transaction. */
  const create = (documents: ReadonlyArray<NewDocument>) => Effect.gen(function*() {
    // a model is not asked for what the scope holds already
    const own = semantic ? yield* Effect.filter(documents, ({ document }) => Effect.map(repository.findSame(document.scope, document.sha256, document.title), (same) => same === null)) : documents
    if (semantic) yield* Effect.forEach(own, ({ document, prepared }) => embedded(document, prepared.chunks), { discard: true })
    if (own.length === 0) return new Set<string>()
    const updatedAt = yield* now
    const rows = own.map((one): NewRow => ({ ...one, document: { ...one.document, chunkCount: one.prepared.chunks.length, status: "indexed", updatedAt } }))
    const written = yield* index.create(repository.insert(rows), own.map(({ document, prepared }) => ({ documentId: document.documentId, prepared })))
    if (semantic) yield* Effect.forEach(own.filter(({ document }) => !written.has(document.documentId)), ({ document }) => vectors.removeDocument(document.documentId), { discard: true })
    return written
  })

  return {
    create,
    /** Replaces what is indexed of a document that has a row, and the columns of `set`; the number of its chunks, 0 where it is gone. */
    replace: (document: Named, content: string, set: Record<string, string | number | null>, given?: Prepared) => Effect.gen(function*() {
      const prepared = given ?? (yield* preparing.text(document, content))
      const { chunks } = prepared
      if (semantic) yield* embedded(document, chunks)
      const at = yield* now
      const present = yield* repository.transaction(Effect.gen(function*() {
        // the row first: two writers of one document queue on it
        if (!(yield* repository.update(document.documentId, { ...set, content, chunk_count: chunks.length, status: "indexed", status_reason: null, updated_at: at }))) return false
        yield* index.remove(document.documentId)
        yield* index.add({ documentId: document.documentId, prepared })
        return true
      }))
      if (!present) {
        // deleted while it was read
        yield* vectors.removeDocument(document.documentId)
        return 0
      }
      if (semantic) {
        const current = new Set(chunks.map((c) => c.chunkId))
        const stale = (yield* vectors.ids(model, document.documentId)).filter((id) => !current.has(id))
        if (stale.length > 0) yield* vectors.remove(model, stale)
      }
      return chunks.length
    })
  }
}

export type Indexing = ReturnType<typeof makeIndexing>
