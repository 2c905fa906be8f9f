import { replacementOf, type Segment } from "./segment.js"

/** The sign for a parameter in a template. */
export const PARAMETER = "<*>"

const SPACE = 32
const COLON = 58
const DOT_SIGN = 46
const SLASH = 47
const BACKSLASH = 92
const QUESTION = 63

/** What a code is inside a message; everything that is no part of a segment ends one. */
const CLASS = new Uint8Array(256)
const [END, LETTER, DIGIT, DOT, DASH, STROKE, BLANK] = [0, 1, 2, 3, 4, 5, 6]
for (let code = 0; code < 256; code++) {
  const one = String.fromCharCode(code)
  CLASS[code] = code > 127 || /[A-Za-z_$]/.test(one) ? LETTER : /\d/.test(one) ? DIGIT : one === "." ? DOT : one === "-" || one === "+" ? DASH : one === "/" || one === "\\" || one === "~" ? STROKE : code <= SPACE ? BLANK : END
}

const ENDS_QUERY = new Uint8Array(256)
for (let code = 0; code < 256; code++) ENDS_QUERY[code] = code <= SPACE || ",;\"'<>)]}".includes(String.fromCharCode(code)) ? 1 : 0

const ADDRESS = /(?:[0-9a-fA-F]{2}[:-]){5,19}[0-9a-fA-F]{2}(?![\w:])|(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}(?![\w:])|(?:[0-9a-fA-F]{1,4}:){1,6}(?::[0-9a-fA-F]{1,4}){1,6}(?![\w:])/y
const URL_REST = /:\/\/[^\s,;"'<>)\]}]*/y
const WINDOWS_REST = /:\\[^\s,;"'<>|]*/y

/** a moment in words is one parameter, shown as its clock */
const MOMENT = /(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}\d{1,2}|\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?: \d{4})?),? \d\d:\d\d:\d\d(?: [A-Z]{2,4}(?![A-Za-z]))?(?: [+-]\d{4}\b)?(?: \d{4}\b)?/y
const MOMENT_SHOWN = `${PARAMETER}:${PARAMETER}:${PARAMETER}`

/** Codes of a message that is no part of a chunk; 128 stands for every character beyond ASCII. */
const codesOf = (message: string, into: Uint8Array): boolean => {
  let wide = false
  for (let i = 0; i < message.length; i++) {
    const code = message.charCodeAt(i)
    if (code > 127) wide = true
    into[i] = code > 127 ? 128 : code
  }
  return wide
}

/** Before characters beyond ASCII in what is hashed: high byte, low byte. */
const WIDE = 255

/**
 * Masks one message after the other, and keeps what it needs for that. The
 * masked message is a row of pieces: parts of the message that stay, and texts
 * in place of others.
 */
export class Masker implements Segment {
  codes: Uint8Array = new Uint8Array(4_096)
  begin = 0
  end = 0
  from = 0
  to = 0
  letters = 0
  digits = 0
  dots = 0
  dashes = 0
  strokes = 0
  /** two hashes of the masked message: `hash` sets them */
  first = 0
  second = 0

  private own: Uint8Array = this.codes
  private text = ""
  /** index in `codes` of the first character of `text` */
  private base = 0
  private wide = false
  private pieces = 0
  /** pairs of indices into `codes`; a text of its own where `puts` holds one */
  private readonly ranges: Array<number> = []
  private readonly puts: Array<string | null> = []
  private out = new Uint8Array(4_096)
  private words = new Int32Array(this.out.buffer)

  /** Masks a message up to `maxTokens` tokens. */
  mask(message: string, maxTokens: number): void {
    if (this.own.length < message.length) this.own = new Uint8Array(message.length * 2)
    this.wide = codesOf(message, this.own)
    this.text = message
    this.base = 0
    this.walk(this.own, 0, message.length, maxTokens)
  }

  /** The same for a message in ASCII that stands at `begin` … `end` of `bytes`, of a line `text` that starts at `base`. */
  maskAscii(bytes: Uint8Array, begin: number, end: number, text: string, base: number, maxTokens: number): void {
    this.wide = false
    this.text = text
    this.base = base
    this.walk(bytes, begin, end, maxTokens)
  }

  slice(from: number, to: number): string {
    return this.text.slice(from - this.base, to - this.base)
  }

