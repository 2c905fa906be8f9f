/** Passages of bytes that are cut out of a log, whole lines. */
import { createHash } from "node:crypto"
import type { Quote } from "../finding.js"

/** An error line: its number, and the byte offset of its start. */
export interface Spot {
  readonly line: number
  readonly start: number
}

/** Bytes kept of a passage, with the spot that it is about. */
export interface Passage {
  readonly bytes: Buffer
  readonly start: number
  readonly spot: Spot
}

/** to each side of a spot, however long its lines are */
export const SIDE = 32 * 1024
const SHOWN = 2_000
const SHOWN_BEFORE = 4
export const NEWLINE = 10

/** Start of the line up to `lines` lines above `at`, not beyond `floor`; both index `bytes`, `at` at a line's start. */
export const above = (bytes: Buffer, at: number, lines: number, floor: number): number => {
  let from = at
  for (let i = 0; i < lines && from > 0; i++) {
    const newline = from === 1 ? -1 : bytes.lastIndexOf(NEWLINE, from - 2)
    // a line that begins before what is at hand is left out
    if (newline === -1 && floor > 0 || newline + 1 < floor) break
    from = newline + 1
  }
  return from
}

/** Index behind the line that stands `lines` lines below `at`, its terminator not counted; null where the bytes end before. */
export const below = (bytes: Buffer, at: number, lines: number): number | null => {
  let to = at
  for (let i = 0; i <= lines; i++) {
    const newline = bytes.indexOf(NEWLINE, to)
    if (newline === -1 || newline - at > SIDE) {
      if (newline === -1 && bytes.length - at <= SIDE) return null
      return i === 0 ? Math.min(bytes.length, at + SIDE) : to - 1
    }
    to = newline + 1
  }
  return to - 1
}

export const newlinesIn = (bytes: Buffer): number => {
  let lines = 0
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) lines++
  return lines
}

export const withoutEnd = (bytes: Buffer): Buffer => {
  let end = bytes.length
  if (end > 0 && bytes[end - 1] === NEWLINE) end--
  if (end > 0 && bytes[end - 1] === 13) end--
  return bytes.subarray(0, end)
}

export const quoteOf = ({ bytes: all, spot, start }: Passage): Quote => {
  const bytes = withoutEnd(all)
  const middle = Math.min(bytes.length, Math.max(0, spot.start - start))
  const first = spot.line - newlinesIn(bytes.subarray(0, middle))
  const shown = above(bytes, middle, SHOWN_BEFORE, 0)
  return {
    bytes: { start, end: start + bytes.length }, lines: { start: first, end: first + newlinesIn(bytes) }, sha256: createHash("sha256").update(bytes).digest("hex"),
    text: bytes.toString("utf8", shown, Math.min(bytes.length, shown + 4 * SHOWN)).slice(0, SHOWN).replaceAll("\u0000", "")
  }
}

/** Two passages of one text as one, where they touch. */
export const joined = (a: Passage, b: Passage): Passage | null => {
  if (b.start < a.start) return joined(b, a)
  const end = a.start + a.bytes.length
  if (b.start > end) return null
  return { ...a, bytes: b.start + b.bytes.length <= end ? a.bytes : Buffer.concat([a.bytes, b.bytes.subarray(end - b.start)]) }
}
