import { blockAt, type Kind, numberAt, paddedAt, signAt, streamAt } from "./columns.js"
import { letterLevel, levelAt } from "./levelColumn.js"
import type { Level } from "./levels.js"
import type { Line } from "./line.js"
import { nameAt, sourceAt, tagAt } from "./nameColumns.js"
import { skipSpaces, skipTokens, tokenEnd } from "./spaces.js"
import type { TimeReader } from "./time.js"

/** One part of a header: so many tokens are passed over, then comes a part of this kind. */
export interface Step {
  readonly kind: Kind
  readonly skip: number
  /** of the passed tokens, those that belong to the header even where the part is missing */
  readonly sure: number
  /** the part may come up to so many tokens later */
  readonly within: number
  /** tokens of a timestamp: only the first one of a line is read, others are passed over */
  readonly tokens: number
  /** codes of a padded column with the spaces behind it, or 0 */
  readonly width: number
}

/** How the lines of one file begin, learned from its first lines. */
export interface Layout {
  readonly steps: ReadonlyArray<Step>
  /** the header is so many fields closed by a sign; `time` and `level` are the fields that hold them, or -1 */
  readonly fields: { readonly sign: string; readonly count: number; readonly time: number; readonly level: number } | null
  /** the name of a logger in parentheses ends every line */
  readonly tail: boolean
}

/** What stands before the message of a log line. */
export interface Header {
  /** UTC epoch milliseconds, or null */
  at: number | null
  /** one of TRACE DEBUG INFO WARN ERROR FATAL, or null */
  level: Level | null
  /** index of the first code of the message */
  start: number
}

const MAX_TAIL = 120

/** Where ` (org.example.Some)` begins at the end of a line, or -1. */
export const tailAt = ({ codes, begin, end }: Line): number => {
  if (end === begin || codes[end - 1] !== 41) return -1
  let dots = 0
  for (let i = end - 2; i > begin && end - i < MAX_TAIL; i--) {
    const code = codes[i]!
    if (code === 40) return codes[i - 1] === 32 && dots > 0 && end - i > 4 ? i - 1 : -1
    if (code === 46) dots++
    else if (!((code | 32) >= 97 && (code | 32) <= 122 || code >= 48 && code <= 57 || code === 36 || code === 95)) return -1
  }
  return -1
}

const GLUED = 80
export const WITHIN = 4

/** Index behind a timestamp, also one that is glued to the file name that `grep` puts before it; or -1. */
export const timeEnd = (line: Line, from: number, times: TimeReader): number => {
  const found = times.at(line, from)
  if (found !== -1) return found
  const { codes } = line
  const end = Math.min(line.end, from + GLUED)
  const code = from < end ? codes[from]! | 32 : 0
  if (code < 97 || code > 122) return -1
  for (let i = from + 1; i < end; i++) {
    const one = codes[i]!
    if (one === 58) return times.at(line, i + 1)
    if (one <= 32) return -1
  }
  return -1
}

/** Index behind a part of this kind, or -1. */
export const endOf = (kind: Kind, line: Line, from: number, times: TimeReader): number => {
  const { codes, end } = line
  switch (kind) {
    case "time": return timeEnd(line, from, times)
    case "stream": return streamAt(codes, from, end)
    case "level": {
      const level = levelAt(codes, from, end)
      return level === null ? -1 : from + level.length
    }
    case "block": return blockAt(codes, from, end)
    case "tag": return tagAt(codes, from, end)
    case "sign": return signAt(codes, from, end)
    case "padded": return paddedAt(codes, from, end)
    case "number": return numberAt(codes, from, end)
    case "name": return nameAt(line, from)
    case "source": return sourceAt(line, from)
    case "word": return tokenEnd(codes, from, end)
  }
}

/** Index behind a sign that stands alone, `skip` to `skip + 3` tokens further; or -1. */
export const signWithin = ({ codes, end }: Line, from: number, skip: number): number => {
  let at = skipTokens(codes, from, end, skip)
  for (let k = 0; k < WITHIN && at >= 0; k++) {
    const behind = signAt(codes, at, end)
    if (behind > 0) return behind
    at = skipTokens(codes, at, end, 1)
  }
  return -1
}

