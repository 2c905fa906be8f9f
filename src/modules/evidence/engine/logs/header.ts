import { blockAt, numberAt, signAt, streamAt } from "./columns.js"
import { type Header, type Layout, readByLayout } from "./layout.js"
import { letterLevel, levelAt } from "./levelColumn.js"
import { levelInside } from "./levels.js"
import { Line } from "./line.js"
import { tagAt } from "./nameColumns.js"
import { skipSpaces, tokenEnd } from "./spaces.js"
import { keyedTime, TimeReader } from "./time.js"

export type { Header } from "./layout.js"

/** Tokens between the time and the level: host, process ids, thread, facility. */
const MAX_BEFORE_LEVEL = 6
const MAX_HEADER = 160
/** `14/Mar/2026:09:05:01 +0000` inside an access log line */
const MAX_BEFORE_TIME = 4

const put = (into: Header, at: number | null, level: Header["level"], start: number): void => {
  into.at = at
  into.level = level
  into.start = start
}

/** Without a layout: the time first, then whatever looks like a level, and one name closed by a colon. */
const readAlone = (line: Line, times: TimeReader, into: Header): void => {
  const { begin, codes, end } = line
  // in JSON a time is under its key
  const behind = codes[begin] === 123 ? -1 : timeNear(line, times)
  if (behind === -1) {
    const level = levelAt(codes, begin, end)
    if (level?.marked === true && end > begin + level.length) put(into, keyedTime(line), level.level, skipSpaces(codes, begin + level.length, end))
    else put(into, keyedTime(line), levelInside(line, begin), begin)
    return
  }
  const at = times.value
  let position = skipSpaces(codes, behind, end)
  if (streamAt(codes, position, end) > 0) position = skipSpaces(codes, streamAt(codes, position, end), end)
  const after = position
  for (let token = 0; token < MAX_BEFORE_LEVEL && position < end && position - after < MAX_HEADER; token++) {
    const level = levelAt(codes, position, end)
    // a word of prose is no level: it stands in capitals, in brackets, or right behind the time
    if (level !== null && (level.marked || token === 0)) return put(into, at, level.level, message(codes, position + level.length, end))
    position = skipSpaces(codes, tokenEnd(codes, position, end), end)
  }
  const letter = isKlog(line) ? letterLevel(codes[begin]!) : null
  if (letter !== null) return put(into, at, letter, message(codes, after, end))
  const host = skipSpaces(codes, tokenEnd(codes, after, end), end)
  const tag = tagAt(codes, after, end) > 0 ? tagAt(codes, after, end) : tagAt(codes, host, end)
  put(into, at, levelInside(line, after), tag > 0 ? skipSpaces(codes, tag, end) : after)
}

const isKlog = ({ begin, codes, end }: Line): boolean => begin + 6 <= end && codes[begin]! <= 90 && codes[begin + 5] === 32 && /^[IWEFD]\d{4}$/.test(String.fromCharCode(...codes.subarray(begin, begin + 5)))

/** Index behind a timestamp near the start, or -1. */
const timeNear = (line: Line, times: TimeReader): number => {
  const { begin, codes, end } = line
  let from = begin
  for (let i = 0; i <= MAX_BEFORE_TIME && from < Math.min(end, begin + MAX_HEADER); i++) {
    const behind = times.at(line, from)
    if (behind !== -1) return behind
    from = skipSpaces(codes, tokenEnd(codes, from, end), end)
  }
  return -1
}

/** Where the message begins behind a level. */
const message = (codes: Uint8Array, from: number, end: number): number => {
  let position = skipSpaces(codes, from, end)
  let name = false
  for (let part = 0; part < 6; part++) {
    const sign = signAt(codes, position, end)
    const block = sign > 0 ? -1 : blockAt(codes, position, end)
    const number = sign > 0 || block > 0 ? -1 : numberAt(codes, position, end)
    const tag = sign > 0 || block > 0 || number > 0 || name ? -1 : tagAt(codes, position, end)
    // brackets and numbers belong to the header only where a name or a sign follows
    const next = Math.max(sign, tag, block > 0 && closes(codes, block, end) ? block : -1, number > 0 && closes(codes, number, end) ? number : -1)
    if (next < 0) break
    if (tag > 0) name = true
    position = skipSpaces(codes, next, end)
    if (name) break
  }
  return position
}

const closes = (codes: Uint8Array, from: number, end: number): boolean => {
  const position = skipSpaces(codes, from, end)
  return signAt(codes, position, end) > 0 || tagAt(codes, position, end) > 0
}

const MAX_LAYOUTS = 8

/** Reads the headers of one file: by its layouts as far as they are known, else line by line. */
export class HeaderReader {
  readonly times = new TimeReader()
  /** what was read of the line before: the next one overwrites it */
  readonly header: Header = { at: null, level: null, start: 0 }
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

  /** Sets `header` for a line that begins like one of the layouts; false for others. */
  match(line: Line): boolean {
    const { header } = this
    for (let i = 0; i < this.layouts.length; i++) {
      const layout = this.layouts[i]!
      if (!readByLayout(layout, line, this.times, header)) continue
      if (i > 0) {
        this.layouts.splice(i, 1)
        this.layouts.unshift(layout)
      }
      if (header.at === null) header.at = keyedTime(line)
      if (header.level === null) header.level = levelInside(line, header.start)
      return true
    }
    return false
  }

  /** Sets `header` by what the line itself shows. */
  readAlone(line: Line): void {
    readAlone(line, this.times, this.header)
  }

  read(line: Line): void {
    if (!this.match(line)) this.readAlone(line)
  }
}

/** Reads one line by itself. */
export const readHeader = (text: string): Header => {
  const reader = new HeaderReader()
  reader.read(Line.of(text))
  return reader.header
}
