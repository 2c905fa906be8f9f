/** Data of people and machines that no literal announces: addresses, bank accounts and numbers with letters, found at the beginnings of words. */
import { codeAt, isAlnum, isDigit, isHexDigit, isUpper, isWord } from "./chars.js"
import { iban } from "./checksums.js"
import { CAPITAL, digitNear, FINNISH } from "./identities.js"
import type { Lettered } from "./identities.js"
import { isSecret, RANK } from "./kinds.js"
import type { Claimant, Kind } from "./kinds.js"
import { hexKeyEnd, isSeed, MIN_BODY, tokenAround } from "./generic-token.js"
import { Work } from "./work.js"
import type { Purse } from "./work.js"

const REFILL = 10
const TRY_COST = 500
const IBAN_COST = 250
const MAC_COST = 100
const CLAIM_COST = 250

const DOT = 46
const COLON = 58
const DASH = 45
const IPV6 = /[23][0-9a-f]{3}:[0-9a-f:]{2,36}(?![\w:.])/iy
/** Characters of an IBAN by country, from the registry of SWIFT; countries that are not here are not in it. */
const IBAN_LENGTHS = new Uint8Array(26 * 26)
for (const entry of (
  "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 " +
  "HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 " +
  "RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30"
).split(" ")) IBAN_LENGTHS[(entry.charCodeAt(0) - 65) * 26 + entry.charCodeAt(1) - 65] = Number(entry.slice(2))
const VERSION_BEFORE = /(?:version|release|build|agent|jdk|jre|java|\/|v)[\s:=]{0,2}$/i

/** Public unicast IPv4: private, loopback, link-local, shared, documentation, multicast and mask-like addresses stay readable. */
export const isPublicIpv4 = (a: number, b: number, c: number, d: number): boolean => {
  if (a > 255 || b > 255 || c > 255 || d > 255) return false
  if (a === 0 || a === 10 || a === 127 || a >= 224) return false
  if ((a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168) || (a === 169 && b === 254) || (a === 100 && b >= 64 && b <= 127)) return false
  return !(a < 10 && b < 20 && c < 20 && d < 20) || (a === 8 && b === 8) || (a === 1 && b === 1) || (a === 9 && b === 9)
}

const isIpv6 = (value: string): boolean => {
  const groups = value.split(":")
  const compressed = value.includes("::")
  return groups.every((group) => group.length <= 4) && (compressed ? groups.length <= 8 && value.indexOf("::") === value.lastIndexOf("::") : groups.length === 8)
}

/** Reads four numbers with dots between in the text with these code units; the end of the address when it is a public one, else 0. */
const ipv4End = (text: string, units: Uint16Array, from: number): number => {
  const { length } = text
  const before = codeAt(text, from - 1)
  if (isWord(before) || before === DOT || before === 43 || before === DASH) return 0
  let a = 0
  let b = 0
  let c = 0
  let value = 0
  let at = from
  for (let part = 0; part < 4; part++) {
    value = 0
    const start = at
    for (; at < length && at - start < 4; at++) {
      const code = units[at] as number
      if (!isDigit(code)) break
      value = value * 10 + code - 48
    }
    if (at === start || at - start > 3) return 0
    if (part === 0) a = value
    else if (part === 1) b = value
    else if (part === 2) c = value
    if (part < 3 && codeAt(text, at++) !== DOT) return 0
  }
  const next = codeAt(text, at)
  if (isWord(next) || next === 43 || next === DASH || (next === DOT && isDigit(codeAt(text, at + 1)))) return 0
  if (!isPublicIpv4(a, b, c, value)) return 0
  const named = before <= 32 || before === 47 || before === COLON || before === 61 || before > 127
  return named && VERSION_BEFORE.test(text.slice(Math.max(0, from - 10), from)) ? 0 : at
}

/** End of a MAC address of `groups` groups of `size` hexadecimal digits, else 0. */
const macEnd = (text: string, from: number, groups: number, size: number): number => {
  const before = codeAt(text, from - 1)
  if (isWord(before) || before === DOT || (size === 2 && (before === COLON || before === DASH))) return 0
  const separator = codeAt(text, from + size)
  const length = groups * size + groups - 1
  for (let i = 0; i < length; i++) {
    const code = codeAt(text, from + i)
    if ((i + 1) % (size + 1) === 0 ? code !== separator : !isHexDigit(code)) return 0
  }
  const next = codeAt(text, from + length)
  if (isWord(next) || (size === 2 ? next === COLON || next === DASH : next === DOT)) return 0
  const value = text.slice(from, from + length)
  if (size === 2 ? /^(?:00[:-]){5}00$|^(?:ff[:-]){5}ff$/i.test(value) : !/[a-f]/i.test(value)) return 0
  return from + length
}