/** Index behind the part of a step whose tokens to skip end at `at` (-1: there are too few), or -1. */
const partEnd = (step: Step, line: Line, from: number, at: number, times: TimeReader): number => {
  if (at < 0) return -1
  if (step.within > 0) return signWithin(line, from, step.skip)
  const end = endOf(step.kind, line, at, times)
  if (end > 0) return end
  if (step.kind === "tag") return tagAt(line.codes, at, line.end, true)
  return step.width > 0 ? filledAt(line, at, step.width) : end
}

/** Index behind a word that leaves one space of its column, or -1. */
const filledAt = ({ codes, end }: Line, from: number, width: number): number => {
  const behind = from + width - 1
  return behind < end && codes[behind] === 32 && tokenEnd(codes, from, end) === behind ? behind : -1
}

/** Where the part is missing: behind the tokens that surely belong to the header. */
const behindSure = (step: Step, { codes, end }: Line, from: number): number => {
  const sure = step.sure === 0 ? from : skipTokens(codes, from, end, step.sure)
  return sure < 0 ? from : sure
}

/** Where the next step begins. */
export const advance = (step: Step, line: Line, from: number, times: TimeReader): number => {
  const end = partEnd(step, line, from, skipTokens(line.codes, from, line.end, step.skip), times)
  return end > 0 ? end : behindSure(step, line, from)
}

const readFields = ({ count, level, sign, time }: NonNullable<Layout["fields"]>, line: Line, times: TimeReader, into: Header): boolean => {
  const { codes } = line
  const code = sign.charCodeAt(0)
  into.at = into.level = null
  let from = line.begin
  for (let i = 0; i < count; i++) {
    let end = from
    while (end < line.end && codes[end] !== code) end++
    if (end === line.end) return false
    const start = skipSpaces(codes, from, line.end)
    if (i === time) into.at = times.at(line, start) === -1 ? null : times.value
    if (i === level) into.level = levelAt(codes, start, end)?.level ?? null
    from = end + 1
  }
  into.start = skipSpaces(codes, from, line.end)
  return time === -1 || into.at !== null
}

/** Reads one line by the layout into a header; false where it does not begin like that. */
export const readByLayout = (layout: Layout, line: Line, times: TimeReader, into: Header): boolean => {
  if (layout.fields !== null) return readFields(layout.fields, line, times, into)
  const { steps } = layout
  const { codes, end } = line
  if (line.begin === end) return false
  let timed = false
  let level: Level | null = null
  let position = line.begin
  let fitted = 0
  into.at = null
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i]!
    const from = skipTokens(codes, position, end, step.skip)
    let behind = -1
    if (step.kind === "time" && !timed) {
      behind = from < 0 ? -1 : timeEnd(line, from, times)
      if (behind === -1) return false
      into.at = times.value
      timed = true
      const letter = codes[from]!
      if (letter >= 65 && letter <= 90 && from + 1 < end && codes[from + 1]! <= 57) level = letterLevel(letter) ?? level
    } else if (step.kind === "time" && from >= 0) {
      const last = skipTokens(codes, from, end, step.tokens - 1)
      behind = last >= 0 ? tokenEnd(codes, last, end) : partEnd(step, line, position, from, times)
    } else if (step.kind === "level") {
      const found = from < 0 ? null : levelAt(codes, from, end)
      if (found !== null) {
        level = found.level
        behind = from + found.length
      }
    } else behind = partEnd(step, line, position, from, times)
    if (behind > 0) fitted++
    position = behind > 0 ? behind : behindSure(step, line, position)
  }
  into.level = level
  into.start = skipSpaces(codes, position, end)
  if (fitted * 2 < steps.length) return false
  if (layout.tail) {
    const tail = tailAt(line)
    if (tail > into.start) line.shorten(tail)
  }
  return true
}
