/** The whole name around a literal of a key, with the words before it that belong to it. */
import { codeAt, isKeyChar } from "./chars.js"

const MAX_LEFT = 48
const MAX_RIGHT = 32

/** Length of the escape that the name has swallowed: `%22`, `\\u0022` or `\\n` before it. */
const escapeLength = (text: string, keyStart: number, start: number): number => {
  const before = codeAt(text, keyStart - 1)
  if (before !== 37 && before !== 92) return 0
  const length = before === 37 ? /^[0-9A-F]{2}/i.exec(text.slice(keyStart, keyStart + 2))?.[0].length : /^(?:u00[0-9a-f]{2}|[nrt](?=\w))/i.exec(text.slice(keyStart, keyStart + 6))?.[0].length
  return length !== undefined && keyStart + length <= start ? length : 0
}

/** Where the name begins whose literal begins at `start`. */
export const nameStart = (text: string, start: number): number => {
  let at = start
  while (at > 0 && start - at < MAX_LEFT && isKeyChar(codeAt(text, at - 1))) at--
  return at + escapeLength(text, at, start)
}

/** Where the name ends whose literal ends at `end`. */
export const nameEnd = (text: string, end: number): number => {
  let at = end
  while (at < text.length && at - end < MAX_RIGHT && isKeyChar(codeAt(text, at))) at++
  while (at > end && (text[at - 1] === "." || text[at - 1] === "-")) at--
  return at
}

/** `api key x`: the word before "key" or "token" belongs to the name. */
const QUALIFIER = /(?:^|[^A-Za-z])(api|app|application|admin|ingest|ingestion|integration|write|read|project|bot|hec|deploy|shipping|subscription|user|service|access|secret|private|auth|encryption|decryption|signing|licen[cs]e|account|storage|master|shared|session|client|security|aes|hmac|3?des|cipher|crypto|symmetric|wrapping|deploy|wallet|fernet|cryptsetup|luks|webhook|kms|wifi)(?:er)?(?:[ -]?\d{2,3})?[ -]$/i

/** The name of a key with the words before it that belong to it. */
export const qualified = (text: string, keyStart: number, keyName: string): string => {
  if (/^passe$/i.test(keyName) && /mot de $/i.test(text.slice(Math.max(0, keyStart - 7), keyStart))) return "mot_de_passe"
  const before = /^(?:key|token)$/i.test(keyName) ? QUALIFIER.exec(text.slice(Math.max(0, keyStart - 18), keyStart)) : null
  return before === null ? keyName : `${before[1] ?? ""}_${keyName}`
}
