import { hash } from "node:crypto"
import { Effect } from "effect"
import type { Embedding } from "../../providers/embedding/Embedding.js"
import type { VectorModel, Vectors } from "../../providers/vectors/Vectors.js"
import { now } from "../kernel/time.js"
import type { ChunkIndex } from "./chunkIndex.js"
import { embeddedText } from "./embeddedText.js"
import { type Chunk, chunkText } from "./engine/text/chunk.js"
import { kindOf } from "./engine/text/structure.js"
import type { Document } from "./models.js"
import type { KnowledgeRepository } from "./repository.js"

const BATCH = 64

type Named = Pick<Document, "documentId" | "title" | "scope" | "documentType" | "filename">
type IdentifiedChunk = Chunk & { readonly chunkId: string }

export const modelOf = (embedding: Embedding["Type"]): VectorModel => ({ model: embedding.model, dimension: embedding.dimension })

const chunksOf = ({ documentId, filename }: Named, content: string): ReadonlyArray<IdentifiedChunk> => chunkText(content, kindOf(filename)).map((chunk) => ({
  ...chunk, chunkId: `chk_${hash("sha256", `${documentId}\n${chunk.ordinal}\n${chunk.sha256}`).slice(0, 12)}`
}))

/**
 * Puts a text into the index: its row, new chunks and full text in one
 * transaction, so that search sees the old document or the new one. Vectors of
 * the new chunks come before it, those of the old ones go after it; a chunk
 * without a row is never shown. The lexical hashing embedder adds nothing to
 * full text and gets no vectors.
 */
export const makeIndexing = (needs: { readonly repository: KnowledgeRepository; readonly index: ChunkIndex; readonly vectors: Vectors["Type"]; readonly embedding: Embedding["Type"] }) => {
  const { embedding, index, repository, vectors } = needs
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

  return {
    /** Writes a new document whole, indexed; the number of its chunks, or null where the scope holds the same bytes under the same title. */
    create: (document: Document, content: string, storageKey: string | null) => Effect.gen(function*() {
      const chunks = chunksOf(document, content)
      if (semantic) {
        if ((yield* repository.findSame(document.scope, document.sha256, document.title)) !== null) return null
        yield* embedded(document, chunks)
      }
      const row = repository.insert({ ...document, chunkCount: chunks.length, status: "indexed", updatedAt: yield* now }, content, storageKey)
      const inserted = yield* index.create(row, document.documentId, document.title, chunks)
      if (inserted) return chunks.length
      if (semantic) yield* vectors.removeDocument(document.documentId)
      return null
    }),
    /** Replaces what is indexed of a document that has a row, and the columns of `set`; the number of its chunks, 0 where it is gone. */
    replace: (document: Named, content: string, set: Record<string, string | number | null>) => Effect.gen(function*() {
      const chunks = chunksOf(document, content)
      if (semantic) yield* embedded(document, chunks)
      const at = yield* now
      const present = yield* repository.transaction(Effect.gen(function*() {
        // the row first: two writers of one document queue on it
        if (!(yield* repository.update(document.documentId, { ...set, content, chunk_count: chunks.length, status: "indexed", status_reason: null, updated_at: at }))) return false
        yield* index.remove(document.documentId)
        yield* index.add(document.documentId, document.title, chunks)
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
