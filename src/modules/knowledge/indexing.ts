import { createHash } from "node:crypto"
import { Effect } from "effect"
import type { Embedding } from "../../providers/embedding/Embedding.js"
import type { VectorModel, Vectors } from "../../providers/vectors/Vectors.js"
import { now } from "../kernel/time.js"
import type { ChunkIndex } from "./chunkIndex.js"
import { embeddedText } from "./embeddedText.js"
import { chunkText } from "./engine/text/chunk.js"
import { kindOf } from "./engine/text/structure.js"
import type { KnowledgeRepository } from "./repository.js"

const BATCH = 64

export const modelOf = (embedding: Embedding["Type"]): VectorModel => ({ model: embedding.model, dimension: embedding.dimension })

/**
 * Puts a text into the index: new chunks and full text in one transaction, so
 * that search sees the old document or the new one. Vectors of the new chunks
 * come before it, those of the old ones go after it; a chunk without a row is
 * never shown. The lexical hashing embedder adds nothing to full text and gets
 * no vectors. Answers the number of chunks, 0 where the document is gone.
 */
export const makeIndexing = (needs: { readonly repository: KnowledgeRepository; readonly index: ChunkIndex; readonly vectors: Vectors["Type"]; readonly embedding: Embedding["Type"] }) => {
  const semantic = needs.embedding.kind === "semantic"
  return (document: { readonly documentId: string; readonly title: string; readonly scope: string; readonly documentType: string; readonly filename: string | null }, content: string, set: Record<string, string | number | null>) => Effect.gen(function*() {
    const chunks = chunkText(content, kindOf(document.filename)).map((chunk) => ({
      ...chunk, chunkId: `chk_${createHash("sha256").update(`${document.documentId}\n${chunk.ordinal}\n${chunk.sha256}`).digest("hex").slice(0, 12)}`
    }))
    if (semantic) {
      // all is embedded before anything is written: a model that fails leaves the former version as it was
      const values: Array<Float32Array> = []
      for (let i = 0; i < chunks.length; i += BATCH) {
        values.push(...(yield* needs.embedding.embed(chunks.slice(i, i + BATCH).map((c) => embeddedText(document.title, c.headingPath, c.text)), "document")))
      }
      for (let i = 0; i < chunks.length; i += BATCH) {
        yield* needs.vectors.upsert(modelOf(needs.embedding), chunks.slice(i, i + BATCH).map((c, n) => ({ id: c.chunkId, values: values[i + n]!, metadata: { scope: document.scope, documentId: document.documentId, type: document.documentType } })))
      }
    }
    const at = yield* now
    const present = yield* needs.repository.transaction(Effect.gen(function*() {
      // the row first: two writers of one document queue on it
      yield* needs.repository.update(document.documentId, { ...set, content, chunk_count: chunks.length, status: "indexed", status_reason: null, updated_at: at })
      if ((yield* needs.repository.findAny(document.documentId)) === null) return false
      yield* needs.index.replace(document.documentId, document.title, chunks)
      return true
    }))
    if (!present) {
      // deleted while it was read
      yield* needs.vectors.removeDocument(document.documentId)
      return 0
    }
    if (semantic) {
      const current = new Set(chunks.map((c) => c.chunkId))
      const stale = (yield* needs.vectors.ids(modelOf(needs.embedding), document.documentId)).filter((id) => !current.has(id))
      if (stale.length > 0) yield* needs.vectors.remove(modelOf(needs.embedding), stale)
    }
    return chunks.length
  })
}
