/** Runs every rule over a text and settles overlapping claims. */
import { codeUnits } from "../input/codeUnits.js"
import { assignmentRule } from "./assignments.js"
import { automaton } from "./automaton.js"
import type { Automaton } from "./automaton.js"
import { blockRules } from "./blocks.js"
import { codeAt, END, isAlnum, isUpper, isWordOrDash } from "./chars.js"
import { columnRule } from "./columns.js"
import { commandRules } from "./command-phrases.js"
import { optionRules } from "./command-options.js"
import { connectionRules } from "./connections.js"
import { dialogRules } from "./dialogs.js"
import { headerRules } from "./http-headers.js"
import { codeRules, keyMaterialRules } from "./key-material.js"
import { isSecret, Memo, RANK, USUAL_COST, USUAL_LOOK } from "./kinds.js"
import type { Claim, Claimant, Rule } from "./kinds.js"
import { claimMarks } from "./marks.js"
import { configurationRules, protocolRules } from "./network-phrases.js"
import { claimNumbers } from "./numbers.js"
import { personalRules } from "./personal.js"
import { claimForeign } from "./foreign.js"
import { gapsOf, overGaps, repeatsOf, withoutGaps } from "./repeats.js"
import { hashRules } from "./password-hashes.js"
import { phraseRules } from "./phrases.js"
import { tokenRules } from "./tokens.js"
import { urlRule } from "./url-credentials.js"
import { Purse, Work } from "./work.js"

/** A passage to hide: UTF-16 offsets into the text that was scanned, end exclusive. */
export interface SecretSpan {
  readonly start: number
  readonly end: number
  readonly kind: Claim["kind"]
}

const PSEUDONYM = /<[A-Z][A-Z0-9_]{1,40}_\d{1,9}>/y

/** Every rule; each is linear in the text on its own, which the adversarial benchmark checks one by one. */
export const RULES: ReadonlyArray<Rule> = [...tokenRules, ...blockRules, urlRule, ...headerRules, ...optionRules, ...hashRules, ...connectionRules, ...phraseRules, ...dialogRules, ...commandRules, ...protocolRules, ...configurationRules, ...keyMaterialRules, ...codeRules, columnRule, assignmentRule, ...personalRules]

/** Whether the letter or digit before `at` may be the end of an escape: `\n`, `%0A`, `\u000a` or a colour of a terminal. */
const endsEscape = (text: string, at: number): boolean => {
  // in the middle of a text no bound needs to be asked
  if (at > 6 && text.charCodeAt(at - 1) !== 109) return text.charCodeAt(at - 2) === 92 || text.charCodeAt(at - 3) === 37 || text.charCodeAt(at - 6) === 92
  if (codeAt(text, at - 2) === 92 || codeAt(text, at - 3) === 37 || codeAt(text, at - 6) === 92) return true
  if (codeAt(text, at - 1) !== 109) return false
  for (let i = at - 2; i >= 0 && at - i <= 11; i--) if (codeAt(text, i) === 27) return true
  return false
}

const APART = 1
const INSIDE = 2
const isInside = (code: number): boolean => isWordOrDash(code) || code === 43 || code === 47 || code === 37 || code === 39

/** A rule as it is run; all are of one shape, or the many looks at them would be slow. */
interface Runner {
  readonly match: Rule["match"]
  readonly gate: Rule["gate"]
  readonly cost: number
  readonly look: number
  readonly wide: boolean
}

/** Rules with the automaton that finds their literals. */
export interface CompiledRules {
  readonly runners: ReadonlyArray<Runner>
  readonly find: Automaton
  /** by literal, the index of its rule */
  readonly ruleOf: Int32Array
  /** by literal, what its rule asks of the character before: APART, INSIDE or nothing */
  readonly stands: Uint8Array
  /** by literal, 1 where its rule runs in floods too */
  readonly wide: Uint8Array
}

