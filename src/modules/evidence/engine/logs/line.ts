import { Sign } from "./signs.js"

const NO_CODES = new Uint8Array(0)

/** What stands before the `=` of a line: any key, one that may be that of a level or of a message. */
const enum Keys { Unknown = -1, None = 0, Level = 1, Message = 2, Any = 4 }

/** What the key may be whose last codes these are, from the end: lev-el, l-vl, sever-ity, m-sg, messa-ge. */
const keyOf = (last: number, before: number, third: number): Keys => {
  if (last === 108) return before === 101 || before === 118 ? Keys.Level : Keys.None
  if (last === 121) return before === 116 && third === 105 ? Keys.Level : Keys.None
  if (last === 103) return before === 115 ? Keys.Message : Keys.None
  return last === 101 && before === 103 ? Keys.Message : Keys.None
}

/** Character codes of a text; 128 stands for every character beyond ASCII. Answers whether there is one. */
export const codesOf = (text: string, into: Uint8Array): boolean => {
  let wide = false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > 127) wide = true
    into[i] = code > 127 ? 128 : code
  }
  return wide
}

/**
 * One line as those see it who read it: character codes `begin` … `end` of
 * `codes` (128 for everything beyond ASCII), and its text for patterns. All
 * positions in a line are indices into `codes`.
 */
export class Line {
  codes: Uint8Array = NO_CODES
  begin = 0
  end = 0
  /** holds characters beyond ASCII */
  wide = false
  /** a text that holds the line, and the index in `codes` of its first character */
  whole = ""
  base = 0
  private own: Uint8Array = NO_CODES
  private cut: string | null = null
  private equals = 0
  private keys: number = Keys.Unknown

  static of(text: string): Line {
    const line = new Line()
    line.decode(text)
    return line
  }

  /** Points to ASCII; `whole` starts with the first of `codes`, and no `=` of the line comes before `equals`. */
  point(codes: Uint8Array, begin: number, end: number, whole: string, equals: number): void {
    this.codes = codes
    this.begin = begin
    this.end = end
    this.wide = false
    this.whole = whole
    this.base = 0
    this.cut = null
    this.equals = equals
    this.keys = Keys.Unknown
  }

  /** Takes a text with codes of its own. */
  decode(text: string): void {
    if (this.own.length < text.length) this.own = new Uint8Array(text.length)
    const wide = codesOf(text, this.own)
    this.point(this.own, 0, text.length, text, 0)
    this.wide = wide
    this.cut = text
  }

  get text(): string {
    return this.cut ??= this.whole.slice(this.begin - this.base, this.end - this.base)
  }

  /** Ends it earlier. */
  shorten(end: number): void {
    this.end = end
    this.cut = null
  }

  /** The text from a position on. */
  from(position: number): string {
    return this.text.slice(position - this.begin)
  }

  slice(from: number, to: number): string {
    return this.whole.slice(from - this.base, to - this.base)
  }

  /** Whether a `=` stands in it. */
  get keyed(): boolean {
    return this.equals < this.end && this.found() !== 0
  }

  /** Whether a `=` follows what keys of levels end in. */
  get levelKeyed(): boolean {
    return this.equals < this.end && (this.found() & Keys.Level) !== 0
  }

  /** Whether a `=` follows what keys of messages end in. */
  get messageKeyed(): boolean {
    return this.equals < this.end && (this.found() & Keys.Message) !== 0
  }

  private found(): number {
    if (this.keys !== Keys.Unknown) return this.keys
    const { codes, end } = this
    let keys: number = Keys.None
    for (let i = Math.max(this.begin, this.equals); i < end; i++) {
      if (codes[i] !== Sign.Equals) continue
      keys |= Keys.Any | keyOf(i - this.begin > 2 ? codes[i - 1]! : 0, codes[i - 2]!, codes[i - 3]!)
    }
    return this.keys = keys
  }
}
