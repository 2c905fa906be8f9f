import { isUtf8 } from "node:buffer"
import iconv from "iconv-lite"
import type { Finding, Quote } from "../finding.js"
import { sniff } from "../input/sniff.js"
import { sha256 } from "./text.js"

/** True where the bytes the quote names still hash to what it states. `original` is the whole stored file (or artefact). */
export const verifyQuote = (original: Uint8Array, quote: Quote): boolean => {
  const { start, end } = quote.bytes
  return start >= 0 && end > start && end <= original.length && sha256(original.subarray(start, end)) === quote.sha256
}

/** Original value of each pseudonym, such as `<IP_3>`. */
export interface Pseudonyms {
  restore(text: string): string
}

/** The passage as text; null where its encoding is not known. */
const decode = (bytes: Uint8Array, encoding: string | undefined): string | null => {
  if (encoding !== undefined && iconv.encodingExists(encoding)) return iconv.decode(Buffer.from(bytes), encoding)
  if (isUtf8(bytes) && !bytes.includes(0)) return Buffer.from(bytes).toString("utf8")
  // pixels hold no text to compare, however many of their bytes are NUL
  if (sniff(bytes.subarray(0, 64))?.family === "image") return null
  let nuls = 0
  for (const byte of bytes) if (byte === 0) nuls++
  if (nuls * 3 >= bytes.length) return new TextDecoder(bytes[0] === 0 ? "utf-16be" : "utf-16le").decode(bytes)
  return null
}

/** What differs only in how it is shown: NULs, replacement characters, bytes over 127 of legacy encodings. */
const comparable = (text: string): string => text.replace(/[^\x09\x20-\x7e]/g, "")

/**
 * Verifies a finding against the stored bytes: every quote's range exists, its
 * SHA-256 is that of the bytes there, and its text, pseudonyms reversed, is what
 * they say. `encoding` is the analysis' (UTF-8 and UTF-16 are seen without it; of
 * other bytes only the hash is compared). `readRange` reads the original file, or the artefact where the
 * finding names one. A finding without quotes is not verified.
 */
export const verifyFinding = async (
  readRange: (start: number, end: number) => Promise<Uint8Array>,
  finding: Finding,
  pseudonyms?: Pseudonyms,
  encoding?: string
): Promise<boolean> => {
  for (const quote of finding.quotes) {
    const { start, end } = quote.bytes
    if (!(start >= 0 && end > start)) return false
    const bytes = await readRange(start, end)
    if (bytes.length !== end - start || sha256(bytes) !== quote.sha256) return false
    const shown = comparable(pseudonyms === undefined ? quote.text : pseudonyms.restore(quote.text))
    const text = decode(bytes, encoding)
    if (text === null) continue
    const stored = comparable(text)
    // a cut display text may end inside a pseudonym or a character
    const length = quote.text.length >= 1_900 ? Math.max(0, shown.length - 100) : shown.length
    if (length > 0 && !stored.includes(shown.slice(0, length))) return false
  }
  return finding.quotes.length > 0
}
