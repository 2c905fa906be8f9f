/**
 * How often which terms stand in a text, packed for storage: pairs of 32-bit
 * words, the first pair `[number of terms, number of marks]`, then `[hash of the
 * term, counts]` in order of the hash; four counts of 8 bits each, one per field.
 * A stem that several forms share has an entry of its own with the counts of all
 * of them. At the end stand the marks of the text's words in order, 16 bits each.
 */
export type TermVector = Uint32Array

export const MAX_COUNT = 255

const FNV = { start: 0x811c9dc5, prime: 0x01000193 } as const

const hashedFrom = (start: number, term: string): number => {
  let hash = start
  for (let i = 0; i < term.length; i++) hash = Math.imul(hash ^ term.charCodeAt(i), FNV.prime)
  return hash >>> 0
}

/** FNV-1a, 32 bits: among the terms of one query two that collide are less likely than one in 10⁶. */
export const hashOf = (term: string): number => hashedFrom(FNV.start, term)

const STEM = Math.imul(FNV.start ^ 0x7e, FNV.prime)

/** Hash under which the counts of all forms of a stem stand: that of `~` and the stem. */
export const stemHashOf = (stem: string): number => hashedFrom(STEM, stem)

/** What of a stem stands in the order of words: of 16 bits, two of a query's words collide with another in one of 10⁴ passages. */
export const markOf = (stemHash: number): number => (stemHash ^ (stemHash >>> 16)) & 0xffff

/** How many words of 32 bits so many marks take. */
export const tailOf = (marks: number): number => (marks + 1) >> 1

/** The marks of the text's words in order. */
export const marksOf = (vector: TermVector): Uint16Array =>
  new Uint16Array(vector.buffer, vector.byteOffset + (vector.length - tailOf(vector[1]!)) * 4, vector[1])

const EVEN = 0x00ff00ff, CARRY = 0x01000100

/** Field by field, up to the largest count. */
export const sumOfCounts = (a: number, b: number): number => {
  const even = (a & EVEN) + (b & EVEN)
  const odd = ((a >>> 8) & EVEN) + ((b >>> 8) & EVEN)
  if (((even | odd) & CARRY) === 0) return (even | (odd << 8)) >>> 0
  let packed = 0
  for (let shift = 0; shift < 32; shift += 8) packed |= Math.min(MAX_COUNT, ((a >>> shift) & MAX_COUNT) + ((b >>> shift) & MAX_COUNT)) << shift
  return packed >>> 0
}

/** A stored vector; copied only where the bytes do not stand on a word's border. */
export const unpackTerms = (bytes: Uint8Array): TermVector =>
  bytes.byteOffset % 4 === 0
    ? new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2)
    : new Uint32Array(bytes.slice().buffer, 0, bytes.byteLength >> 2)

export const lengthOf = (vector: TermVector): number => vector[0] ?? 0

/** The packed counts of each hash, 0 where it does not occur. `hashes` are in order and `into` is as long. */
export const countsOfAll = (vector: TermVector, hashes: Uint32Array, into: Uint32Array): void => {
  const entries = (vector.length - tailOf(vector[1]!)) >> 1
  let low = 1
  for (let i = 0; i < hashes.length; i++) {
    const hash = hashes[i]!
    // strides that double, then halves: short steps through small vectors, few through large ones
    let step = 1
    let high = low
    while (high < entries && vector[high * 2]! < hash) {
      low = high + 1
      high += step
      step *= 2
    }
    high = Math.min(high, entries - 1)
    while (low <= high) {
      const middle = (low + high) >> 1
      if (vector[middle * 2]! < hash) low = middle + 1
      else high = middle - 1
    }
    into[i] = low < entries && vector[low * 2] === hash ? vector[low * 2 + 1]! : 0
  }
}
