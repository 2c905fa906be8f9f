import { createReadStream, rmSync } from "node:fs"
import { mkdir, mkdtemp, open, rm, stat } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Problem } from "./limits.js"

export type Bytes = AsyncIterable<Uint8Array>

const BLOCK = 64 * 1024

/** A file's bytes, in blocks of 64 KiB: larger ones cost more, each is a page-wise new piece of memory. */
export const readFileBytes = (path: string): Bytes => createReadStream(path, { highWaterMark: BLOCK })

/** Bytes `start` … `end` of a local file; shorter where the file ends before. */
export const readFileRange = async (path: string, start: number, end: number): Promise<Uint8Array> => {
  const file = await open(path, "r")
  try {
    const bytes = Buffer.alloc(Math.max(0, end - start))
    const { bytesRead } = await file.read(bytes, 0, bytes.length, start)
    return bytes.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

export const sizeOf = async (path: string): Promise<number> => {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new Problem("unreadable", error.code === "ENOENT" ? "no such file" : error.code === "EACCES" ? "permission denied" : `cannot be read (${error.code ?? error.message})`)
  })
  if (found.isDirectory()) throw new Problem("unreadable", "is a folder")
  return found.size
}

/** The first `count` bytes (fewer at the end of the stream), and the whole stream again. */
export const peek = async (bytes: Bytes, count: number): Promise<{ readonly head: Uint8Array; readonly whole: Bytes; readonly complete: boolean }> => {
  const iterator = bytes[Symbol.asyncIterator]()
  const chunks: Array<Uint8Array> = []
  let size = 0
  let done = false
  let failure: unknown
  while (size < count && !done) {
    try {
      const next = await iterator.next()
      if (next.done === true) done = true
      else {
        chunks.push(next.value)
        size += next.value.length
      }
    } catch (error) {
      // what came before a damaged place is still worth reading
      if (error instanceof Problem && error.code !== "damaged") throw error
      failure = error
      done = true
    }
  }
  const joined = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
  async function* whole(): AsyncGenerator<Uint8Array> {
    try {
      yield* chunks
      if (failure !== undefined) throw failure
      while (!done) {
        const next = await iterator.next()
        if (next.done === true) return
        yield next.value
      }
    } finally {
      await iterator.return?.()
    }
  }
  return { head: joined.subarray(0, count), whole: whole(), complete: done && failure === undefined && size <= count }
}

/** Everything in memory, or `too_large` once `limit` is passed. `onDamage` gets what was read before the stream broke. */
export const readAll = async (bytes: Bytes, limit: number): Promise<Uint8Array> => {
  const chunks: Array<Uint8Array> = []
  let size = 0
  for await (const chunk of bytes) {
    size += chunk.length
    if (size > limit) throw new Problem("too_large", `larger than the ${limit} bytes that are read of such a file`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Temporary files of one analysis; `close` removes them all, and so does the end of the process. */
export class Scratch {
  private made: string | null = null
  private count = 0
  private readonly sweep = (): void => {
    if (this.made !== null) rmSync(this.made, { recursive: true, force: true })
  }

  constructor(private readonly folder?: string) {}

  /** Writes the stream to a file of its own and answers its path. */
  async spool(bytes: Bytes): Promise<string> {
    if (this.made === null) {
      if (this.folder === undefined) this.made = await mkdtemp(join(tmpdir(), "faultmaven-analysis-"))
      else await mkdir(this.made = this.folder, { mode: 0o700 })
      process.once("exit", this.sweep)
    }
    const path = join(this.made, String(this.count++))
    const file = await open(path, "wx", 0o600)
    try {
      for await (const chunk of bytes) await file.write(chunk)
    } finally {
      await file.close()
    }
    return path
  }

  async close(): Promise<void> {
    if (this.made === null) return
    process.removeListener("exit", this.sweep)
    await rm(this.made, { recursive: true, force: true })
    this.made = null
  }
}
