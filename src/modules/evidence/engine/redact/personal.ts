/** Personal data: e-mail, phone, cards, bank accounts, identity numbers, MAC and public IP addresses. */
import { iban } from "./checksums.js"
import { RANK } from "./kinds.js"
import { claimLettered, identityRules } from "./identities.js"
import type { Claimant, Kind, Rule } from "./kinds.js"
import { claimNumbers } from "./numbers.js"

const FILE_OR_UNIT = /\.(?:png|jpe?g|gif|svg|webp|ico|js|ts|css|map|md|json|service|socket|timer|target|mount|scope|slice|local|so|jar|java|py|go|rb|sh|log|txt)$/i
const NOT_PEOPLE = /^(?:git|hg|svn|ssh|npm|root|localhost)$/i
const LOCAL = /[\w.%+'-]/
const DOMAIN = /(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})\.){1,8}[A-Za-z]{2,24}(?![\w@-])/y

const email: Rule = {
  literals: ["@"],
  match: (text, start, _end, claim) => {
    let from = start
    while (from > 0 && start - from < 64 && LOCAL.test(text[from - 1] as string)) from--
    while (from < start && /[.'%+-]/.test(text[from] as string)) from++
    if (from === start || text[start - 1] === ".") return 0
    DOMAIN.lastIndex = start + 1
    const found = DOMAIN.exec(text)
    if (found === null || FILE_OR_UNIT.test(found[0]) || NOT_PEOPLE.test(text.slice(from, start))) return 0
    claim(from, start + 1 + found[0].length, "EMAIL", RANK.personal)
    return start + 1 + found[0].length
  }
}

const IPV4 = /(?<![\w.+-])(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?![\w+-]|\.\d)/g
const IPV6 = /(?<![\w:.])[23][0-9a-f]{3}:[0-9a-f:]{2,36}(?![\w:.])/gi
const MAC = /(?<![\w:.-])[0-9a-f]{2}([:-])[0-9a-f]{2}\1[0-9a-f]{2}\1[0-9a-f]{2}\1[0-9a-f]{2}\1[0-9a-f]{2}(?![\w:-])|(?<![\w.])[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}(?![\w.])/gi
const IBAN = /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}/g
/** Characters of an IBAN by country, from the registry of SWIFT; countries that are not here are not in it. */
const IBAN_LENGTHS = new Map((
  "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 " +
  "HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 " +
  "RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30"
).split(" ").map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]))

/** Public unicast IPv4: private, loopback, link-local, shared, documentation, multicast and mask-like addresses stay readable. */
export const isPublicIpv4 = (a: number, b: number, c: number, d: number): boolean => {
  if ([a, b, c, d].some((part) => part > 255)) return false
  if (a === 0 || a === 10 || a === 127 || a >= 224) return false
  if ((a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168) || (a === 169 && b === 254) || (a === 100 && b >= 64 && b <= 127)) return false
  return !(a < 10 && b < 20 && c < 20 && d < 20) || (a === 8 && b === 8) || (a === 1 && b === 1) || (a === 9 && b === 9)
}

const before = (text: string, at: number): string => text.slice(Math.max(0, at - 40), at)

const each = (text: string, pattern: RegExp, kind: Kind, claim: Claimant, valid: (found: RegExpMatchArray) => boolean): void => {
  for (const found of text.matchAll(pattern)) {
    if (valid(found)) claim(found.index ?? 0, (found.index ?? 0) + found[0].length, kind, RANK.personal)
  }
}

/** What stands behind an account number may look like its next group: the country says where it ends. */
const claimIbans = (text: string, claim: Claimant): void => {
  for (const found of text.matchAll(IBAN)) {
    const length = IBAN_LENGTHS.get(found[0].slice(0, 2))
    if (length === undefined) continue
    let to = 0
    for (let left = length; left > 0 && to < found[0].length; to++) if (found[0][to] !== " ") left--
    const value = found[0].slice(0, to)
    const next = text[found.index + to] ?? ""
    if (!/[A-Za-z0-9]/.test(next) && value.replace(/ /g, "").length === length && iban(value.replace(/ /g, ""))) claim(found.index, found.index + to, "IBAN", RANK.personal)
  }
}

const VERSION_BEFORE = /(?:version|release|build|agent|\/|v)[\s:=]{0,2}$/i

/** Passes over the whole text for data that no literal announces. */
export const claimPersonal = (text: string, claim: Claimant): void => {
  if (/\d/.test(text)) {
    claimNumbers(text, claim)
    each(text, IPV4, "IP", claim, (m) => isPublicIpv4(Number(m[1]), Number(m[2]), Number(m[3]), Number(m[4])) && !VERSION_BEFORE.test(before(text, m.index ?? 0).slice(-10)))
    each(text, IPV6, "IP", claim, (m) => isIpv6(m[0]))
    claimIbans(text, claim)
    claimLettered(text, claim)
  }
  each(text, MAC, "MAC", claim, (m) => !/^(?:00[:-]){5}00$|^(?:ff[:-]){5}ff$/i.test(m[0]) && (m[1] !== undefined || /[a-f]/i.test(m[0])))
}

const isIpv6 = (value: string): boolean => {
  const groups = value.split(":")
  const compressed = value.includes("::")
  return groups.every((group) => group.length <= 4) && (compressed ? groups.length <= 8 && value.indexOf("::") === value.lastIndexOf("::") : groups.length === 8) && !value.toLowerCase().startsWith("2001:db8:")
}

export const personalRules: ReadonlyArray<Rule> = [email, ...identityRules]
