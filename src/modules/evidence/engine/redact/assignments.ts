/** Values of secret-like keys, in every notation of `values.ts`. */
import { codeAt, isBlank } from "./chars.js"
import { isBenign } from "./harmless-values.js"
import { RANK } from "./kinds.js"
import type { Claimant, KeyMeaning, Memo, Rule } from "./kinds.js"
import { KEY_LITERALS, keyMeaning } from "./keys.js"
import { nameEnd, nameStart, qualified } from "./name-around.js"
import { nearbyRandom } from "./nearby.js"
import { membersOf, scalarEnd } from "./notations.js"
import { isSecretMember, isSecretValue } from "./secret-values.js"
import { base64Text, generated } from "./shapes.js"
import { sticky } from "./sticky.js"
import { spokenValue } from "./spoken.js"
import type { ValueSpan } from "./value-ends.js"
import { valueOf } from "./values.js"

/** "Failed password for root": what is told is no value. */
const REFUSED = /(?:failed|invalid|wrong|incorrect|bad|missing|expired|empty|no)[ \t]{1,3}$/i

/** An unquoted value that is the rest of a `KEY=value` or `key: value` line runs to the end of that line. */
const wholeLine = (text: string, keyStart: number, span: ValueSpan): number => {
  if (span.quoted || span.prose || span.url) return span.end
  const before = text.slice(Math.max(0, keyStart - 24), keyStart)
  if (!/(?:^|\n)[ \t]{0,20}(?:export[ \t]+|- )?["']?$/.test(keyStart <= 24 ? before : before.includes("\n") ? before : "x")) return span.end
  const rest = /^[^\s]{0,200}(?=\s*?(?:\r?\n|$))/.exec(text.slice(span.end, span.end + 202))
  return rest === null || /^["',;)}\]]{1,3}$/.test(rest[0]) ? span.end : span.end + rest[0].length
}

/** Behind every text; a small number. */
const NOWHERE = 0x3fffffff

/** Members of a list behind the name of secrets; the end of the last that is one, or 0. */
const claimMembers = (text: string, keyEnd: number, keyName: string, meaning: KeyMeaning, claim: Claimant, memo: Memo): number => {
  let to = 0
  if (memo.listEnd < keyEnd) {
    const next = text.indexOf("]", keyEnd)
    memo.listEnd = next < 0 ? NOWHERE : next
  }
  for (const { end, start } of membersOf(text, keyEnd, memo.listEnd)) {
    const value = text.slice(start, end)
    memo.spent += VALUE_COST
    if (!isSecretMember(keyName, meaning, value)) continue
    claim(start, end, meaning.kind, RANK.assignment)
    to = end
  }
  return to
}

/** `"old" -> "new"`, as plans and diffs of configurations print a change. */
const CHANGED = /[\\]{0,3}["'][ \t]{1,3}(?:->|=>|→)[ \t]{1,3}[\\]{0,3}["']([^"'\\\n]{3,400})(?=[\\]{0,3}["'])/y
const claimChanged = (text: string, at: number, kind: KeyMeaning["kind"], claim: Claimant): void => {
  const end = sticky(CHANGED, text, at)
  if (end < 0) return
  const value = /[^"'\\]+$/.exec(text.slice(at, end))?.[0] ?? ""
  if (!isBenign(value, true)) claim(end - value.length, end, kind, RANK.assignment)
}

/** Work of telling whether a long word is a name. */
const NAME_COST = 600
/** Work of parsing a value, and of judging each of its characters. */
const VALUE_COST = 450
const SENTENCE_COST = 300
const CHARACTER_COST = 4

export const assignmentRule: Rule = {
  literals: KEY_LITERALS,
  match: (text, start, end, claim, memo) => {
    const keyStart = nameStart(text, start)
    const keyEnd = nameEnd(text, end)
    if (memo.keyEnd === keyEnd) return 0
    memo.keyEnd = keyEnd
    // inside base64, where every short name turns up by chance
    const behind = text[keyEnd] ?? ""
    if (text[keyStart - 1] === "+" || behind === "+" || behind === "/") return keyEnd
    const key = text.slice(keyStart, keyEnd)
    if (key.length >= 10 && !(behind !== "" && "=:\"'<".includes(behind))) {
      memo.spent += NAME_COST
      if (generated(key)) return keyEnd
    }
    const keyName = qualified(text, keyStart, key)
    const meaning = keyMeaning(keyName, memo)
    if (meaning === null) return keyEnd
    memo.spent += VALUE_COST
    const members = codeAt(text, keyEnd) === 32 ? 0 : claimMembers(text, keyEnd, keyName, meaning, claim, memo)
    if (members > 0) return members
    const span = valueOf(text, keyStart, keyEnd)
    const refused = (span === null || span.prose) && isBlank(codeAt(text, keyStart - 1)) && REFUSED.test(text.slice(Math.max(0, keyStart - 12), keyStart))
    if (span !== null && (!refused || span.quoted)) {
      // "&" ends a pair of a URL only where another follows
      const ampersand = !span.quoted && !span.url && text[span.end] === "&" && /^(?:\s|$)/.test(text.slice(span.end + 1, span.end + 2)) ? span.end + 1 : 0
      const to = Math.max(ampersand, wholeLine(text, keyStart, span), span.prose || span.quoted ? 0 : scalarEnd(text, keyEnd))
      const value = text.slice(span.start, to)
      memo.spent += CHARACTER_COST * value.length
      if (isSecretValue(text, key, keyName, meaning, span, value)) {
        const decoded = meaning.kind === "SECRET_AUTH_HEADER" ? base64Text(value) : null
        if (span.quoted) claimChanged(text, to, meaning.kind, claim)
        claim(span.start, to, decoded?.includes(":") === true ? "SECRET_DOCKER_AUTH" : meaning.kind, RANK.assignment)
        return to
      }
      // what was no secret may itself be the name of one: <entry key="db.password">x</entry>
      if (!span.prose) return value.length > 128 || meaning.demand === "random" || /\s|:\/\/|[=:]/.test(value) ? keyEnd : to
    }
    if (refused) return keyEnd
    memo.spent += SENTENCE_COST
    const spoken = meaning.kind === "SECRET_PASSWORD" && meaning.demand === "strong" ? spokenValue(text, keyEnd) : null
    if (spoken !== null && !isBenign(text.slice(spoken.start, spoken.end), false)) {
      claim(spoken.start, spoken.end, meaning.kind, RANK.assignment)
      return spoken.end
    }
    if (meaning.demand !== "random") nearbyRandom(text, keyEnd, meaning.kind === "SECRET_PASSWORD" ? "SECRET_PASSWORD" : meaning.kind, claim, memo)
    return keyEnd
  }
}
