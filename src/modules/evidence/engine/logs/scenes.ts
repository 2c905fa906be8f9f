import type { Finding } from "../finding.js"
import { above, below, joined, newlinesIn, NEWLINE, type Passage, quoteOf, SIDE, type Spot, withoutEnd } from "./passages.js"

/** Bytes behind the reader that stay at hand: what waits to be read, and both sides of a window. */
const KEEP = 512 * 1024
const ONE = 200
const SEVERAL = 100
const BURST_ERRORS = 10
const BURST_LINES = 50
const TAIL = 500
const WHOLE = 500
const END = 200

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
    return lines === 0 || tail.length > 2 * SIDE ? [] : scene("no_error", "No error; the end of the log", [{ bytes: tail, start: this.base + start, spot: { line: lines - newlinesIn(tail), start: this.base + start } }])
  }
}

/** From 200 lines around the spot to 100. */
const narrowed = ({ bytes, spot, start }: Passage): Passage => {
  const middle = spot.start - start
  const from = above(bytes, middle, SEVERAL, 0)
  const to = below(bytes, middle, SEVERAL) ?? bytes.length
  return { bytes: bytes.subarray(from, to), start: start + from, spot }
}
