/** Redaction of texts that are too long to hold: pieces in, pieces out, nothing lost at the seams. */
import type { Kind } from "./kinds.js"
import type { Redactor } from "./redactor.js"
import type { RedactOptions } from "./redactor.js"
import { Purses, scan } from "./scan.js"

/** Longest secret that is found whole wherever the pieces were cut, in UTF-16 units. */
export const OVERLAP = 40_000
const CONTEXT = 512
const STEP = 131_072


/**
 * Redacts a text that arrives in pieces. `push` returns what is safe to pass on, `end` the rest.
 * Holds at most about `OVERLAP` + 131,072 + one piece.
 */
export class StreamRedactor {
  private context = ""
  private pending = ""
  private readonly purses = new Purses()
  private readonly totals = new Map<Kind, number>()

  constructor(private readonly redactor: Redactor, private readonly options: RedactOptions = {}) {}

  push(piece: string): string {
    this.pending += piece
    return this.pending.length >= OVERLAP + STEP ? this.flush(this.pending.length - OVERLAP) : ""
  }

  end(): string {
    return this.flush(this.pending.length)
  }

  /** Passages hidden so far, by kind. */
  counts(): ReadonlyMap<Kind, number> {
    return this.totals
  }

  /** Emits up to `limit` of the pending text, earlier where a secret crosses it, so that each is replaced whole. */
  private flush(limit: number): string {
    const base = this.context.length
    const window = this.context + this.pending
    const spans = scan(window, this.purses).filter((span) => span.end > base)
    let cut = base + limit
    if (limit < this.pending.length) {
      const line = window.lastIndexOf("\n", cut)
      if (line > base && cut - line < CONTEXT) cut = line + 1
      const crossing = spans.find((span) => span.start < cut && span.end > cut)
      if (crossing !== undefined && crossing.start > base) cut = crossing.start
    }
    const emitted = spans
      .filter((span) => span.start < cut)
      .map((span) => ({ start: Math.max(span.start, base) - base, end: Math.min(span.end, cut) - base, kind: span.kind }))
    const { text, counts } = this.redactor.apply(this.pending.slice(0, cut - base), emitted, this.options)
    for (const [kind, count] of Object.entries(counts)) if (count > 0) this.totals.set(kind as Kind, (this.totals.get(kind as Kind) ?? 0) + count)
    this.context = window.slice(Math.max(0, cut - CONTEXT), cut)
    this.pending = window.slice(cut)
    return text
  }
}
