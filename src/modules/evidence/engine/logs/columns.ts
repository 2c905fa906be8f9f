import { isDigit, isLetter } from "./codes.js"
import { LETTERS, LEVELS, type Level } from "./levels.js"
import type { Line } from "./line.js"
import { Sign } from "./signs.js"

/**
 * What stands before a message is made of a few kinds of parts. Each reader
 * answers the index behind the part that starts at `from`, or -1; nothing
 * behind `end` is looked at. All of them look at a bounded number of codes.
 */
export type Kind = "time" | "stream" | "level" | "block" | "tag" | "sign" | "padded" | "number" | "name" | "source" | "word"

/** Codes that a part may take. */
const enum Max { Level = 11, Number = 24, Padded = 60, Token = 120, Block = 200 }

export const isSpace = (code: number): boolean => code === Sign.Space || code === Sign.Tab

export const skipSpaces = (codes: Uint8Array, from: number, end: number): number => {
  let i = from
  while (i < end && isSpace(codes[i]!)) i++
  return i
}

/** Index behind the token that starts at `from`. */
export const tokenEnd = (codes: Uint8Array, from: number, end: number): number => {
  let i = from
  while (i < end && !isSpace(codes[i]!)) i++
  return i
}

/** The start of the token that is `count` tokens further; -1 where there are fewer. */
export const skipTokens = (codes: Uint8Array, from: number, end: number, count: number): number => {
  let i = skipSpaces(codes, from, end)
  for (let k = 0; k < count; k++) {
    i = skipSpaces(codes, tokenEnd(codes, i, end), end)
    if (i >= end) return -1
  }
  return i
}

const opens = (code: number): boolean => code === 91 || code === 40 || code === 60 || code === 124
const closes = (code: number): boolean => code === 93 || code === 41 || code === 62 || code === 124 || code === Sign.Colon || code === 44
/** 0 behind the end: no reader takes it for anything */
const codeAt = (codes: Uint8Array, at: number, end: number): number => (at < end ? codes[at]! : 0)

export interface LevelAt {
  readonly level: Level
  /** codes that it takes */
  readonly length: number
  /** written in capitals, in brackets or before a colon: no word of prose */
  readonly marked: boolean
}

const lettersEnd = (codes: Uint8Array, from: number, end: number): number => {
  let i = from
  while (i < end && i - from <= Max.Level && isLetter(codes[i]!)) i++
  return i
}

/** What stood where a level stands, most recent first: a file has few. */
const recentLevels: Array<LevelAt & { readonly codes: Uint8Array }> = []
const MAX_RECENT = 6

const startsWith = (codes: Uint8Array, from: number, part: Uint8Array): boolean => {
  for (let i = 0; i < part.length; i++) if (codes[from + i] !== part[i]) return false
  return true
}

/** Index behind `[12]`, the id of a process or thread that is glued to what stands before; or `from`. */
const idEnd = (codes: Uint8Array, from: number, end: number): number => {
  if (codeAt(codes, from, end) !== 91) return from
  let i = from + 1
  while (i < end && i - from < Max.Number && isDigit(codes[i]!)) i++
  return i > from + 1 && codeAt(codes, i, end) === 93 ? i + 1 : from
}

const upperEnd = (codes: Uint8Array, from: number, end: number): number => {
  let i = from
  while (i < end && codes[i]! >= 65 && codes[i]! <= 90) i++
  return i
}

export const levelAt = (codes: Uint8Array, from: number, end: number): LevelAt | null => {
  for (let i = 0; i < recentLevels.length; i++) {
    const one = recentLevels[i]!
    const behind = from + one.length
    if (behind < end && isSpace(codes[behind]!) && startsWith(codes, from, one.codes)) return one
  }
  const found = readLevel(codes, from, end)
  if (found !== null && from + found.length < end && isSpace(codes[from + found.length]!)) {
    recentLevels.unshift({ ...found, codes: Uint8Array.prototype.slice.call(codes, from, from + found.length) })
    if (recentLevels.length > MAX_RECENT) recentLevels.pop()
  }
  return found
}

/** The level that one letter stands for. */
export const letterLevel = (code: number): Level | null => LETTERS.get(String.fromCharCode(code)) ?? null

