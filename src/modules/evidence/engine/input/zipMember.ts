/** What holds of a zip's members wherever they are described. */
import { Problem } from "./limits.js"
import { type Member, refused } from "./member.js"

/** Signatures: of what stands before a member, and of the directory at the end. */
export const LOCAL = 0x04034b50
export const DIRECTORY = 0x02014b50
/** Method and flag of a member. */
export const DEFLATED = 8
export const ENCRYPTED = 1

/** Why the content of a member cannot be read, by its flags and its compression method; null where it can. */
export const unreadable = (name: string, flags: number, method: number): Member | null =>
  (flags & ENCRYPTED) !== 0
    ? refused(name, "encrypted", "it is encrypted")
    : method === 0 || method === DEFLATED ? null : refused(name, "unsupported", `its compression method ${method} is not supported`)

export const memberDamage = (error: unknown): Problem =>
  error instanceof Problem ? error : new Problem("damaged", `the member is damaged (${error instanceof Error ? error.message : "unreadable"})`)
