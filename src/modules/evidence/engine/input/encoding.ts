import { isUtf8 } from "node:buffer"
import { analyse } from "chardet"

/** `bom`: bytes before the text. `kind` says how the bytes map to UTF-8. */
export interface Encoding {
  /** WHATWG-like name, such as `utf-8`, `utf-16le`, `windows-1252` */
  readonly name: string
  readonly bom: number
  readonly kind: "utf-8" | "utf-16le" | "utf-16be" | "other"
}

const UTF8: Encoding = { name: "utf-8", bom: 0, kind: "utf-8" }

/** Share of positions 0/1 modulo 2 that are NUL: text in UTF-16 has one side full of them. */
const nulShares = (head: Uint8Array): readonly [number, number] => {
  let even = 0
  let odd = 0
  for (let i = 0; i + 1 < head.length; i += 2) {
    if (head[i] === 0) even++
    if (head[i + 1] === 0) odd++
  }
  const pairs = Math.max(1, head.length >> 1)
  return [even / pairs, odd / pairs]
}

/** Control characters that text does not hold: all but tab, newline, return, form feed, escape, backspace, NUL. */
const controlShare = (head: Uint8Array): { readonly control: number; readonly nul: number; readonly high: number } => {
  let control = 0
  let nul = 0
  let high = 0
  for (const byte of head) {
    if (byte === 0) nul++
    else if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12 && byte !== 27 && byte !== 8) control++
    else if (byte >= 128) high++
  }
  const n = Math.max(1, head.length)
  return { control: control / n, nul: nul / n, high: high / n }
}

/** Up to three bytes at the cut may be the start of a character. */
const validUtf8 = (head: Uint8Array): boolean => {
  for (let cut = 0; cut <= 3 && cut < head.length; cut++) if (isUtf8(head.subarray(0, head.length - cut))) return true
  return head.length === 0
}

/** Share of bytes that belong to well-formed multi-byte UTF-8 among all bytes over 127. */
const utf8Share = (head: Uint8Array): number => {
  let good = 0
  let high = 0
  for (let i = 0; i < head.length; i++) {
    const byte = head[i]!
    if (byte < 128) continue
    high++
    const follow = byte >= 0xf0 && byte < 0xf5 ? 3 : byte >= 0xe0 ? 2 : byte >= 0xc2 ? 1 : 0
    if (follow === 0 || byte >= 0xf5) continue
    let ok = true
    for (let k = 1; k <= follow; k++) if (((head[i + k] ?? 0) & 0xc0) !== 0x80) ok = false
    if (ok) {
      good += 1 + follow
      high += follow
      i += follow
    }
  }
  return high === 0 ? 1 : good / high
}

/** Plausible text when read as UTF-16: few control characters, and newlines or common letters. */
const plausibleUtf16 = (head: Uint8Array, little: boolean): boolean => {
  let control = 0
  let common = 0
  const n = Math.min(head.length >> 1, 4_096)
  for (let i = 0; i < n; i++) {
    const unit = little ? head[2 * i]! | (head[2 * i + 1]! << 8) : (head[2 * i]! << 8) | head[2 * i + 1]!
    if (unit < 32 && unit !== 9 && unit !== 10 && unit !== 13) control++
    else if (unit < 127) common++
  }
  return n > 0 && control / n < 0.02 && common / n > 0.5
}

/**
 * Encoding of a text from its first bytes (64 KiB are plenty); null where the
 * bytes are no text in any encoding known here.
 */
export const detectEncoding = (head: Uint8Array): Encoding | null => {
  if (head.length === 0) return UTF8
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { ...UTF8, bom: 3 }
  if (head[0] === 0xff && head[1] === 0xfe) return { name: "utf-16le", bom: 2, kind: "utf-16le" }
  if (head[0] === 0xfe && head[1] === 0xff) return { name: "utf-16be", bom: 2, kind: "utf-16be" }
  const { control, nul, high } = controlShare(head)
  if (nul > 0.05) {
    const [even, odd] = nulShares(head)
    if (odd > 0.4 && even < 0.1 && plausibleUtf16(head, true)) return { name: "utf-16le", bom: 0, kind: "utf-16le" }
    if (even > 0.4 && odd < 0.1 && plausibleUtf16(head, false)) return { name: "utf-16be", bom: 0, kind: "utf-16be" }
  }
  // a log with a hole of NULs (a crash, a truncated rotation) still is a log
  if (control > 0.05 || (nul > 0.3 && textAround(head) < 0.9)) return null
  if (validUtf8(head)) return UTF8
  if (utf8Share(head) >= 0.5) return UTF8
  if (high > 0.3 && control > 0.01) return null
  const best = analyse(head).find((match) => !/^(utf-?8|ascii|utf-16|utf-32|iso-2022)/i.test(match.name))
  const name = best !== undefined && best.confidence >= 30 && high > 0.02 ? best.name.toLowerCase() : "windows-1252"
  // random bytes look like some legacy encoding too; text has few control bytes and mostly ASCII or letters
  if (name === "windows-1252" && high > 0.4) return null
  return { name: name === "iso-8859-1" ? "windows-1252" : name, bom: 0, kind: "other" }
}

/** Share of printable bytes outside runs of NULs. */
const textAround = (head: Uint8Array): number => {
  let printable = 0
  let total = 0
  for (let i = 0; i < head.length; i++) {
    if (head[i] === 0 && (head[i - 1] === 0 || head[i + 1] === 0)) continue
    total++
    const byte = head[i]!
    if ((byte >= 32 && byte < 127) || byte === 10 || byte === 13 || byte === 9) printable++
  }
  return total < 32 ? 0 : printable / total
}
