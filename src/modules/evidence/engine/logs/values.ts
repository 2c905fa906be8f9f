/** Which segments without strokes are values: numbers, ids, names of hosts and classes. */
import { isDigit, isLetter } from "./codes.js"
import { isMixed, NAME_NUMBER } from "./ids.js"
import { PARAMETER } from "./parameter.js"
import type { Segment } from "./segment.js"
import { Sign } from "./signs.js"

const NUMBERS = /^[-+]?\d+(?:[.]\d+)*$/
const NUMBER_LIST = /^\d+(?:\.\d+)*(?:([-/+])\d+(?:\.\d+)*)+$/
const UUID = /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/
const UUID_LENGTH = 36
const SHORTEST_HEX = 6
/** `node262`, and no algorithm; with more digits it is mixed */
const NUMBERED = /^(?!sha)[a-z]{2,8}\d{3,}$/
const LONGEST_NUMBERED = 11
const THROWN = /(?:Exception|Error)$/
const LONGEST_THROWN = 9
const DOMAIN = /\.(?:com|net|org|edu|gov|io|local|internal|lan)$/
const LONGEST_DOMAIN = 9
const TAIL_NUMBER = /^([A-Za-z_][A-Za-z_.]*\.)\d+$/

const count = (codes: Uint8Array, from: number, to: number, code: number): number => {
  let found = 0
  for (let i = from; i < to; i++) if (codes[i] === code) found++
  return found
}

/** A name that another part follows, as one with a number begins. */
const isNameFirst = (codes: Uint8Array, from: number, to: number): boolean => {
  let i = from
  while (i < to && (isLetter(codes[i]!) || codes[i] === Sign.Dollar)) i++
  return i > from && i < to && (codes[i] === Sign.Dash || codes[i] === Sign.Underscore)
}

/** The last part is as long as that of a domain can be; of two parts. */
const mayBeDomain = (codes: Uint8Array, from: number, to: number): boolean => {
  let dot = to - 1
  while (dot > from && codes[dot] !== Sign.Dot) dot--
  const length = to - dot - 1
  return length === 3 || length === 2 || length === 5 || length === 8
}

/** Names divided by single points. */
const isDotted = (codes: Uint8Array, from: number, to: number): boolean => {
  let part = 0
  for (let i = from; i < to; i++) {
    const code = codes[i]!
    if (code === Sign.Dot) {
      if (part === 0) return false
      part = 0
    } else if (isLetter(code) || isDigit(code) || code === Sign.Underscore || code === Sign.Dash || code === Sign.Dollar) part++
    else return false
  }
  return part > 0
}

/** Six or more hexadecimal digits, of which some are letters and some are not. */
const isHexWord = (codes: Uint8Array, from: number, to: number): boolean => {
  if (to - from < SHORTEST_HEX) return false
  let digits = 0
  for (let i = from; i < to; i++) {
    const code = codes[i]!
    if (isDigit(code)) digits++
    else if ((code | 32) < 97 || (code | 32) > 102) return false
  }
  return digits > 0 && digits < to - from
}

/** Nothing but space follows the sign behind the segment. */
const isEnd = ({ codes, end, to }: Segment): boolean => to + 1 >= end || codes[to + 1]! <= 32

/** Codes `from` … `to` of a segment without strokes; `trimmed`: it is not all of it. Patterns are asked where a few codes say that they may match. */
export const valueOf = (s: Segment, from: number, to: number, trimmed: boolean, next: number): string | null => {
  const { codes, digits, letters } = s
  const first = codes[from]!
  if (digits > 0 && letters === 0) {
    if (s.dashes === 0) return PARAMETER
    const text = s.slice(from, to)
    return NUMBERS.test(text) ? PARAMETER : NUMBER_LIST.test(text) ? text.replace(/\d+(?:\.\d+)*/g, PARAMETER) : /\d/.test(text) ? PARAMETER : null
  }
  // `%LINK-3-UPDOWN`: behind this sign stands the name of a message
  if (!trimmed && from > s.begin && codes[from - 1] === Sign.Percent && isLetter(first)) return null
  // the name of a key, whatever it is made of
  if (next === Sign.Equals && !trimmed && (isLetter(first) || first === Sign.Underscore || first === Sign.Dollar)) return null
  const dots = trimmed ? count(codes, from, to, Sign.Dot) : s.dots
  if (dots >= 2 && letters > 0 && isLetter(first) && isDotted(codes, from, to)) {
    if (THROWN.test(s.slice(Math.max(from, to - LONGEST_THROWN), to)) || next === Sign.Open || (next === Sign.Colon && isEnd(s))) return null
    return PARAMETER
  }
  if (dots === 1 && mayBeDomain(codes, from, to) && DOMAIN.test(s.slice(Math.max(from, to - LONGEST_DOMAIN), to)) && !(next === Sign.Colon && isEnd(s))) return PARAMETER
  if (digits === 0) return null
  // what has a digit behind a key is a value
  if (isDigit(first) || !trimmed && from > s.begin && codes[from - 1] === Sign.Equals) return PARAMETER
  if ((first | 32) === 118 && to > from + 1 && isDigit(codes[from + 1]!)) return PARAMETER
  if ((first | 32) <= 102 && isHexWord(codes, from, to)) return PARAMETER
  if (to - from === UUID_LENGTH && UUID.test(s.slice(from, to)) || isNameFirst(codes, from, to) && NAME_NUMBER.test(s.slice(from, to))) return PARAMETER
  const tail = s.dots > 0 && isDigit(codes[to - 1]!) ? TAIL_NUMBER.exec(s.slice(from, to)) : null
  if (tail !== null) return tail[1] + PARAMETER
  return isMixed(codes, from, to) || isDigit(codes[to - 1]!) && to - from <= LONGEST_NUMBERED && NUMBERED.test(s.slice(from, to)) ? PARAMETER : null
}

