/** Names of programs, loggers and files of source code before a message. */
import { codeAt, isDigit, isLetter } from "./codes.js"
import type { Line } from "./line.js"
import { Sign } from "./signs.js"
import { isSpace, tokenEnd } from "./spaces.js"

/** Codes that a name may take. */
const enum Max { Token = 120 }

const isNameSign = (code: number): boolean => isLetter(code) || isDigit(code) || code === 46 || code === 95 || code === 36 || code === 47 || code === 64 || code === 45

/**
 * The name of a program or logger, closed by a colon: `kernel:`, `app[12]:`,
 * `app(unit)[12]:`, `a.b.C$D:`, `crate::part:`, `file.go:77]`, `app[1] (sub) <level>:`;
 * with `spaced` also `Some Helper[12]:`.
 */
export const tagAt = (codes: Uint8Array, from: number, end: number, spaced = false): number => {
  const limit = Math.min(end, from + Max.Token)
  let i = from
  let letters = false
  const glued = from > 0 && codes[from - 1] === Sign.Colon
  for (;;) {
    const start = i
    while (i < limit && isNameSign(codes[i]!)) {
      if (isLetter(codes[i]!)) letters = true
      i++
    }
    if (i === start || !letters) return -1
    if (codeAt(codes, i, end) !== Sign.Colon) break
    // `crate::part:` and `file.go:77]` go on behind a colon
    const next = codeAt(codes, i + 1, end)
    if (i + 1 >= end || isSpace(next) || glued) return i + 1
    if (next === Sign.Colon && isLetter(codeAt(codes, i + 2, end))) i += 2
    else {
      let digits = i + 1
      while (digits < limit && isDigit(codes[digits]!)) digits++
      if (digits === i + 1) return -1
      const close = codeAt(codes, digits, end)
      return (close === 93 || close === Sign.Colon) && (digits + 1 >= end || isSpace(codes[digits + 1]!)) ? digits + 1 : -1
    }
  }
  // brackets, then spaces and words up to a process id
  let words = 0
  let bracket = false
  while (i < limit) {
    const code = codes[i]!
    if (code === Sign.Colon) return i + 1 >= end || isSpace(codes[i + 1]!) ? (bracket || words === 0 ? i + 1 : -1) : -1
    if (code === 91 || code === 40 || code === 60) {
      const behind = closingOf(codes, i, limit, code === 91 ? 93 : code === 40 ? 41 : 62)
      if (behind === -1) return -1
      bracket = true
      i = behind
    } else if (code === Sign.Space) {
      const next = codeAt(codes, i + 1, end)
      if (bracket ? !(next === 40 || next === 60) : !(spaced && isLetter(next) && ++words <= 3)) return -1
      i++
    } else if (!bracket && isNameSign(code)) i++
    else return -1
  }
  return -1
}

const closingOf = (codes: Uint8Array, from: number, limit: number, close: number): number => {
  for (let i = from + 1; i < limit; i++) if (codes[i] === close) return i + 1
  return -1
}

const NAME = /(?:[A-Za-z_][\w$]*(?:[./$@-]|::)[\w.:/$@-]*|[A-Za-z_][\w$]*(?=\[))(?:\[[\w. -]{0,40}\]|\([\w. -]{0,40}\))?(?=\s|$)/y

const SOURCE = /[\w./-]*\w\.(?:c|cc|cpp|cxx|h|hpp|m|mm|go|rs|py|rb|java|kt|scala|cs|js|ts|php|pl|erl|ex|lua|swift)(?::\d{1,6}|\(\d{1,6}\))?:?(?=\s|$)/y

/** A file of source code, with or without a line number: `main.c:`, `net/io.go:77`. */
export const sourceAt = (line: Line, from: number): number => {
  SOURCE.lastIndex = 0
  const match = SOURCE.exec(line.slice(from, tokenEnd(line.codes, from, Math.min(line.end, from + Max.Token))))
  return match === null ? -1 : from + match[0].length
}

/** The name of a logger, host or source place: words joined by signs. */
export const nameAt = (line: Line, from: number): number => {
  const limit = Math.min(line.end, from + Max.Token)
  NAME.lastIndex = 0
  const match = NAME.exec(line.slice(from, limit))
  return match === null ? -1 : from + match[0].length
}
