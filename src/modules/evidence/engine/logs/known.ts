/** Values by two 32-bit hashes: an open table that grows by doubling and stops at `max`. */
export class HashTable<A> {
  private size = 0
  private capacity = 1 << 10
  private hashes = new Int32Array(this.capacity * 2)
  private values: Array<A | undefined> = new Array<A | undefined>(this.capacity).fill(undefined)

  constructor(private readonly max: number) {}

  get full(): boolean {
    return this.size >= this.max
  }

  get(first: number, second: number): A | undefined {
    return this.values[this.slot(first, second)]
  }

  /** Adds or replaces; nothing is added to a full table: then the answer is false. */
  set(first: number, second: number, value: A): boolean {
    let slot = this.slot(first, second)
    if (this.values[slot] === undefined) {
      if (this.full) return false
      if (++this.size * 2 > this.capacity) {
        this.grow()
        slot = this.slot(first, second)
      }
    }
    this.hashes[slot * 2] = first
    this.hashes[slot * 2 + 1] = second
    this.values[slot] = value
    return true
  }

  private slot(first: number, second: number): number {
    let slot = (first ^ (second >>> 7)) & (this.capacity - 1)
    while (this.values[slot] !== undefined && (this.hashes[slot * 2] !== first || this.hashes[slot * 2 + 1] !== second)) slot = (slot + 1) & (this.capacity - 1)
    return slot
  }

  private grow(): void {
    const { hashes, values } = this
    this.capacity *= 2
    this.hashes = new Int32Array(this.capacity * 2)
    this.values = new Array<A | undefined>(this.capacity).fill(undefined)
    values.forEach((value, i) => {
      if (value === undefined) return
      const slot = this.slot(hashes[i * 2]!, hashes[i * 2 + 1]!)
      this.hashes[slot * 2] = hashes[i * 2]!
      this.hashes[slot * 2 + 1] = hashes[i * 2 + 1]!
      this.values[slot] = value
    })
  }
}
