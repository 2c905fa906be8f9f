import { createReadStream } from "node:fs"
import { type FileHandle, open } from "node:fs/promises"
import { constants, crc32, createInflateRaw } from "node:zlib"
import type { ExpansionGuard } from "./guard.js"
import { Problem } from "./limits.js"
import { type Member, refused, unsafePath } from "./member.js"
import { FollowedMember } from "./zipDescriptor.js"
import { DEFLATED, DIRECTORY, ENCRYPTED, LOCAL, memberDamage, unreadable } from "./zipMember.js"

/** What stands before a member's bytes. */
interface Local {
  readonly name: string
  readonly flags: number
  readonly method: number
  readonly crc: number
  readonly expanded: number
  /** first byte of its content, and the one behind its last; null where its sizes follow it */
  readonly start: number
  readonly end: number | null
}

const FIXED = 30
/** the sizes follow the content, or stand in a field of their own */
const SIZES_FOLLOW = 8
const ELSEWHERE = 0xffffffff
const CHUNK = 64 * 1024

const damaged = (reason: string): Problem => new Problem("damaged", `the zip archive is damaged or ends early (${reason})`)

/** The member whose header is at `at`; why there is none to be read otherwise, null where the directory begins. */
const localAt = async (file: FileHandle, at: number): Promise<Local | string | null> => {
  const head = Buffer.alloc(FIXED)
  const { bytesRead } = await file.read(head, 0, FIXED, at)
  if (bytesRead >= 4 && head.readUInt32LE(0) === DIRECTORY) return null
  if (bytesRead < FIXED) return "no member is behind the last one"
  if (head.readUInt32LE(0) !== LOCAL) return "what follows is no member"
  const name = Buffer.alloc(head.readUInt16LE(26))
  const start = at + FIXED + name.length + head.readUInt16LE(28)
  if ((await file.read(name, 0, name.length, at + FIXED)).bytesRead < name.length) return "the name of a member is cut off"
  const flags = head.readUInt16LE(6)
  const size = head.readUInt32LE(18)
  const expanded = head.readUInt32LE(22)
  const method = head.readUInt16LE(8)
  const follows = (flags & SIZES_FOLLOW) !== 0 && size === 0
  // only a packed stream tells where it ends
  if (follows && (method !== DEFLATED || (flags & ENCRYPTED) !== 0) || size === ELSEWHERE || expanded === ELSEWHERE) return `the size of ${name.toString("utf8")} is not stated before it`
  return { name: name.toString("utf8"), flags, method, crc: head.readUInt32LE(14), expanded, start, end: follows ? null : start + size }
}

/**
 * Members of a zip file whose directory is missing, from the headers before
 * them; of one that breaks off what is there. Ends in a `Problem` always: how
 * many members there were is not known.
 */
export async function* unzipBroken(path: string, guard: ExpansionGuard, problem: Problem): AsyncGenerator<Member> {
  const file = await open(path, "r")
  try {
    const { size } = await file.stat()
    for (let at = 0; at < size;) {
      const local = await localAt(file, at)
      if (local === null) throw damaged("its directory is cut off")
      if (typeof local === "string") throw at === 0 ? problem : damaged(local)
      guard.entry()
      const followed = local.end === null ? new FollowedMember(path, file, local.start, guard) : null
      const unsafe = unsafePath(local.name)
      if (unsafe !== null) yield refused(local.name, "unsafe_path", unsafe)
      else if (!local.name.endsWith("/")) yield unreadable(local.name, local.flags, local.method) ?? { path: local.name, bytes: followed?.content() ?? content(path, local, size, guard), problem: null }
      const next = local.end ?? await followed?.behind() ?? null
      if (next === null) throw damaged(`what follows ${local.name} cannot be found`)
      at = next
    }
    throw damaged("its directory is missing")
  } finally {
    await file.close()
  }
}

async function* content(path: string, { crc, end: stated, expanded, method, start }: Local, size: number, guard: ExpansionGuard): AsyncGenerator<Uint8Array> {
  const end = stated ?? size
  const to = Math.min(size, end)
  const meter = guard.meter(() => Math.max(1, to - start))
  let count = 0
  let sum = 0
  if (to > start) {
    const packed = createReadStream(path, { start, end: to - 1, highWaterMark: CHUNK })
    // an end that comes early is seen by the count
    const inflate = method === DEFLATED ? createInflateRaw({ chunkSize: CHUNK, finishFlush: constants.Z_SYNC_FLUSH }) : null
    if (inflate !== null) packed.on("error", (error) => inflate.destroy(error)).pipe(inflate)
    try {
      for await (const chunk of (inflate ?? packed) as AsyncIterable<Uint8Array>) {
        meter(chunk.length)
        count += chunk.length
        sum = crc32(chunk, sum)
        if (count > expanded) break
        yield chunk
      }
    } catch (error) {
      throw memberDamage(error)
    } finally {
      packed.destroy()
      inflate?.destroy()
    }
  }
  if (to < end) throw damaged("Unexpected end of data")
  if (count !== expanded || sum !== crc) throw new Problem("damaged", "the member is damaged (its length or its checksum is not the stated one)")
}