/** Whether a literal is a character over and over that its rule does not take before it: 1, else 0. */
const startsRun = (literal: string, stands: number): 0 | 1 => (/^(.)\1*$/.test(literal) && (stands === APART ? /^[a-z0-9]/ : /^[^\w+/%'-]/).test(literal) && stands !== 0 ? 1 : 0)

export const compileRules = (rules: ReadonlyArray<Rule>): CompiledRules => {
  const literals = rules.flatMap((rule) => rule.literals)
  const ofEach = (tell: (rule: Rule, index: number) => number): ReadonlyArray<number> => rules.flatMap((rule, index) => rule.literals.map(() => tell(rule, index)))
  const stands = Uint8Array.from(ofEach((rule) => (rule.stands === "apart" ? APART : rule.stands === "inside" ? INSIDE : 0)))
  return {
    runners: rules.map(({ cost = USUAL_COST, gate, look = USUAL_LOOK, match, wide = false }) => ({ match, gate, cost, look, wide })),
    find: automaton(literals, Uint8Array.from(literals, (literal, i) => startsRun(literal, stands[i] ?? 0))),
    ruleOf: Int32Array.from(ofEach((_, index) => index)),
    stands,
    wide: Uint8Array.from(ofEach((rule) => (rule.wide === true ? 1 : 0)))
  }
}

/** Units of work that rules may do per character, over all of them. */
const REFILL = 23
/** A skip from one literal to the next is paid for by its length. */
const PROGRESS_COST = 3
const CLAIM_COST = 200

/** Hands the claims of the rules to `claim`. */
export const applyRules = ({ find, ruleOf, runners, stands, wide }: CompiledRules, text: string, units: Uint16Array, claim: Claimant, purse?: Purse): void => {
  const memo = new Memo()
  const work = new Work(text, REFILL, claim, purse)
  const skip = new Int32Array(runners.length)
  const charged: Claimant = (start, end, kind, rank) => {
    memo.spent += CLAIM_COST
    claim(start, end, kind, rank)
  }
  // before here a flood goes on, whatever is found
  let settled = 0
  let passed = 0
  find.scan(units, text.length, (literal, start, end) => {
    if (end <= settled && (wide[literal] === 0 || work.overdrawn())) {
      passed = end
      return
    }
    if (passed > 0) {
      work.passed(passed)
      passed = 0
    }
    const place = stands[literal]
    const before = start > 0 ? units[start - 1] as number : END
    if (place === APART ? isAlnum(before) && !endsEscape(text, start) : place === INSIDE && !isInside(before)) return
    const index = ruleOf[literal] as number
    if (start < (skip[index] as number)) return
    const rule = runners[index] as Runner
    if (rule.gate !== undefined && !rule.gate(text, start, end)) {
      settled = work.look(start, rule.look)
      return
    }
    if (work.floods(start, end) && (!rule.wide || work.overdrawn())) {
      settled = work.settled()
      return
    }
    const until = rule.match(text, start, end, charged, memo)
    let spent = rule.cost + memo.spent
    memo.spent = 0
    if (until > (skip[index] as number)) {
      skip[index] = until
      spent += (until - start) * PROGRESS_COST
    }
    work.spend(spent)
  })
  work.passed(passed)
  work.close()
}

const ANGLE = 60

const claimPseudonyms = (text: string, units: Uint16Array, claim: Claimant, purse: Purse): void => {
  const work = new Work(text, REFILL, claim, purse)
  for (let at = 0, last = text.length - 1; at < last; at++) {
    if (units[at] !== ANGLE || !isUpper(units[at + 1] as number) || work.floods(at, at + 1)) continue
    PSEUDONYM.lastIndex = at
    const found = PSEUDONYM.exec(text)
    work.spend(USUAL_COST)
    if (found === null) continue
    work.spend(CLAIM_COST)
    claim(at, at + found[0].length, "LITERAL", RANK.guess)
  }
  work.close()
}

let compiled: CompiledRules | undefined

/** Shorter texts are read sooner than they are copied. */
const MIN_COPIED = 4096

/** The same text in one piece: a part or a sum of other strings makes every look at a character dearer by half. */
const flat = (text: string): string => {
  if (text.length < MIN_COPIED) return text
  const encoding = /[^\x00-\x7f]/.test(text) ? "utf16le" : "latin1"
  return Buffer.from(text, encoding).toString(encoding)
}

const unitsOf = codeUnits()

/** What each pass may still do. */
export class Purses {
  readonly rules = new Purse()
  readonly foreign = new Purse()
  readonly numbers = new Purse()
  readonly marks = new Purse()
  readonly pseudonyms = new Purse()
}

/**
 * Non-overlapping passages to hide, ordered by position. Overlapping secrets become one passage named after the most
 * specific of them; personal data inside a secret disappears with it.
 * @param purses what earlier pieces of the same text have left
 */
export const scan = (input: string, purses = new Purses()): ReadonlyArray<SecretSpan> => {
  const text = flat(input)
  const units = unitsOf(text)
  const gaps = gapsOf(repeatsOf(text, units))
  if (gaps.length === 0) return scanUnits(text, units, purses)
  const shorter = flat(withoutGaps(text, gaps))
  return overGaps(scanUnits(shorter, unitsOf(shorter), purses), gaps)
}

const scanUnits = (text: string, units: Uint16Array, purses: Purses): ReadonlyArray<SecretSpan> => {
  const claims: Array<Claim> = []
  const claim = (start: number, end: number, kind: Claim["kind"], rank: number): void => {
    if (end > start) claims.push({ start, end, kind, rank })
  }
  // built at first use: the table has some thousand states
  compiled ??= compileRules(RULES)
  applyRules(compiled, text, units, claim, purses.rules)
  claimForeign(text, claim, purses.foreign)
  claimNumbers(text, units, claim, purses.numbers)
  claimMarks(text, units, claim, purses.marks)
  claimPseudonyms(text, units, claim, purses.pseudonyms)
  return settle(claims)
}

/** Claims in order; the passes deliver them nearly so, and a look is cheaper than sorting. */
const ordered = (claims: Array<Claim>): Array<Claim> => {
  const before = (a: Claim, b: Claim): number => a.start - b.start || b.end - a.end
  for (let i = 1; i < claims.length; i++) if (before(claims[i - 1] as Claim, claims[i] as Claim) > 0) return claims.sort(before)
  return claims
}

const settle = (claims: Array<Claim>): ReadonlyArray<SecretSpan> => {
  const merged: Array<Claim> = []
  for (const next of ordered(claims.filter((c) => isSecret(c.kind)))) {
    const last = merged.at(-1)
    if (last === undefined || next.start >= last.end) merged.push(next)
    else {
      const named = next.rank > last.rank ? next : last
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, next.end), kind: named.kind, rank: named.rank }
    }
  }
  const all: Array<SecretSpan> = []
  let s = 0
  let taken = 0
  for (const next of ordered(claims.filter((c) => !isSecret(c.kind)))) {
    for (let secret = merged[s]; secret !== undefined && secret.end <= next.start; secret = merged[++s]) all.push({ start: secret.start, end: secret.end, kind: secret.kind })
    const secret = merged[s]
    if ((secret === undefined || secret.start >= next.end) && next.start >= taken) {
      all.push({ start: next.start, end: next.end, kind: next.kind })
      taken = next.end
    }
  }
  for (; s < merged.length; s++) {
    const { end, kind, start } = merged[s] as Claim
    all.push({ start, end, kind })
  }
  return all
}
