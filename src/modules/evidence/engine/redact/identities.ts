/** Identity numbers with letters: some told by their shape and checksum, others by the name before them. */
import { codeAt, isDigit, isUpper } from "./chars.js"
import * as check from "./checksums.js"
import { RANK } from "./kinds.js"
import type { Kind, Rule } from "./kinds.js"

const always = (): boolean => true

/** A number with letters that its shape and checksum tell, at the beginning of a word. */
export interface Lettered {
  readonly pattern: RegExp
  readonly valid: (value: string) => boolean
  /** whether a word of `size` characters from `from` on can be one: cheap, and true for few */
  readonly may: (text: string, from: number, size: number, first: number) => boolean
}

/** A digit, also behind a blank. */
export const digitNear = (text: string, at: number): boolean => isDigit(codeAt(text, codeAt(text, at) === 32 ? at + 1 : at))

/** Those that a capital letter begins. */
export const CAPITAL: ReadonlyArray<Lettered> = [
  // United Kingdom
  {
    pattern: /[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![A-Za-z0-9])/y, valid: always,
    may: (text, from, size, first) => size <= 9 && isUpper(first) && isUpper(codeAt(text, from + 1)) && digitNear(text, from + 2) && digitNear(text, from + 4)
  },
  // Spain, for foreigners
  { pattern: /[XYZ]-?\d{7}-?[A-Z](?![A-Za-z0-9])/y, valid: check.spanish, may: (_, __, size, first) => first >= 88 && first <= 90 && (size === 1 || size === 8 || size === 9) },
  // Italy
  { pattern: /[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z](?![A-Za-z0-9])/y, valid: check.italian, may: (_, __, size, first) => size === 16 && isUpper(first) },
  // Mexico
  { pattern: /[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z0-9]\d(?![A-Za-z0-9])/y, valid: always, may: (_, __, size, first) => size === 18 && isUpper(first) },
  // Singapore
  { pattern: /[STFG]\d{7}[A-Z](?![A-Za-z0-9])/y, valid: check.singaporean, may: (_, __, size, first) => size === 9 && (first === 70 || first === 71 || first === 83 || first === 84) }
]

/** The one that digits begin. */
export const FINNISH: ReadonlyArray<Lettered> = [
  {
    pattern: /[0-3]\d[01]\d\d\d[-+A]\d{3}[0-9A-FHJ-NPR-Y](?![A-Za-z0-9])/y, valid: check.finnish,
    may: (text, from, size, first) => first >= 48 && first <= 51 && (size === 11 ? codeAt(text, from + 6) === 65 : size === 6 && (codeAt(text, from + 6) === 45 || codeAt(text, from + 6) === 43))
  }
]

/** What may stand between a name and its value. */
const TAIL = "(?:[ _-]?(?:no|num|number|nr|id|#))?\\.?[\"'\\\\]{0,4}\\s{0,3}(?:[:=#]|is)?\\s{0,3}[\"'\\\\]{0,4}"
const digits = (value: string): number => value.replace(/\D/g, "").length

const named = (literals: string, pattern: string, kind: Kind, valid: (value: string) => boolean): Rule => {
  const sticky = new RegExp(pattern, "iy")
  return {
    literals: literals.split(" "),
    match: (text, start, _end, claim) => {
      sticky.lastIndex = start
      const found = sticky.exec(text)
      const value = found?.[1] ?? ""
      if (found === null || !valid(value)) return 0
      const to = start + found[0].length
      claim(to - value.length, to, kind, RANK.personal)
      return to
    }
  }
}

export const identityRules: ReadonlyArray<Rule> = [
  named("passport", `passport${TAIL}([A-Z0-9]{6,9})(?![A-Za-z0-9])`, "NATIONAL_ID", (v) => !/[a-z]/.test(v) && (digits(v) >= 4 || /^[CFGHJKLMNPRTVWXYZ0-9]{9}$/.test(v))),
  named("driver driving", `driv(?:er|ing)'?s?[ _-]?licen[cs]e${TAIL}([A-Z0-9][A-Z0-9-]{4,19})(?![A-Za-z0-9])`, "NATIONAL_ID", (v) => digits(v) >= 4),
  named("pan nric curp", `(?<![A-Za-z])(?:PAN|NRIC|CURP)(?:[ _-]?card)?${TAIL}([A-Z]{5}\\d{4}[A-Z]|[STFGM]\\d{7}[A-Z]|[A-Z]{4}\\d{6}[A-Z0-9]{8})(?![A-Za-z0-9])`, "NATIONAL_ID", (v) => !/[a-z]/.test(v)),
  named("account acct", "(?:account|acct)[ _-]?(?:no|num|number|nr)\\.?[\"'\\\\]{0,4}\\s{0,3}(?:[:=#]|is)?\\s{0,3}[\"'\\\\]{0,4}(\\d(?:[ -]?\\d){5,16})(?![\\w.-])", "BANK_ACCOUNT", always),
  named("bank", "bank[ _-]?account[\"'\\\\]{0,4}\\s{0,3}(?:[:=#]|is)?\\s{0,3}[\"'\\\\]{0,4}(\\d(?:[ -]?\\d){5,16})(?![\\w.-])", "BANK_ACCOUNT", always),
  named("routing sort", "(?:routing[ _-]?(?:no|num|number)|sort[ _-]?code)[\"'\\\\]{0,4}\\s{0,3}[:=#]?\\s{0,3}[\"'\\\\]{0,4}(\\d{9}|\\d{2}-?\\d{2}-?\\d{2})(?![\\w.-])", "BANK_ACCOUNT", always)
]
