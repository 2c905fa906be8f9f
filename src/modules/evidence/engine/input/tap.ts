import { createHash, type Hash } from "node:crypto"
import type { Bytes } from "./source.js"

/** Counts and measures the bytes of a text as they pass, and hashes those of an artefact: those of the stored file are hashed where they are read. */
export class Tap {
  bytes = 0
  longest = 0
  private current = 0
  private readonly hash: Hash | null

  constructor(artifact: string | null) {
    this.hash = artifact === null ? null : createHash("sha256")
  }

  get sha256(): string {
    return this.hash?.digest("hex") ?? ""
  }

  async *over(bytes: Bytes): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      this.hash?.update(chunk)
      this.bytes += chunk.length
      // only the rare chunk without any newline can be part of a very long line
      const last = chunk.lastIndexOf(10)
      if (last === -1) this.current += chunk.length
      else this.current = chunk.length - last - 1
      if (this.current > this.longest) this.longest = this.current
      yield chunk
    }
  }
}
