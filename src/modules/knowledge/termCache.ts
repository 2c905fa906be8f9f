import type { TermVector } from "./engine/lexical/termVector.js"

interface Held {
  readonly version: string
  /** bytes of all its vectors */
  size: number
  whole: TermVector | undefined
  readonly chunks: Map<number, TermVector>
}

/** What an entry takes besides its vectors, about. */
const OVERHEAD = 200

/**
 * Term vectors that were read before, up to `limit` bytes; documents longest
 * unused go first. An entry answers for one version of its document only: what
 * tells one text of it from its next. Whoever asks has just read the version
 * from the database, so nobody has to tell this process or another one what
 * was replaced.
 */
export const makeTermCache = (limit: number) => {
  const documents = new Map<string, Held>()
  let bytes = 0

  const drop = (documentId: string, held: Held): void => {
    documents.delete(documentId)
    bytes -= held.size
  }

  const current = (documentId: string, version: string): Held | undefined => {
    const held = documents.get(documentId)
    if (held === undefined) return undefined
    if (held.version === version) return held
    drop(documentId, held)
    return undefined
  }

  return {
    /** What is known of this version of a document; it counts as used now. */
    get: (documentId: string, version: string): Pick<Held, "whole" | "chunks"> | undefined => {
      const held = current(documentId, version)
      if (held === undefined) return undefined
      documents.delete(documentId)
      documents.set(documentId, held)
      return held
    },
    /** Keeps the vector of a chunk by its number, or of the document with `null`. */
    put: (documentId: string, version: string, chunk: number | null, vector: TermVector): void => {
      let held = current(documentId, version)
      if (held === undefined) documents.set(documentId, held = { version, size: 0, whole: undefined, chunks: new Map() })
      if (chunk === null ? held.whole !== undefined : held.chunks.has(chunk)) return
      // a driver's buffer may be a part of a larger one that would stay with it
      const own = vector.slice()
      if (chunk === null) held.whole = own
      else held.chunks.set(chunk, own)
      held.size += own.byteLength + OVERHEAD
      bytes += own.byteLength + OVERHEAD
      for (const [id, oldest] of documents) {
        if (bytes <= limit) break
        drop(id, oldest)
      }
    },
    /** Bytes that are held. */
    size: (): number => bytes
  }
}

export type TermCache = ReturnType<typeof makeTermCache>
