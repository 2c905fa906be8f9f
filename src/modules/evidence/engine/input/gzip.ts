import { createGunzip } from "node:zlib"
import type { ExpansionGuard } from "./guard.js"
import { Problem } from "./limits.js"
import { room } from "./member.js"
import type { Bytes } from "./source.js"

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
