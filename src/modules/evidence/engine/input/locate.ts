import { createHash } from "node:crypto"
import { open } from "node:fs/promises"
import type { Quote } from "../finding.js"
import type { Encoding } from "./encoding.js"
import { byteLengths } from "./transcode.js"

/** Maps decoded positions to original ones while the original streams by. */
interface Tracker {
  push(chunk: Uint8Array): void
  end(): void
}

/** `wanted` sorted decoded byte offsets; `found` filled with the original offset of each. */
const trackUtf16 = (little: boolean, bom: number, wanted: ReadonlyArray<number>, found: Map<number, number>): Tracker => {
  let decoded = 0
  let original = bom
  let skip = bom
  let odd = -1
  let pendingHigh = false
  let next = 0
  const mark = () => {
    while (next < wanted.length && wanted[next]! <= decoded) found.set(wanted[next++]!, original)
  }
  mark()
  const unit = (first: number, second: number) => {
    const code = little ? first | (second << 8) : (first << 8) | second
    original += 2
    if (pendingHigh && code >= 0xdc00 && code < 0xe000) {
      decoded += 1 // the high half counted three of the pair's four bytes
      pendingHigh = false
      mark()
      return
    }
    if (pendingHigh) pendingHigh = false
    decoded += code < 0x80 ? 1 : code < 0x800 ? 2 : 3
    pendingHigh = code >= 0xd800 && code < 0xdc00
    if (!pendingHigh) mark()
  }
  return {
    push: (chunk) => {
      for (const byte of chunk) {
        if (skip > 0) skip--
        else if (odd === -1) odd = byte
        else {
          unit(odd, byte)
          odd = -1
        }
      }
    },
    end: () => {
      if (odd !== -1) original++
      decoded = Number.POSITIVE_INFINITY
      mark()
    }
  }
}

const trackBytes = (lengths: Uint8Array, bom: number, wanted: ReadonlyArray<number>, found: Map<number, number>): Tracker => {
  let decoded = 0
  let original = 0
  let next = 0
  const mark = () => {
    while (next < wanted.length && wanted[next]! <= decoded) found.set(wanted[next++]!, original)
  }
  return {
    push: (chunk) => {
      for (const byte of chunk) {
        if (original >= bom) {
          mark()
          decoded += lengths[byte]!
        }
        original++
      }
    },
    end: () => {
      decoded = Number.POSITIVE_INFINITY
      mark()
    }
  }
}

/** Original offsets of line starts (index 0: line 1) for the wanted lines; for encodings whose characters have several bytes. */
const trackLines = (wanted: ReadonlySet<number>, starts: Map<number, number>, ends: Map<number, number>): Tracker => {
  let line = 1
  let original = 0
  if (wanted.has(1)) starts.set(1, 0)
  return {
    push: (chunk) => {
      for (const byte of chunk) {
        original++
        if (byte !== 10) continue
        if (wanted.has(line)) ends.set(line, original - 1)
        line++
        if (wanted.has(line)) starts.set(line, original)
      }
    },
    end: () => {
      if (wanted.has(line)) ends.set(line, original)
    }
  }
}

/**
 * Quotes taken from decoded text become quotes of the stored bytes: range and
 * SHA-256 are those of the original file. In encodings with several bytes a
 * character, a quote grows to whole lines. `path` is the original file.
 */
export const locateQuotes = async (path: string, encoding: Encoding, quotes: ReadonlyArray<Quote>): Promise<Map<Quote, Quote>> => {
  const result = new Map<Quote, Quote>()
  if (quotes.length === 0) return result
  const file = await open(path, "r")
  try {
    const found = new Map<number, number>()
    const starts = new Map<number, number>()
    const ends = new Map<number, number>()
    const lengths = encoding.kind === "other" ? byteLengths(encoding) : null
    const byLine = encoding.kind === "other" && lengths === null
    const wanted = [...new Set(quotes.flatMap((quote) => [quote.bytes.start, quote.bytes.end]))].sort((a, b) => a - b)
    const tracker = byLine
      ? trackLines(new Set(quotes.flatMap((quote) => [quote.lines.start, quote.lines.end])), starts, ends)
      : lengths !== null
      ? trackBytes(lengths, encoding.bom, wanted, found)
      : trackUtf16(encoding.kind === "utf-16le", encoding.bom, wanted, found)
    if (encoding.kind !== "utf-8") {
      const block = new Uint8Array(256 * 1024)
      for (let at = 0;;) {
        const { bytesRead } = await file.read(block, 0, block.length, at)
        if (bytesRead === 0) break
        tracker.push(block.subarray(0, bytesRead))
        at += bytesRead
      }
      tracker.end()
    }
    for (const quote of quotes) {
      const start = byLine ? starts.get(quote.lines.start) ?? 0 : encoding.kind === "utf-8" ? quote.bytes.start + encoding.bom : found.get(quote.bytes.start) ?? 0
      const end = byLine ? ends.get(quote.lines.end) ?? start : encoding.kind === "utf-8" ? quote.bytes.end + encoding.bom : found.get(quote.bytes.end) ?? start
      const bytes = Buffer.alloc(Math.max(0, end - start))
      if (bytes.length > 0) await file.read(bytes, 0, bytes.length, start)
      result.set(quote, { ...quote, bytes: { start, end }, sha256: createHash("sha256").update(bytes).digest("hex") })
    }
    return result
  } finally {
    await file.close()
  }
}
