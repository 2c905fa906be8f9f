import { termsOf } from "../lexical/terms.js"
import { untorn } from "./atoms.js"

const LENGTH = 240
/** As far as a snippet's edge moves to stand between two words. */
const WORD = 24
/** A term of the index found in a script without spaces is a pair of characters of such a run. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

const WORDS = /[\p{L}\p{N}_][\p{L}\p{N}\p{M}_]*/gu
/** The same of a text that holds nothing else; several times as fast. */
const ASCII = /^[\0-\x7f]*$/
const ASCII_WORD = /\w+/g

interface Hit { readonly start: number; readonly end: number }

/** Stretches of a run of such a script whose pairs were asked for. */
const hitsInside = (run: string, at: number, isHit: (word: string) => boolean): ReadonlyArray<Hit> => {
  const hits: Array<{ start: number; end: number }> = []
  let from = at
  let before = ""
  for (const character of run) {
    const end = from + character.length
    if (before !== "" && isHit(before + character)) {
      const last = hits.at(-1)
      if (last !== undefined && last.end === from) last.end = end
      else hits.push({ start: from - before.length, end })
    }
    before = character
    from = end
  }
  return hits
}

/** Where a snippet may begin that would begin at `offset`: after the next space, or at least at a whole character. */
const startAt = (flat: string, offset: number): number => {
  if (offset === 0 || flat[offset - 1] === " ") return offset
  const space = flat.slice(offset, offset + WORD).indexOf(" ")
  return space === -1 ? untorn(flat, offset) : offset + space + 1
}

const endAt = (flat: string, offset: number): number => {
  if (offset >= flat.length || flat[offset] === " ") return Math.min(offset, flat.length)
  const space = flat.slice(offset - WORD, offset).lastIndexOf(" ")
  return space === -1 ? untorn(flat, offset) : offset - WORD + space
}

export interface Snippet { readonly snippet: string; readonly highlights: ReadonlyArray<{ readonly start: number; readonly end: number }> }

/** Makes snippets of a query's passages: of each the stretch with the most query terms, and where in it they stand (character offsets). */
export const snippetsOf = (queryTerms: ReadonlySet<string>): ((text: string) => Snippet) => {
  // the passages of one query have most words in common
  const holds = new Map<string, boolean>()
  const isHit = (word: string): boolean => {
    let hit = holds.get(word)
    if (hit === undefined) holds.set(word, hit = termsOf(word).some((term) => queryTerms.has(term)))
    return hit
  }
  const hitsOf = (flat: string): ReadonlyArray<Hit> => {
    const hits: Array<Hit> = []
    const ascii = ASCII.test(flat)
    for (const m of flat.matchAll(ascii ? ASCII_WORD : WORDS)) {
      const [word] = m
      if (!ascii && UNSPACED.test(word) && [...word].length > 2) hits.push(...hitsInside(word, m.index, isHit))
      else if (isHit(word)) hits.push({ start: m.index, end: m.index + word.length })
    }
    return hits
  }
  return (text) => {
    const flat = text.replace(/\s+/g, " ").trim()
    const hits = queryTerms.size === 0 ? [] : hitsOf(flat)
    let best = hits[0]?.start ?? 0
    let most = 0
    for (let first = 0, last = 0; first < hits.length; first++) {
      while (last < hits.length && hits[last]!.end <= hits[first]!.start + LENGTH) last++
      if (last - first > most) {
        most = last - first
        best = hits[first]!.start
      }
    }
    const wanted = Math.max(0, Math.min(best - 30, flat.length - LENGTH))
    const from = startAt(flat, wanted)
    const to = endAt(flat, wanted + LENGTH)
    return { snippet: flat.slice(from, to), highlights: hits.filter((h) => h.start >= from && h.end <= to).map((h) => ({ start: h.start - from, end: h.end - from })) }
  }
}
