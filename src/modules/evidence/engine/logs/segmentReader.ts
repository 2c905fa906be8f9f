/** What the segments of a message become, with what belongs to their values behind them: addresses, paths, moments. */
import { isUpper } from "./codes.js"
import { Line } from "./line.js"
import { PARAMETER } from "./parameter.js"
import { Count, Kind, KINDS } from "./messageCodes.js"
import { mayBeSynonym, replacementOf } from "./replacing.js"
import type { Segment } from "./segment.js"
import { Sign } from "./signs.js"

/** Longer words are never replaced. */
export const enum Word { Short = 5 }

const ADDRESS = /(?:[0-9a-fA-F]{2}[:-]){5,19}[0-9a-fA-F]{2}(?![\w:])|(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}(?![\w:])|(?:[0-9a-fA-F]{1,4}:){1,6}(?::[0-9a-fA-F]{1,4}){1,6}(?![\w:])/y
const URL_REST = /:\/\/[^\s,;"'<>)\]}]*/y
/** names of folders and programs may have spaces */
const WINDOWS_REST = /:\\[^\s,;"'<>|]*(?: (?:[^\s,;"'<>|:\\]{1,24} ){0,2}(?:[^\s,;"'<>|:\\]{1,24}\\[^\s,;"'<>|]*|[^\s,;"'<>|:\\.()]{1,24}\.(?:exe|dll|sys|msi)(?![\w.])))*/y

/** a moment in words is one parameter, shown as its clock */
const MOMENT = /(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}\d{1,2}|\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?: \d{4})?),? \d\d:\d\d:\d\d(?: [A-Z]{2,4}(?![A-Za-z]))?(?: [+-]\d{4}\b)?(?: \d{4}\b)?/y
const MOMENT_WORDS: ReadonlySet<number> = new Set(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"].map((word) => word.charCodeAt(0) << 16 | word.charCodeAt(1) << 8 | word.charCodeAt(2)))
const MOMENT_SHOWN = `${PARAMETER}:${PARAMETER}:${PARAMETER}`

const isHex = (code: number): boolean => code >= 48 && code <= 57 || (code | 32) >= 97 && (code | 32) <= 102

const hasRun = (codes: Uint8Array, from: number, to: number): boolean => {
  for (let i = from + 1; i < to; i++) if (codes[i] === Sign.Dot && codes[i - 1] === Sign.Dot) return true
  return false
}

/** Reads one message after the other; the segment that was read last is in its fields. */
export class SegmentReader implements Segment {
  codes: Uint8Array = new Uint8Array(0)
  begin = 0
  end = 0
  from = 0
  to = 0
  letters = 0
  digits = 0
  dots = 0
  dashes = 0
  strokes = 0

  private line = new Line()
  /** where patterns look: a text that holds the message and ends where it ends for them */
  private text = ""
  private base = 0

  /** The message that starts at `begin` of a line. */
  start(line: Line, begin: number): void {
    this.line = line
    this.codes = line.codes
    this.begin = begin
    this.end = line.end
    // a line that was cut goes on in the text that holds it
    const next = line.end - line.base < line.whole.length ? line.whole.charCodeAt(line.end - line.base) : Sign.Newline
    const cut = next !== Sign.Newline && next !== Sign.Return
    this.text = cut ? line.text : line.whole
    this.base = cut ? line.begin : line.base
  }

  slice(from: number, to: number): string {
    return this.line.slice(from, to)
  }

  /** What a word of up to five letters becomes, or null where it stays; sets `to`, where what is replaced ends. */
  wordAt(from: number, to: number): string | null {
    const { codes } = this
    const length = to - from
    this.to = to
    if (to < this.end && codes[to] === Sign.Colon) {
      this.to = this.longEnd(from, to, length, 0)
      if (this.to > to) return PARAMETER
    } else if (length === 3 && isUpper(codes[from]!) && MOMENT_WORDS.has(codes[from]! << 16 | codes[from + 1]! << 8 | codes[from + 2]!)) {
      const behind = this.rest(MOMENT, from)
      if (behind > 0) {
        this.to = behind
        return MOMENT_SHOWN
      }
    }
    if (length < 4 || !mayBeSynonym(codes[from]!, codes[to - 1]!)) return null
    this.from = from
    this.letters = length
    this.digits = this.dots = this.dashes = this.strokes = 0
    return replacementOf(this)
  }

  /** The same for a segment that is not only letters; `counts` of its kinds hold where it is no longer than `Count.Max`. */
  valueAt(from: number, to: number, counts: number): string | null {
    const { codes } = this
    const length = to - from
    this.to = to
    const colon = to < this.end && codes[to] === Sign.Colon
    if (counts === length && !colon && length <= Count.Max) return PARAMETER
    if (length > Count.Max) this.count(from, to)
    else {
      this.digits = counts & Count.Max
      this.dots = counts >> Count.Dots & Count.Max
      this.dashes = counts >> Count.Dashes & Count.Max
      this.strokes = counts >> Count.Strokes
      this.letters = length - this.digits - this.dots - this.dashes - this.strokes
    }
    const { dashes, digits, dots, letters, strokes } = this
    const valued = digits + dots + strokes > 0
    if (!valued && letters > Word.Short) return null
    if (colon && length < 20) {
      this.to = this.longEnd(from, to, letters, digits)
      if (this.to > to) return PARAMETER
    }
    if (digits > 0 && letters + dashes + strokes === 0 && codes[to - 1] !== Sign.Dot && codes[from] !== Sign.Dot && (dots < 2 || !hasRun(codes, from, to))) return PARAMETER
    if (!valued && letters !== 4 && letters !== 5) return null
    this.from = from
    return replacementOf(this)
  }

  private count(from: number, to: number): void {
    const { codes } = this
    const kinds = KINDS
    this.letters = this.digits = this.dots = this.dashes = this.strokes = 0
    for (let i = from; i < to; i++) {
      switch (kinds[codes[i]!]) {
        case Kind.Letter: this.letters++; break
        case Kind.Digit: this.digits++; break
        case Kind.Dot: this.dots++; break
        case Kind.Dash: this.dashes++; break
        default: this.strokes++
      }
    }
  }

  /** Values that go on behind a colon: addresses of the web, of hardware, paths with a drive. */
  private longEnd(from: number, to: number, letters: number, digits: number): number {
    const behind = to + 1 < this.end ? this.codes[to + 1]! : 0
    if (behind === Sign.Slash && letters > 1) return Math.max(to, this.rest(URL_REST, to))
    if (behind === Sign.Backslash && letters === 1 && digits === 0) return Math.max(to, this.rest(WINDOWS_REST, to))
    if (to - from > 4 || behind !== Sign.Colon && !isHex(behind)) return to
    for (let i = from; i < to; i++) if (!isHex(this.codes[i]!)) return to
    return Math.max(to, this.rest(ADDRESS, from))
  }

  /** Index behind what a pattern finds at `from`, or -1. */
  private rest(pattern: RegExp, from: number): number {
    pattern.lastIndex = from - this.base
    return pattern.test(this.text) ? pattern.lastIndex + this.base : -1
  }
}
