import { Line } from "./line.js"
import { Pieces } from "./pieces.js"
import { replacementOf, type Segment } from "./segment.js"
import { Sign } from "./signs.js"

/** The sign for a parameter in a template. */
export const PARAMETER = "<*>"

/** What a code is inside a message: bits, so that those of a segment can be put together; everything that is no part of one is `End` or `Blank`. */
const enum Kind { End = 0, Letter = 1, Digit = 2, Dot = 4, Dash = 8, Stroke = 16, Segment = 31, Blank = 32 }

const CLASS = Uint8Array.from({ length: 256 }, (_, code) => {
  const one = String.fromCharCode(code)
  return code > 127 || /[A-Za-z_$]/.test(one) ? Kind.Letter : /\d/.test(one) ? Kind.Digit : one === "." ? Kind.Dot : one === "-" || one === "+" ? Kind.Dash : /[/\\~]/.test(one) ? Kind.Stroke : code <= Sign.Space ? Kind.Blank : Kind.End
})

/** Of two hashes that go on code by code: where they begin, and their multipliers. */
const enum Hash {
  First = 0x811c9dc5 | 0,
  FirstTimes = 0x01000193,
  Second = 0x1e3779b9,
  SecondTimes = 0x1bd1e995,
  /** stands for a parameter, and before any other text that was put in: no code is that high */
  Masked = 0x1fd,
  Replaced = 0x2fb
}

/** Longer words are never replaced. */
const enum Word { Short = 5 }

const ENDS_QUERY = Uint8Array.from({ length: 256 }, (_, code) => (code <= Sign.Space || ",;\"'<>)]}".includes(String.fromCharCode(code)) ? 1 : 0))

