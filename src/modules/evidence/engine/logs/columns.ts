import { LETTERS, LEVELS, type Level } from "./levels.js"

/**
 * What stands before a message is made of a few kinds of parts. Each reader
 * answers the index behind the part that starts at `from`, or -1. All of them
 * look at a bounded number of characters.
 */
export type Kind = "time" | "stream" | "level" | "block" | "tag" | "sign" | "padded" | "number" | "name" | "word"

const SPACE = 32
const TAB = 9
const MAX_BLOCK = 200
const MAX_TOKEN = 120
const LONGEST_LEVEL = 11

export const isSpace = (code: number): boolean => code === SPACE || code === TAB

export const skipSpaces = (line: string, from: number): number => {
  let i = from
  while (i < line.length && isSpace(line.charCodeAt(i))) i++
  return i
}

/** Index behind the token that starts at `from`. */
export const tokenEnd = (line: string, from: number): number => {
  let i = from
  while (i < line.length && !isSpace(line.charCodeAt(i))) i++
  return i
}

/** The start of the token that is `count` tokens further; -1 where there are fewer. */
export const skipTokens = (line: string, from: number, count: number): number => {
  let i = skipSpaces(line, from)
  for (let k = 0; k < count; k++) {
    i = skipSpaces(line, tokenEnd(line, i))
    if (i >= line.length) return -1
  }
  return i
}

const opens = (code: number): boolean => code === 91 || code === 40 || code === 60 || code === 124
const closes = (code: number): boolean => code === 93 || code === 41 || code === 62 || code === 124 || code === 58 || code === 44
const isLetter = (code: number): boolean => (code | 32) >= 97 && (code | 32) <= 122
const isDigit = (code: number): boolean => code >= 48 && code <= 57

export interface LevelAt {
  readonly level: Level
  readonly end: number
  /** written in capitals, in brackets or before a colon: no word of prose */
  readonly marked: boolean
}

const lettersEnd = (line: string, from: number): number => {
  let end = from
  while (end < line.length && end - from <= LONGEST_LEVEL && isLetter(line.charCodeAt(end))) end++
  return end
}

/** What stood where a level stands, most recent first: a file has few. */
const recentLevels: Array<{ readonly text: string; readonly level: Level; readonly marked: boolean }> = []
const MAX_RECENT = 6

const knownLevel = (line: string, from: number): LevelAt | null => {
  for (const one of recentLevels) {
    if (!line.startsWith(one.text, from)) continue
    const end = from + one.text.length
    if (end < line.length && isSpace(line.charCodeAt(end))) return { level: one.level, end, marked: one.marked }
  }
  return null
}

export const levelAt = (line: string, from: number): LevelAt | null => {
  const known = knownLevel(line, from)
  if (known !== null) return known
  const found = readLevel(line, from)
  if (found !== null && found.end < line.length && isSpace(line.charCodeAt(found.end))) {
    recentLevels.unshift({ text: Buffer.from(line.slice(from, found.end)).toString(), level: found.level, marked: found.marked })
    if (recentLevels.length > MAX_RECENT) recentLevels.pop()
  }
  return found
}

/** A level at `from`: `INFO`, `[warn]`, `[core:warn]`, `<Error>:`, `E`, `W,`, `info:`; what is glued behind its colon is left. */
const readLevel = (line: string, from: number): LevelAt | null => {
  let start = from
  while (start < line.length && opens(line.charCodeAt(start))) start++
  let end = lettersEnd(line, start)
  if (start > from && line.charCodeAt(end) === 58 && isLetter(line.charCodeAt(end + 1))) {
    start = end + 1
    end = lettersEnd(line, start)
  }
  if (end === start || end - start > LONGEST_LEVEL) return null
  const word = line.slice(start, end)
  const upper = word.toUpperCase()
  const level = LEVELS.get(upper) ?? (word.length === 1 ? LETTERS.get(word) : undefined)
  if (level === undefined) return null
  let behind = end
  // `[info   ]`
  if (start > from) while (behind < line.length && line.charCodeAt(behind) === 32) behind++
  if (behind > end && !(behind < line.length && closes(line.charCodeAt(behind)))) behind = end
  while (behind < line.length && closes(line.charCodeAt(behind))) behind++
  const closed = behind > end
  if (behind < line.length && !isSpace(line.charCodeAt(behind)) && !(closed && (line.charCodeAt(end) === 58 && word.length > 1 || line.charCodeAt(behind) === 91))) return null
  return { level, end: behind, marked: word === upper || start > from || closed }
}

const CLOSERS: ReadonlyMap<number, number> = new Map([[91, 93], [40, 41], [123, 125]])

