/** The words of a run of digits: which of them, alone or together, may be the number of a person. */
import { codeAt, isAlnum, isDigit } from "./chars.js"
import type { Claimant } from "./kinds.js"
import { MIN_DIGITS } from "./number-runs.js"
import type { Run } from "./number-runs.js"
import { claimFrench, claimOne } from "./number-shapes.js"
import type { Work } from "./work.js"

const PHRASE_COST = 150
const MAX_WORDS = 8
const MAX_LENGTH = 31
const MAX_DIGITS = 18

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

/** The words of a run of the text whose code units are `units`, each alone and with those behind it. */
export const claimWords = (text: string, units: Uint16Array, run: Run, claim: Claimant, work: Work): void => {
  const end = run.to
  for (let from = run.from; from < end;) {
    const first = units[from] as number
    if (first === 32) {
      from++
      continue
    }
    let digits = 0
    let dots = 0
    let to = from
    for (; to < end; to++) {
      const code = units[to] as number
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