/** A level at `from`: `INFO`, `[warn]`, `[core:warn]`, `<Error>:`, `E`, `W,`, `info:`; what is glued behind its colon is left. */
const readLevel = (codes: Uint8Array, from: number, end: number): LevelAt | null => {
  let start = from
  while (start < end && opens(codes[start]!)) start++
  let to = lettersEnd(codes, start, end)
  if (start > from && codeAt(codes, to, end) === Sign.Colon && isLetter(codeAt(codes, to + 1, end))) {
    start = to + 1
    to = lettersEnd(codes, start, end)
  }
  if (to === start || to - start > Max.Level) return null
  let behind = start === from ? idEnd(codes, to, end) : to
  const numbered = behind > to
  // `[info   ]`
  if (start > from) while (behind < end && codes[behind] === Sign.Space) behind++
  if (behind > to && !(behind < end && closes(codes[behind]!))) behind = to
  while (behind < end && closes(codes[behind]!)) behind++
  const closed = behind > to
  if (numbered && (upperEnd(codes, start, to) < to || behind < end && !isSpace(codes[behind]!) && codes[behind] !== 91)) return null
  if (behind < end && !isSpace(codes[behind]!) && !(closed && (codes[to] === Sign.Colon && to - start > 1 || codes[behind] === 91))) return null
  let word = ""
  for (let i = start; i < to; i++) word += String.fromCharCode(codes[i]!)
  const upper = word.toUpperCase()
  const level = LEVELS.get(upper) ?? (word.length === 1 ? LETTERS.get(word) : undefined)
  return level === undefined ? null : { level, length: behind - from, marked: word === upper || start > from || closed }
}

/** A bracketed part, spaces inside allowed, with what may follow it directly: `:` `,` `-`. */
export const blockAt = (codes: Uint8Array, from: number, end: number): number => {
  const open = codeAt(codes, from, end)
  const close = open === 91 ? 93 : open === 40 ? 41 : open === 123 ? 125 : -1
  if (close === -1) return -1
  let depth = 0
  const limit = Math.min(end, from + Max.Block)
  for (let i = from; i < limit; i++) {
    const code = codes[i]!
    if (code === open) depth++
    else if (code === close && --depth === 0) {
      let behind = i + 1
      if (codeAt(codes, behind, end) === Sign.Colon || codeAt(codes, behind, end) === 44) behind++
      return behind >= end || isSpace(codes[behind]!) || codes[behind] === 91 ? behind : -1
    }
  }
  return -1
}

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

const STREAMS = ["stdout F", "stdout P", "stderr F", "stderr P"].map((text) => Buffer.from(text))

/** What container runtimes put behind the time. */
export const streamAt = (codes: Uint8Array, from: number, end: number): number => {
  const behind = from + 8
  if (behind > end || codes[from] !== 115 || behind < end && codes[behind] !== Sign.Space) return -1
  return STREAMS.some((stream) => startsWith(codes, from, stream)) ? behind : -1
}

/** One or more signs that stand alone between a header and its message: `-` `--` `---` `|` `:` `>` `*` `#` `=>`. */
export const signAt = (codes: Uint8Array, from: number, end: number): number => {
  const behind = tokenEnd(codes, from, Math.min(end, from + 4))
  if (behind === from || behind - from > 3) return -1
  for (let i = from; i < behind; i++) {
    const code = codes[i]!
    if (!(code === 45 || code === 124 || code === Sign.Colon || code === 62 || code === 42 || code === 35 || code === 61 || code === 126 || code === 46)) return -1
  }
  return behind
}

/** A word followed by wide space: a column of fixed width. */
export const paddedAt = (codes: Uint8Array, from: number, end: number): number => {
  const behind = tokenEnd(codes, from, Math.min(end, from + Max.Padded + 1))
  if (behind === from || behind - from > Max.Padded || behind + 1 >= end) return -1
  return codes[behind] === Sign.Tab || codes[behind] === Sign.Space && isSpace(codes[behind + 1]!) ? behind : -1
}

/** A process or thread id: digits with signs around, `[12]`, `12#12:`, `*7`, `#3`. */
export const numberAt = (codes: Uint8Array, from: number, end: number): number => {
  const behind = tokenEnd(codes, from, Math.min(end, from + Max.Number + 1))
  if (behind - from > Max.Number) return -1
  let digits = 0
  for (let i = from; i < behind; i++) {
    const code = codes[i]!
    if (isDigit(code)) digits++
    else if (!(code === Sign.Colon || code === 45 || code === 46 || code === 91 || code === 93 || code === 40 || code === 41 || code === 35 || code === 42 || code === 44)) return -1
  }
  return digits > 0 ? behind : -1
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
