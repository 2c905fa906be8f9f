import type { EventEmitter } from "node:events"
import { createGunzip } from "node:zlib"
import tar from "tar-stream"
import yauzl from "yauzl"
import type { ExpansionGuard } from "./guard.js"
import { Problem } from "./limits.js"
import type { Bytes } from "./source.js"

/** A member of an archive: its bytes (to be read before the next member is asked for), or why it has none. */
export type Member =
  | { readonly path: string; readonly bytes: Bytes; readonly problem: null }
  | { readonly path: string; readonly bytes: null; readonly problem: Problem }

const refused = (path: string, code: "unsafe_path" | "encrypted" | "unsupported" | "damaged", reason: string): Member => ({ path, bytes: null, problem: new Problem(code, reason) })

/** Why a member's name must not be used, or null. Checked although nothing is ever written under that name. */
export const unsafePath = (name: string): string | null => {
  if (name.includes("\0")) return "its name holds a NUL"
  if (/^([/\\]|[A-Za-z]:)/.test(name)) return "its path is absolute"
  if (name.split(/[/\\]/).includes("..")) return "its path leaves the archive with '..'"
  return null
}

/** Until the stream takes more, or is over; leaves no listener behind however often it is asked. */
const room = (stream: EventEmitter): Promise<void> => new Promise((resolve) => {
  const done = () => {
    stream.off("drain", done).off("close", done)
    resolve()
  }
  stream.on("drain", done).on("close", done)
})

/** A gzip stream's content, several members in a row included; `compressedSize` is its length where known. */
export async function* gunzip(bytes: Bytes, guard: ExpansionGuard, compressedSize: number | null): AsyncGenerator<Uint8Array> {
  let consumed = 0
  const inflate = createGunzip({ chunkSize: 256 * 1024 })
  const meter = guard.meter(() => compressedSize ?? consumed)
  const feeding = (async () => {
    try {
      for await (const chunk of bytes) {
        if (inflate.destroyed) return
        consumed += chunk.length
        if (!inflate.write(chunk)) await room(inflate)
      }
      inflate.end()
    } catch (error) {
      inflate.destroy(error instanceof Error ? error : new Error(String(error)))
    }
  })()
  try {
    for await (const chunk of inflate as AsyncIterable<Uint8Array>) {
      meter(chunk.length)
      yield chunk
    }
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem("damaged", `the gzip stream is damaged or ends early (${error instanceof Error ? error.message : "unreadable"})`)
  } finally {
    inflate.destroy()
    await feeding
  }
}

const tarDamage = (error: unknown): Problem =>
  error instanceof Problem ? error : new Problem("damaged", `the tar archive is damaged or ends early (${error instanceof Error ? error.message : "unreadable"})`)

/**
 * Reads of one consumer. A stream that ends in an error drops what it holds:
 * whoever ends it waits until a read finds nothing more.
 */
class Reads {
  private pending: object | null = null
  private wake = () => {}

  async of<A>(read: Promise<A>): Promise<A> {
    const own = this.pending = {}
    this.wake()
    try {
      return await read
    } finally {
      if (this.pending === own) this.pending = null
    }
  }

  /** Until a read waits although all that is there could have come, or the stream is closed. */
  async starved(stream: EventEmitter & { readonly destroyed: boolean }): Promise<void> {
    stream.once("close", () => this.wake())
    while (!stream.destroyed) {
      const read = this.pending
      if (read === null) {
        await new Promise<void>((resolve) => {
          this.wake = resolve
        })
        continue
      }
      await new Promise((resolve) => setImmediate(resolve))
      if (this.pending === read) return
    }
  }
}

/** The `size` bytes of a member. Whoever stops reading leaves the rest to `untar`: a member that is closed half-way never lets the next one come. */
async function* tarContent(entry: AsyncIterator<Uint8Array>, size: number, reads: Reads): AsyncGenerator<Uint8Array> {
  try {
    // what is missing behind its last byte is not its own damage
    for (let left = size; left > 0;) {
      const next = await reads.of(entry.next())
      if (next.done === true) return
      left -= next.value.length
      yield next.value
    }
  } catch (error) {
    throw tarDamage(error)
  }
}

