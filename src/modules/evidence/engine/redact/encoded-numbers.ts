/** Numbers of people whose blanks and signs are percent-encoded, as in queries and forms: `phone=%2B49%20151%202345678`. */
import { claimCards } from "./cards.js"
import { codeAt, isAlnum, isDigit, isHexDigit, isUpper } from "./chars.js"
import { iban } from "./checksums.js"
import type { Claimant, Rule } from "./kinds.js"
import { RANK } from "./kinds.js"
import { claimNumbers } from "./numbers.js"
import { sticky } from "./sticky.js"
import { Work } from "./work.js"

/** As far as such a number goes on before and behind one sign. */
const BEFORE = 32
const BEHIND = 64
const DECODE_COST = 3_000
const PLUS = 43
const PERCENT = 37
const SIGNS: ReadonlyMap<string, string> = new Map([["20", " "], ["2B", "+"], ["28", "("], ["29", ")"], ["2D", "-"], ["2F", "/"], ["2E", "."]])

const isPart = (code: number): boolean => isDigit(code) || isUpper(code) || code === PERCENT || code === PLUS || code === 45 || code === 40 || code === 41

/** The text without its encoding, and for each of its characters where it stands. */
const decode = (text: string, from: number, to: number): { readonly plain: string; readonly at: ReadonlyArray<number> } => {
  let plain = ""
  const at: Array<number> = []
  for (let i = from; i < to;) {
    const code = codeAt(text, i)
    const sign = code === PERCENT ? SIGNS.get(text.slice(i + 1, i + 3).toUpperCase()) : code === PLUS ? " " : text[i]
    // another sign ends the number
    if (sign === undefined) break
    plain += sign
    at.push(i)
    i += code === PERCENT ? 3 : 1
  }
  at.push(at.length === 0 ? from : to)
  return { plain, at }
}

const isFour = (text: string, at: number): boolean => isDigit(codeAt(text, at)) && isAlnum(codeAt(text, at + 1)) && isAlnum(codeAt(text, at + 2)) && isDigit(codeAt(text, at + 3))

const MIN_LENGTH = 13
const DATE = /(?:19|20)\d\d-\d\d-\d\d/y

/** Whether a phone with its country or area, a card or an IBAN can begin there: numbers of machines are not decoded. */
const mayBegin = (text: string, at: number, length: number): boolean => {
  if (length < MIN_LENGTH) return false
  const first = codeAt(text, at)
  if (first === PERCENT) return codeAt(text, at + 1) === 50 && codeAt(text, at + 2) !== 48
  if (isUpper(first)) return isUpper(codeAt(text, at + 1)) && isDigit(codeAt(text, at + 2)) && isDigit(codeAt(text, at + 3))
  if (first === 40 || first === PLUS || first === 48) return true
  return first >= 50 && first <= 54 && sticky(DATE, text, at) < 0
}

export const encodedNumberRule: Rule = {
  literals: ["%20", "%2b", "%28", "%29", "+"],
  look: 50,
  cost: 120,
  gate: (text, start, end) => {
    const sign = text.charCodeAt(start) === PERCENT
    if (sign && codeAt(text, start + 1) === 50 && codeAt(text, start + 2) !== 48) return isDigit(codeAt(text, end)) || (isDigit(codeAt(text, start - 1)) && codeAt(text, end) === PERCENT)
    // a group of at least two before and behind
    const two = isAlnum(codeAt(text, end)) && isAlnum(codeAt(text, end + 1)) && (isDigit(codeAt(text, start - 1)) || codeAt(text, start - 1) === 41) && isAlnum(codeAt(text, start - 2))
    // a plus stands between sums and before time zones as well: groups of four, or the four and six of a card
    return two && (sign || (isFour(text, start - 4) && !isAlnum(codeAt(text, start - 5)) && isFour(text, end) && (codeAt(text, end + 4) === PLUS || (isDigit(codeAt(text, end + 5)) && codeAt(text, end + 6) === PLUS))))
  },
  match: (text, start, end, claim, memo) => {
    let from = start
    while (start - from < BEFORE && isPart(codeAt(text, from - 1))) from--
    let to = end
    while (to - end < BEHIND && isPart(codeAt(text, to))) to++
    // an escape whose letters are small is a part as well
    while (to - end < BEHIND && codeAt(text, to - 2) === PERCENT && isHexDigit(codeAt(text, to))) {
      to++
      while (to - end < BEHIND && isPart(codeAt(text, to))) to++
    }
    memo.spent += to - from
    // a blank is no part of the number
    while (text.startsWith("%20", from) && from < start) from += 3
    if (!mayBegin(text, from, to - from)) return to
    memo.spent += DECODE_COST
    const { at, plain } = decode(text, from, to)
    const stop = at.length - 1
    const claimDecoded: Claimant = (a, b, kind, rank) => claim(at[a] ?? from, b >= stop ? (at[stop - 1] ?? from) + (codeAt(text, at[stop - 1] ?? from) === PERCENT ? 3 : 1) : at[b] ?? to, kind, rank)
    if (iban(plain, 0, plain.length) && /^[A-Z]{2}\d{2} ?[A-Z0-9 ]{11,36}$/.test(plain)) {
      claimDecoded(0, plain.length, "IBAN", RANK.personal)
      return to
    }
    const units = Uint16Array.from(plain, (sign) => sign.charCodeAt(0))
    if (!claimCards(plain, units, 0, plain.length, claimDecoded, new Work(plain, 0, claimDecoded))) claimNumbers(plain, units, claimDecoded)
    return to
  }
}