const ADDRESS = /(?:[0-9a-fA-F]{2}[:-]){5,19}[0-9a-fA-F]{2}(?![\w:])|(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}(?![\w:])|(?:[0-9a-fA-F]{1,4}:){1,6}(?::[0-9a-fA-F]{1,4}){1,6}(?![\w:])/y
const URL_REST = /:\/\/[^\s,;"'<>)\]}]*/y
const WINDOWS_REST = /:\\[^\s,;"'<>|]*/y

/** a moment in words is one parameter, shown as its clock */
const MOMENT = /(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}\d{1,2}|\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?: \d{4})?),? \d\d:\d\d:\d\d(?: [A-Z]{2,4}(?![A-Za-z]))?(?: [+-]\d{4}\b)?(?: \d{4}\b)?/y
const MOMENT_WORDS: ReadonlySet<number> = new Set(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"].map((word) => word.charCodeAt(0) << 16 | word.charCodeAt(1) << 8 | word.charCodeAt(2)))
const MOMENT_SHOWN = `${PARAMETER}:${PARAMETER}:${PARAMETER}`

/**
 * Masks one message after the other. The masked message is left in `pieces`;
 * `first` and `second` are hashes of it as it was made: where both are equal,
 * so are the masked messages.
 */
export class Masker implements Segment {
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
  first = 0
  second = 0
  readonly pieces: Pieces

  private line = new Line()
  /** where patterns look: a text that holds the message and ends where it ends for them */
  private text = ""
  private base = 0

  constructor() {
    this.pieces = new Pieces(this.line)
  }

  /** Masks the message that starts at `begin` of a line, up to `maxTokens` tokens. The hashes hold for ASCII. */
  mask(line: Line, begin: number, maxTokens: number): void {
    this.line = line
    this.codes = line.codes
    this.begin = begin
    this.end = line.end
    this.pieces.start(line)
    // a line that was cut goes on in the text that holds it
    const next = line.end - line.base < line.whole.length ? line.whole.charCodeAt(line.end - line.base) : Sign.Newline
    const cut = next !== Sign.Newline && next !== Sign.Return
    this.text = cut ? line.text : line.whole
    this.base = cut ? line.begin : line.base
    this.walk(line.codes, begin, line.end, maxTokens)
  }

  slice(from: number, to: number): string {
    return this.line.slice(from, to)
  }

  private walk(codes: Uint8Array, begin: number, end: number, maxTokens: number): void {
    const classes = CLASS
    let first: number = Hash.First
    let second: number = Hash.Second
    let tokens = 1
    let i = begin
    while (i < end && codes[i]! <= Sign.Space) i++
    // what stands before `copied` is in the pieces
    let copied = i
    while (i < end) {
      const code = codes[i]!
      const kind = classes[code]!
      if (kind === Kind.End) {
        first = Math.imul(first ^ code, Hash.FirstTimes)
        second = Math.imul(second, Hash.SecondTimes) + code | 0
        i++
        continue
      }
      if (kind === Kind.Blank) {
        const blank = i
        do i++
        while (i < end && codes[i]! <= Sign.Space)
        if (i >= end || ++tokens > maxTokens) {
          this.pieces.keep(copied, blank)
          copied = end
          break
        }
        first = Math.imul(first ^ Sign.Space, Hash.FirstTimes)
        second = Math.imul(second, Hash.SecondTimes) + Sign.Space | 0
        if (i - blank > 1 || code !== Sign.Space) {
          this.pieces.keep(copied, blank)
          this.pieces.put(" ")
          copied = i
        }
        continue
      }
      const from = i
      let flags = 0
      let firstThen = first
      let secondThen = second
      for (let of = kind; (of & Kind.Segment) !== 0; of = i < end ? classes[codes[i]!]! : Kind.End) {
        flags |= of
        firstThen = Math.imul(firstThen ^ codes[i]!, Hash.FirstTimes)
        secondThen = Math.imul(secondThen, Hash.SecondTimes) + codes[i]! | 0
        i++
      }
      // plain words are most of a message
      const put = flags !== Kind.Letter ? this.valueAt(from, i) : i - from <= Word.Short ? this.wordAt(from, i) : null
      if (put === null) {
        first = firstThen
        second = secondThen
        continue
      }
      if (copied < from) this.pieces.keep(copied, from)
      this.pieces.put(put)
      // what is asked for belongs to the path
      if (this.to < end && codes[this.to] === Sign.Question && codes[from] === Sign.Slash && put === PARAMETER) while (this.to < end && ENDS_QUERY[codes[this.to]!] === 0) this.to++
      copied = i = this.to
      const sign = put === PARAMETER ? Hash.Masked : Hash.Replaced
      first = Math.imul(first ^ sign, Hash.FirstTimes)
      second = Math.imul(second, Hash.SecondTimes) + sign | 0
      if (sign === Hash.Masked) continue
      for (let k = 0; k < put.length; k++) {
        first = Math.imul(first ^ put.charCodeAt(k), Hash.FirstTimes)
        second = Math.imul(second, Hash.SecondTimes) + put.charCodeAt(k) | 0
      }
    }
    if (copied < end) this.pieces.keep(copied, end)
    this.first = first
    this.second = second
  }

  /** What a word of up to five letters becomes, or null where it stays; sets `to`, where what is replaced ends. */
  private wordAt(from: number, to: number): string | null {
    const { codes } = this
    const length = to - from
    this.to = to
    if (to < this.end && codes[to] === Sign.Colon) {
      this.to = this.longEnd(from, to, length, 0)
      if (this.to > to) return PARAMETER
    } else if (length === 3 && MOMENT_WORDS.has(codes[from]! << 16 | codes[from + 1]! << 8 | codes[from + 2]!)) {
      const behind = this.rest(MOMENT, from)
      if (behind > 0) {
        this.to = behind
        return MOMENT_SHOWN
      }
    }
    if (length < 4) return null
    this.from = from
    this.letters = length
    this.digits = this.dots = this.dashes = this.strokes = 0
    return replacementOf(this)
  }

  /** The same for a segment that is not only letters. */
  private valueAt(from: number, to: number): string | null {
    const { codes } = this
    const classes = CLASS
    let letters = 0
    let digits = 0
    let dots = 0
    let dashes = 0
    for (let i = from; i < to; i++) {
      const of = classes[codes[i]!]!
      letters += of & 1
      digits += of >> 1 & 1
      dots += of >> 2 & 1
      dashes += of >> 3 & 1
    }
    const strokes = to - from - letters - digits - dots - dashes
    this.to = to
    const valued = digits + dots + strokes > 0
    if (!valued && letters > Word.Short) return null
    if (to < this.end && codes[to] === Sign.Colon && to - from < 20) {
      this.to = this.longEnd(from, to, letters, digits)
      if (this.to > to) return PARAMETER
    }
    if (digits > 0 && letters + dashes + strokes === 0 && codes[to - 1] !== Sign.Dot && codes[from] !== Sign.Dot && (dots < 2 || !hasRun(codes, from, to))) return PARAMETER
    if (!valued && letters !== 4 && letters !== 5) return null
    this.from = from
    this.letters = letters
    this.digits = digits
    this.dots = dots
    this.dashes = dashes
    this.strokes = strokes
    return replacementOf(this)
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

const isHex = (code: number): boolean => code >= 48 && code <= 57 || (code | 32) >= 97 && (code | 32) <= 102

const hasRun = (codes: Uint8Array, from: number, to: number): boolean => {
  for (let i = from + 1; i < to; i++) if (codes[i] === Sign.Dot && codes[i - 1] === Sign.Dot) return true
  return false
}

const alone = new Masker()

/** The message with its parameters masked and single spaces between its first `maxTokens` tokens. */
export const maskText = (message: string, maxTokens: number = Number.POSITIVE_INFINITY): string => {
  alone.mask(Line.of(message), 0, maxTokens)
  return alone.pieces.text()
}

/** The tokens of `maskText`. */
export const maskMessage = (message: string): Array<string> => {
  const text = maskText(message)
  return text === "" ? [] : text.split(" ")
}
