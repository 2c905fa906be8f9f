import { countsOf, hashOf, lengthOf, type TermVector } from "./termVector.js"
import { termsOf } from "./terms.js"

export interface QueryTerm {
  readonly term: string
  /** what repetition in the query adds: its square root */
  readonly weight: number
}

/** What the ranking knows of the whole index; lengths in terms. */
export interface IndexStatistics {
  readonly chunks: number
  readonly chunkLength: number
  readonly documentLength: number
}

/** `vector` holds the fields body and headings. */
export interface ChunkTerms { readonly chunkId: string; readonly documentId: string; readonly vector: TermVector }
/** `vector` holds the fields text, opening and title of a document. */
export type DocumentTerms = ReadonlyMap<string, TermVector>

export interface Ranked {
  readonly chunkId: string
  readonly documentId: string
  readonly score: number
  /** Share of the query's eight most telling terms that the chunk and its document's title answer, weighted by how telling each is; 0–1. */
  readonly coverage: number
}

/** Characters at the start of a document that say what it is about. */
export const OPENING = 500

const MAX_TERMS = 64
/** Chunks that a small index is thought to have besides, so that a word of all its few pages still tells something. */
const BACKGROUND = 1_000
/** A long question need not be answered whole: as many of its most telling terms do. */
const ASKED = 8

// Chosen on 671 known-item queries (manual pages, package pages) and the tuning half of the alert pairs.
const CHUNK = { k1: 1.2, b: 0.5, headings: 2 } as const
const DOCUMENT = { k1: 2, b: 0.75, opening: 1, title: 4, weight: 2 } as const

/** Distinct terms of a query, the first 64. */
export const queryTermsOf = (query: string): ReadonlyArray<QueryTerm> => {
  const counts = new Map<string, number>()
  for (const term of termsOf(query)) counts.set(term, (counts.get(term) ?? 0) + 1)
  return [...counts].slice(0, MAX_TERMS).map(([term, n]) => ({ term, weight: Math.sqrt(n) }))
}

/** How telling a term is that `frequency` of all chunks hold; above 0. */
export const idf = (frequency: number, chunks: number): number => Math.log(1 + (Math.max(0, chunks - frequency) + 0.5) / (frequency + 0.5))

const saturated = (tf: number, k1: number): number => (tf * (k1 + 1)) / (tf + k1)

/**
 * BM25F over fields, a chunk's own score and its document's together: what a
 * page is about as a whole tells as much as its best passage. Best first.
 */
export const rank = (
  query: ReadonlyArray<QueryTerm>,
  frequencies: ReadonlyMap<string, number>,
  statistics: IndexStatistics,
  chunks: ReadonlyArray<ChunkTerms>,
  documents: DocumentTerms
): ReadonlyArray<Ranked> => {
  const terms = query.map(({ term, weight }) => {
    const n = frequencies.get(term) ?? 0
    return { hash: hashOf(term), worth: weight * idf(n, statistics.chunks), share: idf(n, statistics.chunks + BACKGROUND) }
  })
  const total = terms.map(({ share }) => share).sort((a, b) => b - a).slice(0, ASKED).reduce((sum, share) => sum + share, 0)
  const titles = new Map<string, ReadonlyArray<boolean>>()
  const ofDocument = new Map<string, number>()
  for (const [documentId, vector] of documents) {
    const norm = 1 - DOCUMENT.b + DOCUMENT.b * (lengthOf(vector) / Math.max(1, statistics.documentLength))
    let score = 0
    titles.set(documentId, terms.map(({ hash, worth }) => {
      const counts = countsOf(vector, hash)
      const title = (counts >>> 16) & 255
      if (counts !== 0) score += worth * saturated((counts & 255) / norm + DOCUMENT.opening * ((counts >>> 8) & 255) + DOCUMENT.title * title, DOCUMENT.k1)
      return title > 0
    }))
    ofDocument.set(documentId, score)
  }
  return chunks.map((chunk): Ranked => {
    const norm = 1 - CHUNK.b + CHUNK.b * (lengthOf(chunk.vector) / Math.max(1, statistics.chunkLength))
    const title = titles.get(chunk.documentId)
    let score = 0
    let covered = 0
    terms.forEach(({ hash, share, worth }, i) => {
      const counts = countsOf(chunk.vector, hash)
      if (counts !== 0) score += worth * saturated((counts & 255) / norm + CHUNK.headings * ((counts >>> 8) & 255), CHUNK.k1)
      if (counts !== 0 || title?.[i] === true) covered += share
    })
    return {
      chunkId: chunk.chunkId, documentId: chunk.documentId,
      score: score + DOCUMENT.weight * (ofDocument.get(chunk.documentId) ?? 0), coverage: total === 0 ? 0 : Math.min(1, covered / total)
    }
  }).sort((a, b) => b.score - a.score || (a.chunkId < b.chunkId ? -1 : 1))
}
