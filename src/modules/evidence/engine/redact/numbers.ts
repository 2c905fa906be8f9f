/** Numbers of people: cards, phones and identity numbers, alone or among other numbers of a line. */
import { codeAt, isAlnum, isDigit, isWord } from "./chars.js"
import * as check from "./checksums.js"
import { claimCards } from "./cards.js"
import { RANK } from "./kinds.js"
import type { Claimant } from "./kinds.js"
import { Work } from "./work.js"
import type { Purse } from "./work.js"

const REFILL = 10
const TRY_COST = 300
const PHRASE_COST = 150
const CLAIM_COST = 150

const DATE = /^\d{4}[-/.]\d\d[-/.]\d\d|^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}(?:$| )/
const PHONE = /^(?:\+\d{1,3}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d{1,4}(?:[ .-]?\d{2,4}){2,4}|\(\d{3}\) ?\d{3}[ .-]\d{4}|(?:1[ .-])?[2-9]\d{2}([.-])[2-9]\d{2}\1\d{4})$/
const PHONE_DOMESTIC = /^(?:0\d{1,4}[ /-]\d{3,4}[ -]?\d{3,4}|0\d(?:[ .-]\d{2}){4})$/

const always = (): boolean => true

/** Shapes that tell an identity number without its name, by the number of their digits. */
const KNOWN: ReadonlyMap<number, ReadonlyArray<readonly [RegExp, (value: string) => boolean]>> = new Map([
  [8, [[/^\d{8}[A-Z]$/i, check.spanish]]],
  [9, [[/^\d{3}-\d{2}-\d{4}$/, check.american]]],
  [10, [[/^\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[-+]\d{4}$/, check.swedish]]],
  [11, [[/^\d{3}\.\d{3}\.\d{3}-\d{2}$/, always], [/^\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}$/, check.belgian]]],
  [12, [[/^\d{4}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[-+]\d{4}$/, check.swedish]]],
  [15, [[/^784-(?:19|20)\d{2}-\d{7}-\d$/, check.luhn]]],
  [13, [[/^\d-\d{4}-\d{5}-\d{2}-\d$/, check.thai], [/^756\.\d{4}\.\d{4}\.\d{2}$/, check.swiss], [/^\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])-[1-4]\d{6}$/, always]]],
  [17, [[/^\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[Xx]$/, check.chinese]]],
  [18, [[/^\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{4}$/, check.chinese]]]
])
const FRENCH = /[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?\d[\dAB] ?\d{3} ?\d{3} ?\d{2}(?!\w)/y

const MAX_WORDS = 8
const MAX_LENGTH = 31
const MIN_DIGITS = 7
const MAX_DIGITS = 18

/** A run of digits and what people put between them; `to` is behind its last digit or the letter that ends it. */
export interface Run {
  readonly from: number
  readonly to: number
}

/** `[\d .()/-]` without the digits */
const isSeparator = (code: number): boolean => code === 32 || (code >= 45 && code <= 47) || code === 40 || code === 41

/** Behind the last digit of the run whose first digit is at `at`. */
export const runEnd = (text: string, at: number): number => {
  let end = at + 1
  for (let i = at + 1; i < text.length; i++) {
    const code = codeAt(text, i)
    if (isDigit(code)) end = i + 1
    else if (!isSeparator(code)) break
  }
  return end
}

/** What a run consists of; one object for all runs, because there are as many as numbers. */
const shape = { end: 0, digits: 0, longest: 0, fours: 0, blanks: 0, others: 0 }

/** Measures the run whose first digit is at `at`. */
const measure = (units: Uint16Array, length: number, at: number): void => {
  let end = at
  let digits = 0
  let longest = 0
  let fours = 0
  let blanks = 0
  let others = 0
  for (let i = at; i < length;) {
    let to = i
    while (to < length && isDigit(units[to] as number)) to++
    if (to === i) {
      const code = units[i++] as number
      if (code === 32) blanks++
      else if (isSeparator(code)) others++
      else break
      continue
    }
    const size = to - i
    digits += size
    if (size === 4) fours++
    if (size > longest) longest = size
    end = i = to
  }
  shape.end = end
  shape.digits = digits
  shape.longest = longest
  shape.fours = fours
  shape.blanks = blanks
  shape.others = others
}

/** Whether the run that was measured last can be more than numbers of machines. */
const matters = (first: number, opened: boolean, lettered: boolean): boolean => {
  if (opened || shape.others > 0) return true
  if (shape.blanks > 0) return first === 48 || (shape.digits >= 15 && shape.longest >= 3) || (lettered && shape.longest >= 8)
  return shape.digits === 15 || shape.digits === 18 || (lettered && (shape.digits === 8 || shape.digits === 17 || shape.digits === 14))
}

/** A phone or identity number that its shape tells; true when it was one. */
const claimOne = (text: string, from: number, to: number, digits: number, alone: boolean, claim: Claimant, work: Work): boolean => {
  // what goes on is hexadecimal, a size with its unit or a name
  if (isWord(codeAt(text, to))) return false
  if (work.floods(from, to)) return true
  work.spend(TRY_COST)
  const raw = text.slice(from, to)
  if (DATE.test(raw)) return false
  const known = (value: string): boolean => KNOWN.get(digits)?.some(([shape, valid]) => shape.test(value) && valid(value)) === true
  const numeric = isDigit(codeAt(text, to - 1)) || !isAlnum(codeAt(text, to - 1)) ? raw : raw.slice(0, -1)
  const identity = known(raw) ? raw : numeric !== raw && known(numeric) ? numeric : ""
  const phone = identity === "" && digits <= 15 &&
    (numeric.startsWith("+") ? digits >= 9 && PHONE.test(numeric) : digits >= 10 && (PHONE.test(numeric) || (alone && PHONE_DOMESTIC.test(numeric))))
  if (identity === "" && !phone) return false
  work.spend(CLAIM_COST)
  claim(from, from + (phone ? numeric : identity).length, phone ? "PHONE" : "NATIONAL_ID", RANK.personal)
  return true
}

/** End of a word without the punctuation that it may end in. */
const trimmed = (text: string, from: number, to: number): number => {
  let at = to
  while (at > from && to - at < 8 && !isAlnum(codeAt(text, at - 1))) at--
  return at
}

/** The words from `from` on that may be one number: their ends, and how many digits there are up to each. */
export const wordsFrom = (text: string, from: number, to: number): { readonly ends: ReadonlyArray<number>; readonly digits: ReadonlyArray<number> } => {
  const ends: Array<number> = []
  const digits: Array<number> = []
  let count = 0
  const limit = Math.min(to, from + MAX_LENGTH)
  for (let i = from; i < limit && ends.length < MAX_WORDS; i++) {
    const code = codeAt(text, i)
    if (isDigit(code)) count++
    const last = i + 1 === to || codeAt(text, i + 1) === 32
    if (last && code !== 32) {
      ends.push(i + 1)
      digits.push(count)
    }
  }
  return { ends, digits }
}

/** Shapes with blanks that need no name, other than the French one: phones. */
const mayHaveBlanks = (text: string, from: number, run: Run): boolean => {
  const code = codeAt(text, from)
  return code === 43 || code === 40 || (code === 48 && from === run.from) || (code === 49 && codeAt(text, from + 1) === 32 && codeAt(text, from + 5) === 45)
}

/** Phone of several words, longest first; its end, or 0. */
const claimPhrase = (text: string, from: number, run: Run, claim: Claimant, work: Work): number => {
  if (work.floods(from, from + 1)) return 0
  work.spend(PHRASE_COST)
  const { digits, ends } = wordsFrom(text, from, run.to)
  for (let last = ends.length - 1; last > 0; last--) {
    const count = digits[last] as number
    if (count < MIN_DIGITS) return 0
    const to = ends[last] as number
    if (count <= MAX_DIGITS && claimOne(text, from, trimmed(text, from, to), count, from === run.from && to === run.to, claim, work)) return to
  }
  return 0
}

/** The French number, which has a month behind its first three digits; its end, or 0. */
const claimFrench = (text: string, from: number, claim: Claimant, work: Work): number => {
  let at = from + 1
  if (codeAt(text, at) === 32) at++
  if (!isDigit(codeAt(text, at)) || !isDigit(codeAt(text, at + 1))) return 0
  at += 2
  if (codeAt(text, at) === 32) at++
  const tens = codeAt(text, at) - 48
  const ones = codeAt(text, at + 1) - 48
  if (!(tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9) || (tens === 0 && ones === 0) || (tens === 1 && ones > 2) || work.floods(from, at)) return 0
  work.spend(TRY_COST / 5)
  FRENCH.lastIndex = from
  const found = FRENCH.exec(text)
  if (found === null) return 0
  work.spend(TRY_COST)
  if (!check.french(found[0])) return 0
  work.spend(CLAIM_COST)
  claim(from, from + found[0].length, "NATIONAL_ID", RANK.personal)
  return from + found[0].length
}

/** Whether a word of `length` can be anything: plain numbers, decimals, addresses and most sizes with a unit cannot. */
const wordMatters = (length: number, digits: number, dots: number, first: number): boolean => {
  const others = length - digits - dots
  if (others === 0) return dots === 0 ? digits === 18 : dots === 2 || dots === 4 || (dots === 3 && first === 55)
  return others > 1 || dots > 0 || first === 43 || digits === 8 || digits === 17 || digits === 10 || digits >= 12
}

/** `2026-11-28` and `28.11.2026`, which no number of a person is written like. */
const isDate = (text: string, from: number, length: number): boolean => {
  const a = codeAt(text, from + 4)
  const b = codeAt(text, from + 7)
  if (a >= 45 && a <= 47 && b >= 45 && b <= 47) return true
  const c = codeAt(text, from + 2)
  return length <= 10 && c >= 45 && c <= 47 && codeAt(text, from + 5) === c
}

/** The words of a run, each alone and with those behind it. */
const claimWords = (text: string, run: Run, claim: Claimant, work: Work): void => {
  for (let from = run.from; from < run.to;) {
    const first = codeAt(text, from)
    if (first === 32) {
      from++
      continue
    }
    let digits = 0
    let dots = 0
    let to = from
    for (; to < run.to; to++) {
      const code = codeAt(text, to)
      if (isDigit(code)) digits++
      else if (code === 46) dots++
      else if (code === 32) break
    }
    const several = mayHaveBlanks(text, from, run) ? claimPhrase(text, from, run, claim, work) : first === 49 || first === 50 ? claimFrench(text, from, claim, work) : 0
    if (several === 0 && digits >= MIN_DIGITS && digits <= MAX_DIGITS && to - from <= MAX_LENGTH && !isDate(text, from, to - from)) {
      if (wordMatters(to - from, digits, dots, first)) claimOne(text, from, trimmed(text, from, to), digits, from === run.from && to === run.to, claim, work)
    }
    from = Math.max(to, several)
  }
}

/** Cards, phones and identity numbers of a text, whose code units are `units`; linear in its length. */
export const claimNumbers = (text: string, units: Uint16Array, claim: Claimant, purse?: Purse): void => {
  const work = new Work(text, REFILL, claim, purse)
  const { length } = text
  for (let i = 0; i < length;) {
    if (!isDigit(units[i] as number)) {
      i++
      continue
    }
    const before = codeAt(text, i - 1)
    if (isWord(before) || before === 46) {
      i++
      while (i < length && isDigit(units[i] as number)) i++
      continue
    }
    const opened = (before === 43 || before === 40) && !(i > 1 && (isWord(codeAt(text, i - 2)) || codeAt(text, i - 2) === 46))
    const from = opened ? i - 1 : i
    measure(units, length, i)
    const { digits, end, fours, longest } = shape
    if (end - from >= MIN_DIGITS) {
      const lettered = isAlnum(codeAt(text, end))
      const wanted = matters(codeAt(text, i), opened, lettered)
      const cards = digits >= 13 && (longest >= 13 || fours > 0) && claimCards(text, from, end, claim, work)
      if (wanted && !cards) claimWords(text, { from, to: lettered ? end + 1 : end }, claim, work)
    }
    i = end
  }
  work.close()
}
