/** Personal data that a literal announces: e-mail, and what a name tells. */
import { codeAt, isLocal, isWordOrDash } from "./chars.js"
import { encodedNumberRule } from "./encoded-numbers.js"
import { identityRules } from "./identities.js"
import { RANK } from "./kinds.js"
import type { Rule } from "./kinds.js"
import { namedPeopleRules } from "./named-people.js"
import { namedNumberRules } from "./named-numbers.js"
import { recordRules } from "./named-records.js"
import { personRules } from "./persons.js"

const FILE_OR_UNIT = /\.(?:png|jpe?g|gif|svg|webp|ico|js|ts|css|map|md|json|service|socket|timer|target|mount|scope|slice|local|internal|lan|localdomain|intranet|so|jar|java|py|go|rb|sh|log|txt)$/i
const NOT_PEOPLE = /^(?:git|hg|svn|ssh|npm|root|localhost)$/i
/** Commands behind which `user@host` is a login. */
const LOGIN = /(?:^|[\s/"'`;|&(])(?:ssh|scp|sftp|rsync|mosh|autossh|ssh-copy-id)(?: [^\n|;"']{0,60})? $/
const DOMAIN = /(?:[A-Za-z0-9\u00c0-\u024f](?:[A-Za-z0-9\u00c0-\u024f-]{0,62})\.){1,8}(?:xn--[a-z0-9]{2,24}|[A-Za-z]{2,24})(?![\w@-])/y

/** Letters with marks, as internationalised addresses have them. */
const isLatin = (code: number): boolean => code >= 0xc0 && code <= 0x24f

const email: Rule = {
  literals: ["@", "%40"],
  cost: 250,
  stands: "inside",
  gate: (text, start) => start > 0 && isLocal(codeAt(text, start - 1)) && text[start - 1] !== ".",
  match: (text, start, end, claim) => {
    let from = start
    while (from > 0 && start - from < 64 && (isLocal(codeAt(text, from - 1)) || isLatin(codeAt(text, from - 1)))) from--
    while (from < start && /[.'%+-]/.test(text[from] as string)) from++
    if (from === start) return 0
    DOMAIN.lastIndex = end
    const found = DOMAIN.exec(text)
    if (found === null || FILE_OR_UNIT.test(found[0]) || NOT_PEOPLE.test(text.slice(from, start))) return 0
    if (codeAt(text, from - 1) === 32 && LOGIN.test(text.slice(Math.max(0, from - 80), from))) return end + found[0].length
    claim(from, end + found[0].length, "EMAIL", RANK.personal)
    return end + found[0].length
  }
}

/** What stands before the sign of such an address. */
const isNamed = (code: number): boolean => isWordOrDash(code) || code === 46 || code === 43

/** `name [at] example [dot] org` */
const obfuscated: Rule = {
  literals: ["[at]", "(at)", "{at}"],
  cost: 500,
  match: (text, start, end, claim) => {
    let from = codeAt(text, start - 1) === 32 ? start - 1 : start
    while (from > 0 && start - from < 65 && isNamed(codeAt(text, from - 1))) from--
    const name = /^ ?$/.test(text.slice(from, start)) ? "" : text.slice(from, start)
    const domain = /^ ?[\w-]{1,63}(?: ?(?:\.|[[({]dot[\])}]) ?[\w-]{1,63}){1,4}/i.exec(text.slice(end, end + 160))?.[0] ?? ""
    if (name === "" || domain === "") return 0
    claim(start - name.length, end + domain.length, "EMAIL", RANK.personal)
    return end + domain.length
  }
}

export const personalRules: ReadonlyArray<Rule> = [email, obfuscated, encodedNumberRule, ...identityRules, ...namedNumberRules, ...namedPeopleRules, ...recordRules, ...personRules]
