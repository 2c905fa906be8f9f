/** Shapes that tell a phone or an identity number without its name. */
import { codeAt, isAlnum, isDigit, isHexDigit, isWord } from "./chars.js"
import * as check from "./checksums.js"
import { RANK } from "./kinds.js"
import type { Claimant } from "./kinds.js"
import type { Work } from "./work.js"

const TRY_COST = 300
const CLAIM_COST = 150

/** What begins like a date, or is one. */
export const DATE = /^\d{4}[-/.]\d\d[-/.]\d\d|^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}(?:$| )/
const PHONE = /^(?:\+\d{1,3}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d{1,4}(?:[ .-]?\d{2,4}){2,4}|\(\d{3}\) ?\d{3}[ .-]\d{4}|(?:1[ .-])?[2-9]\d{2}([.-])[2-9]\d{2}\1\d{4})$/
const PHONE_DOMESTIC = /^(?:0\d{1,4}[ /-]\d{3,4}[ -]?\d{3,4}|0\d(?:[ .-]\d{2}){4}|00[1-9]\d{0,2}(?:[ ./-]\d{2,8}){1,5})$/

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

const isHexWord = (text: string, at: number, step: 1 | -1): boolean => isHexDigit(codeAt(text, at)) && isHexDigit(codeAt(text, at + step)) && isHexDigit(codeAt(text, at + 2 * step)) && isHexDigit(codeAt(text, at + 3 * step))

/** A UUID may have groups of digits only: hexadecimal goes on behind the dash before or after them. */
const isPartOfId = (text: string, from: number, to: number): boolean =>
  (codeAt(text, from - 1) === 45 && isHexWord(text, from - 2, -1)) || (codeAt(text, to) === 45 && isHexWord(text, to + 1, 1))

/** A phone or identity number that its shape tells; true when it was one. */
export const claimOne = (text: string, from: number, to: number, digits: number, alone: boolean, claim: Claimant, work: Work): boolean => {
  // what goes on is hexadecimal, a size with its unit or a name
  if (isWord(codeAt(text, to))) return false
  if (work.floods(from, to)) return true
  work.spend(TRY_COST)
  const raw = text.slice(from, to)
  if (DATE.test(raw)) return false
  const known = (value: string): boolean => KNOWN.get(digits)?.some(([shape, valid]) => shape.test(value) && valid(value)) === true
  const numeric = isDigit(codeAt(text, to - 1)) || !isAlnum(codeAt(text, to - 1)) ? raw : raw.slice(0, -1)
  const identity = known(raw) ? raw : numeric !== raw && known(numeric) ? numeric : ""
  const phone = identity === "" && digits <= 15 && !isPartOfId(text, from, to) &&
    (numeric.startsWith("+") ? digits >= 9 && PHONE.test(numeric) : digits >= 10 && (PHONE.test(numeric) || (alone && PHONE_DOMESTIC.test(numeric))))
  if (identity === "" && !phone) return false
  work.spend(CLAIM_COST)
  claim(from, from + (phone ? numeric : identity).length, phone ? "PHONE" : "NATIONAL_ID", RANK.personal)
  return true
}

/** The French number, which has a month behind its first three digits; its end, or 0. */
export const claimFrench = (text: string, from: number, claim: Claimant, work: Work): number => {
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
