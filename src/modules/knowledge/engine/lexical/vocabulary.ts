import { eachRun } from "./runs.js"
import { hashOf, stemHashOf } from "./termVector.js"
import { stemOf, termsOfRun } from "./terms.js"

/** Numbers of terms; `words` as in `Run`. */
export interface Numbered { readonly terms: ReadonlyArray<number>; readonly words: ReadonlyArray<number> }

/** Terms and runs that are remembered from text to text; beyond, the next text begins with none. */
const REMEMBERED = 60_000
/** Longer runs seldom come again; characters. */
const MAX_RUN = 64

/** A copy that does not hold the text it was cut from. */
const own = (run: string): string => Buffer.from(run).toString()

/**
 * The terms met so far, numbered: operations texts say the same few thousand
 * words over and over, so that each is split, stemmed and hashed once. Numbers
 * hold until `renew`.
 */
export class Vocabulary {
  private readonly runs = new Map<string, Numbered>()
  private readonly numbers = new Map<string, number>()
  private readonly stemNumbers = new Map<string, number>()
  /** by term */
  readonly hashes: Array<number> = []
  readonly stemOf: Array<number> = []
  /** by term: it is its own stem */
  readonly plain: Array<boolean> = []
  /** by stem */
  readonly stems: Array<string> = []
  readonly stemHashes: Array<number> = []

  /** Forgets what has grown too large; between two texts only. */
  renew(): void {
    if (this.runs.size < REMEMBERED && this.hashes.length <= REMEMBERED) return
    for (const map of [this.runs, this.numbers, this.stemNumbers]) map.clear()
    for (const list of [this.hashes, this.stemOf, this.plain, this.stems, this.stemHashes]) list.length = 0
  }

  numberOf(term: string): number {
    const known = this.numbers.get(term)
    if (known !== undefined) return known
    const number = this.hashes.length
    const stem = stemOf(term)
    this.numbers.set(term, number)
    this.hashes.push(hashOf(term))
    this.plain.push(stem === term)
    let stemNumber = this.stemNumbers.get(stem)
    if (stemNumber === undefined) {
      stemNumber = this.stems.length
      this.stemNumbers.set(stem, stemNumber)
      this.stems.push(stem)
      this.stemHashes.push(stemHashOf(stem))
    }
    this.stemOf.push(stemNumber)
    return number
  }

  /** The numbers of a text's terms, in order. */
  read(text: string): Numbered {
    const terms: Array<number> = []
    const words: Array<number> = []
    eachRun(text, (run) => {
      let numbered = this.runs.get(run)
      if (numbered === undefined) {
        const kept = own(run)
        const read = termsOfRun(kept)
        const all = read.terms.map((term) => this.numberOf(term))
        numbered = { terms: all, words: read.words === read.terms ? all : read.words.map((word) => this.numberOf(word)) }
        if (run.length <= MAX_RUN && this.runs.size < REMEMBERED) this.runs.set(kept, numbered)
      }
      for (const number of numbered.terms) terms.push(number)
      for (const number of numbered.words) words.push(number)
    })
    return { terms, words }
  }
}