/** What stands behind an account number may look like its next group: the country says where it ends. */
const ibanEnd = (text: string, from: number): number => {
  const length = IBAN_LENGTHS[(codeAt(text, from) - 65) * 26 + codeAt(text, from + 1) - 65] ?? 0
  let to = from + 4
  for (let left = length - 4; left > 0; left--) {
    // one blank or dash may stand between any two
    const between = codeAt(text, to)
    if (between === 32 || between === DASH) to++
    const code = codeAt(text, to++)
    if (!isDigit(code) && !isUpper(code)) return 0
  }
  return length > 0 && !isAlnum(codeAt(text, to)) && iban(text, from, to) ? to : 0
}

const ipv6End = (text: string, from: number): number => {
  const before = codeAt(text, from - 1)
  if (isWord(before) || before === COLON || before === DOT) return 0
  IPV6.lastIndex = from
  const found = IPV6.exec(text)
  return found !== null && isIpv6(found[0]) ? from + found[0].length : 0
}

/** A pass over the words of the whole text, whose code units are `units`; linear in its length. */
export const claimMarks = (text: string, units: Uint16Array, claim: Claimant, purse?: Purse): void => {
  const work = new Work(text, REFILL, claim, purse)
  const tell = (from: number, to: number, kind: Kind): number => {
    if (work.floods(from, to)) return to
    work.spend(CLAIM_COST)
    claim(from, to, kind, kind === "SECRET_TOKEN" ? RANK.guess : isSecret(kind) ? RANK.token : RANK.personal)
    return to
  }
  const lettered = (shapes: ReadonlyArray<Lettered>, from: number, size: number, first: number): number => {
    for (const shape of shapes) {
      if (!shape.may(text, from, size, first) || work.floods(from, from + size)) continue
      work.spend(TRY_COST)
      shape.pattern.lastIndex = from
      const found = shape.pattern.exec(text)
      if (found !== null && shape.valid(found[0])) return tell(from, from + found[0].length, "NATIONAL_ID")
    }
    return 0
  }

  /** End of what an address claims at a word that digits begin or that is hexadecimal, 0 when it is none. */
  const numeric = (from: number, size: number, first: number, behind: number): number => {
    let end = 0
    if (behind === DOT && size <= 3) {
      if (isDigit(first) && isDigit(codeAt(text, from + size + 1))) end = ipv4End(text, units, from)
      return end > 0 ? tell(from, end, "IP") : 0
    }
    if ((size === 2 ? codeAt(text, from + 8) === behind && codeAt(text, from + 5) === behind : size === 4 && behind === DOT && codeAt(text, from + 9) === DOT) && !work.floods(from, from + size)) {
      work.spend(MAC_COST)
      end = macEnd(text, from, size === 2 ? 6 : 3, size)
      if (end > 0) return tell(from, end, "MAC")
    }
    if (size === 4 && behind === COLON && (first === 50 || first === 51) && !work.floods(from, from + size)) {
      work.spend(TRY_COST)
      end = ipv6End(text, from)
      if (end > 0) return tell(from, end, "IP")
    }
    return size === 6 && isDigit(first) ? lettered(FINNISH, from, size, first) : 0
  }

  /** The same for a word that a capital letter begins. */
  const capital = (from: number, size: number, first: number): number => {
    const second = codeAt(text, from + 1)
    if (isUpper(second) ? size < 16 && !digitNear(text, from + 2) : !(first >= 88 && first <= 90) && !(size === 9 && isDigit(second))) return 0
    if (size >= 4 && isUpper(second) && isDigit(codeAt(text, from + 2)) && isDigit(codeAt(text, from + 3)) && !work.floods(from, from + size)) {
      work.spend(IBAN_COST)
      const end = ibanEnd(text, from)
      if (end > 0) return tell(from, end, "IBAN")
    }
    return lettered(CAPITAL, from, size, first)
  }

  const { length } = text
  for (let i = 0; i < length;) {
    const first = units[i] as number
    if (!isAlnum(first)) {
      i++
      continue
    }
    let to = i + 1
    while (to < length && isAlnum(units[to] as number)) to++
    const size = to - i
    let end = 0
    if (size <= 6) {
      const behind = codeAt(text, to)
      if ((behind === DOT || behind === COLON || behind === DASH || behind === 43) && isHexDigit(first) && codeAt(text, i - 1) !== DOT) end = numeric(i, size, first, behind)
    } else if (size >= MIN_BODY) {
      const token = tokenAround(text, i, to)
      if (token !== null && !work.floods(i, to)) {
        work.spend(TRY_COST)
        if (token.random()) end = tell(token.from, token.to, "SECRET_TOKEN")
      } else if (size >= 51 && isSeed(text, i, to)) end = tell(i, to, "SECRET_PRIVATE_KEY")
      else if (size === 32 && codeAt(text, to) === DASH) {
        const key = hexKeyEnd(text, i)
        if (key > 0) end = tell(i, key, "SECRET_MAILGUN_KEY")
      }
    }
    if (end === 0 && isUpper(first)) end = capital(i, size, first)
    else if (end === 0 && size === 11 && isDigit(first)) end = lettered(FINNISH, i, size, first)
    i = Math.max(to, end)
  }
  work.close()
}
