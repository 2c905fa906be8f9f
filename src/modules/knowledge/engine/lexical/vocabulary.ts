import { eachRun } from "./runs.js"
import { hashOf, stemHashOf } from "./termVector.js"
import { stemOf, termsOfRun } from "./terms.js"

/** Numbers of terms; `words` as in `Run`. */
export interface Numbered { readonly terms: ReadonlyArray<number>; readonly words: ReadonlyArray<number> }

/** Terms and runs that are remembered from text to text; beyond, the next text begins with none. */
const REMEMBERED = 60_000
/** Places for runs: a power of two, twice as many and more. */
const PLACES = 0x20000
/** Places looked at for a run: more would be needed only by texts made to be slow. */
const PROBES = 16
/** Longer runs seldom come again; characters. */
const MAX_RUN = 64

/** A copy that does not hold the text it was cut from. */
const own = (run: string): string => Buffer.from(run).toString()

const stands = (units: Uint16Array, start: number, end: number, run: string): boolean => {
  if (run.length !== end - start) return false
  for (let i = 0; i < run.length; i++) if (run.charCodeAt(i) !== units[start + i]) return false
  return true
}

/**
 * The terms met so far, numbered: operations texts say the same few thousand
 * words over and over, so that each is split, stemmed and hashed once. Numbers
 * hold until `renew`.
 */
export class Vocabulary {
  private readonly numbers = new Map<string, number>()
  private readonly stemNumbers = new Map<string, number>()
  /** which run stands at a place, from 1; a run is looked for from its hash on, and no text is copied for it */
  private readonly places = new Uint32Array(PLACES)
  private readonly runs: Array<string> = []
  private readonly numbered: Array<Numbered> = []
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
    if (this.runs.length < REMEMBERED && this.hashes.length < REMEMBERED) return
    this.places.fill(0)
    this.numbers.clear()
    this.stemNumbers.clear()
    for (const list of [this.runs, this.numbered, this.hashes, this.stemOf, this.plain, this.stems, this.stemHashes]) list.length = 0
  }

  private numberOf(term: string): number {
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

  private runAt(text: string, units: Uint16Array, start: number, end: number, hash: number): Numbered {
    const { places, runs } = this
    let place = (hash ^ (hash >>> 15)) & (PLACES - 1)
    for (let probe = 0; probe < PROBES && places[place] !== 0; probe++) {
      const known = places[place]! - 1
      if (stands(units, start, end, runs[known]!)) return this.numbered[known]!
      place = (place + 1) & (PLACES - 1)
    }
    const run = own(text.slice(start, end))
    const read = termsOfRun(run)
    const terms = read.terms.map((term) => this.numberOf(term))
    const numbered = { terms, words: read.words === read.terms ? terms : read.words.map((word) => this.numberOf(word)) }
    if (places[place] === 0 && run.length <= MAX_RUN && runs.length < REMEMBERED) {
      runs.push(run)
      this.numbered.push(numbered)
      places[place] = runs.length
    }
    return numbered
  }

  /** The numbers of a text's terms, in order. */
  read(text: string): Numbered {
    const terms: Array<number> = []
    const words: Array<number> = []
    eachRun(text, (start, end, hash, units) => {
      const run = this.runAt(text, units, start, end, hash)
      for (let i = 0; i < run.terms.length; i++) terms.push(run.terms[i]!)
      for (let i = 0; i < run.words.length; i++) words.push(run.words[i]!)
    })
    return { terms, words }
  }
}
