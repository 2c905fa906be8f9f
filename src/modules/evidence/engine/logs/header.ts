import { blockAt, levelAt, numberAt, signAt, skipSpaces, streamAt, tagAt, tokenEnd } from "./columns.js"
import { type Layout, readByLayout } from "./layout.js"
import { levelInside, type Level } from "./levels.js"
import { keyedTime, TimeReader } from "./time.js"

/** What stands before the message of a log line. */
export interface Header {
  /** UTC epoch milliseconds, or null */
  readonly at: number | null
  /** one of TRACE DEBUG INFO WARN ERROR FATAL, or null */
  readonly level: Level | null
  /** index of the first character of the message */
  readonly start: number
}

/** Tokens between the time and the level: host, process ids, thread, facility. */
const MAX_BEFORE_LEVEL = 6
const MAX_HEADER = 160
/** `14/Mar/2026:09:05:01 +0000` inside an access log line */
const MAX_BEFORE_TIME = 4

/** Without a layout: the time first, then whatever looks like a level, and one name closed by a colon. */
const readAlone = (line: string, times: TimeReader): Header => {
  // in JSON a time is under its key
  const time = line.charCodeAt(0) === 123 ? null : timeNear(line, times)
  if (time === null) {
    const level = levelAt(line, 0)
    if (level?.marked === true && line.length > level.end) return { at: keyedTime(line), level: level.level, start: skipSpaces(line, level.end) }
    return { at: keyedTime(line), level: levelInside(line, 0), start: 0 }
  }
  let position = skipSpaces(line, time.end)
  if (streamAt(line, position) > 0) position = skipSpaces(line, streamAt(line, position))
  const after = position
  for (let token = 0; token < MAX_BEFORE_LEVEL && position < line.length && position - after < MAX_HEADER; token++) {
    const level = levelAt(line, position)
    // a word of prose is no level: it stands in capitals, in brackets, or right behind the time
    if (level !== null && (level.marked || token === 0)) return { at: time.at, level: level.level, start: message(line, level.end) }
    position = skipSpaces(line, tokenEnd(line, position))
  }
  const letter = /^[IWEFD]\d{4} /.test(line) ? levelAt(line[0]!, 0) : null
  if (letter !== null) return { at: time.at, level: letter.level, start: message(line, after) }
  const host = skipSpaces(line, tokenEnd(line, after))
  const tag = tagAt(line, after) > 0 ? tagAt(line, after) : tagAt(line, host)
  return { at: time.at, level: levelInside(line, after), start: tag > 0 ? skipSpaces(line, tag) : after }
}

const timeNear = (line: string, times: TimeReader): { readonly at: number; readonly end: number } | null => {
  let from = 0
  for (let i = 0; i <= MAX_BEFORE_TIME && from < Math.min(line.length, MAX_HEADER); i++) {
    const time = times.at(line, from)
    if (time !== null) return time
    from = skipSpaces(line, tokenEnd(line, from))
  }
  return null
}

/** Where the message begins behind a level. */
const message = (line: string, from: number): number => {
  let position = skipSpaces(line, from)
  let name = false
  for (let part = 0; part < 6; part++) {
    const sign = signAt(line, position)
    const block = sign > 0 ? -1 : blockAt(line, position)
    const number = sign > 0 || block > 0 ? -1 : numberAt(line, position)
    const tag = sign > 0 || block > 0 || number > 0 || name ? -1 : tagAt(line, position)
    // brackets and numbers belong to the header only where a name or a sign follows
    const next = Math.max(sign, tag, block > 0 && closes(line, block) ? block : -1, number > 0 && closes(line, number) ? number : -1)
    if (next < 0) break
    if (tag > 0) name = true
    position = skipSpaces(line, next)
    if (name) break
  }
  return position
}

const closes = (line: string, from: number): boolean => {
  const position = skipSpaces(line, from)
  return signAt(line, position) > 0 || tagAt(line, position) > 0
}

const MAX_LAYOUTS = 8

/** Reads the headers of one file: by its layouts as far as they are known, else line by line. */
export class HeaderReader {
  readonly times = new TimeReader()
  /** the layout that fitted last comes first */
  private readonly layouts: Array<Layout> = []

  /** may learn another one */
  get open(): boolean {
    return this.layouts.length < MAX_LAYOUTS
  }

  get known(): boolean {
    return this.layouts.length > 0
  }

  use(layout: Layout | null): void {
    if (layout !== null) this.layouts.unshift(layout)
  }

  /** The header of a line that begins like one of the layouts. */
  match(line: string): Header | null {
    for (let i = 0; i < this.layouts.length; i++) {
      const layout = this.layouts[i]!
      const found = readByLayout(layout, line, this.times)
      if (found === null) continue
      if (i > 0) {
        this.layouts.splice(i, 1)
        this.layouts.unshift(layout)
      }
      return found.level === null || found.at === null ? { start: found.start, at: found.at ?? keyedTime(line), level: found.level ?? levelInside(line, found.start) } : found
    }
    return null
  }

  read(line: string): Header {
    return this.match(line) ?? readAlone(line, this.times)
  }
}

/** Reads one line by itself. */
export const readHeader = (line: string): Header => new HeaderReader().read(line)
