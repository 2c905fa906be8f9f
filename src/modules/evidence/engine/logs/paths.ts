/** Segments with strokes: paths, numbers divided by one. */
import { isDigit, isLetter } from "./codes.js"
import { HEX, isMixed, NAME_NUMBER } from "./ids.js"
import { PARAMETER } from "./parameter.js"
import { before, type Segment } from "./segment.js"
import { Sign } from "./signs.js"

const PATH = /^(?:[~.]{0,2}|[A-Za-z]:)[/\\]/
const PROTOCOL = /^HTTP\/\d/
const STROKE = /[/\\]/
const isNumeric = (text: string): boolean => /^[-+]?\d[\w.-]*$/.test(text)

const hasName = (codes: Uint8Array, from: number, to: number): boolean => {
  for (let i = from; i < to; i++) if (isLetter(codes[i]!) || isDigit(codes[i]!) || codes[i] === Sign.Underscore) return true
  return false
}

/** Paths are parameters; numbers divided by a stroke are two. */
export const pathOf = (s: Segment, from: number, to: number, next: number): string | null => {
  const { codes } = s
  if (codes[from] === Sign.Slash || codes[from] === Sign.Backslash) return hasName(codes, from, to) || before(s, from) === Sign.Equals ? PARAMETER : null
  const text = s.slice(from, to)
  if (PATH.test(text)) return hasName(codes, from, to) || before(s, from) === Sign.Equals ? PARAMETER : null
  const parts = text.split(STROKE)
  if (s.digits > 0 && parts.every((part) => isNumeric(part))) return /^\d+[A-Za-z]/.test(text) ? null : parts.map(() => PARAMETER).join("/")
  if (PROTOCOL.test(text)) return null
  if (parts.length > 2 || s.dots > 1) return PARAMETER
  let behind = from
  const masked = parts.map((part) => {
    const start = behind
    behind += part.length + 1
    return /\d/.test(part) && (isNumeric(part) || NAME_NUMBER.test(part) || HEX.test(part) || isMixed(codes, start, behind - 1)) ? PARAMETER : part
  })
  return masked.includes(PARAMETER) && next !== Sign.Equals ? masked.join("/") : null
}
