import { phraseReader } from "./phrases.js"
import { countsOfAll, hashOf, lengthOf, markOf, stemHashOf, type TermVector } from "./termVector.js"
import { stemOf, termsOf, wordsOf } from "./terms.js"

export interface QueryTerm {
  readonly term: string
  /** by which full text finds it */
  readonly stem: string
  /** what repetition in the query adds: a power of how often it stands there */
  readonly weight: number
}

/** Two of a query's terms that stand side by side in it, by their places among the terms. */
export interface QueryPair { readonly first: number; readonly second: number; readonly weight: number }

export interface Query { readonly terms: ReadonlyArray<QueryTerm>; readonly pairs: ReadonlyArray<QueryPair> }

/** What the ranking knows of the whole index; lengths in terms. */
export interface IndexStatistics {
  readonly chunks: number
  readonly chunkLength: number
  readonly documentLength: number
}

/** `vector` holds the fields body and headings, and the body's words in order. */
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
/** Saying a word twice in a question makes it count nearly twice: an alert repeats what it is about in its summary. */
const REPETITION = 0.8
/** A long question need not be answered whole: as many of its most telling terms do. */
const ASKED = 8

/** Weights of fields and saturation (BM25F), how much rarity tells (a power of the idf), what another form of a word tells, to what the word itself does, and what the order of words does. */
export interface RankingParameters {
  readonly chunk: { readonly k1: number; readonly b: number; readonly headings: number }
  readonly document: { readonly k1: number; readonly b: number; readonly opening: number; readonly title: number; readonly weight: number }
  readonly rarity: number
  readonly otherForm: number
  /** what two words tell by standing side by side, to what the lesser of them tells by standing there */
  readonly pair: number
}

// Chosen on the alert pairs by cross-validation, and on questions that are none of them: paraphrased alerts,
// and sections taken out of runbooks, manual and product pages; with and without other operations pages (013).
export const PARAMETERS: RankingParameters = {
  chunk: { k1: 2, b: 0.75, headings: 2 },
  document: { k1: 5, b: 0.93, opening: 2, title: 4, weight: 2 },
  rarity: 0.85,
  otherForm: 0.5,
  pair: 3
}

/** Distinct terms of a query, the first 64, and which of them stand side by side. */
export const queryOf = (text: string): Query => {
  const counts = new Map<string, number>()
  for (const term of termsOf(text)) counts.set(term, (counts.get(term) ?? 0) + 1)
  const terms = [...counts].slice(0, MAX_TERMS).map(([term, n]): QueryTerm => ({ term, stem: stemOf(term), weight: n ** REPETITION }))
  const places = new Map(terms.map(({ term }, i) => [term, i]))
  const words = wordsOf(text)
  const pairs = new Map<string, { readonly first: number; readonly second: number; n: number }>()
  words.slice(1).forEach((word, i) => {
    const first = places.get(words[i]!)
    const second = places.get(word)
    if (first === undefined || second === undefined || terms[first]!.stem === terms[second]!.stem) return
    const key = `${terms[first]!.stem} ${terms[second]!.stem}`
    const known = pairs.get(key)
    if (known === undefined) pairs.set(key, { first, second, n: 1 })
    else known.n++
  })
  return { terms, pairs: [...pairs.values()].map(({ first, n, second }) => ({ first, second, weight: Math.sqrt(n) })) }
}

/** How telling a term is that `frequency` of all chunks hold; above 0. */
export const idf = (frequency: number, chunks: number): number => Math.log(1 + (Math.max(0, chunks - frequency) + 0.5) / (frequency + 0.5))

const saturated = (tf: number, k1: number): number => (tf * (k1 + 1)) / (tf + k1)

interface AskedTerm { readonly worth: number; readonly share: number; readonly own: number; readonly forms: number; readonly bare: number }

/** Where in a vector's counts the terms of a query stand. */
const readerOf = (query: ReadonlyArray<QueryTerm>) => {
  const hashes = Uint32Array.from(new Set(query.flatMap(({ stem, term }) => [hashOf(term), hashOf(stem), stemHashOf(stem)]))).sort()
  const at = new Map(Array.from(hashes, (hash, i) => [hash, i]))
  const counts = new Uint32Array(hashes.length)
  return {
    places: query.map(({ stem, term }) => ({ own: at.get(hashOf(term))!, forms: at.get(stemHashOf(stem))!, bare: at.get(hashOf(stem))! })),
    read: (vector: TermVector): Uint32Array => {
      countsOfAll(vector, hashes, counts)
      return counts
    }
  }
}

