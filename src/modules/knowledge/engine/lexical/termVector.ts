/**
 * How often which terms stand in a text, packed for storage: pairs of 32-bit
 * words, the first pair `[number of terms, 0]`, then `[hash of the term, counts]`
 * in order of the hash; four counts of 8 bits each, one per field.
 */
export type TermVector = Uint32Array

const MAX_COUNT = 255

/** FNV-1a, 32 bits: among the terms of one query two that collide are less likely than one in 10⁶. */
export const hashOf = (term: string): number => {
  let hash = 0x811c9dc5
  for (let i = 0; i < term.length; i++) hash = Math.imul(hash ^ term.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/** Packs up to four fields; the length is that of the first. */
export const packTerms = (fields: ReadonlyArray<ReadonlyArray<string>>): Uint8Array => {
  const counts = new Map<number, number>()
  fields.forEach((terms, field) => {
    const shift = field * 8
    for (const term of terms) {
      const hash = hashOf(term)
      const packed = counts.get(hash) ?? 0
      if (((packed >>> shift) & MAX_COUNT) < MAX_COUNT) counts.set(hash, packed + 2 ** shift)
    }
  })
  const hashes = Uint32Array.from(counts.keys()).sort()
  const vector = new Uint32Array(2 + hashes.length * 2)
  vector[0] = fields[0]?.length ?? 0
  hashes.forEach((hash, i) => {
    vector[2 + i * 2] = hash
    vector[3 + i * 2] = counts.get(hash)!
  })
  return new Uint8Array(vector.buffer)
}

/** Reads what `packTerms` has written; copies only where the bytes do not stand on a word's border. */
export const unpackTerms = (bytes: Uint8Array): TermVector =>
  bytes.byteOffset % 4 === 0
    ? new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2)
    : new Uint32Array(bytes.slice().buffer, 0, bytes.byteLength >> 2)

export const lengthOf = (vector: TermVector): number => vector[0] ?? 0

/** The packed counts of a term; 0 where it does not occur. */
export const countsOf = (vector: TermVector, hash: number): number => {
  let low = 1
  let high = (vector.length >> 1) - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = vector[middle * 2]!
    if (found === hash) return vector[middle * 2 + 1]!
    if (found < hash) low = middle + 1
    else high = middle - 1
  }
  return 0
}
