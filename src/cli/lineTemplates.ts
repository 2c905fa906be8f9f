/** The lines of one text: 4 bytes a line until the templates have their final form. */
interface Lines {
  ids: Uint32Array
  count: number
  readonly texts: ReadonlyMap<number, string>
}

const BLOCK = 65_536

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

  async print(write: (text: string) => Promise<void> | void): Promise<void> {
    let block = ""
    for (const { count, ids, texts } of this.done) {
      for (let i = 0; i < count; i++) {
        const id = ids[i]!
        block += `${i + 1}\t${id === 0 ? "" : texts.get(id - 1) ?? ""}\n`
        if (block.length > BLOCK) {
          await write(block)
          block = ""
        }
      }
    }
    await write(block)
  }
}
