import { isLower, isUpper, isWord } from "../../../evidence/engine/redact/chars.js"
import { termsOf } from "../lexical/terms.js"
import { untorn } from "./atoms.js"

const LENGTH = 240
/** As far as a snippet's edge moves to stand between two words. */
const WORD = 24
/** A term of the index found in a script without spaces is a pair of characters of such a run. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

const WORDS = /[\p{L}\p{N}_][\p{L}\p{N}\p{M}_]*/gu
/** A text that holds nothing else is read code by code, several times as fast. */
const ASCII = /^[\0-\x7f]*$/
/** Two small letters as a number below 1,024; others are one of them as well. */
const beginning = (first: number, second: number): number => (first & 31) << 5 | second & 31

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
  // a plain word is asked for where a term begins like it: only its ending is folded
  const begins = new Uint8Array(1_024)
  for (const term of queryTerms) begins[beginning(term.charCodeAt(0), term.charCodeAt(1))] = 1
  const hitsOfAscii = (flat: string): ReadonlyArray<Hit> => {
    const hits: Array<Hit> = []
    for (let at = 0; at < flat.length; at++) {
      const start = at
      let plain = true
      for (; at < flat.length; at++) {
        const unit = flat.charCodeAt(at)
        if (!isWord(unit)) break
        if (!isLower(unit) && (at > start || !isUpper(unit))) plain = false
      }
      // one letter alone is no term
      if (at === start || plain && (at === start + 1 || begins[beginning(flat.charCodeAt(start), flat.charCodeAt(start + 1))] === 0)) continue
      if (isHit(flat.slice(start, at))) hits.push({ start, end: at })
    }
    return hits
  }
  const hitsOf = (flat: string): ReadonlyArray<Hit> => {
    if (ASCII.test(flat)) return hitsOfAscii(flat)
    const hits: Array<Hit> = []
    for (const m of flat.matchAll(WORDS)) {
      const [word] = m
      if (UNSPACED.test(word) && [...word].length > 2) hits.push(...hitsInside(word, m.index, isHit))
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