/** A bracketed part, spaces inside allowed, with what may follow it directly: `:` `,` `-`. */
export const blockAt = (line: string, from: number): number => {
  const open = line.charCodeAt(from)
  const close = CLOSERS.get(open)
  if (close === undefined) return -1
  let depth = 0
  const limit = Math.min(line.length, from + MAX_BLOCK)
  for (let i = from; i < limit; i++) {
    const code = line.charCodeAt(i)
    if (code === open) depth++
    else if (code === close && --depth === 0) {
      let end = i + 1
      if (line.charCodeAt(end) === 58 || line.charCodeAt(end) === 44) end++
      return end >= line.length || isSpace(line.charCodeAt(end)) || line.charCodeAt(end) === 91 ? end : -1
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
export const tagAt = (line: string, from: number, spaced = false): number => {
  const limit = Math.min(line.length, from + MAX_TOKEN)
  let i = from
  let letters = false
  const glued = from > 0 && line.charCodeAt(from - 1) === 58
  for (;;) {
    const start = i
    while (i < limit && isNameSign(line.charCodeAt(i))) {
      if (isLetter(line.charCodeAt(i))) letters = true
      i++
    }
    if (i === start || !letters) return -1
    if (line.charCodeAt(i) !== 58) break
    // `crate::part:` and `file.go:77]` go on behind a colon
    const next = line.charCodeAt(i + 1)
    if (i + 1 >= line.length || isSpace(next) || glued) return i + 1
    if (next === 58 && isLetter(line.charCodeAt(i + 2))) i += 2
    else {
      let digits = i + 1
      while (digits < limit && isDigit(line.charCodeAt(digits))) digits++
      if (digits === i + 1) return -1
      const close = line.charCodeAt(digits)
      return (close === 93 || close === 58) && (digits + 1 >= line.length || isSpace(line.charCodeAt(digits + 1))) ? digits + 1 : -1
    }
  }
  // brackets, then spaces and words up to a process id
  let words = 0
  let bracket = false
  while (i < limit) {
    const code = line.charCodeAt(i)
    if (code === 58) return i + 1 >= line.length || isSpace(line.charCodeAt(i + 1)) ? (bracket || words === 0 ? i + 1 : -1) : -1
    if (code === 91 || code === 40 || code === 60) {
      const end = closingOf(line, i, limit, code === 91 ? 93 : code === 40 ? 41 : 62)
      if (end === -1) return -1
      bracket = true
      i = end
    } else if (code === SPACE) {
      const next = line.charCodeAt(i + 1)
      if (bracket ? !(next === 40 || next === 60) : !(spaced && isLetter(next) && ++words <= 3)) return -1
      i++
    } else if (!bracket && isNameSign(code)) i++
    else return -1
  }
  return -1
}

const closingOf = (line: string, from: number, limit: number, close: number): number => {
  for (let i = from + 1; i < limit; i++) if (line.charCodeAt(i) === close) return i + 1
  return -1
}

const STREAM = /std(?:out|err) [FP](?= |$)/y

/** What container runtimes put behind the time. */
export const streamAt = (line: string, from: number): number => {
  STREAM.lastIndex = from
  return STREAM.test(line) ? from + 8 : -1
}

/** One or more signs that stand alone between a header and its message: `-` `--` `---` `|` `:` `>` `*` `#` `=>`. */
export const signAt = (line: string, from: number): number => {
  const end = tokenEnd(line.length > from + 8 ? line.slice(0, from + 8) : line, from)
  if (end === from || end - from > 3) return -1
  for (let i = from; i < end; i++) {
    const code = line.charCodeAt(i)
    if (!(code === 45 || code === 124 || code === 58 || code === 62 || code === 42 || code === 35 || code === 61 || code === 126 || code === 46)) return -1
  }
  return end
}

/** A word followed by wide space: a column of fixed width. */
export const paddedAt = (line: string, from: number): number => {
  const end = tokenEnd(line, from)
  return end - from > 0 && end - from <= 60 && (line.charCodeAt(end) === TAB || line.charCodeAt(end) === SPACE && isSpace(line.charCodeAt(end + 1))) && end + 1 < line.length ? end : -1
}

/** A process or thread id: digits with signs around, `[12]`, `12#12:`, `*7`, `#3`. */
export const numberAt = (line: string, from: number): number => {
  const end = tokenEnd(line, from)
  if (end - from > 24) return -1
  let digits = 0
  for (let i = from; i < end; i++) {
    const code = line.charCodeAt(i)
    if (isDigit(code)) digits++
    else if (!(code === 58 || code === 45 || code === 46 || code === 91 || code === 93 || code === 40 || code === 41 || code === 35 || code === 42 || code === 44)) return -1
  }
  return digits > 0 ? end : -1
}

const NAME = /(?:[A-Za-z_][\w$]*(?:[./$@-]|::)[\w.:/$@-]*|[A-Za-z_][\w$]*(?=\[))(?:\[[\w. -]{0,40}\]|\([\w. -]{0,40}\))?(?=\s|$)/y

/** The name of a logger, host or source place: words joined by signs. */
export const nameAt = (line: string, from: number): number => {
  NAME.lastIndex = from
  const match = NAME.exec(line.length > from + MAX_TOKEN ? line.slice(0, from + MAX_TOKEN) : line)
  return match === null ? -1 : from + match[0].length
}
