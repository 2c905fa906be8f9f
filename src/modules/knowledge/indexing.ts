import { createHash } from "node:crypto"
import { Effect } from "effect"
import type { Embedding } from "../../providers/embedding/Embedding.js"
import type { VectorModel, Vectors } from "../../providers/vectors/Vectors.js"
import { now } from "../kernel/time.js"
import type { ChunkIndex } from "./chunkIndex.js"
import { embeddedText } from "./embeddedText.js"
import { chunkText } from "./engine/text/chunk.js"
import type { KnowledgeRepository } from "./repository.js"

const BATCH = 64

export const modelOf = (embedding: Embedding["Type"]): VectorModel => ({ model: embedding.model, dimension: embedding.dimension })

/**
 * Puts a text into the index: new chunks and full text in one transaction, so
 * that search sees the old document or the new one; vectors after it (the
 * lexical hashing embedder adds nothing to full text and gets none).
 */
export const makeIndexing = (needs: { readonly repository: KnowledgeRepository; readonly index: ChunkIndex; readonly vectors: Vectors["Type"]; readonly embedding: Embedding["Type"] }) => {
  const semantic = needs.embedding.kind === "semantic"
  return (document: { readonly documentId: string; readonly title: string; readonly scope: string; readonly documentType: string }, content: string, set: Record<string, string | number | null>) => Effect.gen(function*() {
    const chunks = chunkText(content).map((chunk) => ({
      ...chunk, chunkId: `chk_${createHash("sha256").update(`${document.documentId}\n${chunk.ordinal}\n${chunk.sha256}`).digest("hex").slice(0, 12)}`
    }))
    if (semantic) {
      yield* needs.vectors.removeDocument(document.documentId)
      for (let i = 0; i < chunks.length; i += BATCH) {
        const batch = chunks.slice(i, i + BATCH)
        const values = yield* needs.embedding.embed(batch.map((c) => embeddedText(document.title, c.headingPath, c.text)), "document")
        yield* needs.vectors.upsert(modelOf(needs.embedding), batch.map((c, n) => ({ id: c.chunkId, values: values[n]!, metadata: { scope: document.scope, documentId: document.documentId, type: document.documentType } })))
      }
    }
    const at = yield* now
    yield* needs.repository.transaction(Effect.gen(function*() {
      // the row first: two writers of one document queue on it
      yield* needs.repository.update(document.documentId, { ...set, content, chunk_count: chunks.length, status: "indexed", status_reason: null, updated_at: at })
      yield* needs.index.replace(document.documentId, document.title, chunks)
    }))
    return chunks.length
  })
}
