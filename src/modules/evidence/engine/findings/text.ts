import { isUtf8 } from "node:buffer"
import { createHash } from "node:crypto"
import type { ByteRange, Quote } from "../finding.js"

const MAX_QUOTE_TEXT = 2_000
const MAX_LINE = 4_096
const MAX_DEPTH = 1_000
/** A quoted passage is at most this long, however long its lines are. */
const MAX_QUOTE_BYTES = 64 * 1024

export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex")

/**
 * A text in memory with its lines and their byte positions: what extractors of
 * whole files work on. `bytes` is UTF-8 (invalid bytes are shown as U+FFFD).
 * Lines end with LF or CRLF; the terminator belongs to no line.
 */
export class TextFile {
  /** byte offset of each line's first byte; index 0 is line 1 */
  private readonly starts: ReadonlyArray<number>
  private whole: string | null = null
  private split: ReadonlyArray<string> | null = null
  private valid: boolean | null = null
  private parsed: { readonly value: unknown } | null | undefined
  /** why a text that begins like JSON is none; set by `json` */
  jsonError: string | null = null

  constructor(readonly bytes: Uint8Array) {
    const starts: Array<number> = bytes.length === 0 ? [] : [0]
    for (let at = bytes.indexOf(10); at !== -1 && at + 1 < bytes.length; at = bytes.indexOf(10, at + 1)) starts.push(at + 1)
    this.starts = starts
  }

  static of(text: string): TextFile {
    return new TextFile(Buffer.from(text))
  }

  get text(): string {
    return this.whole ??= Buffer.from(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length).toString("utf8")
  }

  /**
   * The text as one JSON value; null where it is none. Deeper nesting than
   * 1,000 levels is refused: nothing real has it, and it exhausts the stack.
   */
  get json(): { readonly value: unknown } | null {
    return this.parsed === undefined ? this.parsed = this.parseJson() : this.parsed
  }

  private parseJson(): { readonly value: unknown } | null {
    this.jsonError = null
    if (!/^\s{0,1000}[{[]/.test(this.text.slice(0, 2_000))) return null
    let depth = 0
    let inside = false
    for (let i = 0; i < this.bytes.length; i++) {
      const byte = this.bytes[i]!
      if (inside) {
        if (byte === 92) i++
        else if (byte === 34) inside = false
      } else if (byte === 34) inside = true
      else if (byte === 123 || byte === 91) {
        if (++depth > MAX_DEPTH) {
          this.jsonError = `nested deeper than ${MAX_DEPTH} levels`
          return null
        }
      } else if (byte === 125 || byte === 93) depth--
    }
    try {
      return { value: JSON.parse(this.text) as unknown }
    } catch (error) {
      this.jsonError = error instanceof Error ? error.message : String(error)
      return null
    }
  }

  get lineCount(): number {
    return this.starts.length
  }

  /**
   * Decoded lines without terminators; index 0 is line 1. Cut at 4,096
   * characters: patterns run over them, and no line may cost more than that.
   */
  get lines(): ReadonlyArray<string> {
    return this.split ??= this.wholeLines.map((line) => (line.length > MAX_LINE ? line.slice(0, MAX_LINE) : line))
  }

  /** Lines at full length, for readers that take linear time. */
  get wholeLines(): ReadonlyArray<string> {
    const lines = this.text.split("\n")
    if (lines.length > this.starts.length) lines.pop()
    return lines.map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line))
  }

  /** Bytes of the longest line, its terminator included. */
  get longestLine(): number {
    let longest = 0
    for (let i = 0; i < this.starts.length; i++) longest = Math.max(longest, (this.starts[i + 1] ?? this.bytes.length) - this.starts[i]!)
    return longest
  }

  /** Decoded text of a line (1-based); empty where there is none. */
  line(number: number): string {
    return this.lines[number - 1] ?? ""
  }

  /** Bytes of lines `from` … `to` (1-based, inclusive), without the last terminator. */
  rangeOfLines(from: number, to: number): ByteRange {
    const start = this.starts[from - 1] ?? this.bytes.length
    let end = this.starts[to] === undefined ? this.bytes.length : this.starts[to]!
    if (end > start && this.bytes[end - 1] === 10) end--
    if (end > start && this.bytes[end - 1] === 13) end--
    return { start, end }
  }

  /** 1-based number of the line a byte belongs to. */
  lineAt(byte: number): number {
    let low = 0
    let high = this.starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.starts[middle]! <= byte) low = middle
      else high = middle - 1
    }
    return low + 1
  }

  /** Bytes of characters `from` … `to` (half-open, UTF-16 units) of a line; the whole line where it is no valid UTF-8. */
  rangeInLine(number: number, from: number, to: number): ByteRange {
    this.valid ??= isUtf8(this.bytes)
    const line = this.rangeOfLines(number, number)
    if (!this.valid) return line
    const text = this.line(number)
    const start = line.start + Buffer.byteLength(text.slice(0, from))
    return { start, end: start + Buffer.byteLength(text.slice(from, to)) }
  }

  quote(range: ByteRange): Quote {
    const start = Math.max(0, Math.min(range.start, this.bytes.length))
    let end = Math.max(start, Math.min(range.end, this.bytes.length, start + MAX_QUOTE_BYTES))
    // no character is cut in half
    while (end > start && end < this.bytes.length && (this.bytes[end]! & 0xc0) === 0x80) end--
    const part = this.bytes.subarray(start, end)
    const text = Buffer.from(part.subarray(0, MAX_QUOTE_TEXT * 4)).toString("utf8").slice(0, MAX_QUOTE_TEXT)
    return { bytes: { start, end }, lines: { start: this.lineAt(start), end: this.lineAt(Math.max(start, end - 1)) }, sha256: sha256(part), text }
  }

  quoteLines(from: number, to: number): Quote {
    return this.quote(this.rangeOfLines(from, to))
  }
}

/** Quote of lines `from` … `to` (1-based, inclusive) of a UTF-8 text. */
export const quoteLines = (source: Uint8Array | TextFile, from: number, to: number): Quote =>
  (source instanceof TextFile ? source : new TextFile(source)).quoteLines(from, to)
