/** What a segment of a message becomes in the key of the message. */
import { PARAMETER } from "./parameter.js"
import { pathOf } from "./paths.js"
import { before, type Segment } from "./segment.js"
import { Sign } from "./signs.js"
import { valueOf } from "./values.js"

/** Longer values are told by their beginning. */
const MAX = 512

const SYNONYM = /^(?:true|false|null)$/
/** Whether one of them may begin and end with these codes. */
export const mayBeSynonym = (first: number, last: number): boolean => last === 101 ? first === 116 || first === 102 : last === 108 && first === 110

/** `name_12`, `name-12`, `name_-12`. */
const isNameNumber = (codes: Uint8Array, from: number, to: number): boolean => {
  let i = to
  while (i > from && codes[i - 1]! >= 48 && codes[i - 1]! <= 57) i--
  if (i === to || i === from) return false
  if (i - 1 > from && codes[i - 1] === 45 && codes[i - 2] === 95) i--
  const sign = codes[--i]
  if ((sign !== 95 && sign !== 45) || i === from) return false
  for (let k = from; k < i; k++) {
    const code = codes[k]! | 32
    if (code < 97 || code > 122) return false
  }
  return true
}

/** Index behind the last run of two or more points, or `from`. */
const lastRun = (codes: Uint8Array, from: number, to: number): number => {
  for (let i = to - 1; i > from; i--) if (codes[i] === Sign.Dot && codes[i - 1] === Sign.Dot) return i + 1
  return from
}

/** What a segment becomes in the key of its message: null where it stays as it is. */
export const replacementOf = (s: Segment): string | null => {
  const { codes } = s
  let { from, to } = s
  const first = codes[from]!
  if (s.dots === 0 && (first === Sign.Slash ? s.letters + s.digits > 0 : s.strokes === 0 && s.digits > 0 && isNameNumber(codes, from, to))) return PARAMETER
  const next = to < s.end ? codes[to]! : 0
  // a word: only a few are values
  if (s.digits === 0 && s.strokes === 0 && s.dots === 0) {
    return mayBeSynonym(first, codes[to - 1]!) && next !== Sign.Question && before(s, from) !== Sign.Question && SYNONYM.test(s.slice(from, to)) ? PARAMETER : null
  }
  // the points of a sentence or of a leader are no part of the value
  while (to > from && codes[to - 1] === Sign.Dot) to--
  const closing = s.to - to
  // nor is the beginning of an arrow
  if (next === Sign.Greater && to === s.to && codes[to - 1] === Sign.Dash) to--
  // a point before a small letter ends no sentence: it belongs to the path
  if (s.strokes > 0 && to < s.to && s.to + 1 < s.end && codes[s.to]! <= 32 && codes[s.to + 1]! >= 97) to = s.to
  const points = s.to - to
  let lead = 0
  if (s.dots - points > 1) {
    const run = lastRun(codes, from, to)
    if (run > from) {
      lead = run - from
      from = run
    }
  } else if (from < to && codes[from] === Sign.Dot) {
    lead = 1
    from++
  }
  if (from >= to) return null
  // a word again
  if (s.digits === 0 && s.strokes === 0 && s.dots === closing + Math.min(lead, 1)) return null
  const limit = Math.min(to, from + MAX)
  const value = s.strokes > 0 ? pathOf(s, from, limit, next) : valueOf(s, from, limit, lead > 0 || points > 0, next)
  if (value === null) return null
  return lead === 0 && points === 0 ? value : s.slice(s.from, from) + value + s.slice(to, s.to)
}