  /** The masked message, single spaces between its tokens. */
  masked(): string {
    let out = ""
    for (let i = 0; i < this.pieces; i++) out += this.puts[i] ?? this.slice(this.ranges[2 * i]!, this.ranges[2 * i + 1]!)
    return out
  }

  /** Sets `first` and `second`: equal for equal masked messages, however they are made of pieces. */
  hash(): void {
    const { codes, puts, ranges, wide } = this
    let needed = 8
    for (let i = 0; i < this.pieces; i++) needed += puts[i]?.length ?? ranges[2 * i + 1]! - ranges[2 * i]!
    if (needed * 3 > this.out.length) {
      this.out = new Uint8Array(needed * 6 + 8 & ~7)
      this.words = new Int32Array(this.out.buffer)
    }
    const { out, words } = this
    let length = 0
    for (let i = 0; i < this.pieces; i++) {
      const put = puts[i]!
      if (put !== null) {
        for (let k = 0; k < put.length; k++) length = this.write(length, put.charCodeAt(k))
      } else if (wide) {
        for (let k = ranges[2 * i]!, to = ranges[2 * i + 1]!; k < to; k++) length = this.write(length, this.text.charCodeAt(k - this.base))
      } else {
        for (let k = ranges[2 * i]!, to = ranges[2 * i + 1]!; k < to; k++) out[length++] = codes[k]!
      }
    }
    let first = 0x811c9dc5 | length
    let second = 0x9e3779b9 ^ length
    out[length] = out[length + 1] = out[length + 2] = 0
    for (let i = 0, to = (length + 3) >> 2; i < to; i++) {
      const word = words[i]!
      first = Math.imul(first ^ word, 0x01000193)
      first ^= first >>> 15
      second = Math.imul(second + word, 0x5bd1e995) ^ (second >>> 15)
    }
    this.first = Math.imul(first, 0x85ebca6b) ^ (first >>> 13)
    this.second = second | 0
  }

  private write(at: number, code: number): number {
    if (code < 128) {
      this.out[at] = code
      return at + 1
    }
    this.out[at] = WIDE
    this.out[at + 1] = code >> 8
    this.out[at + 2] = code & 255
    return at + 3
  }

  private keep(from: number, to: number): void {
    const at = this.pieces++
    this.ranges[2 * at] = from
    this.ranges[2 * at + 1] = to
    this.puts[at] = null
  }

  private put(text: string): void {
    const at = this.pieces++
    this.ranges[2 * at] = this.ranges[2 * at + 1] = 0
    this.puts[at] = text
  }

  private walk(codes: Uint8Array, begin: number, end: number, maxTokens: number): void {
    this.codes = codes
    this.begin = begin
    this.end = end
    this.pieces = 0
    let tokens = 1
    let i = begin
    while (i < end && codes[i]! <= SPACE) i++
    // what stands before `copied` is in the pieces
    let copied = i
    while (i < end) {
      const kind = CLASS[codes[i]!]!
      if (kind === BLANK) {
        const blank = i
        do i++
        while (i < end && codes[i]! <= SPACE)
        if (i >= end || ++tokens > maxTokens) {
          this.keep(copied, blank)
          return
        }
        if (i - blank > 1 || codes[blank] !== SPACE) {
          this.keep(copied, blank)
          this.put(" ")
          copied = i
        }
        continue
      }
      if (kind === END) {
        i++
        continue
      }
      const from = i
      // plain words are most of a message
      while (i < end && CLASS[codes[i]!] === LETTER) i++
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
      if (digits === 0 && dots === 0 && strokes === 0 && letters > 5) continue
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
      if (put !== null) {
        if (copied < from) this.keep(copied, from)
        this.put(put)
        // what is asked for belongs to the path
        if (to < end && codes[to] === QUESTION && codes[from] === SLASH && put === PARAMETER) while (to < end && !ENDS_QUERY[codes[to]!]) to++
        copied = i = to
      }
    }
    if (copied < end) this.keep(copied, end)
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
  alone.mask(message, maxTokens)
  return alone.masked()
}

/** The tokens of `maskText`. */
export const maskMessage = (message: string): Array<string> => {
  const text = maskText(message)
  return text === "" ? [] : text.split(" ")
}
