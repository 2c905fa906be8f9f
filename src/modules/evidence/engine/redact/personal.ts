/** Personal data: e-mail, phone, cards, bank accounts, identity numbers, MAC and public IP addresses. */
import * as check from "./checksums.js"
import { RANK } from "./kinds.js"
import type { Claimant, Kind, Rule } from "./kinds.js"

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

/** A number with its separators: where cards, phones, identity numbers and IPv4 addresses are looked for. */
const NUMBERISH = /(?<![\w.])(?:\+|\()?\d[\d .()/-]{5,29}[\dXxA-Za-z]/g
const ISO_DATE = /^\d{4}[-/.]\d\d[-/.]\d\d|^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}(?:$| )/
const BRANDS = /^(?:4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|3[47]\d{13}|6(?:011|5\d\d|4[4-9]\d)\d{12,15}|62\d{14,17}|35(?:2[89]|[3-8]\d)\d{12}|3(?:0[0-5]|[68]\d)\d{11})$/
const CARD_GROUPS = /(?<![\d-])(?:\d{13,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}|\d{4}([ -])\d{6}\2\d{4,5})(?!\d|-\d)/g

const IPV4 = /(?<![\w.+-])(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?![\w+-]|\.\d)/g
const IPV6 = /(?<![\w:.])[23][0-9a-f]{3}:[0-9a-f:]{2,36}(?![\w:.])/gi
const MAC = /(?<![\w:.-])[0-9a-f]{2}([:-])[0-9a-f]{2}\1[0-9a-f]{2}\1[0-9a-f]{2}\1[0-9a-f]{2}\1[0-9a-f]{2}(?![\w:-])|(?<![\w.])[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}(?![\w.])/gi
const IBAN = /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?![A-Za-z0-9])/g
const PHONE = /^(?:\+\d{1,3}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d{1,4}(?:[ .-]?\d{2,4}){2,4}|\(\d{3}\) ?\d{3}[ .-]\d{4}|(?:1[ .-])?[2-9]\d{2}([.-])[2-9]\d{2}\1\d{4}|0\d{1,4}[ /-]\d{3,4}[ -]?\d{3,4}|0\d(?:[ .-]\d{2}){4})$/
const PHONE_KEY = /(?:phone|mobile|tel|cell|msisdn|fax|whatsapp|caller|callee)(?:[ _-]?(?:no|num|number|nr))?["']?\s{0,3}[:=]\s{0,3}["']?\+?$/i
const IDENTITY_KEY = /(?:ssn|social.?security|national.?(?:id|ins)|tax.?(?:id|no|number|file)|steuer|tin|tfn|sin|bsn|pesel|aadhaa?r|uidai|cpf|dni|nie|nif|nir|insee|passport|id.?card|identity|rrn|personnummer|nhs|curp|nino|driver.?licen[cs]e)[\w .-]{0,12}["']?\s{0,3}[:=#]?\s{0,3}["']?$/i

/** Public unicast IPv4: private, loopback, link-local, shared, documentation, multicast and mask-like addresses stay readable. */
export const isPublicIpv4 = (a: number, b: number, c: number, d: number): boolean => {
  if ([a, b, c, d].some((part) => part > 255)) return false
  if (a === 0 || a === 10 || a === 127 || a >= 224) return false
  if ((a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168) || (a === 169 && b === 254) || (a === 100 && b >= 64 && b <= 127)) return false
  return !(a < 10 && b < 20 && c < 20 && d < 20) || (a === 8 && b === 8) || (a === 1 && b === 1) || (a === 9 && b === 9)
}

type Identity = readonly [RegExp, (value: string) => boolean, boolean]
const always = (): boolean => true

/** Shape, checksum, and whether a telling key is needed because the shape alone is common. */
const IDENTITIES: ReadonlyArray<Identity> = [
  [/^\d{3}-\d{2}-\d{4}$/, check.american, false], [/^\d{3} \d{2} \d{4}$|^\d{9}$/, always, true],
  [/^\d{8}[A-Z]$/i, check.spanish, false], [/^\d{3}\.\d{3}\.\d{3}-\d{2}$/, check.brazilian, false], [/^\d{11}$/, (v) => check.brazilian(v) || check.polish(v) || check.german(v) || check.belgian(v), true],
  [/^[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?\d[\dAB] ?\d{3} ?\d{3} ?\d{2}$/, check.french, false], [/^\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]$/, check.chinese, false],
  [/^756\.\d{4}\.\d{4}\.\d{2}$/, check.swiss, false], [/^(?:\d{2})?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[-+]\d{4}$/, check.swedish, false],
  [/^\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}$/, check.belgian, false], [/^\d{6}-[1-4]\d{6}$/, always, true], [/^\d{3}[ -]\d{3}[ -]\d{3}$/, (v) => check.luhn(v) || check.australian(v), true], [/^[2-9]\d{3}[ -]\d{4}[ -]\d{4}$|^[2-9]\d{11}$/, check.verhoeff, true],
  [/^\d{3} \d{3} \d{4}$/, always, true], [/^\d{13}$/, check.luhn, true]
]
const LETTERED: ReadonlyArray<readonly [RegExp, (value: string) => boolean]> = [
  [/(?<![A-Za-z0-9])[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![A-Za-z0-9])/g, always], [/(?<![A-Za-z0-9])[XYZ]-?\d{7}-?[A-Z](?![A-Za-z0-9])/g, check.spanish],
  [/(?<![A-Za-z0-9])[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z](?![A-Za-z0-9])/g, check.italian], [/(?<![A-Za-z0-9])[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z0-9]\d(?![A-Za-z0-9])/g, always],
  [/(?<![A-Za-z0-9])[0-3]\d[01]\d\d\d[-+A]\d{3}[0-9A-FHJ-NPR-Y](?![A-Za-z0-9])/g, check.finnish]
]

const before = (text: string, at: number): string => text.slice(Math.max(0, at - 40), at)

const identity = (text: string, at: number, value: string): boolean =>
  IDENTITIES.some(([shape, valid, keyed]) => shape.test(value) && valid(value) && (!keyed || IDENTITY_KEY.test(before(text, at))))

const claimNumbers = (text: string, claim: Claimant): void => {
  for (const found of text.matchAll(NUMBERISH)) {
    const value = found[0].replace(/[^\dXxA-Za-z]+$/, "")
    const at = found.index
    if (ISO_DATE.test(value)) continue
    const numeric = /[A-Za-z]$/.test(value) ? value.slice(0, -1).replace(/[^\d]+$/, "") : value
    let card = false
    for (const group of numeric.matchAll(CARD_GROUPS)) {
      const digits = group[0].replace(/\D/g, "")
      if (BRANDS.test(digits) && check.luhn(digits)) {
        claim(at + group.index, at + group.index + group[0].length, "CARD", RANK.personal)
        card = true
      }
    }
    if (card) continue
    if (identity(text, at, value)) claim(at, at + value.length, "NATIONAL_ID", RANK.personal)
    else if (identity(text, at, numeric)) claim(at, at + numeric.length, "NATIONAL_ID", RANK.personal)
    else if (isPhone(text, at, numeric)) claim(at, at + numeric.length, "PHONE", RANK.personal)
  }
}

const isPhone = (text: string, at: number, value: string): boolean => {
  const digits = value.replace(/\D/g, "").length
  if (digits < 7 || digits > 15) return false
  if (PHONE_KEY.test(before(text, at))) return true
  return PHONE.test(value) && (value.startsWith("+") ? digits >= 9 : digits >= 10)
}

const each = (text: string, pattern: RegExp, kind: Kind, claim: Claimant, valid: (found: RegExpMatchArray) => boolean): void => {
  for (const found of text.matchAll(pattern)) {
    if (valid(found)) claim(found.index ?? 0, (found.index ?? 0) + found[0].length, kind, RANK.personal)
  }
}

const VERSION_BEFORE = /(?:version|release|build|agent|\/|v)[\s:=]{0,2}$/i

/** Passes over the whole text for data that no literal announces. */
export const claimPersonal = (text: string, claim: Claimant): void => {
  if (/\d/.test(text)) {
    claimNumbers(text, claim)
    each(text, IPV4, "IP", claim, (m) => isPublicIpv4(Number(m[1]), Number(m[2]), Number(m[3]), Number(m[4])) && !VERSION_BEFORE.test(before(text, m.index ?? 0).slice(-10)))
    each(text, IPV6, "IP", claim, (m) => isIpv6(m[0]))
    each(text, IBAN, "IBAN", claim, (m) => check.iban(m[0].replace(/ /g, "")))
    for (const [shape, valid] of LETTERED) each(text, shape, "NATIONAL_ID", claim, (m) => valid(m[0]))
  }
  each(text, MAC, "MAC", claim, (m) => !/^(?:00[:-]){5}00$|^(?:ff[:-]){5}ff$/i.test(m[0]) && (m[1] !== undefined || /[a-f]/i.test(m[0])))
}

const isIpv6 = (value: string): boolean => {
  const groups = value.split(":")
  const compressed = value.includes("::")
  return groups.every((group) => group.length <= 4) && (compressed ? groups.length <= 8 && value.indexOf("::") === value.lastIndexOf("::") : groups.length === 8) && !value.toLowerCase().startsWith("2001:db8:")
}

export const personalRules: ReadonlyArray<Rule> = [email]
