/** Personal data that a literal announces: e-mail, and what a name tells. */
import { codeAt, isLocal } from "./chars.js"
import { identityRules } from "./identities.js"
import { RANK } from "./kinds.js"
import type { Rule } from "./kinds.js"
import { namedNumberRules } from "./named-numbers.js"

const FILE_OR_UNIT = /\.(?:png|jpe?g|gif|svg|webp|ico|js|ts|css|map|md|json|service|socket|timer|target|mount|scope|slice|local|so|jar|java|py|go|rb|sh|log|txt)$/i
const NOT_PEOPLE = /^(?:git|hg|svn|ssh|npm|root|localhost)$/i
const DOMAIN = /(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})\.){1,8}[A-Za-z]{2,24}(?![\w@-])/y

const email: Rule = {
  literals: ["@"],
  cost: 250,
  stands: "inside",
  gate: (text, start) => start > 0 && isLocal(codeAt(text, start - 1)) && text[start - 1] !== ".",
  match: (text, start, _end, claim) => {
    let from = start
    while (from > 0 && start - from < 64 && isLocal(codeAt(text, from - 1))) from--
    while (from < start && /[.'%+-]/.test(text[from] as string)) from++
    if (from === start) return 0
    DOMAIN.lastIndex = start + 1
    const found = DOMAIN.exec(text)
    if (found === null || FILE_OR_UNIT.test(found[0]) || NOT_PEOPLE.test(text.slice(from, start))) return 0
    claim(from, start + 1 + found[0].length, "EMAIL", RANK.personal)
    return start + 1 + found[0].length
  }
}

export const personalRules: ReadonlyArray<Rule> = [email, ...identityRules, ...namedNumberRules]
