import { type Format, FORMATS } from "./timeFormats.js"

/** A timestamp in a line: UTC epoch milliseconds and the index behind it. */
export interface TimeAt {
  readonly at: number
  readonly end: number
}

const JSON_TIME = /"(?:@timestamp|timestamp|time|ts|date|\$date)"\s{0,4}:\s{0,4}"?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?|1\d{9}(?:\.\d{1,9}|\d{3})?)/
const KEYED_TIME = /(?:^|\s)(?:ts|time|timestamp|t|at)="?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)/

const fromText = (text: string): number => {
  if (/^1\d{9}/.test(text)) return text.includes(".") ? Math.round(Number(text) * 1000) : text.length > 10 ? Number(text) : Number(text) * 1000
  return Date.parse(text.replace(" ", "T"))
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57
const pair = (line: string, at: number): number => {
  const tens = line.charCodeAt(at) - 48
  const ones = line.charCodeAt(at + 1) - 48
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1
}

/**
 * Where the clock stands in a timestamp that was read with a pattern: lines
 * with the same date before and the same shape behind it need no pattern.
 */
interface Shape {
  readonly format: Format
  readonly before: string
  /** UTC milliseconds of midnight, zone included */
  readonly midnight: number
  readonly digits: number
  /** what follows the fraction of a second, up to the end */
  readonly behind: string
}

const CLOCK = /(?<![\d:.])(\d\d)([:.])\d\d\2\d\d(?:([.,:])(\d{1,9}))?/

const shapeOf = (text: string, at: number, format: Format): Shape | null => {
  // half days do not add up from midnight
  const clock = format.clock && !/ [AP]M/.test(text) ? CLOCK.exec(text) : null
  if (clock === null) return null
  const digits = clock[4]?.length ?? 0
  const ms = digits === 0 ? 0 : Math.floor(Number(`0.${clock[4]}`) * 1000)
  const midnight = at - ms - (pair(text, clock.index) * 3600 + pair(text, clock.index + 3) * 60 + pair(text, clock.index + 6)) * 1000
  return { format, before: text.slice(0, clock.index), midnight, digits, behind: text.slice(clock.index + clock[0].length) }
}

/** Reads the timestamps of one file, which keeps to few formats. */
export class TimeReader {
  /** the format that fitted last is tried first */
  private recent = 0
  private shape: Shape | null = null

  /** The timestamp that starts at `from`. */
  at(line: string, from = 0): TimeAt | null {
    return this.quick(line, from) ?? this.slow(line, from)
  }

  private quick(line: string, from: number): TimeAt | null {
    const shape = this.shape
    if (shape === null || !line.startsWith(shape.before, from)) return null
    const clock = from + shape.before.length
    const hours = pair(line, clock)
    const minutes = pair(line, clock + 3)
    const seconds = pair(line, clock + 6)
    if (hours < 0 || minutes < 0 || seconds < 0) return null
    const sign = line.charCodeAt(clock + 2)
    if ((sign !== 58 && sign !== 46) || line.charCodeAt(clock + 5) !== sign) return null
    let end = clock + 8
    let ms = 0
    if (shape.digits > 0) {
      const point = line.charCodeAt(end)
      if (point !== 46 && point !== 44 && point !== 58) return null
      for (let i = 1; i <= shape.digits; i++) {
        const code = line.charCodeAt(end + i)
        if (!isDigit(code)) return null
        if (i <= 3) ms = ms * 10 + code - 48
      }
      for (let i = shape.digits; i < 3; i++) ms *= 10
      end += shape.digits + 1
    }
    if (shape.behind !== "" && !line.startsWith(shape.behind, end)) return null
    end += shape.behind.length
    const next = line.charCodeAt(end)
    // more of a fraction or a zone may follow where the last one had none
    if (end < line.length && next !== 32 && next !== 9 && !(shape.behind !== "" && (next === 124 || next === 91))) return null
    if (next === 32 && shape.format.zone && shape.behind === "") {
      const zone = line.charCodeAt(end + 1)
      if (zone === 43 || zone === 45 || (zone >= 65 && zone <= 90)) return null
    }
    return { at: shape.midnight + (hours * 3600 + minutes * 60 + seconds) * 1000 + ms, end }
  }

  private slow(line: string, from: number): TimeAt | null {
    const first = line.charCodeAt(from)
    // no timestamp starts with another sign
    if (!(isDigit(first) || first === 60 || first === 91 || first === 40 || first === 34 || first === 39 || (first >= 65 && first <= 90))) return null
    for (let i = 0; i < FORMATS.length; i++) {
      const index = (this.recent + i) % FORMATS.length
      const format = FORMATS[index]!
      format.pattern.lastIndex = from
      const match = format.pattern.exec(line)
      if (match === null) continue
      const at = format.read(match)
      if (Number.isNaN(at)) continue
      this.recent = index
      this.shape = shapeOf(match[0], at, format) ?? this.shape
      return { at, end: from + match[0].length }
    }
    return null
  }
}

/** A timestamp under one of the usual keys of JSON and logfmt lines. */
export const keyedTime = (line: string): number | null => {
  const keyed = line.charCodeAt(0) === 123 ? JSON_TIME.exec(line.slice(0, 600)) : KEYED_TIME.exec(line.slice(0, 160))
  if (keyed === null) return null
  const at = fromText(keyed[1]!)
  return Number.isNaN(at) ? null : at
}
