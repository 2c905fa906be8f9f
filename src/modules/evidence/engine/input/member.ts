import type { EventEmitter } from "node:events"
import { Problem } from "./limits.js"
import type { Bytes } from "./source.js"

/** A member of an archive: its bytes (to be read before the next member is asked for), or why it has none. */
export type Member =
  | { readonly path: string; readonly bytes: Bytes; readonly problem: null }
  | { readonly path: string; readonly bytes: null; readonly problem: Problem }

/** A member that is not opened. */
export const refused = (path: string, code: "unsafe_path" | "encrypted" | "unsupported" | "damaged", reason: string): Member => ({ path, bytes: null, problem: new Problem(code, reason) })

/** Why a member's name must not be used, or null. Checked although nothing is ever written under that name. */
export const unsafePath = (name: string): string | null => {
  if (name.includes("\0")) return "its name holds a NUL"
  if (/^([/\\]|[A-Za-z]:)/.test(name)) return "its path is absolute"
  if (name.split(/[/\\]/).includes("..")) return "its path leaves the archive with '..'"
  return null
}

/** Until the stream takes more, or is over; leaves no listener behind however often it is asked. */
export const room = (stream: EventEmitter): Promise<void> => new Promise((resolve) => {
  const done = () => {
    stream.off("drain", done).off("close", done)
    resolve()
  }
  stream.on("drain", done).on("close", done)
})
