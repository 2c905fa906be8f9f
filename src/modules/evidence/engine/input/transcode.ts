import iconv from "iconv-lite"
import type { Encoding } from "./encoding.js"

/** Streaming decoder: original bytes in, UTF-8 bytes out. A byte order mark is dropped. */
export interface Transcoder {
  push(chunk: Uint8Array): Uint8Array
  end(): Uint8Array
}

const NOTHING = new Uint8Array(0)

/**
 * UTF-8 passes through untouched, invalid bytes included, so that offsets stay
 * those of the original (less the mark). Everything else is decoded; where
 * the original bytes of a passage lie is found again by `locate.ts`.
 */
export const makeTranscoder = (encoding: Encoding): Transcoder => {
  let skip = encoding.bom
  const text = (chunk: Uint8Array): Uint8Array => {
    if (skip === 0) return chunk
    const cut = Math.min(skip, chunk.length)
    skip -= cut
    return chunk.subarray(cut)
  }
  if (encoding.kind === "utf-8") return { push: text, end: () => NOTHING }
  if (encoding.kind === "other") {
    const decoder = iconv.getDecoder(encoding.name)
    return { push: (chunk) => Buffer.from(decoder.write(Buffer.from(text(chunk)))), end: () => Buffer.from(decoder.end() ?? "") }
  }
  const decoder = new TextDecoder(encoding.kind, { ignoreBOM: true })
  return { push: (chunk) => Buffer.from(decoder.decode(text(chunk), { stream: true })), end: () => Buffer.from(decoder.decode()) }
}

/** True where this build can decode the encoding. */
export const canDecode = (encoding: Encoding): boolean => encoding.kind !== "other" || iconv.encodingExists(encoding.name)

/** UTF-8 length of each single byte of a one-byte encoding; null where bytes combine. */
export const byteLengths = (encoding: Encoding): Uint8Array | null => {
  if (/^(shift|sjis|euc|gb|big5|cp9[345]|windows-(31j|9)|utf|iso-2022)/i.test(encoding.name)) return null
  const lengths = new Uint8Array(256)
  for (let byte = 0; byte < 256; byte++) lengths[byte] = Buffer.byteLength(iconv.decode(Buffer.from([byte]), encoding.name))
  return lengths
}
