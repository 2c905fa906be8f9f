import type yauzl from "yauzl"
import { unzipBroken } from "./brokenZip.js"
import type { ExpansionGuard } from "./guard.js"
import { Problem } from "./limits.js"
import { type Member, refused, unsafePath } from "./member.js"
import { memberDamage, unreadable } from "./zipMember.js"

const openZip = async (path: string): Promise<yauzl.ZipFile> => {
  // most threads and servers meet no zip for long
  const { default: reader } = await import("yauzl")
  return new Promise((resolve, reject) => {
    // names stay undecoded so that one bad name does not fail the whole archive
    reader.open(path, { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: true }, (error, zip) => {
      if (error !== null || zip === undefined) reject(new Problem("damaged", `the zip archive is damaged (${error?.message ?? "unreadable"})`))
      else resolve(zip)
    })
  })
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
  const zip = await openZip(path).catch((error: unknown) => {
    if (error instanceof Problem) return error
    throw error
  })
  if (zip instanceof Problem) {
    yield* unzipBroken(path, guard, zip)
    return
  }
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
      else yield unreadable(name, entry.generalPurposeBitFlag, entry.compressionMethod) ?? { path: name, bytes: zipContent(zip, entry, guard), problem: null }
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
    throw memberDamage(error)
  } finally {
    stream.destroy()
  }
}
