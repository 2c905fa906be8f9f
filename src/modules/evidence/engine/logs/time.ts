import { isDigit, isUpper } from "./codes.js"
import type { Line } from "./line.js"
import { type Format, FORMATS } from "./timeFormats.js"

const JSON_TIME = /"(?:@timestamp|timestamp|time|ts|date|\$date)"\s{0,4}:\s{0,4}"?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?|1\d{9}(?:\.\d{1,9}|\d{3})?)/
const KEYED_TIME = /(?:^|\s)(?:ts|time|timestamp|t|at)="?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)/

const fromText = (text: string): number => {
  if (/^1\d{9}/.test(text)) return text.includes(".") ? Math.round(Number(text) * 1000) : text.length > 10 ? Number(text) : Number(text) * 1000
  return Date.parse(text.replace(" ", "T"))
}

const isLower = (code: number): boolean => code >= 97 && code <= 122

/** Two digits as a number; negative where they are none. */
const pair = (codes: Uint8Array, at: number): number => {
  const tens = codes[at]! - 48
  const ones = codes[at + 1]! - 48
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1
}

const pairIn = (text: string, at: number): number => Number(text.slice(at, at + 2))

/**
 * Where the clock stands in a timestamp that was read with a pattern: lines
 * with the same date before and the same shape behind it need no pattern.
 */
interface Shape {
  readonly format: Format
  readonly before: Uint8Array
  /** UTC milliseconds of midnight, zone included */
  readonly midnight: number
  /** codes between two pairs of the clock */
  readonly gap: number
  readonly digits: number
  /** what follows the fraction of a second, up to the end */
  readonly behind: Uint8Array
}

const CLOCK = /(?<![\d:.])(\d\d)([:.])\d\d\2\d\d(?:([.,:])(\d{1,9}))?/
const COMPACT = /\d{6}$/

const shapeOf = (text: string, at: number, format: Format): Shape | null => {
  // half days do not add up from midnight
  const clock = format.clock === "none" || / [AP]M/.test(text) ? null : (format.clock === "compact" ? COMPACT : CLOCK).exec(text)
  if (clock === null) return null
  const gap = format.clock === "compact" ? 0 : 1
  const digits = clock[4]?.length ?? 0
  const ms = digits === 0 ? 0 : Math.floor(Number(`0.${clock[4]}`) * 1000)
  const midnight = at - ms - (pairIn(text, clock.index) * 3600 + pairIn(text, clock.index + 2 + gap) * 60 + pairIn(text, clock.index + 4 + 2 * gap)) * 1000
  return { format, before: Buffer.from(text.slice(0, clock.index)), midnight, gap, digits, behind: Buffer.from(text.slice(clock.index + clock[0].length)) }
}

/** How the codes at `from` go on, by the run of digits that they start with: signs that may follow it in a timestamp. */
const FOLLOWS: ReadonlyArray<string> = ["", " /-.", " /-.:", "", "-/.", "", " ", "", "-T _", "", " \t\n\v\f\r|,;:)].", "", "", " \t\n\v\f\r|,;:)].", " \t\n\v\f\r|,;:)].,Z"]
const MAX_RUN = 14

/** Whether a timestamp may start at `from`, told by a few codes: nothing that one of the formats reads is turned down. */
const mayStart = (codes: Uint8Array, from: number, end: number): boolean => {
  const first = from < end ? codes[from]! : 0
  if (isDigit(first)) {
    let to = from + 1
    while (to < end && to - from <= MAX_RUN && isDigit(codes[to]!)) to++
    if (to - from > MAX_RUN) return false
    return to < end ? codes[to]! > 127 || FOLLOWS[to - from]!.includes(String.fromCharCode(codes[to]!)) : to - from >= 10
  }
  // the name of a day or a month, or a letter and the digits of a day
  if (isUpper(first)) return from + 8 <= end && (isDigit(codes[from + 1]!) || isLower(codes[from + 1]!) && isLower(codes[from + 2]!) && (codes[from + 3] === 32 || codes[from + 3] === 44))
  return first === 60 || (first === 91 || first === 40 || first === 34 || first === 39) && mayStart(codes, from + 1, end)
}

/** Whether the codes at `from` may be a time zone: an offset, `Z`, or three or four capitals that end like the name of one. */
const mayBeZone = (codes: Uint8Array, from: number, end: number): boolean => {
  const first = from < end ? codes[from]! : 0
  if (first === 43 || first === 45) return from + 1 < end && isDigit(codes[from + 1]!)
  let to = from
  while (to < end && to - from < 5 && isUpper(codes[to]!)) to++
  const last = to === from ? 0 : codes[to - 1]!
  return to - from === 1 ? last === 90 : (to - from === 3 || to - from === 4) && (last === 84 || last === 67 || last === 75)
}

