import { Line } from "./line.js"
import { Pieces } from "./pieces.js"
import { replacementOf, type Segment } from "./segment.js"

/** The sign for a parameter in a template. */
export const PARAMETER = "<*>"

const SPACE = 32
const NEWLINE = 10
const CARRIAGE_RETURN = 13
const COLON = 58
const DOT_SIGN = 46
const SLASH = 47
const BACKSLASH = 92

/** What a code is inside a message; everything that is no part of a segment ends one. */
const CLASS = new Uint8Array(256)
const [END, LETTER, DIGIT, DOT, DASH, STROKE, BLANK] = [0, 1, 2, 3, 4, 5, 6]
for (let code = 0; code < 256; code++) {
  const one = String.fromCharCode(code)
  CLASS[code] = code > 127 || /[A-Za-z_$]/.test(one) ? LETTER : /\d/.test(one) ? DIGIT : one === "." ? DOT : one === "-" || one === "+" ? DASH : one === "/" || one === "\\" || one === "~" ? STROKE : code <= SPACE ? BLANK : END
}

const ADDRESS = /(?:[0-9a-fA-F]{2}[:-]){5,19}[0-9a-fA-F]{2}(?![\w:])|(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}(?![\w:])|(?:[0-9a-fA-F]{1,4}:){1,6}(?::[0-9a-fA-F]{1,4}){1,6}(?![\w:])/y
const URL_REST = /:\/\/[^\s,;"'<>)\]}]*/y
const WINDOWS_REST = /:\\[^\s,;"'<>|]*/y

/** a moment in words is one parameter, shown as its clock */
const MOMENT = /(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}\d{1,2}|\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?: \d{4})?),? \d\d:\d\d:\d\d(?: [A-Z]{2,4}(?![A-Za-z]))?(?: [+-]\d{4}\b)?(?: \d{4}\b)?/y
const MOMENT_SHOWN = `${PARAMETER}:${PARAMETER}:${PARAMETER}`

