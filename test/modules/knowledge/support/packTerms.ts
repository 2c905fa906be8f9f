import { hashOf, stemHashOf } from "../../../../src/modules/knowledge/engine/lexical/termVector.js"
import { stemOf } from "../../../../src/modules/knowledge/engine/lexical/terms.js"

const MAX_COUNT = 255

const sum = (a: number, b: number): number => {
  let packed = 0
  for (let shift = 0; shift < 32; shift += 8) packed |= Math.min(MAX_COUNT, ((a >>> shift) & MAX_COUNT) + ((b >>> shift) & MAX_COUNT)) << shift
  return packed >>> 0
}

/** A term vector of up to four fields, made the plain way: what the product's counting is held against. The length is that of the first field; `words` stand in order. */
export const packTerms = (fields: ReadonlyArray<ReadonlyArray<string>>, words: ReadonlyArray<string> = []): Uint8Array => {
  const counts = new Map<string, number>()
  fields.forEach((terms, field) => {
    const shift = field * 8
    for (const term of terms) {
      const packed = counts.get(term) ?? 0
      if (((packed >>> shift) & MAX_COUNT) < MAX_COUNT) counts.set(term, packed + 2 ** shift)
    }
  })
  const entries = new Map<number, number>()
  const forms = new Map<string, { counts: number; readonly only: string | null }>()
  for (const [term, packed] of counts) {
    const hash = hashOf(term)
    entries.set(hash, sum(entries.get(hash) ?? 0, packed))
    const stem = stemOf(term)
    const known = forms.get(stem)
    forms.set(stem, known === undefined ? { counts: packed, only: term } : { counts: sum(known.counts, packed), only: null })
  }
  for (const [stem, form] of forms) if (form.only !== stem) entries.set(stemHashOf(stem), form.counts)
  const hashes = Uint32Array.from(entries.keys()).sort()
  const vector = new Uint32Array(2 + hashes.length * 2 + Math.ceil(words.length / 2))
  vector[0] = fields[0]?.length ?? 0
  hashes.forEach((hash, i) => {
    vector[2 + i * 2] = hash
    vector[3 + i * 2] = entries.get(hash)!
  })
  vector[1] = words.length
  const marks = new DataView(vector.buffer, (2 + hashes.length * 2) * 4)
  words.forEach((word, i) => {
    const hash = stemHashOf(stemOf(word))
    marks.setUint16(i * 2, (hash & 0xffff) ^ (hash >>> 16), true)
  })
  return new Uint8Array(vector.buffer)
}
