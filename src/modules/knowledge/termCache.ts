import type { TermVector } from "./engine/lexical/termVector.js"
import { makeVersionedCache } from "./versionedCache.js"

interface Terms {
  whole: TermVector | undefined
  readonly chunks: Map<number, TermVector>
  /** bytes of all its vectors */
  size: number
}

/** What an entry takes besides its vectors, about. */
const OVERHEAD = 200

/** Term vectors of documents that were read before, up to `limit` bytes. */
export const makeTermCache = (limit: number) => {
  const documents = makeVersionedCache<Terms>(limit)
  return {
    /** What is known of this version of a document; it counts as used now. */
    get: (documentId: string, version: string): Pick<Terms, "whole" | "chunks"> | undefined => documents.get(documentId, version),
    /** Keeps the vector of a chunk by its number, or of the document with `null`. */
    put: (documentId: string, version: string, chunk: number | null, vector: TermVector): void => {
      const terms = documents.get(documentId, version) ?? { whole: undefined, chunks: new Map(), size: 0 }
      if (chunk === null ? terms.whole !== undefined : terms.chunks.has(chunk)) return
      // a driver's buffer may be a part of a larger one that would stay with it
      const own = vector.slice()
      if (chunk === null) terms.whole = own
      else terms.chunks.set(chunk, own)
      terms.size += own.byteLength + OVERHEAD
      documents.put(documentId, version, terms, terms.size)
    },
    /** Bytes that are held. */
    size: documents.size
  }
}

export type TermCache = ReturnType<typeof makeTermCache>
