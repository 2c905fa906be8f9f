import { isAscii } from "node:buffer"
import { Line } from "./line.js"
import { LineRecord } from "./record.js"
import { Sign } from "./signs.js"

/** Bytes of a line that are kept; the rest is only counted. */
const MAX_LINE = 64 * 1024
/** Characters of a line that are read. */
export const MAX_TEXT = 4_096
/** Behind every chunk, and still a small number. */
const NOWHERE = 0x3fffffff

/** How far the lines of a log are read, for those who follow its bytes beside the reader. */
export interface LinesRead {
  /** line ends in all that was pushed, until the end of the log */
  readonly count: number
  /** 1 for each code that a line begins with of which the last push held its beginning or its end */
  readonly firsts: Uint8Array
}

/** A line and what is read of it, at most `MAX_TEXT` bytes, without the line end. The line is used again for the next one. */
export type OnRecord = (record: LineRecord, line: Line) => void

/** Cuts bytes into lines. Records point into the chunk that was pushed: what outlives the call must be `own`. */
export class LineReader implements LinesRead {
  private pending: Array<Uint8Array> = []
  private pendingBytes = 0
  private keptBytes = 0
  private offset = 0
  private readonly current = new Line()
  /** lines so far */
  count = 0
  readonly firsts = new Uint8Array(256)

  constructor(private readonly onRecord: OnRecord) {}

  push(bytes: Uint8Array): void {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const { firsts } = this
    firsts.fill(0)
    let at = 0
    if (this.pendingBytes > 0) {
      firsts[this.pending[0]![0]!] = 1
      const newline = chunk.indexOf(Sign.Newline)
      if (newline === -1) return this.keep(chunk, 0)
      const length = this.pendingBytes + newline
      const whole = Buffer.concat([...this.pending, chunk.subarray(0, Math.min(newline, Math.max(0, MAX_LINE - this.keptBytes)))])
      this.pending = []
      this.pendingBytes = 0
      this.keptBytes = 0
      this.joined(whole, length)
      at = newline + 1
    }
    // one decoding for the whole chunk: right where a character is a byte, and good for finding signs everywhere
    const text = chunk.toString("latin1")
    const codes = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    const ascii = isAscii(chunk)
    let equals = -1
    for (let newline = text.indexOf("\n", at); newline !== -1; newline = text.indexOf("\n", at)) {
      if (equals < at) equals = indexOf(text, "=", at)
      firsts[codes[at]!] = 1
      this.line(codes, at, Math.min(newline, at + MAX_LINE), newline - at, text, equals, ascii)
      at = newline + 1
    }
    if (at === chunk.length) return
    firsts[codes[at]!] = 1
    this.keep(chunk, at)
  }

  end(): void {
    if (this.pendingBytes === 0) return
    this.joined(Buffer.concat(this.pending), this.pendingBytes)
    this.pending = []
    this.pendingBytes = 0
  }

  private keep(chunk: Buffer, at: number): void {
    const room = MAX_LINE - this.keptBytes
    if (room > 0) {
      this.pending.push(Uint8Array.prototype.slice.call(chunk, at, at + room))
      this.keptBytes += Math.min(room, chunk.length - at)
    }
    this.pendingBytes += chunk.length - at
  }

  /** A line that came in several chunks: `whole` is what was kept of its `length` bytes. */
  private joined(whole: Buffer, length: number): void {
    this.line(new Uint8Array(whole.buffer, whole.byteOffset, whole.byteLength), 0, whole.length, length, whole.toString("latin1"), 0, false)
  }

  private line(codes: Uint8Array, from: number, to: number, length: number, text: string, equals: number, ascii: boolean): void {
    const { current } = this
    const whole = to - from === length
    const end = whole && length > 0 && codes[to - 1] === Sign.Return ? to - 1 : to
    const last = Math.min(end, from + MAX_TEXT)
    const record = new LineRecord(++this.count, this.offset, whole ? end - from : length, codes, from, end)
    this.offset += length + 1
    if (!ascii && hasWide(codes, from, last)) current.decode(Buffer.from(codes.buffer, codes.byteOffset + from, last - from).toString("utf8"))
    else current.point(codes, from, last, text, equals)
    this.onRecord(record, current)
  }
}

const indexOf = (text: string, sign: string, from: number): number => {
  const found = text.indexOf(sign, from)
  return found === -1 ? NOWHERE : found
}

const hasWide = (codes: Uint8Array, from: number, to: number): boolean => {
  for (let i = from; i < to; i++) if (codes[i]! > 127) return true
  return false
}
