import { markOf, MAX_COUNT, sumOfCounts, tailOf } from "./termVector.js"
import type { Vocabulary } from "./vocabulary.js"

/** Terms there is room for from the start: as many as a vocabulary remembers, and a long text more. */
const ROOM = 0x10000

/** Room that grows; what is in it stays. */
const grown = (from: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> => {
  if (from.length >= length) return from
  const to = new Uint32Array(Math.max(length, from.length * 2))
  to.set(from)
  return to
}

/** Words of 32 bits that are held from document to document. */
const HELD = 0x40000

/** Vectors one after the other in one stretch of memory, of one document at a time. */
export class Vectors {
  private words = new Uint32Array(ROOM)
  private end = 0
  private ends: Array<number> = []

  /** Forgets what a document left that was not ended. */
  clear(): void {
    this.end = 0
    this.ends = []
    if (this.words.length > HELD) this.words = new Uint32Array(ROOM)
  }

  /** Room for so many words, from `start`. */
  room(words: number): { readonly to: Uint32Array; readonly start: number } {
    this.words = grown(this.words, this.end + words)
    return { to: this.words, start: this.end }
  }

  close(end: number): void {
    this.end = end
    this.ends.push(end)
  }

  /** All of them, each a view into one copy of exactly their size. */
  take(): ReadonlyArray<Uint8Array<ArrayBuffer>> {
    const { buffer } = this.words.slice(0, this.end)
    const { ends } = this
    this.clear()
    return ends.map((end, i) => {
      const start = ends[i - 1] ?? 0
      return new Uint8Array(buffer, start * 4, (end - start) * 4)
    })
  }
}

const NO_WORDS = new Uint32Array(0)

/** How often which terms of a vocabulary stand in the fields of one text. */
export class Counts {
  private counts = new Uint32Array(ROOM)
  private touched: Array<number> = []
  private forms = new Uint32Array(ROOM)
  /** by stem: its only term so far plus one; 0xffffffff where there are several */
  private only = new Uint32Array(ROOM)
  private pairs = new BigUint64Array(4_096)

  constructor(private readonly vocabulary: Vocabulary) {}

  /** Counts each number of `terms` in a field, 0 to 3. */
  add(terms: Uint32Array, field: number): void {
    const counts = this.counts = grown(this.counts, this.vocabulary.hashes.length)
    const shift = field * 8
    const one = 2 ** shift
    for (const term of terms) {
      const packed = counts[term]!
      if (packed === 0) this.touched.push(term)
      if (((packed >>> shift) & MAX_COUNT) < MAX_COUNT) counts[term] = packed + one
    }
  }

  /** Adds what another has counted in its first field. */
  addFirst(other: Counts): void {
    const counts = this.counts = grown(this.counts, this.vocabulary.hashes.length)
    for (const term of other.touched) {
      const more = other.counts[term]! & MAX_COUNT
      if (more === 0) continue
      const packed = counts[term]!
      if (packed === 0) this.touched.push(term)
      counts[term] = packed - (packed & MAX_COUNT) + Math.min(MAX_COUNT, (packed & MAX_COUNT) + more)
    }
  }

  clear(): void {
    for (const term of this.touched) this.counts[term] = 0
    this.touched = []
  }

  /** The distinct stems of what was counted, in order, and those of `more`. */
  stems(more: Uint32Array): ReadonlyArray<string> {
    const { stemOf, stems } = this.vocabulary
    const seen = this.only = grown(this.only, stems.length)
    const words: Array<string> = []
    const numbers: Array<number> = []
    for (const terms of [this.touched, more]) {
      for (const term of terms) {
        const stem = stemOf[term]!
        if (seen[stem] !== 0) continue
        seen[stem] = 1
        numbers.push(stem)
        words.push(stems[stem]!)
      }
    }
    for (const stem of numbers) seen[stem] = 0
    return words
  }

  /** Writes the vector, as `TermVector` says, of a text whose first field has so many terms, and the order of its words. */
  pack(length: number, into: Vectors, words: Uint32Array = NO_WORDS): void {
    const { hashes, plain, stemHashes, stemOf, stems } = this.vocabulary
    const forms = this.forms = grown(this.forms, stems.length)
    const only = this.only = grown(this.only, stems.length)
    if (this.pairs.length < this.touched.length * 2) this.pairs = new BigUint64Array(this.touched.length * 4)
    // sorted as 64-bit numbers: the hash is the upper half
    const halves = new Uint32Array(this.pairs.buffer)
    let n = 0
    const put = (hash: number, counts: number) => {
      halves[n * 2] = counts
      halves[n * 2 + 1] = hash
      n++
    }
    for (const term of this.touched) {
      const packed = this.counts[term]!
      put(hashes[term]!, packed)
      const stem = stemOf[term]!
      forms[stem] = sumOfCounts(forms[stem]!, packed)
      only[stem] = only[stem] === 0 ? term + 1 : 0xffffffff
    }
    for (const term of this.touched) {
      const stem = stemOf[term]!
      // a stem that stands here as itself alone is found as the term
      if (only[stem] !== 0 && !(only[stem] === term + 1 && plain[term])) put(stemHashes[stem]!, forms[stem]!)
      forms[stem] = 0
      only[stem] = 0
    }
    this.pairs.subarray(0, n).sort()
    const { start, to } = into.room(2 + n * 2 + tailOf(words.length))
    let end = start + 2
    to[start] = length
    to[start + 1] = words.length
    for (let i = 0; i < n; i++) {
      const hash = halves[i * 2 + 1]!
      const counts = halves[i * 2]!
      // two terms of one hash are one
      if (end > start + 2 && to[end - 2] === hash) to[end - 1] = sumOfCounts(to[end - 1]!, counts)
      else {
        to[end] = hash
        to[end + 1] = counts
        end += 2
      }
    }
    for (let i = 0; i < words.length; i += 2) {
      const first = markOf(stemHashes[stemOf[words[i]!]!]!)
      const second = i + 1 < words.length ? markOf(stemHashes[stemOf[words[i + 1]!]!]!) : 0
      to[end++] = (first | (second << 16)) >>> 0
    }
    into.close(end)
  }
}
