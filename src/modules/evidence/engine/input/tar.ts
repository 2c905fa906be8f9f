import type { EventEmitter } from "node:events"
import tar from "tar-stream"
import type { ExpansionGuard } from "./guard.js"
import { Problem } from "./limits.js"
import { type Member, refused, room, unsafePath } from "./member.js"
import type { Bytes } from "./source.js"

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

/** Whoever stops reading leaves the rest to `untar`: a member that is closed half-way never lets the next one come. */
async function* tarContent(entry: AsyncIterator<Uint8Array>, reads: Reads): AsyncGenerator<Uint8Array> {
  try {
    for (let next = await reads.of(entry.next()); next.done !== true; next = await reads.of(entry.next())) yield next.value
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
        yield { path: name, bytes: tarContent(content, reads), problem: null }
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
