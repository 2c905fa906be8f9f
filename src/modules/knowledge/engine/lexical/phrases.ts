import { marksOf, type TermVector } from "./termVector.js"

/** Two words that stand side by side, by their marks; `worth` is what finding them so tells. */
export interface Phrase { readonly first: number; readonly second: number; readonly worth: number }

const MARKS = 0x10000

/** Looks in vectors for phrases; each tells once, however often it stands there. */
export const phraseReader = (phrases: ReadonlyArray<Phrase>): ((vector: TermVector) => number) => {
  if (phrases.length === 0) return () => 0
  const begins = new Uint8Array(MARKS)
  const byFirst = new Map<number, Array<number>>()
  phrases.forEach(({ first }, i) => {
    begins[first] = 1
    byFirst.set(first, [...(byFirst.get(first) ?? []), i])
  })
  // by phrase: the vector it was last found in
  const seen = new Uint32Array(phrases.length)
  let round = 0
  return (vector) => {
    const marks = marksOf(vector)
    let worth = 0
    round++
    for (let at = 0; at + 1 < marks.length; at++) {
      if (begins[marks[at]!] === 0) continue
      for (const i of byFirst.get(marks[at]!)!) {
        if (phrases[i]!.second !== marks[at + 1] || seen[i] === round) continue
        seen[i] = round
        worth += phrases[i]!.worth
      }
    }
    return worth
  }
}
