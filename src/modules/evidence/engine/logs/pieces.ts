import type { Line } from "./line.js"

/** Before characters beyond ASCII in what is hashed: high byte, low byte. */
const WIDE = 255

/**
 * A masked message as a row of pieces: parts of its line that stay, and texts
 * in place of others.
 */
export class Pieces {
  /** two hashes of the masked message: `hash` sets them */
  first = 0
  second = 0

  private line: Line
  private count = 0
  /** pairs of positions in the line; a text of its own where `puts` holds one */
  private readonly ranges: Array<number> = []
  private readonly puts: Array<string | null> = []
  private out = new Uint8Array(4_096)
  private words = new Int32Array(this.out.buffer)

  constructor(line: Line) {
    this.line = line
  }

  /** Begins the pieces of another line. */
  start(line: Line): void {
    this.line = line
    this.count = 0
  }

  /** Codes `from` … `to` of the line stay. */
  keep(from: number, to: number): void {
    const at = this.count++
    this.ranges[2 * at] = from
    this.ranges[2 * at + 1] = to
    this.puts[at] = null
  }

  put(text: string): void {
    const at = this.count++
    this.ranges[2 * at] = this.ranges[2 * at + 1] = 0
    this.puts[at] = text
  }

  text(): string {
    let out = ""
    for (let i = 0; i < this.count; i++) out += this.puts[i] ?? this.line.slice(this.ranges[2 * i]!, this.ranges[2 * i + 1]!)
    return out
  }

  /** Sets `first` and `second`: equal for equal texts, however they are made of pieces. */
  hash(): void {
    const { line, puts, ranges } = this
    const { codes, wide } = line
    let needed = 8
    for (let i = 0; i < this.count; i++) needed += puts[i]?.length ?? ranges[2 * i + 1]! - ranges[2 * i]!
    if (needed * 3 > this.out.length) {
      this.out = new Uint8Array(needed * 6 + 8 & ~7)
      this.words = new Int32Array(this.out.buffer)
    }
    const { out, words } = this
    let length = 0
    for (let i = 0; i < this.count; i++) {
      const put = puts[i]!
      if (put !== null) {
        for (let k = 0; k < put.length; k++) length = this.write(length, put.charCodeAt(k))
      } else if (wide) {
        for (let k = ranges[2 * i]!, to = ranges[2 * i + 1]!; k < to; k++) length = this.write(length, line.whole.charCodeAt(k - line.base))
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
}
