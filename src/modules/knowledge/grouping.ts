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

/**
 * Deals the files of an import into groups. Groups are under way side by side,
 * so a file that has the path or the bytes of an earlier one is put aside and
 * comes after all that went before it: of two that are the same the first is
 * kept, of two versions the last. What comes later repeats nothing either, or
 * is put aside itself: it need not wait.
 */
export class Grouping<F extends Grouped> {
  private readonly next = new Group<F>()
  private readonly aside = new Group<F>()
  private readonly paths = new Set<string>()
  private readonly hashes = new Set<string>()
  /** of the files put aside: their paths, and the hashes that no file before them has */
  private readonly asidePaths = new Set<string>()
  private readonly asideHashes = new Set<string>()

  /** Whether it comes after all files before it. */
  repeats({ path, sha256 }: F): boolean {
    return this.paths.has(path) || this.asidePaths.has(path) || this.hashes.has(sha256) || this.asideHashes.has(sha256)
  }

  /** False where there is no room: the groups must be taken first. */
  put(file: F): boolean {
    const { path, sha256 } = file
    if (!this.repeats(file)) {
      if (!this.next.fits(file)) return false
      this.paths.add(path)
      if (sha256 !== "") this.hashes.add(sha256)
      this.next.join(file)
      return true
    }
    // two that would change one document, or be one, do not stand aside together
    if (!this.aside.fits(file) || this.asidePaths.has(path) || this.asideHashes.has(sha256)) return false
    this.asidePaths.add(path)
    if (sha256 !== "" && !this.hashes.has(sha256)) this.asideHashes.add(sha256)
    this.aside.join(file)
    return true
  }

  /** The files that may be written beside what is under way. */
  takeNext(): ReadonlyArray<F> {
    return this.next.take()
  }

  /** Those that were put aside, after `takeNext`; they are read when all others are written. */
  takeAside(): ReadonlyArray<F> {
    for (const path of this.asidePaths) this.paths.add(path)
    for (const hash of this.asideHashes) this.hashes.add(hash)
    this.asidePaths.clear()
    this.asideHashes.clear()
    return this.aside.take()
  }
}
