import { readFile } from "node:fs/promises"
import { inflateRawSync } from "node:zlib"
import type yauzl from "yauzl"
import { unzipBroken } from "./brokenZip.js"
import type { ExpansionGuard } from "./guard.js"
import { Problem } from "./limits.js"
import { type Member, refused, unsafePath } from "./member.js"
import { sizeOf } from "./source.js"
import { DEFLATED, memberDamage, unreadable } from "./zipMember.js"

/** Archives up to this size are held in memory: reading a disk three times for each small member takes longer than inflating it. */
const HELD_BYTES = 4 * 1024 * 1024
/** Members up to this size are inflated at once there, within a millisecond or so. */
const AT_ONCE_BYTES = 256 * 1024

/** An archive and, where it is held in memory, its bytes. */
interface Opened { readonly zip: yauzl.ZipFile; readonly held: Buffer | null }

const openZip = async (path: string): Promise<Opened> => {
  // most threads and servers meet no zip for long
  const { default: reader } = await import("yauzl")
  const held = await sizeOf(path) <= HELD_BYTES ? await readFile(path) : null
  // names stay undecoded so that one bad name does not fail the whole archive
  const options = { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: true }
  const zip = await (held === null ? reader.openPromise(path, options) : reader.fromBufferPromise(held, options)).catch((error: unknown) => {
    throw new Problem("damaged", `the zip archive is damaged (${error instanceof Error ? error.message : "unreadable"})`)
  })
  return { zip, held }
}

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

/** Members of a zip file on disk, in the order of its directory; where that cannot be read, in that of the file. */
export async function* unzip(path: string, guard: ExpansionGuard): AsyncGenerator<Member> {
  const opened = await openZip(path).catch((error: unknown) => {
    if (error instanceof Problem) return error
    throw error
  })
  if (opened instanceof Problem) {
    yield* unzipBroken(path, guard, opened)
    return
  }
  const { zip } = opened
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
      else yield unreadable(name, entry.generalPurposeBitFlag, entry.compressionMethod) ?? { path: name, bytes: zipContent(opened, entry, guard), problem: null }
    }
  } finally {
    zip.close()
  }
}

/** The content of a small member of a held archive; null where it is none or is damaged. */
const inflated = async ({ held, zip }: Opened, entry: yauzl.Entry): Promise<Buffer | null> => {
  const size = entry.uncompressedSize
  if (held === null || entry.compressionMethod !== DEFLATED || size === 0 || size > AT_ONCE_BYTES || entry.compressedSize > AT_ONCE_BYTES) return null
  try {
    const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true })
    const content = inflateRawSync(held.subarray(fileDataStart, fileDataStart + entry.compressedSize), { maxOutputLength: size })
    return content.length === size ? content : null
  } catch {
    return null
  }
}

async function* zipContent(opened: Opened, entry: yauzl.Entry, guard: ExpansionGuard): AsyncGenerator<Uint8Array> {
  const { zip } = opened
  const meter = guard.meter(() => Math.max(1, entry.compressedSize))
  const whole = await inflated(opened, entry)
  if (whole !== null) {
    meter(whole.length)
    yield whole
    return
  }
  // of a damaged member what comes before the damage
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
    throw memberDamage(error)
  } finally {
    stream.destroy()
  }
}
