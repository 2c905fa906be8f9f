import { createHash } from "node:crypto"
import type { Finding, Quote } from "../finding.js"

/** An error line: its number, and the byte offset of its start. */
interface Spot {
  readonly line: number
  readonly start: number
}

/** Bytes kept of a passage, with the spot that it is about. */
interface Passage {
  readonly bytes: Buffer
  readonly start: number
  readonly spot: Spot
}

/** Bytes behind the reader that stay at hand: what waits to be read, and both sides of a window. */
const KEEP = 512 * 1024
/** to each side of a spot, however long its lines are */
const SIDE = 32 * 1024
const ONE = 200
const SEVERAL = 100
const BURST_ERRORS = 10
const BURST_LINES = 50
const TAIL = 500
const WHOLE = 500
const END = 200
const SHOWN = 2_000
const SHOWN_BEFORE = 4
const NEWLINE = 10

/** Start of the line up to `lines` lines above `at`, not beyond `floor`; both index `bytes`, `at` at a line's start. */
const above = (bytes: Buffer, at: number, lines: number, floor: number): number => {
  let from = at
  for (let i = 0; i < lines && from > 0; i++) {
    const newline = from === 1 ? -1 : bytes.lastIndexOf(NEWLINE, from - 2)
    // a line that begins before what is at hand is left out
    if (newline === -1 && floor > 0 || newline + 1 < floor) break
    from = newline + 1
  }
  return from
}

/** Index behind the line that stands `lines` lines below `at`, its terminator not counted; null where the bytes end before. */
const below = (bytes: Buffer, at: number, lines: number): number | null => {
  let to = at
  for (let i = 0; i <= lines; i++) {
    const newline = bytes.indexOf(NEWLINE, to)
    if (newline === -1 || newline - at > SIDE) {
      if (newline === -1 && bytes.length - at <= SIDE) return null
      return i === 0 ? Math.min(bytes.length, at + SIDE) : to - 1
    }
    to = newline + 1
  }
  return to - 1
}

const count = (bytes: Buffer): number => {
  let lines = 0
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) lines++
  return lines
}

const withoutEnd = (bytes: Buffer): Buffer => {
  let end = bytes.length
  if (end > 0 && bytes[end - 1] === NEWLINE) end--
  if (end > 0 && bytes[end - 1] === 13) end--
  return bytes.subarray(0, end)
}

const quoteOf = ({ bytes: all, spot, start }: Passage): Quote => {
  const bytes = withoutEnd(all)
  const middle = Math.min(bytes.length, Math.max(0, spot.start - start))
  const first = spot.line - count(bytes.subarray(0, middle))
  const shown = above(bytes, middle, SHOWN_BEFORE, 0)
  return {
    bytes: { start, end: start + bytes.length }, lines: { start: first, end: first + count(bytes) }, sha256: createHash("sha256").update(bytes).digest("hex"),
    text: bytes.toString("utf8", shown, Math.min(bytes.length, shown + 4 * SHOWN)).slice(0, SHOWN).replaceAll("\u0000", "")
  }
}

/** Two passages of one text as one, where they touch. */
const joined = (a: Passage, b: Passage): Passage | null => {
  if (b.start < a.start) return joined(b, a)
  const end = a.start + a.bytes.length
  if (b.start > end) return null
  return { ...a, bytes: b.start + b.bytes.length <= end ? a.bytes : Buffer.concat([a.bytes, b.bytes.subarray(end - b.start)]) }
}

/**
 * The scene of what went wrong in a log, as a person would cut it out: 200
 * lines around an only error, 100 around the first and the last of several, a
 * burst with 50 lines at both ends (its first and last 200 where it is longer
 * than 500), the last 500 lines where there is no error. Costs nothing per
 * line: the bytes just read are kept, and looked into at the end or before
 * they are given up.
 */
export class SceneCollector {
  private buffer = Buffer.alloc(0)
  private base = 0
  private used = 0
  private errors = 0
  private first: Spot | null = null
  private last: Spot | null = null
  private recent: Array<Spot> = []
  private burst: { readonly first: Spot; last: Spot; closed: boolean } | null = null
  private firstScene: Passage | null = null
  private lastScene: Passage | null = null
  private head: Passage | null = null
  private tail: Passage | null = null
  private whole: Passage | null = null

