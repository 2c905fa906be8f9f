const BUCKETS = 60

/**
 * Counts over time in at most 60 equal slices; the slice doubles whenever the
 * span outgrows them, so memory is fixed whatever the file.
 */
export class TimeHistogram {
  private counts = new Uint32Array(BUCKETS)
  private origin = Number.NaN
  private width = 1_000
  private empty = true
  /** the slice that was counted last, and its span */
  private slot = 0
  private slotFrom = Number.NaN
  private slotUntil = Number.NaN

  add(at: number, times = 1): void {
    // most times are close to the one before
    if (at >= this.slotFrom && at < this.slotUntil) {
      this.counts[this.slot]! += times
      return
    }
    if (this.empty) {
      this.origin = Math.floor(at / this.width) * this.width
      this.empty = false
    }
    while (at < this.origin || at >= this.origin + this.width * BUCKETS) this.grow(at)
    this.slot = Math.floor((at - this.origin) / this.width)
    this.slotFrom = this.origin + this.slot * this.width
    this.slotUntil = this.slotFrom + this.width
    this.counts[this.slot]! += times
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

  /**
   * Counts of `slices` equal parts of `[from, to]`, which hold all that was
   * counted. A bucket that two slices share counts in both by its share;
   * whole numbers, and their sum is that of the buckets.
   */
  over(from: number, to: number, slices: number): Array<number> {
    if (this.empty) return new Array<number>(slices).fill(0)
    const shares = new Float64Array(slices)
    const width = Math.max(1, to - from) / slices
    for (let i = 0; i < BUCKETS; i++) {
      const count = this.counts[i]!
      if (count === 0) continue
      const start = Math.max(from, this.origin + i * this.width)
      const end = Math.min(to, this.origin + (i + 1) * this.width)
      const first = Math.min(slices - 1, Math.max(0, Math.floor((start - from) / width)))
      const last = Math.min(slices - 1, Math.max(first, Math.ceil((end - from) / width) - 1))
      if (first === last) shares[first]! += count
      else for (let k = first; k <= last; k++) shares[k]! += count * (Math.min(end, from + (k + 1) * width) - Math.max(start, from + k * width)) / (end - start)
    }
    let sum = 0
    let given = 0
    return Array.from(shares, (share) => {
      sum += share
      const next = Math.round(sum)
      const count = next - given
      given = next
      return count
    })
  }
}
