import type { Finding } from "../finding.js"
import type { Encoding } from "./encoding.js"
import { locateQuotes } from "./locate.js"

/**
 * Findings about a decoded text become findings about its original bytes.
 * `path` is the original on disk; texts in UTF-8 do without.
 */
export const placeFindings = async (findings: ReadonlyArray<Finding>, encoding: Encoding, path: string | null): Promise<ReadonlyArray<Finding>> => {
  if (encoding.kind !== "utf-8" && path !== null) {
    const quotes = await locateQuotes(path, encoding, findings.flatMap((finding) => finding.quotes))
    return findings.map((finding) => ({ ...finding, quotes: finding.quotes.map((quote) => quotes.get(quote) ?? quote) }))
  }
  const by = encoding.bom
  return by === 0 ? findings : findings.map((finding) => ({ ...finding, quotes: finding.quotes.map((quote) => ({ ...quote, bytes: { start: quote.bytes.start + by, end: quote.bytes.end + by } })) }))
}