  /** An error line of the bytes that were or will be pushed next; in order. */
  error(line: number, start: number): void {
    const spot = { line, start }
    this.errors++
    this.first ??= spot
    this.last = spot
    if (this.burst !== null) {
      if (this.burst.closed) return
      if (line - this.burst.last.line <= BURST_LINES) this.burst.last = spot
      else this.burst.closed = true
      return
    }
    this.recent.push(spot)
    if (this.recent.length > BURST_ERRORS) this.recent.shift()
    const [from] = this.recent
    if (from !== undefined && this.recent.length === BURST_ERRORS && line - from.line <= BURST_LINES) this.burst = { first: from, last: spot, closed: false }
  }

  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; at += KEEP) this.keep(chunk.subarray(at, at + KEEP))
  }

  private keep(piece: Uint8Array): void {
    if (this.used + piece.length > 2 * KEEP) {
      this.settle(false)
      const gone = this.used - Math.min(this.used, KEEP)
      this.buffer.copyWithin(0, gone, this.used)
      this.base += gone
      this.used -= gone
    }
    const wanted = this.used + piece.length
    if (wanted > this.buffer.length) {
      const grown = Buffer.allocUnsafe(Math.min(2 * KEEP, Math.max(64 * 1024, 2 * wanted)))
      this.buffer.copy(grown, 0, 0, this.used)
      this.buffer = grown
    }
    this.buffer.set(piece, this.used)
    this.used += piece.length
  }

  /** Lines around a spot; null where they are not all there yet (or any more). */
  private around(from: Spot, to: Spot, before: number, after: number, final: boolean): Passage | null {
    const bytes = this.buffer.subarray(0, this.used)
    const first = from.start - this.base
    const last = to.start - this.base
    if (first < 0 || last > bytes.length) return null
    const end = below(bytes, last, after) ?? (final ? bytes.length : null)
    if (end === null) return null
    const start = above(bytes, first, before, this.base === 0 ? Math.max(0, first - SIDE) : Math.max(1, first - SIDE))
    return { bytes: Buffer.from(bytes.subarray(start, end)), start: this.base + start, spot: from }
  }

  private settle(final: boolean): void {
    const { burst, first, last } = this
    if (first === null || last === null) return
    this.firstScene ??= this.around(first, first, ONE, ONE, final)
    if (this.lastScene?.spot !== last) this.lastScene = this.around(last, last, SEVERAL, SEVERAL, final) ?? this.lastScene
    if (burst === null) return
    this.head ??= this.around(burst.first, burst.first, BURST_LINES, END - BURST_LINES - 1, final)
    if (this.tail !== null) return
    this.tail = this.around(burst.last, burst.last, END - BURST_LINES - 1, BURST_LINES, final)
    if (this.tail === null) return
    // that many lines without an error: it is over
    burst.closed = true
    if (burst.last.line - burst.first.line + 2 * BURST_LINES < WHOLE) this.whole = this.around(burst.first, burst.last, BURST_LINES, BURST_LINES, true)
  }

  /** `lines`: how many the log has. */
  end(lines: number): ReadonlyArray<Finding> {
    this.settle(true)
    const scene = (name: string, title: string, passages: ReadonlyArray<Passage>): ReadonlyArray<Finding> => {
      const quotes = passages.map(quoteOf).filter((quote) => quote.bytes.end > quote.bytes.start)
      const [from] = quotes
      const to = quotes.at(-1)
      if (from === undefined || to === undefined) return []
      const shown = quotes.reduce((sum, quote) => sum + quote.lines.end - quote.lines.start + 1, 0)
      const elided = to.lines.end - from.lines.start + 1 - shown
      return [{
        kind: "scene", severity: "info", title: `${title}: lines ${from.lines.start} to ${to.lines.end}${elided > 0 ? `, without ${elided} in the middle` : ""}`, detail: "", at: null, confidence: 0.5, quotes,
        data: { scene: name, lines: shown, elided_lines: Math.max(0, elided) }
      }]
    }
    const pair = (a: Passage | null, b: Passage | null): ReadonlyArray<Passage> => {
      if (a === null || b === null) return [a ?? b].filter((one) => one !== null)
      const both = joined(a, b)
      return both === null ? [a, b] : [both]
    }
    if (this.burst !== null) return scene("burst", "The scene of the first burst of errors", this.whole === null ? pair(this.head, this.tail) : [this.whole])
    if (this.errors === 1) return scene("only_error", "The scene of the only error", pair(this.firstScene, null))
    if (this.errors > 1) return scene("first_and_last_error", "The scenes of the first and the last error", pair(this.firstScene === null ? null : narrowed(this.firstScene), this.lastScene))
    const bytes = withoutEnd(this.buffer.subarray(0, this.used))
    const start = above(bytes, bytes.lastIndexOf(NEWLINE) + 1, TAIL - 1, this.base === 0 ? Math.max(0, bytes.length - 2 * SIDE) : Math.max(1, bytes.length - 2 * SIDE))
    const tail = Buffer.from(bytes.subarray(start))
    return lines === 0 || tail.length > 2 * SIDE ? [] : scene("no_error", "No error; the end of the log", [{ bytes: tail, start: this.base + start, spot: { line: lines - count(tail), start: this.base + start } }])
  }
}

/** From 200 lines around the spot to 100. */
const narrowed = ({ bytes, spot, start }: Passage): Passage => {
  const middle = spot.start - start
  const from = above(bytes, middle, SEVERAL, 0)
  const to = below(bytes, middle, SEVERAL) ?? bytes.length
  return { bytes: bytes.subarray(from, to), start: start + from, spot }
}
