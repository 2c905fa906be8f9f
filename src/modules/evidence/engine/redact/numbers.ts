/** Numbers of people: cards, phones and identity numbers, alone or among other numbers of a line. */
import * as check from "./checksums.js"
import { RANK } from "./kinds.js"
import type { Claimant } from "./kinds.js"

/** Digits with the separators that people put between them, as long as it goes on. */
const RUN = /(?<![\w.])(?:\+|\()?\d[\d .()/-]*\d[A-Za-z]?/g
const DATE = /^\d{4}[-/.]\d\d[-/.]\d\d|^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}(?:$| )/
const BRANDS = /^(?:4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|3[47]\d{13}|6(?:011|5\d\d|4[4-9]\d)\d{12,15}|62\d{14,17}|35(?:2[89]|[3-8]\d)\d{12}|3(?:0[0-5]|[68]\d)\d{11})$/
const CARD = /(?<!\d)(?:\d{13,19}|\d{4}([ .-])\d{4}\1\d{4}\1\d{1,7}|\d{4}([ .-])\d{6}\2\d{4,5})(?!\d|-\d)/g
const CARD_KEY = /(?:card|pan|visa|cc|amex|maestro|unionpay)(?:[ _-]?(?:no|num|number|nr))?["'\\]{0,4}\s{0,3}[:=#]?\s{0,3}["'\\]{0,4}$/i

const PHONE = /^(?:\+\d{1,3}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d{1,4}(?:[ .-]?\d{2,4}){2,4}|\(\d{3}\) ?\d{3}[ .-]\d{4}|(?:1[ .-])?[2-9]\d{2}([.-])[2-9]\d{2}\1\d{4})$/
const PHONE_DOMESTIC = /^(?:0\d{1,4}[ /-]\d{3,4}[ -]?\d{3,4}|0\d(?:[ .-]\d{2}){4})$/
const PHONE_KEY = /(?:phone|mobile|msisdn|whatsapp|caller|callee|(?<![a-z])(?:tel|cell|fax|handy))(?:[ _-]?(?:no|num|number|nr))?(?:["'\\]{0,4}\s{0,3}[.:=#]\s{0,3}["'\\]{0,4}|\s)\+?$/i
const IDENTITY_KEY = /(?:ssn|social.?security|national.?(?:id|ins)|tax.?(?:id|no|number|file)|steuer|pesel|aadhaa?r|uidai|insee|passport|(?:identity[ _-]?(?:card|no|num|number)|id[ _-]?card)|personnummer|nhs|curp|nino|driver.?licen[cs]e|(?<![a-z])(?:tin|tfn|sin|bsn|cpf|dni|nie|nif|nir|rrn|hetu|cnp|oib|egn|ahv))(?:[\w .-]{0,12}["'\\]{0,4}\s{0,3}[:=#]\s{0,3}["'\\]{0,4}|[ _-]?(?:no|num|number|nr|id)?\.?\s)$/i

const always = (): boolean => true

/** Shapes that tell an identity number without its name, by the number of their digits. */
const KNOWN: ReadonlyMap<number, ReadonlyArray<readonly [RegExp, (value: string) => boolean]>> = new Map([
  [8, [[/^\d{8}[A-Z]$/i, check.spanish]]],
  [9, [[/^\d{3}-\d{2}-\d{4}$/, check.american]]],
  [10, [[/^\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[-+]\d{4}$/, check.swedish]]],
  [11, [[/^\d{3}\.\d{3}\.\d{3}-\d{2}$/, always], [/^\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}$/, check.belgian]]],
  [12, [[/^\d{4}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[-+]\d{4}$/, check.swedish]]],
  [13, [[/^756\.\d{4}\.\d{4}\.\d{2}$/, check.swiss], [/^\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])-[1-4]\d{6}$/, always]]],
  [14, [[/^[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?\d[\dAB] ?\d{3} ?\d{3} ?\d{2}$/, check.french]]],
  [15, [[/^[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?\d{2} ?\d{3} ?\d{3} ?\d{2}$/, check.french]]],
  [17, [[/^\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[Xx]$/, check.chinese]]],
  [18, [[/^\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{4}$/, check.chinese]]]
])
/** Numbers that a telling name makes an identity number: their checksums are often wrong in what people type. */
const NAMED = /^\d(?:[ ./-]?\d){7,14}[A-Z]?$/i

const before = (text: string, at: number): string => text.slice(Math.max(0, at - 40), at)

/** A name can only stand directly before: cheap to rule out inside a run of numbers. */
const mayBeNamed = (text: string, at: number): boolean => {
  let i = at - 1
  while (i >= 0 && at - i < 5 && text[i] === " ") i--
  return i >= 0 && !/[\d ]/.test(text[i] as string)
}

const digitCount = (value: string, from = 0, to = value.length): number => {
  let count = 0
  for (let i = from; i < to; i++) {
    const code = value.charCodeAt(i)
    if (code >= 48 && code <= 57) count++
  }
  return count
}

const isIdentity = (text: string, at: number, value: string, digits: number): boolean =>
  KNOWN.get(digits)?.some(([shape, valid]) => shape.test(value) && valid(value)) === true ||
  (digits >= 8 && digits <= 15 && mayBeNamed(text, at) && NAMED.test(value) && IDENTITY_KEY.test(before(text, at)))

const isPhone = (text: string, at: number, value: string, digits: number, alone: boolean): boolean => {
  if (digits < 7 || digits > 15) return false
  if (mayBeNamed(text, at) && PHONE_KEY.test(before(text, at))) return true
  return value.startsWith("+") ? digits >= 9 && PHONE.test(value) : digits >= 10 && (PHONE.test(value) || (alone && PHONE_DOMESTIC.test(value)))
}

/** Claims the cards of a run; true when there was one. */
const claimCards = (text: string, at: number, run: string, claim: Claimant): boolean => {
  let found = false
  CARD.lastIndex = 0
  for (let group = CARD.exec(run); group !== null; group = CARD.exec(run)) {
    const digits = group[0].replace(/\D/g, "")
    const start = at + group.index
    const plain = digits.length === group[0].length
    // a minus sign stands before numbers of machines; cards of more than 16 digits are rare, ids of that length are not
    const odd = plain && (text[start - 1] === "-" || (digits.length > 16 && !CARD_KEY.test(before(text, start))))
    if (!odd && BRANDS.test(digits) && check.luhn(digits)) {
      claim(start, start + group[0].length, "CARD", RANK.personal)
      found = true
    } else CARD.lastIndex = group.index + Math.max(1, group[0].search(/\D/))
  }
  return found
}

/** Claims a whole number of a person; true when it was one. */
const claimOne = (text: string, at: number, raw: string, alone: boolean, claim: Claimant): boolean => {
  const digits = digitCount(raw)
  // what goes on is hexadecimal, a size with its unit or a name
  if (digits < 7 || digits > 18 || DATE.test(raw) || /\w/.test(text[at + raw.length] ?? "")) return false
  if (isIdentity(text, at, raw, digits)) {
    claim(at, at + raw.length, "NATIONAL_ID", RANK.personal)
    return true
  }
  const numeric = /[A-Za-z]$/.test(raw) ? raw.slice(0, -1) : raw
  const identity = numeric !== raw && isIdentity(text, at, numeric, digits)
  if (!identity && !isPhone(text, at, numeric, digits, alone)) return false
  claim(at, at + numeric.length, identity ? "NATIONAL_ID" : "PHONE", RANK.personal)
  return true
}

const MAX_WORDS = 8
const MAX_LENGTH = 31

/** Shapes with blanks that need no name: phones, and the French number in its groups. */
const mayHaveBlanks = (run: string, from: number, digits: number): boolean => {
  const ch = run[from]
  return ch === "+" || ch === "(" || ((ch === "1" || ch === "2") && digits >= 14) || (ch === "1" && digits === 11 && run[from + 1] === " " && run[from + 5] === "-") || (ch === "0" && from === 0)
}

/** The words of a run that has blanks, each with those behind it, longest first. */
const claimWords = (text: string, at: number, run: string, claim: Claimant): void => {
  const starts: Array<number> = []
  const ends: Array<number> = []
  /** digits of the words before each */
  const sums: Array<number> = [0]
  for (let from = 0; from < run.length;) {
    const blank = run.indexOf(" ", from)
    const to = blank < 0 ? run.length : blank
    if (to > from) {
      starts.push(from)
      ends.push(to)
      sums.push((sums[sums.length - 1] as number) + digitCount(run, from, to))
    }
    from = to + 1
  }
  for (let first = 0; first < starts.length; first++) {
    const from = starts[first] as number
    const named = first === 0 && mayBeNamed(text, at)
    const until = Math.min(starts.length, first + MAX_WORDS)
    const before = sums[first] as number
    for (let last = until - 1; last >= first; last--) {
      const digits = (sums[last + 1] as number) - before
      if (digits < 7) break
      const to = ends[last] as number
      if (digits > 18 || to - from > MAX_LENGTH || (last > first && !named && !mayHaveBlanks(run, from, digits))) continue
      if (claimOne(text, at + from, run.slice(from, to).replace(/[^\dA-Za-z]{1,8}$/, ""), first === 0 && last === starts.length - 1, claim)) {
        first = last
        break
      }
    }
  }
}

/** Cards, phones and identity numbers of a text; linear in its length. */
export const claimNumbers = (text: string, claim: Claimant): void => {
  for (const found of text.matchAll(RUN)) {
    const run = found[0]
    if (run.length < 7) continue
    const at = found.index
    if (run.length >= 13 && claimCards(text, at, run, claim)) continue
    if (run.includes(" ")) claimWords(text, at, run, claim)
    else if (run.length <= MAX_LENGTH) claimOne(text, at, run, true, claim)
  }
}
