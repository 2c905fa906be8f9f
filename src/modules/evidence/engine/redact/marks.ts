/** Data of people and machines that no literal announces: addresses, bank accounts and numbers with letters, found at the beginnings of words. */
import { codeAt, isAlnum, isDigit, isHexDigit, isUpper, isWord } from "./chars.js"
import { iban } from "./checksums.js"
import { digitNear, LETTERED } from "./identities.js"
import { RANK } from "./kinds.js"
import type { Claimant } from "./kinds.js"
import { Work } from "./work.js"

const REFILL = 10
const TRY_COST = 120
const CLAIM_COST = 300

const DOT = 46
const COLON = 58
const DASH = 45
const IPV6 = /[23][0-9a-f]{3}:[0-9a-f:]{2,36}(?![\w:.])/iy
const IBAN = /[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}/y
/** Characters of an IBAN by country, from the registry of SWIFT; countries that are not here are not in it. */
const IBAN_LENGTHS = new Map((
  "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 " +
  "HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 " +
  "RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30"
).split(" ").map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]))
const VERSION_BEFORE = /(?:version|release|build|agent|\/|v)[\s:=]{0,2}$/i

/** Public unicast IPv4: private, loopback, link-local, shared, documentation, multicast and mask-like addresses stay readable. */
export const isPublicIpv4 = (a: number, b: number, c: number, d: number): boolean => {
  if ([a, b, c, d].some((part) => part > 255)) return false
  if (a === 0 || a === 10 || a === 127 || a >= 224) return false
  if ((a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168) || (a === 169 && b === 254) || (a === 100 && b >= 64 && b <= 127)) return false
  return !(a < 10 && b < 20 && c < 20 && d < 20) || (a === 8 && b === 8) || (a === 1 && b === 1) || (a === 9 && b === 9)
}

const isIpv6 = (value: string): boolean => {
  const groups = value.split(":")
  const compressed = value.includes("::")
  return groups.every((group) => group.length <= 4) && (compressed ? groups.length <= 8 && value.indexOf("::") === value.lastIndexOf("::") : groups.length === 8) && !value.toLowerCase().startsWith("2001:db8:")
}

/** The passage of a text that is looked at: where a word begins, ends, and what stands before and behind it. */
interface Word {
  readonly text: string
  readonly from: number
  readonly to: number
  readonly before: number
  readonly behind: number
}

/** Reads four numbers with dots between; the end of the address when it is a public one, else 0. */
const ipv4End = ({ before, from, text }: Word): number => {
  if (isWord(before) || before === DOT || before === 43 || before === DASH) return 0
  const parts = [0, 0, 0, 0]
  let at = from
  for (let part = 0; part < 4; part++) {
    let value = 0
    const start = at
    for (; at < text.length && at - start < 4 && isDigit(codeAt(text, at)); at++) value = value * 10 + codeAt(text, at) - 48
    if (at === start || at - start > 3) return 0
    parts[part] = value
    if (part < 3 && codeAt(text, at++) !== DOT) return 0
  }
  const next = codeAt(text, at)
  if (isWord(next) || next === 43 || next === DASH || (next === DOT && isDigit(codeAt(text, at + 1)))) return 0
  const [a = 0, b = 0, c = 0, d = 0] = parts
  return isPublicIpv4(a, b, c, d) && !VERSION_BEFORE.test(text.slice(Math.max(0, from - 10), from)) ? at : 0
}

/** End of a MAC address of `groups` groups of `size` hexadecimal digits, else 0. */
const macEnd = ({ before, behind, from, text }: Word, groups: number, size: number): number => {
  if (isWord(before) || before === DOT || (size === 2 && (before === COLON || before === DASH))) return 0
  const length = groups * size + groups - 1
  for (let i = 0; i < length; i++) {
    const code = codeAt(text, from + i)
    if ((i + 1) % (size + 1) === 0 ? code !== behind : !isHexDigit(code)) return 0
  }
  const next = codeAt(text, from + length)
  if (isWord(next) || (size === 2 ? next === COLON || next === DASH : next === DOT)) return 0
  const value = text.slice(from, from + length)
  if (size === 2 ? /^(?:00[:-]){5}00$|^(?:ff[:-]){5}ff$/i.test(value) : !/[a-f]/i.test(value)) return 0
  return from + length
}

