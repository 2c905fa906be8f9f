import { eachRun } from "./runs.js"
import { hashOf, stemHashOf } from "./termVector.js"
import { type Run, stemmed, termsOfRun } from "./terms.js"

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

const narrow = Buffer.alloc(MAX_RUN)

/** The run as a string that does not hold the text it stands in, one byte a character where that is possible. */
const own = (text: string, units: Uint16Array, start: number, end: number): string => {
  const length = end - start
  let i = length > MAX_RUN ? 0 : length
  while (i > 0 && units[start + i - 1]! <= 0xff) {
    i--
    narrow[i] = units[start + i]!
  }
  return i === 0 && length <= MAX_RUN ? narrow.toString("latin1", 0, length) : Buffer.from(text.slice(start, end)).toString()
}

/** Code units of all remembered runs together, at first. */
const UNITS = 0xc0000
/** What is known of a run, side by side: where its code units start, how many they are, its hash, and its only term, `NONE`, or where in `several` its terms stand. */
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

  get length(): number {
    return this.end
  }

  at(index: number): number {
    return this.all[index]!
  }

  /** Takes back what was pushed after the first `length`. */
  shorten(length: number): void {
    this.end = length
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
  /** of runs that have not one term that is a word as well: how many terms and words, and these */
  private readonly several = new Numbers()
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
    this.several.clear()
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

  /** `fact` is what `put` finds: its only term, `NONE`, or where its terms stand. */
  private remember(text: Uint16Array, start: number, length: number, hash: number, fact: number): void {
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
    facts[run * FACTS + 3] = fact
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
        this.add(facts[run * FACTS + 3]!)
        return
      }
      place = (place + 1) & (PLACES - 1)
    }
    const read = termsOfRun(own(text, units, start, end))
    if (length > MAX_RUN) {
      for (const term of read.terms) this.terms.push(this.numberOf(term))
      for (const word of read.words) this.words.push(this.numberOf(word))
      return
    }
    const { several } = this
    const from = several.length
    const fact = read.terms.length === 0 ? NONE : read.terms.length === 1 && read.words === read.terms ? this.numberOf(read.terms[0]!) : this.listed(read)
    this.add(fact)
    if (places[place] === 0 && this.runs < REMEMBERED) {
      this.remember(units, start, length, hash, fact)
      places[place] = this.runs
    } else several.shorten(from)
  }

  /** Writes down the terms and words of a run, and answers where. */
  private listed({ terms, words }: Run): number {
    const { several } = this
    const fact = SEVERAL - several.length
    several.push(terms.length)
    several.push(words.length)
    for (const term of terms) several.push(this.numberOf(term))
    for (const word of words) several.push(this.numberOf(word))
    return fact
  }

  private add(fact: number): void {
    if (fact >= 0) {
      this.terms.push(fact)
      this.words.push(fact)
    } else if (fact !== NONE) {
      const { several } = this
      let at = SEVERAL - fact
      const terms = several.at(at++)
      const words = several.at(at++)
      for (const end = at + terms; at < end; at++) this.terms.push(several.at(at))
      for (const end = at + words; at < end; at++) this.words.push(several.at(at))
    }
  }

  /** The numbers of a text's terms, in order; they hold until the next text is read. */
  read(text: string): Numbered {
    this.terms.clear()
    this.words.clear()
    eachRun(text, (start, end, hash, units) => this.put(text, units, start, end, hash))
    return { terms: this.terms.written, words: this.words.written }
  }
}
