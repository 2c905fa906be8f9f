/** Members of a zip whose sizes follow their content, as those write them who do not go back: their end is where the packed stream ends. */
import { createReadStream } from "node:fs"
import type { FileHandle } from "node:fs/promises"
import { constants, crc32, createInflateRaw } from "node:zlib"
import type { ExpansionGuard } from "./guard.js"
import { Problem } from "./limits.js"
import { DIRECTORY, LOCAL, memberDamage } from "./zipMember.js"

const DESCRIPTOR = 0x08074b50
const CHUNK = 64 * 1024
/** signature, checksum, two sizes of eight bytes, and the signature that follows */
const MOST = 4 + 4 + 16 + 4

/** What stands behind a member's content: its checksum, its length, and where the next one begins. */
interface Descriptor { readonly crc: number; readonly expanded: number; readonly end: number }

/** Its signature may be left out, its sizes may have four or eight bytes: what follows tells. Null where it is none or is cut off. */
const descriptorAt = async (file: FileHandle, at: number, packed: number): Promise<Descriptor | null> => {
  const bytes = Buffer.alloc(MOST)
  const { bytesRead } = await file.read(bytes, 0, MOST, at)
  for (const signed of bytesRead >= 4 && bytes.readUInt32LE(0) === DESCRIPTOR ? [4, 0] : [0]) {
    for (const width of [4, 8]) {
      const length = signed + 4 + 2 * width
      if (length > bytesRead) continue
      const size = (from: number): number => (width === 4 ? bytes.readUInt32LE(from) : Number(bytes.readBigUInt64LE(from)))
      const next = length + 4 <= bytesRead ? bytes.readUInt32LE(length) : null
      if (size(signed + 4) === packed && (next === null || next === LOCAL || next === DIRECTORY)) return { crc: bytes.readUInt32LE(signed), expanded: size(signed + 4 + width), end: at + length }
    }
  }
  return null
}

/** One such member, packed from `start` on. Its content may be asked for once. */
export class FollowedMember {
  /** where the next member begins, once this one was read to its end */
  private end: number | null = null

  constructor(private readonly path: string, private readonly file: FileHandle, private readonly start: number, private readonly guard: ExpansionGuard) {}

  async *content(): AsyncGenerator<Uint8Array> {
    const packed = createReadStream(this.path, { start: this.start, highWaterMark: CHUNK })
    // an end that comes early is seen by what follows
    const inflate = createInflateRaw({ chunkSize: CHUNK, finishFlush: constants.Z_SYNC_FLUSH })
    packed.on("error", (error) => inflate.destroy(error)).pipe(inflate)
    const meter = this.guard.meter(() => Math.max(1, inflate.bytesWritten))
    let count = 0
    let sum = 0
    try {
      for await (const chunk of inflate as AsyncIterable<Uint8Array>) {
        meter(chunk.length)
        count += chunk.length
        sum = crc32(chunk, sum)
        yield chunk
      }
    } catch (error) {
      throw memberDamage(error)
    } finally {
      packed.destroy()
      inflate.destroy()
    }
    const behind = await descriptorAt(this.file, this.start + inflate.bytesWritten, inflate.bytesWritten)
    if (behind === null) throw new Problem("damaged", "the zip archive is damaged or ends early (Unexpected end of data)")
    this.end = behind.end
    if (count !== behind.expanded || sum !== behind.crc) throw new Problem("damaged", "the member is damaged (its length or its checksum is not the stated one)")
  }

  /** Where the next member begins; null where that cannot be told. Reads what nobody has read; limits of expansion throw. */
  async behind(): Promise<number | null> {
    if (this.end !== null) return this.end
    try {
      for await (const _ of this.content()) { /* its end is wanted */ }
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "damaged") throw error
    }
    return this.end
  }
}
