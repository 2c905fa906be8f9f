import { eachRun } from "./runs.js"
import { hashOf, stemHashOf } from "./termVector.js"
import { stemmed, termsOfRun } from "./terms.js"

/** Numbers of terms; `words` as in `Run`. */
export interface Numbered { readonly terms: Uint32Array; readonly words: Uint32Array }

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

/** Code units of all remembered runs together, at first. */
const UNITS = 0xc0000
/** What is known of a run, side by side: where its code units start, how many they are, its hash, and its only term, `NONE`, or where in `several` its terms are. */
const FACTS = 4
const NONE = -1
const SEVERAL = -2

/** Numbers that are written one after the other. */
class Numbers {
  private all = new Uint32Array(4_096)
  private end = 0

  clear(): void {
    this.end = 0
  }

  push(number: number): void {
    if (this.end === this.all.length) {
      const more = new Uint32Array(this.end * 2)
      more.set(this.all)
      this.all = more
    }
    this.all[this.end++] = number
  }

  /** What was written since `clear`; holds until the next one. */
  get written(): Uint32Array {
    return this.all.subarray(0, this.end)
  }
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
  private readonly facts = new Int32Array(REMEMBERED * FACTS)
  private units = new Uint16Array(UNITS)
  private unitsEnd = 0
  private runs = 0
  /** of runs that have not one term that is a word as well */
  private readonly several: Array<Numbered> = []
  private readonly terms = new Numbers()
  private readonly words = new Numbers()
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
    if (this.runs < REMEMBERED && this.hashes.length < REMEMBERED) return
    this.places.fill(0)
    this.runs = 0
    this.unitsEnd = 0
    this.several.length = 0
    this.numbers.clear()
    this.stemNumbers.clear()
    for (const list of [this.hashes, this.stemOf, this.plain, this.stems, this.stemHashes]) list.length = 0
  }

  private numberOf(term: string): number {
    const known = this.numbers.get(term)
    if (known !== undefined) return known
    const number = this.hashes.length
    const stem = stemmed(term)
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

  /** Whether it is this run that stands there. */
  private stands(run: number, text: Uint16Array, start: number, length: number, hash: number): boolean {
    const { facts, units } = this
    if (facts[run * FACTS + 2] !== hash || facts[run * FACTS + 1] !== length) return false
    const from = facts[run * FACTS]!
    for (let i = 0; i < length; i++) if (units[from + i] !== text[start + i]) return false
    return true
  }

  private remember(text: Uint16Array, start: number, length: number, hash: number, numbered: Numbered): void {
    const { facts, runs: run } = this
    if (this.units.length < this.unitsEnd + length) {
      const more = new Uint16Array(this.units.length * 2)
      more.set(this.units)
      this.units = more
    }
    this.units.set(text.subarray(start, start + length), this.unitsEnd)
    facts[run * FACTS] = this.unitsEnd
    facts[run * FACTS + 1] = length
    facts[run * FACTS + 2] = hash
    if (numbered.terms.length === 0 && numbered.words.length === 0) facts[run * FACTS + 3] = NONE
    else if (numbered.terms === numbered.words && numbered.terms.length === 1) facts[run * FACTS + 3] = numbered.terms[0]!
    else {
      facts[run * FACTS + 3] = SEVERAL - this.several.length
      this.several.push(numbered)
    }
    this.unitsEnd += length
    this.runs++
  }

  /** Adds the terms and words of the run that stands there. */
  private put(text: string, units: Uint16Array, start: number, end: number, hash: number): void {
    const { facts, places } = this
    const length = end - start
    let place = (hash ^ (hash >>> 15)) & (PLACES - 1)
    for (let probe = 0; probe < PROBES && places[place] !== 0; probe++) {
      const run = places[place]! - 1
      if (this.stands(run, units, start, length, hash)) {
        const only = facts[run * FACTS + 3]!
        if (only >= 0) {
          this.terms.push(only)
          this.words.push(only)
        } else if (only !== NONE) this.add(this.several[SEVERAL - only]!)
        return
      }
      place = (place + 1) & (PLACES - 1)
    }
    const read = termsOfRun(own(text.slice(start, end)))
    const known = Uint32Array.from(read.terms, (term) => this.numberOf(term))
    const numbered = { terms: known, words: read.words === read.terms ? known : Uint32Array.from(read.words, (word) => this.numberOf(word)) }
    if (places[place] === 0 && length <= MAX_RUN && this.runs < REMEMBERED) {
      this.remember(units, start, length, hash, numbered)
      places[place] = this.runs
    }
    this.add(numbered)
  }

  private add({ terms, words }: Numbered): void {
    for (let i = 0; i < terms.length; i++) this.terms.push(terms[i]!)
    for (let i = 0; i < words.length; i++) this.words.push(words[i]!)
  }

  /** The numbers of a text's terms, in order; they hold until the next text is read. */
  read(text: string): Numbered {
    this.terms.clear()
    this.words.clear()
    eachRun(text, (start, end, hash, units) => this.put(text, units, start, end, hash))
    return { terms: this.terms.written, words: this.words.written }
  }
}
