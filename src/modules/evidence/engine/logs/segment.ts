import { isLetter } from "./codes.js"
import { PARAMETER } from "./parameter.js"

const DOT = 46
const SLASH = 47
const EQUALS = 61
const COLON = 58
const OPEN = 40
const QUESTION = 63
const DASH = 45
const GREATER = 62
const MAX = 512

/** A run of letters, digits, `.` `-` `+` `/` `\` `~` inside a message, with how many of each it holds. */
export interface Segment {
  /** codes of the message; it goes on up to `end`, and what stands before `begin` is no part of it */
  readonly codes: Uint8Array
  readonly begin: number
  readonly end: number
  /** where the segment is */
  readonly from: number
  readonly to: number
  readonly letters: number
  readonly digits: number
  readonly dots: number
  readonly dashes: number
  readonly strokes: number
  /** The characters of a part of the message. */
  slice(from: number, to: number): string
}

const NUMBERS = /^[-+]?\d+(?:[.]\d+)*$/
const NUMBER_LIST = /^\d+(?:\.\d+)*(?:([-/+])\d+(?:\.\d+)*)+$/
const HEX = /^(?:0[xX][0-9a-fA-F]+|(?=[0-9a-fA-F]*\d)(?=[0-9]*[a-fA-F])[0-9a-fA-F]{6,})$/
const UUID = /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/
const NAME_NUMBER = /^[A-Za-z$]+(?:[-_][A-Za-z$]+)*[-_]+-?\d+(?:[-_.][A-Za-z0-9$]+)*$/
/** `node262`, and no algorithm */
const NUMBERED = /^(?!sha)[a-z]{2,8}\d{3,}$/
const VERSION = /^[vV]\d+(?:\.\d+)*/
const THROWN = /(?:Exception|Error)$/
const DOMAIN = /\.(?:com|net|org|edu|gov|io|local|internal|lan)$/
const TAIL_NUMBER = /^([A-Za-z_][A-Za-z_.]*\.)\d+$/
const SYNONYM = /^(?:true|false|null)$/

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

/** What a segment becomes in the key of its message: null where it stays as it is. */
export const replacementOf = (s: Segment): string | null => {
  const { codes } = s
  let { from, to } = s
  const first = codes[from]!
  if (s.dots === 0 && (first === SLASH ? s.letters + s.digits > 0 : s.strokes === 0 && s.digits > 0 && isNameNumber(codes, from, to))) return PARAMETER
  const next = to < s.end ? codes[to]! : 0
  // a word: only a few are values
  if (s.digits === 0 && s.strokes === 0 && s.dots === 0) {
    return (first === 116 || first === 102 || first === 110) && next !== QUESTION && before(s, from) !== QUESTION && SYNONYM.test(s.slice(from, to)) ? PARAMETER : null
  }
  // the points of a sentence or of a leader are no part of the value
  while (to > from && codes[to - 1] === DOT) to--
  // nor is the beginning of an arrow
  if (next === GREATER && to === s.to && codes[to - 1] === DASH) to--
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
  } else if (from < to && codes[from] === DOT) {
    lead = 1
    from++
  }
  if (from >= to) return null
  const text = s.slice(from, Math.min(to, from + MAX))
  const value = valueOf(text, s, lead > 0 || points > 0 || s.strokes > 0, before(s, from), next)
  if (value === null) return null
  return lead === 0 && points === 0 ? value : s.slice(s.from, from) + value + s.slice(to, s.to)
}

const before = (s: Segment, from: number): number => (from === s.begin ? 0 : s.codes[from - 1]!)

/** Index behind the last run of two or more points, or `from`. */
const lastRun = (codes: Uint8Array, from: number, to: number): number => {
  for (let i = to - 1; i > from; i--) if (codes[i] === DOT && codes[i - 1] === DOT) return i + 1
  return from
}

const count = (text: string, code: number): number => {
  let found = 0
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) === code) found++
  return found
}

const valueOf = (text: string, s: Segment, trimmed: boolean, before: number, next: number): string | null => {
  if (s.strokes > 0) return pathOf(text, s, before, next)
  if (s.digits > 0 && s.letters === 0) {
    if (NUMBERS.test(text)) return PARAMETER
    return NUMBER_LIST.test(text) ? text.replace(/\d+(?:\.\d+)*/g, PARAMETER) : /\d/.test(text) ? PARAMETER : null
  }
  // the name of a key, whatever it is made of
  if (next === EQUALS && !trimmed && /^[A-Za-z_$]/.test(text)) return null
  const dots = trimmed ? count(text, DOT) : s.dots
  if (dots >= 2 && s.letters > 0 && /^[\w$-]+(?:\.[\w$-]+)+$/.test(text) && /^[A-Za-z]/.test(text)) {
    if (THROWN.test(text) || next === OPEN || (next === COLON && isEnd(s))) return null
    return PARAMETER
  }
  if (dots === 1 && isLetter(text.charCodeAt(text.length - 1)) && DOMAIN.test(text) && !(next === COLON && isEnd(s))) return PARAMETER
  if (s.digits === 0) return null
  const first = text.charCodeAt(0)
  if (first >= 48 && first <= 57) return PARAMETER
  // each pattern is tried only where its first look can succeed
  if ((first | 32) === 118 && VERSION.test(text) || isLetter(first) && (first | 32) <= 102 && HEX.test(text) || text.length === 36 && UUID.test(text) || NAME_NUMBER.test(text)) return PARAMETER
  const tail = s.dots === 0 ? null : TAIL_NUMBER.exec(text)
  if (tail !== null) return tail[1] + PARAMETER
  return isMixed(text) || NUMBERED.test(text) ? PARAMETER : null
}


/** Nothing but space follows the sign behind the segment. */
const isEnd = ({ codes, end, to }: Segment): boolean => to + 1 >= end || codes[to + 1]! <= 32

/** Letters and digits in turns, or many digits: an id and no word. */
const isMixed = (text: string): boolean => {
  let turns = 0
  let digits = 0
  let parts = 0
  let last = 0
  let inPart = false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const kind = code >= 48 && code <= 57 ? 1 : (code | 32) >= 97 && (code | 32) <= 122 ? 2 : 0
    if (kind === 1) {
      digits++
      inPart = true
    }
    if (kind === 0) {
      if (inPart) parts++
      inPart = false
    }
    if (kind !== 0 && last !== 0 && kind !== last) turns++
    last = kind
  }
  if (inPart) parts++
  return digits >= 4 || turns >= 3 || parts >= 2
}

const PATH = /^(?:[~.]{0,2}|[A-Za-z]:)[/\\]/
const PROTOCOL = /^HTTP\/\d/
const isNumeric = (text: string): boolean => /^[-+]?\d[\w.-]*$/.test(text)

/** Paths are parameters; numbers divided by a stroke are two. */
const pathOf = (text: string, s: Segment, before: number, next: number): string | null => {
  if (PATH.test(text)) return /[\w]/.test(text) || before === EQUALS ? PARAMETER : null
  const parts = text.split(/[/\\]/)
  if (s.digits > 0 && parts.every((part) => isNumeric(part))) return /^\d+[A-Za-z]/.test(text) ? null : parts.map(() => PARAMETER).join("/")
  if (PROTOCOL.test(text)) return null
  if (parts.length > 2 || s.dots > 1) return PARAMETER
  const masked = parts.map((part) => (/\d/.test(part) && (isNumeric(part) || NAME_NUMBER.test(part) || HEX.test(part) || isMixed(part)) ? PARAMETER : part))
  return masked.includes(PARAMETER) && next !== EQUALS ? masked.join("/") : null
}
