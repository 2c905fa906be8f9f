import { type Limits, Problem } from "./limits.js"

const RATIO_FLOOR = 64 * 1024

/** Counts what an archive expands to, over all nesting levels, and stops at the limits. */
export class ExpansionGuard {
  private expanded = 0
  private entries = 0

  constructor(private readonly limits: Limits) {}

  /** One more member. */
  entry(): void {
    this.entries++
    if (this.entries > this.limits.maxEntries) {
      throw new Problem("too_many_entries", `the archive has more than ${this.limits.maxEntries} entries`)
    }
  }

  /** A meter for one compressed stream: feed it each expanded chunk. `compressed` answers the bytes that went in. */
  meter(compressed: () => number): (chunkBytes: number) => void {
    let out = 0
    return (chunkBytes) => {
      out += chunkBytes
      this.expanded += chunkBytes
      if (this.expanded > this.limits.maxExpandedBytes) {
        throw new Problem("zip_bomb", `the archive expands to more than ${this.limits.maxExpandedBytes.toLocaleString("en")} bytes`)
      }
      if (out > RATIO_FLOOR && out > this.limits.maxRatio * compressed()) {
        throw new Problem("zip_bomb", `the archive expands more than ${this.limits.maxRatio} times`)
      }
    }
  }
}