/** Reads the timestamps of one file, which keeps to few formats. */
export class TimeReader {
  /** UTC epoch milliseconds of the timestamp that was read last */
  value = Number.NaN
  /** the format that fitted last is tried first */
  private recent = 0
  private shape: Shape | null = null

  /** Index behind the timestamp that starts at `from`, or -1; sets `value`. */
  at(line: Line, from: number): number {
    const quick = this.quick(line.codes, from, line.end)
    if (quick !== -1) return quick
    if (!mayStart(line.codes, from, line.end)) return -1
    const plain = FORMATS[this.recent]!.epoch ? this.epoch(line.codes, from, line.end) : -1
    return plain !== -1 ? plain : this.slow(line, from)
  }

  private quick(codes: Uint8Array, from: number, last: number): number {
    const shape = this.shape
    if (shape === null) return -1
    const { before, behind, digits, gap } = shape
    const clock = from + before.length
    let end = clock + 6 + 2 * gap
    if (end + behind.length + (digits === 0 ? 0 : digits + 1) > last) return -1
    // the end of a date changes first
    for (let i = before.length - 1; i >= 0; i--) if (codes[from + i] !== before[i]) return -1
    const hours = pair(codes, clock)
    const minutes = pair(codes, clock + 2 + gap)
    const seconds = pair(codes, clock + 4 + 2 * gap)
    if (hours < 0 || minutes < 0 || seconds < 0) return -1
    if (gap === 1) {
      const sign = codes[clock + 2]
      if ((sign !== 58 && sign !== 46) || codes[clock + 5] !== sign) return -1
    } else if (hours > 24 || minutes > 59 || seconds > 60) return -1
    let ms = 0
    if (digits > 0) {
      const point = codes[end]
      if (point !== 46 && point !== 44 && point !== 58) return -1
      for (let i = 1; i <= digits; i++) {
        const code = codes[end + i]!
        if (!isDigit(code)) return -1
        if (i <= 3) ms = ms * 10 + code - 48
      }
      for (let i = digits; i < 3; i++) ms *= 10
      end += digits + 1
    }
    for (let i = 0; i < behind.length; i++) if (codes[end + i] !== behind[i]) return -1
    end += behind.length
    const next = end < last ? codes[end]! : 0
    // more of a fraction or a zone may follow where the last one had none
    if (end < last ? next !== 32 && next !== 9 && !(behind.length > 0 && (next === 124 || next === 91)) : gap === 0) return -1
    if (next === 32 && shape.format.zone && behind.length === 0 && mayBeZone(codes, end + 1, last)) return -1
    this.value = shape.midnight + (hours * 3600 + minutes * 60 + seconds) * 1000 + ms
    return end
  }

  /** What the format of epoch seconds and milliseconds reads, without brackets. */
  private epoch(codes: Uint8Array, from: number, last: number): number {
    let end = from
    let value = 0
    while (end < last && end - from < 14 && isDigit(codes[end]!)) value = value * 10 + codes[end++]! - 48
    if (codes[from] !== 49 || end - from !== 10 && end - from !== 13) return -1
    if (end < last && codes[end] !== 32 && codes[end] !== 9) return -1
    this.value = end - from === 10 ? value * 1000 : value
    return end
  }

  private slow(line: Line, from: number): number {
    const text = line.text
    for (let i = 0; i < FORMATS.length; i++) {
      const index = (this.recent + i) % FORMATS.length
      const format = FORMATS[index]!
      format.pattern.lastIndex = from - line.begin
      const match = format.pattern.exec(text)
      if (match === null) continue
      const at = format.read(match)
      if (Number.isNaN(at)) continue
      this.recent = index
      this.shape = shapeOf(match[0], at, format) ?? this.shape
      this.value = at
      return from + match[0].length
    }
    return -1
  }
}

/** A timestamp under one of the usual keys of JSON and logfmt lines. */
export const keyedTime = (line: Line): number | null => {
  const json = line.codes[line.begin] === 123
  const keyed = json ? JSON_TIME.exec(line.text.slice(0, 600)) : line.keyed ? KEYED_TIME.exec(line.text.slice(0, 160)) : null
  if (keyed === null) return null
  const at = fromText(keyed[1]!)
  return Number.isNaN(at) ? null : at
}
