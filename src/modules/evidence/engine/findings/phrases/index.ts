import { SEVERITY_RANK } from "../../finding.js"
import { HOST } from "./host.js"
import { NETWORK } from "./network.js"
import type { Phrase } from "./phrase.js"
import { PLATFORM } from "./platform.js"
import { STORES } from "./stores.js"

export type { Phrase } from "./phrase.js"

/** Characters of a line that are looked at. */
const LOOKED_AT = 1_000
const BEFORE = 40

/** What a word is followed by where it only names something: a setting, a counter, a handler. */
const NAMES = /^[\w-]{0,40}?(?:[ _-]?(?:handler|listener|threshold|counter|metrics?|policy|policies|check(?:er)?s?|test|retries|limit|score|adj|detector|interval|timeout_ms|enabled|disabled|plugin|hook|callback|rule|alert rule|dashboard)\b|[=:]\s?["']?(?:0|false|none|null|no|ok|off|\/)(?![\w.]))/i
const NEGATED = /\b(?:no|not|never|without|zero|0|avoid(?:s|ed|ing)?|prevent(?:s|ed|ing)?|recovered from|fix(?:es|ed)?|if|unless|ignor(?:e|es|ed|ing)|cleared|handles?|simulat(?:e|ed|ing))\s+(?:[\w-]{1,14}\s){0,2}$|(?:=|no-|non-)$/i
/** The trouble is over, by the line itself. */
const OVER = /\b(?:restored|recovered|cleared|resolved|succeeded after|successfully (?:re)?connected|reconnected|back to normal|retried successfully|is (?:up|healthy|ready) again|renewed)\b/i

const ALL: ReadonlyArray<Phrase> = [...HOST, ...NETWORK, ...STORES, ...PLATFORM]

interface Entry { readonly word: string; readonly place: number; readonly phrase: Phrase; readonly rank: number }

/** What may follow a word where it is part of a longer one. */
const ENDINGS = ["", "s", "es", "ed", "exception", "error"]
const PART = 3
const TOKEN = /[a-z]{3,}/g

/** Every word under the longest of its parts, so that a line is asked only for words of which it holds that part. */
const index = (): ReadonlyMap<string, ReadonlyArray<Entry>> => {
  const entries = ALL.flatMap((phrase) => phrase.words.map((word, place) => ({ word, place, phrase }))).map((one, rank): Entry => ({ ...one, rank: SEVERITY_RANK[one.phrase.severity] * 10_000 + rank }))
  const out = new Map<string, Array<Entry>>()
  for (const entry of entries) {
    const tokens = entry.word.match(TOKEN) ?? []
    const longest = tokens.reduce((a, b) => (b.length > a.length ? b : a), "")
    for (const ending of entry.word.endsWith(longest) ? ENDINGS : [""]) {
      const key = longest + ending
      const known = out.get(key)
      if (known === undefined) out.set(key, [entry])
      else known.push(entry)
    }
  }
  return out
}
const BY_PART = index()

/** Words that a line may hold, the gravest first; read by hand, for it is asked of many lines. */
const candidates = (lower: string): ReadonlyArray<Entry> => {
  let found: Set<Entry> | null = null
  for (let i = 0; i < lower.length; i++) {
    const from = i
    while (isLetter(lower.charCodeAt(i))) i++
    if (i - from < PART) continue
    const entries = BY_PART.get(lower.slice(from, i))
    if (entries === undefined) continue
    found ??= new Set()
    for (const entry of entries) found.add(entry)
  }
  return found === null ? NONE : found.size < 2 ? [...found] : [...found].sort((a, b) => a.rank - b.rank)
}
const NONE: ReadonlyArray<Entry> = []
const isLetter = (code: number): boolean => code >= 97 && code <= 122

const isWord = (text: string, at: number): boolean => /\w/.test(text.charAt(at))

export interface Recognised {
  readonly phrase: Phrase
  /** which of its words: the lower the more telling */
  readonly place: number
  /** where it stands in the line */
  readonly from: number
}

/** Whether a word at a place is said of something that happened. */
const isSaid = (text: string, word: string, at: number): boolean => {
  const end = at + word.length
  // in the middle of a longer name; exceptions are named with their package before them
  if (/^\w/.test(word) && isWord(text, at - 1) && !/^[a-z]+(?:exception|error)/.test(word)) return false
  if (/\w$/.test(word) && isWord(text, end) && !/^(?:s|es|ed|exception|error)\b/i.test(text.slice(end, end + 12))) return false
  return !NAMES.test(text.slice(end, end + 60)) && !NEGATED.test(text.slice(Math.max(0, at - BEFORE), at))
}

/** A phrase that a line holds. */
export interface Sighting extends Recognised {
  /** its letters, as the line has them */
  readonly word: string
  /** false: it is denied, over, or only a name of something */
  readonly said: boolean
}

/**
 * The gravest phrase of the field that a line says, and that is no look-alike:
 * not negated, not over, no name of a setting or a class; where there is none,
 * one that it only holds. Linear in the line.
 */
export const sight = (line: string): Sighting | null => {
  const text = line.length > LOOKED_AT ? line.slice(0, LOOKED_AT) : line
  const lower = text.toLowerCase()
  let denied: Sighting | null = null
  for (const { phrase, place, word } of candidates(lower)) {
    const from = lower.indexOf(word)
    if (from === -1) continue
    const said = isSaid(text, word, from) && phrase.also?.test(text) !== false && phrase.not?.test(text) !== true
    const found = { phrase, place, from, word: text.slice(from, from + word.length), said: said && !OVER.test(text) }
    if (said) return found
    denied ??= found
  }
  return denied
}

/** The phrase that a line says. */
export const recognise = (line: string): Recognised | null => {
  const found = sight(line)
  return found?.said === true ? found : null
}
