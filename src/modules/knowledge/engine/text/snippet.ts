import { termsOf } from "./terms.js"

const LENGTH = 240

/** The stretch of a passage with the most query terms, and where in it they stand (character offsets). */
export const snippetOf = (text: string, queryTerms: ReadonlySet<string>): { readonly snippet: string; readonly highlights: ReadonlyArray<{ readonly start: number; readonly end: number }> } => {
  const flat = text.replace(/\s+/g, " ").trim()
  const hits = [...flat.matchAll(/[\p{L}\p{N}_]+/gu)].filter((m) => termsOf(m[0]).some((t) => queryTerms.has(t))).map((m) => ({ start: m.index, end: m.index + m[0].length }))
  let best = 0
  let most = -1
  for (const hit of hits) {
    const inside = hits.filter((other) => other.start >= hit.start && other.end <= hit.start + LENGTH).length
    if (inside > most) {
      most = inside
      best = hit.start
    }
  }
  const from = Math.max(0, Math.min(best - 30, flat.length - LENGTH))
  const snippet = flat.slice(from, from + LENGTH)
  return { snippet, highlights: hits.filter((h) => h.start >= from && h.end <= from + LENGTH).map((h) => ({ start: h.start - from, end: h.end - from })) }
}
