/** Runs of digits and what people put between them: where they end, what they consist of, whether they matter. */
import { codeAt, isDigit } from "./chars.js"

/** Of the shortest number of a person. */
export const MIN_DIGITS = 7

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
export const measured = { end: 0, digits: 0, longest: 0, fours: 0, blanks: 0, others: 0 }

/** Measures the run whose first digit is at `at`. */
export const measure = (units: Uint16Array, length: number, at: number): void => {
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
  measured.end = end
  measured.digits = digits
  measured.longest = longest
  measured.fours = fours
  measured.blanks = blanks
  measured.others = others
}

/** Whether the run that was measured last can be more than numbers of machines. */
export const matters = (first: number, opened: boolean, lettered: boolean): boolean => {
  if (opened || measured.others > 0) return true
  if (measured.blanks > 0) return first === 48 || (measured.digits >= 15 && measured.longest >= 3) || (lettered && measured.longest >= 8)
  return measured.digits === 15 || measured.digits === 18 || (lettered && (measured.digits === 8 || measured.digits === 17 || measured.digits === 14))
}
