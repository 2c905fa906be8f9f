import { isAscii } from "node:buffer"
import { LineRecord } from "./record.js"

/** Bytes of a line that are kept; the rest is only counted. */
const MAX_LINE = 64 * 1024
/** Characters of a line that are read. */
export const MAX_TEXT = 4_096
const NEWLINE = 10
const CARRIAGE_RETURN = 13

/** A line and its text, at most `MAX_TEXT` bytes of it, without the line end. */
export type OnRecord = (record: LineRecord, text: string) => void

/** Cuts bytes into lines. Records point into the chunk that was pushed: what outlives the call must be `own`. */
export class LineReader {
  private pending: Array<Uint8Array> = []
  private pendingBytes = 0
  private keptBytes = 0
  private offset = 0
  /** lines so far */
  count = 0

  constructor(private readonly onRecord: OnRecord) {}

  push(bytes: Uint8Array): void {
    const chunk = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    let at = 0
    if (this.pendingBytes > 0) {
      const newline = chunk.indexOf(NEWLINE)
      if (newline === -1) return this.keep(chunk, 0)
      const length = this.pendingBytes + newline
      const whole = Buffer.concat([...this.pending, chunk.subarray(0, Math.min(newline, Math.max(0, MAX_LINE - this.keptBytes)))])
      this.pending = []
      this.pendingBytes = 0
      this.keptBytes = 0
      this.line(whole, 0, whole.length, length, null)
      at = newline + 1
    }
    // one decoding for the whole chunk where a character is a byte
    const text = isAscii(chunk) ? chunk.toString("latin1") : null
    for (let newline = next(chunk, text, at); newline !== -1; newline = next(chunk, text, at)) {
      this.line(chunk, at, Math.min(newline, at + MAX_LINE), newline - at, text)
      at = newline + 1
    }
    if (at < chunk.length) this.keep(chunk, at)
  }

  end(): void {
    if (this.pendingBytes === 0) return
    const whole = Buffer.concat(this.pending)
    this.line(whole, 0, whole.length, this.pendingBytes, null)
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

  private line(chunk: Buffer, from: number, to: number, length: number, decoded: string | null): void {
    const whole = to - from === length
    const end = whole && length > 0 && chunk[to - 1] === CARRIAGE_RETURN ? to - 1 : to
    const last = Math.min(end, from + MAX_TEXT)
    const record = new LineRecord(++this.count, this.offset, whole ? end - from : length, chunk, from, end, decoded !== null)
    this.offset += length + 1
    this.onRecord(record, decoded === null ? chunk.toString("utf8", from, last) : decoded.slice(from, last))
  }
}

const next = (chunk: Buffer, text: string | null, from: number): number => (text === null ? chunk.indexOf(NEWLINE, from) : text.indexOf("\n", from))
