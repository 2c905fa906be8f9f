/**
 * Sparse index of line starts, built while a file streams in: the byte offset
 * of every `step`-th line. Lines end with `\n`; a trailing newline starts no
 * further line.
 */
export interface LineIndex {
  readonly step: number
  /** byte offsets of lines 1, 1 + step, 1 + 2·step, … */
  readonly offsets: ReadonlyArray<number>
  readonly lines: number
  readonly bytes: number
}

const NEWLINE = 10
const STEP = 512

export const makeLineIndexer = () => {
  const offsets: Array<number> = [0]
  let newlines = 0
  let bytes = 0
  let endsWithNewline = false
  return {
    push: (chunk: Uint8Array): void => {
      let from = 0
      while (true) {
        const at = chunk.indexOf(NEWLINE, from)
        if (at === -1) break
        newlines++
        if (newlines % STEP === 0) offsets.push(bytes + at + 1)
        from = at + 1
      }
      bytes += chunk.length
      if (chunk.length > 0) endsWithNewline = chunk[chunk.length - 1] === NEWLINE
    },
    end: (): LineIndex => ({ step: STEP, offsets, lines: bytes === 0 ? 0 : newlines + (endsWithNewline ? 0 : 1), bytes })
  }
}

/** Byte range that surely holds lines `start` … `start + count − 1`, and the number of its first line. */
export const bytesOfLines = (index: LineIndex, start: number, count: number): { readonly from: number; readonly to: number; readonly firstLine: number } => {
  const slot = Math.min(Math.floor((start - 1) / index.step), index.offsets.length - 1)
  const endSlot = Math.floor((start + count - 2) / index.step) + 1
  return { from: index.offsets[slot]!, to: index.offsets[endSlot] ?? index.bytes, firstLine: slot * index.step + 1 }
}