/** What stands behind an account number may look like its next group: the country says where it ends. */
const ibanEnd = ({ from, text }: Word): number => {
  const length = IBAN_LENGTHS.get(text.slice(from, from + 2))
  if (length === undefined) return 0
  IBAN.lastIndex = from
  const found = IBAN.exec(text)?.[0] ?? ""
  let to = 0
  for (let left = length; left > 0 && to < found.length; to++) if (found[to] !== " ") left--
  const value = found.slice(0, to).replace(/ /g, "")
  return value.length === length && !isAlnum(codeAt(text, from + to)) && iban(value) ? from + to : 0
}

const ipv6End = ({ before, from, text }: Word): number => {
  if (isWord(before) || before === COLON || before === DOT) return 0
  IPV6.lastIndex = from
  const found = IPV6.exec(text)
  return found !== null && isIpv6(found[0]) ? from + found[0].length : 0
}

/** Turns most words away by their length and what stands behind them. */
const mayMatter = (text: string, from: number, size: number, first: number, behind: number): boolean => {
  if (behind === DOT || behind === COLON || behind === DASH || behind === 43) {
    if (size <= 6 && (isDigit(first) || (size !== 6 && isHexDigit(first)))) return true
  }
  if (!isUpper(first)) return size === 11 && isDigit(first)
  const second = codeAt(text, from + 1)
  // IBAN and NINO, then those with one letter or without digits near
  return isUpper(second) ? size >= 16 || digitNear(text, from + 2) : (first >= 88 && first <= 90) || (size === 9 && isDigit(second))
}

/** A pass over the words of the whole text; linear in its length. */
export const claimMarks = (text: string, claim: Claimant): void => {
  const work = new Work(text, REFILL, claim)
  const tell = (from: number, to: number, kind: "IP" | "MAC" | "IBAN" | "NATIONAL_ID"): number => {
    if (work.floods(from, to)) return to
    work.spend(CLAIM_COST)
    claim(from, to, kind, RANK.personal)
    return to
  }
  /** End of what was claimed at a word, 0 when nothing was. */
  const look = (word: Word, first: number): number => {
    const { behind, from, text, to } = word
    const size = to - from
    if (size <= 3 && behind === DOT && isDigit(first)) {
      const end = ipv4End(word)
      if (end > 0) return tell(from, end, "IP")
    }
    if ((size === 2 && (behind === COLON || behind === DASH)) || (size === 4 && behind === DOT)) {
      if (isHexDigit(first) && (size === 2 ? codeAt(text, from + 8) === behind && codeAt(text, from + 5) === behind : codeAt(text, from + 9) === DOT)) {
        const end = macEnd(word, size === 2 ? 6 : 3, size)
        if (end > 0) return tell(from, end, "MAC")
      }
    }
    if (size === 4 && behind === COLON && (first === 50 || first === 51) && !work.floods(from, to)) {
      work.spend(TRY_COST)
      const end = ipv6End(word)
      if (end > 0) return tell(from, end, "IP")
    }
    if (isUpper(first) && size >= 4 && isUpper(codeAt(text, from + 1)) && isDigit(codeAt(text, from + 2)) && isDigit(codeAt(text, from + 3)) && !work.floods(from, to)) {
      work.spend(TRY_COST)
      const end = ibanEnd(word)
      if (end > 0) return tell(from, end, "IBAN")
    }
    for (const shape of LETTERED) {
      if (!shape.may(text, from, size, first) || work.floods(from, to)) continue
      work.spend(TRY_COST)
      shape.pattern.lastIndex = from
      const found = shape.pattern.exec(text)
      if (found !== null && shape.valid(found[0])) return tell(from, from + found[0].length, "NATIONAL_ID")
    }
    return 0
  }

  for (let i = 0; i < text.length;) {
    const first = codeAt(text, i)
    if (!isAlnum(first)) {
      i++
      continue
    }
    let to = i + 1
    while (to < text.length && isAlnum(codeAt(text, to))) to++
    const behind = codeAt(text, to)
    const end = mayMatter(text, i, to - i, first, behind) ? look({ text, from: i, to, before: codeAt(text, i - 1), behind }, first) : 0
    i = Math.max(to, end)
  }
  work.close()
}
