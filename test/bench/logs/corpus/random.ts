/** Deterministic pseudo-random numbers (mulberry32). */
export class Random {
  private state: number

  constructor(seed: number) {
    this.state = seed >>> 0
  }

  /** 0 ≤ x < 1 */
  real(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let t = this.state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }

  /** an integer of `[0, n)` */
  below(n: number): number {
    return Math.floor(this.real() * n)
  }

  between(low: number, high: number): number {
    return low + this.below(high - low + 1)
  }

  pick<A>(from: ReadonlyArray<A>): A {
    return from[this.below(from.length)]!
  }

  /** `digits` hexadecimal digits */
  hex(digits: number): string {
    let out = ""
    for (let i = 0; i < digits; i++) out += "0123456789abcdef"[this.below(16)]
    return out
  }
}
