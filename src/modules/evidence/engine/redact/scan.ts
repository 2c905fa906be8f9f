/** Runs every rule over a text and settles overlapping claims. */
import { assignmentRule } from "./assignments.js"
import { automaton } from "./automaton.js"
import type { Automaton } from "./automaton.js"
import { blockRules } from "./blocks.js"
import { credentialRules } from "./credentials.js"
import { isSecret, RANK } from "./kinds.js"
import type { Claim, Claimant, Memo, Rule } from "./kinds.js"
import { claimPersonal, personalRules } from "./personal.js"
import { claimForeign, phraseRules } from "./phrases.js"
import { tokenRules } from "./tokens.js"

/** A passage to hide: UTF-16 offsets into the text that was scanned, end exclusive. */
export interface SecretSpan {
  readonly start: number
  readonly end: number
  readonly kind: Claim["kind"]
}

const PSEUDONYM = /<[A-Z][A-Z0-9_]{1,40}_\d{1,9}>/g

/** Every rule; each is linear in the text on its own, which the adversarial benchmark checks one by one. */
export const RULES: ReadonlyArray<Rule> = [...tokenRules, ...blockRules, ...credentialRules, ...phraseRules, assignmentRule, ...personalRules]

/** Rules with the automaton that finds their literals. */
export interface CompiledRules {
  readonly rules: ReadonlyArray<Rule>
  readonly find: Automaton
  readonly ruleOf: ReadonlyArray<number>
}

export const compileRules = (rules: ReadonlyArray<Rule>): CompiledRules => {
  const literals = rules.flatMap((rule) => rule.literals)
  return { rules, find: automaton(literals), ruleOf: rules.flatMap((rule, index) => rule.literals.map(() => index)) }
}

/** Hands the claims of the rules to `claim`. */
export const applyRules = ({ find, ruleOf, rules }: CompiledRules, text: string, claim: Claimant): void => {
  const memo: Memo = new Map()
  const skip = new Int32Array(rules.length)
  find.scan(text, (literal, start, end) => {
    const index = ruleOf[literal] as number
    if (start < (skip[index] as number)) return
    const until = (rules[index] as Rule).match(text, start, end, claim, memo)
    if (until > (skip[index] as number)) skip[index] = until
  })
}

let compiled: CompiledRules | undefined

/**
 * Non-overlapping passages to hide, ordered by position. Overlapping secrets become one passage named after the most
 * specific of them; personal data inside a secret disappears with it.
 */
export const scan = (text: string): ReadonlyArray<SecretSpan> => {
  const claims: Array<Claim> = []
  const claim = (start: number, end: number, kind: Claim["kind"], rank: number): void => {
    if (end > start) claims.push({ start, end, kind, rank })
  }
  // built at first use: the table has some thousand states
  compiled ??= compileRules(RULES)
  applyRules(compiled, text, claim)
  claimForeign(text, claim)
  claimPersonal(text, claim)
  for (const found of text.matchAll(PSEUDONYM)) claim(found.index, found.index + found[0].length, "LITERAL", RANK.guess)
  return settle(claims)
}

const settle = (claims: Array<Claim>): ReadonlyArray<SecretSpan> => {
  const secrets = claims.filter((c) => isSecret(c.kind)).sort((a, b) => a.start - b.start || b.end - a.end)
  const merged: Array<Claim> = []
  for (const next of secrets) {
    const last = merged.at(-1)
    if (last === undefined || next.start >= last.end) merged.push(next)
    else {
      const named = next.rank > last.rank ? next : last
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, next.end), kind: named.kind, rank: named.rank }
    }
  }
  const rest = claims.filter((c) => !isSecret(c.kind)).sort((a, b) => a.start - b.start || b.end - a.end)
  const all: Array<Claim> = []
  let s = 0
  let taken = 0
  for (const next of rest) {
    while (s < merged.length && (merged[s] as Claim).end <= next.start) s++
    const secret = merged[s]
    if ((secret === undefined || secret.start >= next.end) && next.start >= taken) {
      all.push(next)
      taken = next.end
    }
  }
  return [...merged, ...all].sort((a, b) => a.start - b.start).map(({ start, end, kind }) => ({ start, end, kind }))
}