/** Members of a tar stream, one after the other; of one that breaks off what is there, and then a `Problem`. */
export async function* untar(bytes: Bytes, guard: ExpansionGuard): AsyncGenerator<Member> {
  const extract = tar.extract()
  const reads = new Reads()
  // the archive itself was metered when it was unpacked; here each member counts as an entry
  const feeding = (async () => {
    let failure: Error | undefined
    try {
      for await (const chunk of bytes) {
        if (extract.destroyed) return
        if (!extract.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length))) await room(extract)
      }
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error))
    }
    await reads.starved(extract)
    if (failure === undefined) extract.end(undefined)
    else extract.destroy(failure)
  })()
  try {
    const entries = extract[Symbol.asyncIterator]()
    for (let found = await reads.of(entries.next()); found.done !== true; found = await reads.of(entries.next())) {
      const entry = found.value
      const { name } = entry.header
      // the library also reports kinds its types do not list
      const type: string | null = entry.header.type ?? null
      const skip = () => void entry.resume()
      if (type === "directory") {
        skip()
        continue
      }
      guard.entry()
      const unsafe = unsafePath(name)
      if (unsafe !== null) {
        skip()
        yield refused(name, "unsafe_path", unsafe)
      } else if (type === "symlink" || type === "link") {
        skip()
        yield refused(name, "unsafe_path", "it is a link")
      } else if (type !== "file" && type !== "contiguous-file" && type !== null) {
        skip()
        yield refused(name, "unsupported", `it is no ordinary file (${type})`)
      } else {
        const content = (entry as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]()
        yield { path: name, bytes: tarContent(content, entry.header.size ?? 0, reads), problem: null }
        while ((await reads.of(content.next())).done !== true) { /* what nobody read */ }
      }
    }
  } catch (error) {
    throw tarDamage(error)
  } finally {
    extract.destroy()
    await feeding
  }
}

const openZip = (path: string): Promise<yauzl.ZipFile> => new Promise((resolve, reject) => {
  // names stay undecoded so that one bad name does not fail the whole archive
  yauzl.open(path, { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: true }, (error, zip) => {
    if (error !== null || zip === undefined) reject(new Problem("damaged", `the zip archive is damaged (${error?.message ?? "unreadable"})`))
    else resolve(zip)
  })
})

const nextEntry = (zip: yauzl.ZipFile): Promise<yauzl.Entry | null> => new Promise((resolve, reject) => {
  const finish = (act: () => void) => {
    zip.removeAllListeners("entry").removeAllListeners("end").removeAllListeners("error")
    act()
  }
  zip.once("entry", (entry: yauzl.Entry) => finish(() => resolve(entry)))
  zip.once("end", () => finish(() => resolve(null)))
  zip.once("error", (error: Error) => finish(() => reject(new Problem("damaged", `the zip archive is damaged (${error.message})`))))
  zip.readEntry()
})

const SYMLINK = 0o120000
const FILE_TYPE = 0o170000

/** Members of a zip file on disk, in the order of its directory. */
export async function* unzip(path: string, guard: ExpansionGuard): AsyncGenerator<Member> {
  const zip = await openZip(path)
  try {
    if (zip.entryCount > 0xffff * 16) throw new Problem("too_many_entries", "the zip archive states too many entries")
    for (let entry = await nextEntry(zip); entry !== null; entry = await nextEntry(zip)) {
      const raw = entry.fileName as unknown as Uint8Array
      const name = Buffer.from(raw).toString("utf8")
      guard.entry()
      const unsafe = unsafePath(name)
      if (unsafe !== null) yield refused(name, "unsafe_path", unsafe)
      else if (((entry.externalFileAttributes >>> 16) & FILE_TYPE) === SYMLINK) yield refused(name, "unsafe_path", "it is a link")
      else if (name.endsWith("/")) continue
      else if ((entry.generalPurposeBitFlag & 1) !== 0) yield refused(name, "encrypted", "it is encrypted")
      else if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) yield refused(name, "unsupported", `its compression method ${entry.compressionMethod} is not supported`)
      else yield { path: name, bytes: zipContent(zip, entry, guard), problem: null }
    }
  } finally {
    zip.close()
  }
}

async function* zipContent(zip: yauzl.ZipFile, entry: yauzl.Entry, guard: ExpansionGuard): AsyncGenerator<Uint8Array> {
  const meter = guard.meter(() => Math.max(1, entry.compressedSize))
  const stream = await new Promise<NodeJS.ReadableStream & { destroy(): unknown }>((resolve, reject) => {
    zip.openReadStream(entry, (error, opened) => {
      if (error !== null || opened === undefined) reject(new Problem("damaged", `the member is damaged (${error?.message ?? "unreadable"})`))
      else resolve(opened)
    })
  })
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      meter(chunk.length)
      yield chunk
    }
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem("damaged", `the member is damaged (${error instanceof Error ? error.message : "unreadable"})`)
  } finally {
    stream.destroy()
  }
}
