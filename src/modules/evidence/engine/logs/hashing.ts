/** Multipliers of the two hashes. */
const enum By { First = 0x01000193, Second = 0x5bd1e995 }

/** Two 32-bit hashes of bytes with signs between them: where both are equal, so is what was added. */
export class Hash {
  first = 0
  second = 0

  start(): void {
    this.first = 0x811c9dc5 | 0
    this.second = 0x1e3779b9
  }

  /** Bytes `from` … `to` of a view. */
  bytes(view: DataView, from: number, to: number): void {
    let { first, second } = this
    let i = from
    for (; i + 4 <= to; i += 4) {
      const word = view.getInt32(i, true)
      first = Math.imul(first ^ word, By.First)
      first ^= first >>> 15
      second = Math.imul(second + word | 0, By.Second)
      second ^= second >>> 15
    }
    // with how many are left: a zero is a byte as well
    let last = to - i
    for (; i < to; i++) last = last << 8 | view.getUint8(i)
    first = Math.imul(first ^ last, By.First)
    second = Math.imul(second + last | 0, By.Second)
    this.first = first ^ first >>> 15
    this.second = second ^ second >>> 15
  }

  /** A number that stands for something else; no byte. */
  sign(sign: number): void {
    const first = Math.imul(this.first ^ sign, By.First)
    this.first = first ^ first >>> 15
    const second = Math.imul(this.second + sign | 0, By.Second)
    this.second = second ^ second >>> 15
  }
}
