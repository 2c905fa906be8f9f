/** Files that are written together: at most, and until they are this large. */
const GROUP = { files: 64, bytes: 1024 * 1024 } as const

/** What of a file tells where it goes; `sha256` is empty where it has no bytes. */
interface Grouped { readonly path: string; readonly sha256: string; readonly bytes: Buffer | string }

class Group<F extends Grouped> {
  private files: Array<F> = []
  private size = 0

  fits({ bytes }: F): boolean {
    return this.files.length === 0 || (this.files.length < GROUP.files && this.size + bytes.length <= GROUP.bytes)
  }

  join(file: F): void {
    this.files.push(file)
    this.size += file.bytes.length
  }

  take(): ReadonlyArray<F> {
    const { files } = this
    this.files = []
    this.size = 0
    return files
  }
}

class Names {
  private readonly all = new Set<string>()

  has({ path, sha256 }: Grouped): boolean {
    return this.all.has(`/${path}`) || (sha256 !== "" && this.all.has(sha256))
  }

  add({ path, sha256 }: Grouped): void {
    this.all.add(`/${path}`)
    if (sha256 !== "") this.all.add(sha256)
  }

  clear(): void {
    this.all.clear()
  }
}

/**
 * Deals the files of an import into groups. Groups are under way side by side,
 * so a file that has the path or the bytes of an earlier one is put aside and
 * comes after all that went before it: of two that are the same the first is
 * kept, of two versions the last.
 */
export class Grouping<F extends Grouped> {
  private readonly next = new Group<F>()
  private readonly aside = new Group<F>()
  private readonly started = new Names()
  private readonly repeated = new Names()

  /** Whether an earlier file has its path or its bytes. */
  repeats(file: F): boolean {
    return this.started.has(file) || this.repeated.has(file)
  }

  /** False where there is no room: the groups must be taken first. Two that repeat each other do not stand aside together. */
  put(file: F): boolean {
    const again = this.repeats(file)
    const group = again ? this.aside : this.next
    if (!group.fits(file) || this.repeated.has(file)) return false
    const names = again ? this.repeated : this.started
    names.add(file)
    group.join(file)
    return true
  }

  /** The files that may be written beside what is under way. */
  takeNext(): ReadonlyArray<F> {
    return this.next.take()
  }

  /** Those that were put aside, once all others are written; nothing stands in the way of any file then. */
  takeAside(): ReadonlyArray<F> {
    this.started.clear()
    this.repeated.clear()
    return this.aside.take()
  }
}