/** Multipliers of two hashes that go on code by code. */
const FIRST = 0x01000193
const SECOND = 0x5bd1e995
/** Stands for a parameter in them, and before any other text that was put in: no code is that high. */
const MASKED = 0x1fd
const REPLACED = 0x2fb

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
    const next = line.end - line.base < line.whole.length ? line.whole.charCodeAt(line.end - line.base) : NEWLINE
    const cut = next !== NEWLINE && next !== CARRIAGE_RETURN
    this.text = cut ? line.text : line.whole
    this.base = cut ? line.begin : line.base
    this.walk(line.codes, begin, line.end, maxTokens)
  }

  slice(from: number, to: number): string {
    return this.line.slice(from, to)
  }

  private walk(codes: Uint8Array, begin: number, end: number, maxTokens: number): void {
    let first = 0x811c9dc5 | 0
    let second = 0x9e3779b9 | 0
    let tokens = 1
    let i = begin
    while (i < end && codes[i]! <= SPACE) i++
    // what stands before `copied` is in the pieces
    let copied = i
    while (i < end) {
      const code = codes[i]!
      const kind = CLASS[code]!
      if (kind === BLANK) {
        const blank = i
        do i++
        while (i < end && codes[i]! <= SPACE)
        if (i >= end || ++tokens > maxTokens) {
          this.pieces.keep(copied, blank)
          this.first = first
          this.second = second
          return
        }
        first = Math.imul(first ^ SPACE, FIRST)
        second = Math.imul(second, SECOND) + SPACE | 0
        if (i - blank > 1 || codes[blank] !== SPACE) {
          this.pieces.keep(copied, blank)
          this.pieces.put(" ")
          copied = i
        }
        continue
      }
      if (kind === END) {
        first = Math.imul(first ^ code, FIRST)
        second = Math.imul(second, SECOND) + code | 0
        i++
        continue
      }
      const from = i
      const firstBefore = first
      const secondBefore = second
      // plain words are most of a message
      for (let of = kind; of === LETTER; of = i < end ? CLASS[codes[i]!]! : END) {
        first = Math.imul(first ^ codes[i]!, FIRST)
        second = Math.imul(second, SECOND) + codes[i]! | 0
        i++
      }
      let hashed = i
      let letters = i - from
      let digits = 0
      let dots = 0
      let dashes = 0
      let strokes = 0
      for (; i < end; i++) {
        const of = CLASS[codes[i]!]!
        if (of === LETTER) letters++
        else if (of === DIGIT) digits++
        else if (of === DOT) dots++
        else if (of === DASH) dashes++
        else if (of === STROKE) strokes++
        else break
      }
      if (digits === 0 && dots === 0 && strokes === 0 && letters > 5) {
        for (; hashed < i; hashed++) {
          first = Math.imul(first ^ codes[hashed]!, FIRST)
          second = Math.imul(second, SECOND) + codes[hashed]! | 0
        }
        continue
      }
      let to = i
      let put: string | null = null
      if (i < end && codes[i] === COLON && i - from < 20) {
        to = this.longEnd(from, i, letters, digits)
        if (to > i) put = PARAMETER
      } else if (letters === 3 && i - from === 3 && codes[from]! <= 90) {
        to = this.rest(MOMENT, from)
        if (to > 0) put = MOMENT_SHOWN
        else to = i
      }
      if (put === null) {
        if (digits > 0 && letters + dashes + strokes === 0 && codes[i - 1] !== DOT_SIGN && codes[from] !== DOT_SIGN && (dots < 2 || !hasRun(codes, from, i))) put = PARAMETER
        else if (digits > 0 || strokes > 0 || dots > 0 || letters === 4 || letters === 5) {
          this.from = from
          this.to = to
          this.letters = letters
          this.digits = digits
          this.dots = dots
          this.dashes = dashes
          this.strokes = strokes
          put = replacementOf(this)
        }
      }
      if (put === null) {
        for (; hashed < i; hashed++) {
          first = Math.imul(first ^ codes[hashed]!, FIRST)
          second = Math.imul(second, SECOND) + codes[hashed]! | 0
        }
        continue
      }
      if (copied < from) this.pieces.keep(copied, from)
      this.pieces.put(put)
      copied = i = to
      const sign = put === PARAMETER ? MASKED : REPLACED
      first = Math.imul(firstBefore ^ sign, FIRST)
      second = Math.imul(secondBefore, SECOND) + sign | 0
      if (put === PARAMETER) continue
      for (let k = 0; k < put.length; k++) {
        first = Math.imul(first ^ put.charCodeAt(k), FIRST)
        second = Math.imul(second, SECOND) + put.charCodeAt(k) | 0
      }
    }
    if (copied < end) this.pieces.keep(copied, end)
    this.first = first
    this.second = second
  }

  /** Values that go on behind a colon: addresses of the web, of hardware, paths with a drive. */
  private longEnd(from: number, to: number, letters: number, digits: number): number {
    const behind = to + 1 < this.end ? this.codes[to + 1]! : 0
    if (behind === SLASH && letters > 1) return Math.max(to, this.rest(URL_REST, to))
    if (behind === BACKSLASH && letters === 1 && digits === 0) return Math.max(to, this.rest(WINDOWS_REST, to))
    return to - from <= 4 && behind > SPACE ? Math.max(to, this.rest(ADDRESS, from)) : to
  }

  /** Index behind what a pattern finds at `from`, or -1. */
  private rest(pattern: RegExp, from: number): number {
    pattern.lastIndex = from - this.base
    return pattern.test(this.text) ? pattern.lastIndex + this.base : -1
  }
}

const hasRun = (codes: Uint8Array, from: number, to: number): boolean => {
  for (let i = from + 1; i < to; i++) if (codes[i] === DOT_SIGN && codes[i - 1] === DOT_SIGN) return true
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
