import { createHash } from "node:crypto"

export interface Chunk {
  readonly ordinal: number
  readonly headingPath: ReadonlyArray<string>
  /** UTF-8 byte offsets into the document's text */
  readonly byteStart: number
  readonly byteEnd: number
  readonly text: string
  readonly sha256: string
}

const SIZE = 1_000
const OVERLAP = 200

interface Block { readonly start: number; readonly end: number; readonly path: ReadonlyArray<string> }

/** Paragraphs, lists and whole code fences, each with the headings above it; offsets in characters. */
const blocksOf = (text: string): ReadonlyArray<Block> => {
  const blocks: Array<Block> = []
  let path: Array<string> = []
  let start = 0
  let position = 0
  let fenced = false
  const close = (end: number) => {
    if (text.slice(start, end).trim() !== "") blocks.push({ start, end, path })
    start = end
  }
  for (const line of text.split(/(?<=\n)/)) {
    const heading = fenced ? null : /^(#{1,6})\s+(.*?)\s*#*\s*$/.exec(line)
    if (/^\s*(```|~~~)/.test(line)) fenced = !fenced
    if (heading !== null) {
      close(position)
      path = [...path.slice(0, heading[1]!.length - 1), heading[2]!.trim()]
    }
    position += line.length
    if (!fenced && line.trim() === "" && position - start >= SIZE / 2) close(position)
    else if (position - start >= SIZE * 2) close(position)
  }
  close(text.length)
  return blocks
}

/**
 * About 1,000 characters a chunk with 200 of overlap inside a section; never
 * across headings unless sections are tiny. Deterministic.
 */
export const chunkText = (text: string): ReadonlyArray<Chunk> => {
  const pieces: Array<{ start: number; end: number; path: ReadonlyArray<string> }> = []
  for (const block of blocksOf(text)) {
    const last = pieces.at(-1)
    const related = last !== undefined && block.path.slice(0, last.path.length).join("\n") === last.path.join("\n")
    if (last !== undefined && related && block.end - last.start <= SIZE) {
      pieces[pieces.length - 1] = { start: last.start, end: block.end, path: last.path }
      continue
    }
    if (block.end - block.start <= SIZE * 1.5) pieces.push({ start: block.start, end: block.end, path: block.path })
    else {
      for (let at = block.start; at < block.end; at += SIZE - OVERLAP) {
        const end = Math.min(block.end, at + SIZE)
        pieces.push({ start: at, end, path: block.path })
        if (end === block.end) break
      }
    }
  }
  let bytes = 0
  let chars = 0
  const byteAt = (offset: number): number => {
    // pieces come in order except for the overlap, which steps back a little
    bytes = offset >= chars ? bytes + Buffer.byteLength(text.slice(chars, offset)) : bytes - Buffer.byteLength(text.slice(offset, chars))
    chars = offset
    return bytes
  }
  return pieces.map((piece, ordinal) => {
    // never between the halves of a surrogate pair
    const from = /[\udc00-\udfff]/.test(text[piece.start] ?? "") ? piece.start + 1 : piece.start
    const to = /[\udc00-\udfff]/.test(text[piece.end] ?? "") ? piece.end + 1 : piece.end
    const byteStart = byteAt(from)
    const byteEnd = byteAt(to)
    const body = text.slice(from, to)
    return { ordinal, headingPath: piece.path, byteStart, byteEnd, text: body, sha256: createHash("sha256").update(body).digest("hex") }
  })
}
