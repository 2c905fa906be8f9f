import { createHash } from "node:crypto"
import type { Quote } from "../finding.js"
import type { Level } from "./levels.js"

/** Bytes of a line that are copied where it is not kept whole. */
const MAX_OWN = 4_096

/** One physical line as the analyser keeps it for a moment: bytes `from` … `to` of a chunk. */
export class LineRecord {
  /** UTC epoch milliseconds, its own or that of the line before */
  at: number | null = null
  level: Level | null = null

  constructor(
    readonly number: number,
    /** byte offset of its first byte, and its length without the line end */
    readonly start: number,
    readonly length: number,
    readonly chunk: Uint8Array,
    readonly from: number,
    readonly to: number
  ) {}

  /** what was kept of the line: shorter than `length` where it was very long */
  get bytes(): Uint8Array {
    return this.chunk.subarray(this.from, this.to)
  }

  /** The same line with memory of its own. */
  own(): LineRecord {
    const whole = this.to - this.from === this.length
    // a copy, or the only line of its memory
    if (this.from === 0 && this.to === this.chunk.length && (whole || this.length === -1)) return this
    const bytes = Uint8Array.prototype.slice.call(this.chunk, this.from, whole ? this.to : Math.min(this.to, this.from + MAX_OWN))
    const copy = new LineRecord(this.number, this.start, whole ? this.length : -1, bytes, 0, bytes.length)
    copy.at = this.at
    copy.level = this.level
    return copy
  }
}

const MAX_SHOWN = 2_000

const quoteOf = (bytes: Uint8Array, start: number, first: number, last: number): Quote => ({
  bytes: { start, end: start + bytes.length }, lines: { start: first, end: last },
  sha256: createHash("sha256").update(bytes).digest("hex"), text: Buffer.from(bytes.subarray(0, MAX_SHOWN)).toString("utf8").replaceAll("\u0000", "")
})

export const quoteLine = (line: LineRecord): Quote => quoteOf(line.bytes, line.start, line.number, line.number)

/** Lines that follow one another as one passage; null where one of them was too long to keep whole or they do not touch. */
export const quoteRun = (lines: ReadonlyArray<LineRecord>, gap: number): Quote | null => {
  const first = lines[0]
  const last = lines.at(-1)
  if (first === undefined || last === undefined) return null
  const parts: Array<Uint8Array> = []
  let end = first.start
  for (const line of lines) {
    if (line.bytes.length !== line.length) return null
    const between = line.start - end
    if (parts.length > 0) {
      if (between !== gap) return null
      parts.push(gap === 2 ? new Uint8Array([13, 10]) : new Uint8Array([10]))
    }
    parts.push(line.bytes)
    end = line.start + line.length
  }
  return quoteOf(Buffer.concat(parts), first.start, first.number, last.number)
}
