import { termsOf } from "../lexical/terms.js"

const LENGTH = 240

/** The stretch of a passage with the most query terms, and where in it they stand (character offsets). */
export const snippetOf = (text: string, queryTerms: ReadonlySet<string>): { readonly snippet: string; readonly highlights: ReadonlyArray<{ readonly start: number; readonly end: number }> } => {
  const flat = text.replace(/\s+/g, " ").trim()
  const holds = new Map<string, boolean>()
  const isHit = (word: string): boolean => {
    let hit = holds.get(word)
    if (hit === undefined) holds.set(word, hit = termsOf(word).some((term) => queryTerms.has(term)))
    return hit
  }
  const hits = queryTerms.size === 0 ? [] : [...flat.matchAll(/[\p{L}\p{N}_]+/gu)].filter((m) => isHit(m[0])).map((m) => ({ start: m.index, end: m.index + m[0].length }))
  let best = hits[0]?.start ?? 0
  let most = 0
  for (let first = 0, last = 0; first < hits.length; first++) {
    while (last < hits.length && hits[last]!.end <= hits[first]!.start + LENGTH) last++
    if (last - first > most) {
      most = last - first
      best = hits[first]!.start
    }
  }
  const from = Math.max(0, Math.min(best - 30, flat.length - LENGTH))
  const snippet = flat.slice(from, from + LENGTH)
  return { snippet, highlights: hits.filter((h) => h.start >= from && h.end <= from + LENGTH).map((h) => ({ start: h.start - from, end: h.end - from })) }
}
