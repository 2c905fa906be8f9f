import { mergeToken } from "./mergeToken.js"
import { mergeInstances } from "./instances.js"
import { PARAMETER } from "./parameter.js"
import { Names, Parts } from "./names.js"
import { mergePhrases } from "./phrases.js"
import { mergeQuotes } from "./quotes.js"
import { mergeStatements } from "./sqlStatements.js"
import { isVariable } from "./tokens.js"

interface Mined {
  readonly id: number
  readonly tokens: ReadonlyArray<string>
  /** places of parameters in which words stood */
  readonly named: ReadonlySet<number>
}

/** So many leading words before the same rest, which holds a parameter, are a parameter too. */
const MIN_LEADERS = 5
const NAME = /^[A-Za-z][\w.$'-]*[,.:;!?)]*$/

/** `limit set to 5` says what `limit = 5` says: it begins with a key. */
const isSetting = (tokens: ReadonlyArray<string>): boolean => tokens[1] === "set" && tokens[2] === "to"

/** Who is addressed, and not only where. */
const addressed = (token: string): string => (token.length < MAX_ADDRESS && token.includes(`@${PARAMETER}`) ? token.replace(ADDRESSED, (text) => (OBJECT.test(text) ? text : `${PARAMETER}@${PARAMETER}`)) : token)
/** `Session@1a2b`: an object and its class */
const OBJECT = /^(?:\w+\.)*[A-Z]\w*[a-z]\w*@/
const MAX_ADDRESS = 256
const ADDRESSED = /(?<![\w.+>-])[\w.+-]+@<\*>/g

/** Parameters in a row, or in a list, as one. */
const runs = (tokens: ReadonlyArray<string>): ReadonlyArray<string> => tokens.join(" ").replace(LIST, PARAMETER).split(" ")
const LIST = /<\*>(?:,? <\*>(?![^ ,)\]}>])|,<\*>)+/g

const groupBy = <A>(all: ReadonlyArray<A>, key: (one: A) => string): Map<string, Array<A>> => {
  const out = new Map<string, Array<A>>()
  for (const one of all) {
    const of = key(one)
    const group = out.get(of)
    if (group === undefined) out.set(of, [one])
    else group.push(one)
  }
  return out
}

/**
 * What can be seen only when all is read: templates that differ in their first
 * token alone, and templates that differ in how often a parameter is repeated.
 * `values` are words that fill places where many do. Answers the tokens of every id.
 */
export const refine = (mined: ReadonlyArray<Mined>, values: ReadonlySet<string>): ReadonlyMap<number, ReadonlyArray<string>> => {
  let all: ReadonlyArray<Mined> = mined.map(({ id, named, tokens }) => ({ id, tokens: tokens.map(addressed), named }))
  const merged = new Map<number, ReadonlyArray<string>>()
  for (const group of groupBy(all.filter(({ tokens }) => tokens.length > 2), ({ tokens }) => tokens.slice(1).join(" ")).values()) {
    const firsts = new Set(group.map(({ tokens }) => tokens[0]!))
    if (firsts.size < 2 || group[0]!.tokens.slice(1).every(isVariable) || isSetting(group[0]!.tokens)) continue
    const numbered = new Set([...firsts].map((first) => first.replace(/\d+/g, "0"))).size === 1
    const filled = group[0]!.tokens.slice(1).some(isVariable)
    if (!numbered && !(firsts.size >= MIN_LEADERS && filled) && [...firsts].some((first) => !isVariable(first) && NAME.test(first))) continue
    const first = [...firsts].reduce((a, b) => mergeToken(a, b))
    for (const { id, tokens } of group) merged.set(id, [first, ...tokens.slice(1)])
  }
  all = all.map((one) => ({ ...one, tokens: merged.get(one.id) ?? one.tokens }))
  const names = new Names(values)
  const parts = new Parts()
  for (const { named, tokens } of all) names.learnAnchors(tokens, named, parts)
  all = mergeQuotes(mergeInstances(mergeStatements(all)), names)
  const phrased = mergePhrases(all, parts, names, values)
  const out = new Map(phrased.map(({ id, tokens }) => [id, tokens]))
  for (const group of groupBy(phrased, ({ tokens }) => runs(tokens).join(" ")).values()) {
    if (new Set(group.map(({ tokens }) => tokens.length)).size > 1) for (const { id, tokens } of group) out.set(id, runs(tokens))
  }
  return out
}
