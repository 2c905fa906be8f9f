const BUCKETS = 60

/**
 * Counts over time in at most 60 equal slices; the slice doubles whenever the
 * span outgrows them, so memory is fixed whatever the file.
 */
export class TimeHistogram {
  private counts = new Uint32Array(BUCKETS)
  private origin = 0
  private width = 1_000
  private empty = true

  add(at: number, times = 1): void {
    if (this.empty) {
      this.origin = Math.floor(at / this.width) * this.width
      this.empty = false
    }
    while (at < this.origin || at >= this.origin + this.width * BUCKETS) this.grow(at)
    this.counts[Math.floor((at - this.origin) / this.width)]! += times
  }

  private grow(at: number): void {
    const width = this.width * 2
    const origin = Math.floor(Math.min(this.origin, at) / width) * width
    const counts = new Uint32Array(BUCKETS)
    // a time far before the first one may not fit yet: the next round doubles again
    for (let i = 0; i < BUCKETS; i++) {
      if (this.counts[i]! === 0) continue
      const slot = Math.floor((this.origin + i * this.width - origin) / width)
      counts[Math.min(BUCKETS - 1, slot)]! += this.counts[i]!
    }
    this.counts = counts
    this.origin = origin
    this.width = width
  }

  /** Adds the counts of another one. */
  join(other: TimeHistogram): void {
    for (let i = 0; i < BUCKETS; i++) {
      if (other.counts[i]! === 0) continue
      this.add(other.origin + i * other.width, other.counts[i]!)
    }
  }

  /** Counts of `slices` equal parts of `[from, to]`. */
  over(from: number, to: number, slices: number): Array<number> {
    const out = new Array<number>(slices).fill(0)
    if (this.empty) return out
    const span = Math.max(1, to - from)
    for (let i = 0; i < BUCKETS; i++) {
      if (this.counts[i]! === 0) continue
      const middle = Math.min(to, this.origin + (i + 0.5) * this.width)
      out[Math.min(slices - 1, Math.max(0, Math.floor(((middle - from) / span) * slices)))]! += this.counts[i]!
    }
    return out
  }
}
