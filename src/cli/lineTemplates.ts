/** The lines of one text: 4 bytes a line until the templates have their final form. */
interface Lines {
  ids: Uint32Array
  count: number
  readonly texts: ReadonlyMap<number, string>
}

const BLOCK = 65_536
/** Behind the number of a line without template. */
const WITHOUT = Buffer.from("\t\n")

const ZERO = 48

/** Counts lines from 1 in decimal digits. */
class LineNumber {
  /** digits of the greatest number */
  static readonly MOST = 10
  private readonly digits = new Uint8Array(LineNumber.MOST).fill(ZERO)
  private first = LineNumber.MOST - 1

  /** Writes the next number at an index of `into`; the index behind it. */
  next(into: Uint8Array, at: number): number {
    const { digits } = this
    let last = digits.length - 1
    for (; digits[last] === ZERO + 9; last--) digits[last] = ZERO
    digits[last]!++
    if (last < this.first) this.first = last
    for (let i = this.first; i < digits.length; i++) into[at++] = digits[i]!
    return at
  }
}

/** Collects the template id of every line, and prints `number<TAB>template` for all of them; an archive's texts follow one another, each from line 1. */
export class LineTemplates {
  private readonly done: Array<Lines> = []
  private now: Lines = { ids: new Uint32Array(BLOCK), count: 0, texts: new Map() }

  readonly add = (line: number, id: number | null): void => {
    const { now } = this
    if (line > now.ids.length) {
      const wider = new Uint32Array(Math.max(line, now.ids.length * 2))
      wider.set(now.ids)
      now.ids = wider
    }
    now.ids[line - 1] = id === null ? 0 : id + 1
    now.count = Math.max(now.count, line)
  }

  readonly end = (texts: ReadonlyMap<number, string>): void => {
    this.done.push({ ids: this.now.ids.slice(0, this.now.count), count: this.now.count, texts })
    this.now = { ids: new Uint32Array(BLOCK), count: 0, texts: new Map() }
  }

  /** True where no text was read. */
  get empty(): boolean {
    return this.done.every((lines) => lines.count === 0)
  }

  /** `shown` makes a template fit for where it is written. */
  async print(write: (block: Uint8Array) => Promise<void> | void, shown: (text: string) => string): Promise<void> {
    for (const { count, ids, texts } of this.done) {
      const ends = new Map([...texts].map(([id, text]) => [id + 1, Buffer.from(`\t${shown(text)}\n`)] as const))
      const number = new LineNumber()
      let block = Buffer.allocUnsafe(BLOCK)
      let size = 0
      for (let i = 0; i < count; i++) {
        const end = ends.get(ids[i]!) ?? WITHOUT
        if (size + LineNumber.MOST + end.length > block.length) {
          await write(block.subarray(0, size))
          // what was written may still be read
          block = Buffer.allocUnsafe(Math.max(BLOCK, LineNumber.MOST + end.length))
          size = 0
        }
        size = number.next(block, size)
        block.set(end, size)
        size += end.length
      }
      await write(block.subarray(0, size))
    }
  }
}
