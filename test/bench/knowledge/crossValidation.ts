import { analyse } from "../../../src/modules/knowledge/engine/lexical/analysis.js"
import { idf, type IndexStatistics, PARAMETERS, queryOf, rank, type RankingParameters } from "../../../src/modules/knowledge/engine/lexical/ranking.js"
import { lengthOf, type TermVector, unpackTerms } from "../../../src/modules/knowledge/engine/lexical/termVector.js"
import { chunkText } from "../../../src/modules/knowledge/engine/text/chunk.js"
import type { Page, Question } from "./corpus.js"

const FOLDS = 5
const CANDIDATES = 60

interface Indexed {
  readonly statistics: IndexStatistics
  readonly frequencies: ReadonlyMap<string, number>
  readonly chunks: ReadonlyArray<{ readonly chunkId: string; readonly documentId: string; readonly vector: TermVector; readonly words: ReadonlySet<string> }>
  readonly documents: ReadonlyMap<string, TermVector>
}

const indexOf = (pages: ReadonlyArray<Page>): Indexed => {
  const chunks: Array<Indexed["chunks"][number]> = []
  const documents = new Map<string, TermVector>()
  const frequencies = new Map<string, number>()
  for (const page of pages) {
    const cut = chunkText(page.content).map((chunk, i) => ({ chunkId: `${page.id}#${i}`, headingPath: chunk.headingPath, text: chunk.text }))
    const { vectors, words } = analyse(page.title, cut)
    cut.forEach(({ chunkId }, i) => {
      const own = new Set(words[i]!.split(" "))
      chunks.push({ chunkId, documentId: page.id, vector: unpackTerms(vectors[i]!), words: own })
      for (const word of own) frequencies.set(word, (frequencies.get(word) ?? 0) + 1)
    })
    documents.set(page.id, unpackTerms(vectors.at(-1)!))
  }
  const mean = (vectors: Iterable<TermVector>): number => {
    const lengths = Array.from(vectors, lengthOf)
    return lengths.reduce((sum, length) => sum + length, 0) / lengths.length
  }
  return { statistics: { chunks: chunks.length, chunkLength: mean(chunks.map((chunk) => chunk.vector)), documentLength: mean(documents.values()) }, frequencies, chunks, documents }
}

/** What could have been chosen: the neighbours of what is. */
const grid: ReadonlyArray<RankingParameters> = [1, 3, 5].flatMap((pair) => [0.3, 0.5, 1].flatMap((otherForm) => [0.7, 0.93, 1].flatMap((b) => [3, 5, 8].flatMap((k1) => [1, 2, 4].map((opening) => (
  { ...PARAMETERS, otherForm, pair, document: { ...PARAMETERS.document, k1, b, opening } }))))))

const rankOf = (pair: Question, index: Indexed, candidates: Indexed["chunks"], parameters: RankingParameters): number => {
  const documents = new Map([...new Set(candidates.map((chunk) => chunk.documentId))].map((id) => [id, index.documents.get(id)!]))
  const order = [...new Set(rank(queryOf(pair.query), index.frequencies, index.statistics, candidates, documents, parameters).map((hit) => hit.documentId))]
  return order.indexOf(pair.runbook) + 1
}

/** As the databases find them: the chunks that hold most of what the query tells. */
const candidatesOf = (pair: Question, index: Indexed): Indexed["chunks"] => {
  const worth = new Map(queryOf(pair.query).terms.map(({ stem, weight }) => [stem, weight * idf(index.frequencies.get(stem) ?? 0, index.statistics.chunks)]))
  const scored = index.chunks.map((chunk) => ({ chunk, score: [...worth].reduce((sum, [word, one]) => sum + (chunk.words.has(word) ? one : 0), 0) }))
  return scored.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score).slice(0, CANDIDATES).map(({ chunk }) => chunk)
}

export interface Held { readonly hit: number; readonly mrr: number }

const figures = (ranks: ReadonlyArray<number>): Held => ({
  hit: ranks.filter((one) => one === 1).length / ranks.length, mrr: ranks.reduce((sum, one) => sum + (one === 0 ? 0 : 1 / one), 0) / ranks.length
})

/**
 * Every pair asked with parameters chosen without it, in each of the bases: the
 * runbooks are dealt into five folds, and for each fold the parameters that do
 * best on the other four, in all bases together, are taken; on pairs, and on
 * `others`, questions that only help to choose. Answers hit@1 and MRR over all
 * pairs, base by base, chosen on pairs alone and on both.
 */
export const crossValidated = (bases: ReadonlyArray<ReadonlyArray<Page>>, pairs: ReadonlyArray<Question>, others: ReadonlyArray<Question>): { readonly alone: ReadonlyArray<Held>; readonly both: ReadonlyArray<Held> } => {
  const asked = [...pairs, ...others]
  const books = [...new Set(asked.map((pair) => pair.runbook))].sort()
  const foldOf = new Map(books.map((book, i) => [book, i % FOLDS]))
  /** ranks by base, question and parameters */
  const ranks = bases.map((pages) => {
    const index = indexOf(pages)
    return asked.map((pair) => {
      const candidates = candidatesOf(pair, index)
      return grid.map((parameters) => rankOf(pair, index, candidates, parameters))
    })
  })
  const chosenOn = (questions: number): ReadonlyArray<Held> => {
    const bestWithout = Array.from({ length: FOLDS }, (_, fold) => {
      const quality = grid.map((_, at) => ranks.reduce((sum, base) => sum + figures(base.filter((_, i) => i < questions && foldOf.get(asked[i]!.runbook) !== fold).map((row) => row[at]!)).mrr, 0))
      return quality.indexOf(Math.max(...quality))
    })
    return ranks.map((base) => figures(pairs.map(({ runbook }, i) => base[i]![bestWithout[foldOf.get(runbook)!]!]!)))
  }
  return { alone: chosenOn(pairs.length), both: chosenOn(asked.length) }
}
