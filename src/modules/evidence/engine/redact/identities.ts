/** Identity numbers with letters: some told by their shape and checksum, others by the name before them. */
import * as check from "./checksums.js"
import { RANK } from "./kinds.js"
import type { Claimant, Kind, Rule } from "./kinds.js"

const always = (): boolean => true

/** Told by shape and checksum. */
const LETTERED: ReadonlyArray<readonly [RegExp, (value: string) => boolean]> = [
  [/(?<![A-Za-z0-9])[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![A-Za-z0-9])/g, always], [/(?<![A-Za-z0-9])[XYZ]-?\d{7}-?[A-Z](?![A-Za-z0-9])/g, check.spanish],
  [/(?<![A-Za-z0-9])[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z](?![A-Za-z0-9])/g, check.italian], [/(?<![A-Za-z0-9])[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z0-9]\d(?![A-Za-z0-9])/g, always],
  [/(?<![A-Za-z0-9])[0-3]\d[01]\d\d\d[-+A]\d{3}[0-9A-FHJ-NPR-Y](?![A-Za-z0-9])/g, check.finnish], [/(?<![A-Za-z0-9])[STFG]\d{7}[A-Z](?![A-Za-z0-9])/g, check.singaporean]
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
  named("passport", `passport${TAIL}([A-Z0-9]{6,9})(?![A-Za-z0-9])`, "NATIONAL_ID", (v) => !/[a-z]/.test(v) && digits(v) >= 1 && (digits(v) >= 4 || /^[CFGHJKLMNPRTVWXYZ0-9]{9}$/.test(v))),
  named("driver driving", `driv(?:er|ing)'?s?[ _-]?licen[cs]e${TAIL}([A-Z0-9][A-Z0-9-]{4,19})(?![A-Za-z0-9])`, "NATIONAL_ID", (v) => digits(v) >= 4),
  named("pan nric curp", `(?<![A-Za-z])(?:PAN|NRIC|CURP)(?:[ _-]?card)?${TAIL}([A-Z]{5}\\d{4}[A-Z]|[STFGM]\\d{7}[A-Z]|[A-Z]{4}\\d{6}[A-Z0-9]{8})(?![A-Za-z0-9])`, "NATIONAL_ID", (v) => !/[a-z]/.test(v)),
  named("account acct", "(?:account|acct)[ _-]?(?:no|num|number|nr)\\.?[\"'\\\\]{0,4}\\s{0,3}(?:[:=#]|is)?\\s{0,3}[\"'\\\\]{0,4}(\\d(?:[ -]?\\d){5,16})(?![\\w.-])", "BANK_ACCOUNT", always),
  named("bank", "bank[ _-]?account[\"'\\\\]{0,4}\\s{0,3}(?:[:=#]|is)?\\s{0,3}[\"'\\\\]{0,4}(\\d(?:[ -]?\\d){5,16})(?![\\w.-])", "BANK_ACCOUNT", always),
  named("routing sort", "(?:routing[ _-]?(?:no|num|number)|sort[ _-]?code)[\"'\\\\]{0,4}\\s{0,3}[:=#]?\\s{0,3}[\"'\\\\]{0,4}(\\d{9}|\\d{2}-?\\d{2}-?\\d{2})(?![\\w.-])", "BANK_ACCOUNT", always)
]

/** A pass over the whole text for those that no literal announces. */
export const claimLettered = (text: string, claim: Claimant): void => {
  for (const [shape, valid] of LETTERED) {
    for (const found of text.matchAll(shape)) {
      if (valid(found[0])) claim(found.index, found.index + found[0].length, "NATIONAL_ID", RANK.personal)
    }
  }
}
