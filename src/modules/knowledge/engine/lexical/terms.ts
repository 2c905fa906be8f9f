import { stemmer } from "stemmer"
import { isDigit, isLower, isUpper } from "../../../evidence/engine/redact/chars.js"
import { eachRun } from "./runs.js"

/** Function words; "not" is none of them here: a node is ready or not ready. */
const STOP = new Set("a an and are as at be been but by can could did do does for from had has have how i if in into is it its may might more most of on or our out should so some such than that the their them then there these they this those to too under up was we were what when where which while who why will with would you your please help me my us".split(" "))

const PLAIN = /^[A-Za-z]?[a-z]+$/
const ASCII = /^[\x00-\x7f]*$/
/** Scripts without spaces between words: their terms are pairs of characters. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

const MAX_PART = 40
const MAX_WHOLE = 80

/** Plurals go at once; other endings fold in `stemOf`, which tells less than the word itself. */
const singular = (word: string): string => {
  if (word.length < 4 || !word.endsWith("s")) return word
  if (word.endsWith("ies")) return word.length > 4 ? `${word.slice(0, -3)}y` : word
  if (/(?:ss|us|is)$/.test(word)) return word
  return /(?:ches|shes|sses|xes|zes)$/.test(word) ? word.slice(0, -2) : word.slice(0, -1)
}

/** Case, width and accents folded, so that the tokenizers of both databases find nothing left to change. */
const fold = (text: string): string => {
  const lower = text.toLowerCase()
  return /^[a-z0-9]*$/.test(lower) ? lower : lower.normalize("NFKD").replace(/[^\p{L}\p{N}]+/gu, "")
}

const pairs = (text: string): ReadonlyArray<string> => {
  const characters = [...text]
  return characters.length < 3 ? [text] : characters.slice(1).map((c, i) => characters[i]! + c)
}

const put = (terms: Array<string>, part: string): void => {
  if (part.length > 1 && part.length <= MAX_PART && !STOP.has(part)) terms.push(singular(part))
}

const putWhole = (terms: Array<string>, parts: ReadonlyArray<string>): void => {
  const whole = parts.join("")
  if (whole.length > 2 && whole.length <= MAX_WHOLE) terms.push(whole)
}

/** What stands between the names of a qualified one: packages, hosts, paths. */
const QUALIFIER = /[./:]+/

/** Looks around each character and goes back nowhere: a name of a million capitals takes no longer than any other. */
const partsOf = (name: string): ReadonlyArray<string> =>
  asciiParts(name) ?? name.replace(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu, " ").split(/[^\p{L}\p{N}\p{M}]+/u).map(fold).filter((part) => part !== "")

/** The same of a name in ASCII, in one pass; null for others. */
const asciiParts = (name: string): ReadonlyArray<string> | null => {
  const parts: Array<string> = []
  let from = -1
  let before = 0
  for (let at = 0; at < name.length; at++) {
    const unit = name.charCodeAt(at)
    if (unit > 0x7f) return null
    const upper = isUpper(unit)
    const inside = upper || isLower(unit) || isDigit(unit)
    const cut = upper && from !== -1 && (!isUpper(before) || (at + 1 < name.length && isLower(name.charCodeAt(at + 1))))
    if (from !== -1 && (!inside || cut)) {
      parts.push(name.slice(from, at).toLowerCase())
      from = -1
    }
    if (inside && from === -1) from = at
    before = unit
  }
  if (from !== -1) parts.push(name.slice(from).toLowerCase())
  return parts
}

/** `words` are the terms without the names that are kept whole: what stands side by side. */
export interface Run { readonly terms: ReadonlyArray<string>; readonly words: ReadonlyArray<string> }

/** Terms of a run of scripts without spaces. */
const termsOfPairs = (raw: string): Run => {
  const words: Array<string> = []
  for (const part of raw.split(/[^\p{L}\p{N}\p{M}]+/u)) for (const pair of pairs(fold(part))) if (pair !== "") words.push(pair)
  return { terms: words, words }
}

/** Terms of a name: each part, and what is joined as a whole. */
const termsOfName = (raw: string): Run => {
  const terms: Array<string> = []
  const words: Array<string> = []
  const segments: Array<ReadonlyArray<string>> = []
  for (const segment of raw.split(QUALIFIER)) {
    const parts = partsOf(segment)
    if (parts.length > 0) segments.push(parts)
  }
  if (segments.length > 1) putWhole(terms, segments.flat())
  for (const parts of segments) {
    if (parts.length > 1) putWhole(terms, parts)
    for (const part of parts) {
      put(terms, part)
      put(words, part)
    }
  }
  return { terms, words }
}

/** Terms of one run of `eachRun`. */
export const termsOfRun = (raw: string): Run => {
  if (PLAIN.test(raw)) {
    const words: Array<string> = []
    put(words, raw.toLowerCase())
    return { terms: words, words }
  }
  return !ASCII.test(raw) && UNSPACED.test(raw) ? termsOfPairs(raw) : termsOfName(raw)
}

/**
 * Terms of an operations text in order, for documents and for queries alike:
 * words folded, function words left out, identifiers (CamelCase, snake_case,
 * dotted, hyphenated, paths, error codes) split and kept whole, of qualified
 * ones each name too. Every term consists of letters and digits only.
 */
export const termsOf = (text: string): ReadonlyArray<string> => {
  const terms: Array<string> = []
  if (PLAIN.test(text)) {
    put(terms, text.toLowerCase())
    return terms
  }
  eachRun(text, (start, end) => {
    for (const term of termsOfRun(text.slice(start, end)).terms) terms.push(term)
  })
  return terms
}

/** The terms of a text that stand side by side, in order: without the names kept whole beside their parts. */
export const wordsOf = (text: string): ReadonlyArray<string> => {
  const words: Array<string> = []
  eachRun(text, (start, end) => {
    for (const word of termsOfRun(text.slice(start, end)).words) words.push(word)
  })
  return words
}

const stems = new Map<string, string>()
const MAX_STEMS = 50_000
const WORD = /^[a-z]+$/

/** The term without its endings (Porter), so that `renewal` finds `renewed`; names with digits and other scripts stay as they are. */
export const stemmed = (term: string): string => (WORD.test(term) ? stemmer(term) : term)

/** The same, remembered. */
export const stemOf = (term: string): string => {
  const known = stems.get(term)
  if (known !== undefined) return known
  const stem = stemmed(term)
  if (stems.size >= MAX_STEMS) stems.clear()
  stems.set(term, stem)
  return stem
}