const isHeld = (counts: Uint32Array, { bare, forms, own }: AskedTerm): boolean => (counts[own]! | counts[bare]! | counts[forms]!) !== 0

/** How often a field holds the term; its other forms count for less. */
const frequencyIn = (counts: Uint32Array, { bare, forms, own }: AskedTerm, shift: number, otherForm: number): number => {
  const exact = (counts[own]! >>> shift) & 255
  const all = ((counts[forms]! === 0 ? counts[bare]! : counts[forms]!) >>> shift) & 255
  return exact + otherForm * Math.max(0, all - exact)
}

/**
 * BM25F over fields, a chunk's own score and its document's together: what a
 * page is about as a whole tells as much as its best passage. Words that stand
 * side by side in the query and in a passage tell more. Best first.
 * `frequencies` are by stem.
 */
export const rank = (
  { pairs, terms: asked }: Query,
  frequencies: ReadonlyMap<string, number>,
  statistics: IndexStatistics,
  chunks: ReadonlyArray<ChunkTerms>,
  documents: DocumentTerms,
  parameters: RankingParameters = PARAMETERS
): ReadonlyArray<Ranked> => {
  const { chunk: ofChunk, document: ofPage, otherForm, rarity } = parameters
  const { places, read } = readerOf(asked)
  const idfs = asked.map(({ stem }) => idf(frequencies.get(stem) ?? 0, statistics.chunks) ** rarity)
  const terms = asked.map(({ stem, weight }, i): AskedTerm => {
    const n = frequencies.get(stem) ?? 0
    return { ...places[i]!, worth: weight * idfs[i]!, share: idf(n, statistics.chunks + BACKGROUND) }
  })
  const total = terms.map(({ share }) => share).sort((a, b) => b - a).slice(0, ASKED).reduce((sum, share) => sum + share, 0)
  const sideBySide = phraseReader(pairs.map(({ first, second, weight }) => ({
    first: markOf(stemHashOf(asked[first]!.stem)), second: markOf(stemHashOf(asked[second]!.stem)), worth: parameters.pair * weight * Math.min(idfs[first]!, idfs[second]!)
  })))
  const titles = new Map<string, ReadonlyArray<boolean>>()
  const ofDocument = new Map<string, number>()
  for (const [documentId, vector] of documents) {
    const norm = 1 - ofPage.b + ofPage.b * (lengthOf(vector) / Math.max(1, statistics.documentLength))
    const counts = read(vector)
    let score = 0
    titles.set(documentId, terms.map((term) => {
      if (!isHeld(counts, term)) return false
      const title = frequencyIn(counts, term, 16, otherForm)
      const tf = frequencyIn(counts, term, 0, otherForm) / norm + ofPage.opening * frequencyIn(counts, term, 8, otherForm) + ofPage.title * title
      if (tf > 0) score += term.worth * saturated(tf, ofPage.k1)
      return title > 0
    }))
    ofDocument.set(documentId, score)
  }
  return chunks.map((chunk): Ranked => {
    const norm = 1 - ofChunk.b + ofChunk.b * (lengthOf(chunk.vector) / Math.max(1, statistics.chunkLength))
    const title = titles.get(chunk.documentId)
    const counts = read(chunk.vector)
    let score = sideBySide(chunk.vector)
    let covered = 0
    terms.forEach((term, i) => {
      if (!isHeld(counts, term)) {
        if (title?.[i] === true) covered += term.share
        return
      }
      const tf = frequencyIn(counts, term, 0, otherForm) / norm + ofChunk.headings * frequencyIn(counts, term, 8, otherForm)
      if (tf > 0) score += term.worth * saturated(tf, ofChunk.k1)
      if (tf > 0 || title?.[i] === true) covered += term.share
    })
    return {
      chunkId: chunk.chunkId, documentId: chunk.documentId,
      score: score + ofPage.weight * (ofDocument.get(chunk.documentId) ?? 0), coverage: total === 0 ? 0 : Math.min(1, covered / total)
    }
  }).sort((a, b) => b.score - a.score || (a.chunkId < b.chunkId ? -1 : 1))
}
