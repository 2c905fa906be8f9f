import { areNames, areSingular, areValues, type Gap, isConstant, VERB } from "./differences.js"
import { type Names, type Parts, PREPOSITION } from "./names.js"
import { PARAMETER } from "./parameter.js"

/** A template, its ids, and the places of parameters that may be of several words. */
interface Row {
  readonly tokens: ReadonlyArray<string>
  readonly ids: ReadonlyArray<number>
  readonly slots: ReadonlySet<number>
  /** places of parameters in which single words were seen */
  readonly named: ReadonlySet<number>
}

/** Logs of more templates, or longer ones, are left as they are: what is compared must be bounded. */
const MAX_ROWS = 2_000
const MAX_TOKENS = 30_000
const MAX_LENGTH = 48
const MAX_TRIES = 100_000
const MAX_WORDS = 6
const ROUNDS = 4
const MAX_SLOTS = 4
const MAX_NAME = 4
/** so many constants around a place leave no doubt what stands there, be it written small */
const MIN_CLEAR = 3
const MAX_SMALL = 3

const distinct = (rows: ReadonlyArray<Row>): Array<Row> => {
  const out = new Map<string, { readonly tokens: ReadonlyArray<string>; readonly ids: Array<number>; readonly slots: Set<number>; readonly named: Set<number> }>()
  for (const row of rows) {
    const key = row.tokens.join(" ")
    const known = out.get(key)
    if (known === undefined) out.set(key, { tokens: row.tokens, ids: [...row.ids], slots: new Set(row.slots), named: new Set(row.named) })
    else {
      for (const place of row.named) known.named.add(place)
      for (const id of row.ids) known.ids.push(id)
      for (const slot of row.slots) known.slots.add(slot)
    }
  }
  return [...out.values()]
}

/** `from` … `to` becomes one parameter. */
const fill = (row: Row, from: number, to: number, lead: string, trail: string): Row => {
  const moved = (places: ReadonlySet<number>) => [...places].flatMap((place) => (place < from ? [place] : place >= to ? [place - (to - from) + 1] : []))
  return { ids: row.ids, tokens: [...row.tokens.slice(0, from), `${lead}${PARAMETER}${trail}`, ...row.tokens.slice(to)], slots: new Set([from, ...moved(row.slots)]), named: new Set(moved(row.named)) }
}

/** Numbers for beginnings (or ends) of token lists: equal ones have equal numbers. */
class Chains {
  private readonly known = new Map<string, number>()

  next(chain: number, token: string): number {
    const key = `${chain} ${token}`
    let id = this.known.get(key)
    if (id === undefined) this.known.set(key, (id = this.known.size + 1))
    return id
  }
}

/** What templates differ in, by what is equal before and behind; only what two of them have. */
const gapsOf = (rows: ReadonlyArray<Row>, parts: Parts): Map<string, Array<Gap>> => {
  const chains = new Chains()
  const out = new Map<string, Array<Gap>>()
  const ends = rows.map(({ tokens }) => {
    const heads = [0]
    const tails = [0]
    if (tokens.length <= MAX_LENGTH) tokens.forEach((token, i) => {
      heads.push(chains.next(heads[i]!, token))
      tails.push(chains.next(-tails[i]!, tokens[tokens.length - 1 - i]!))
    })
    return { heads, tails }
  })
  const shared = (all: ReadonlyArray<ReadonlyArray<number>>): ReadonlySet<number> => {
    const once = new Set<number>()
    const twice = new Set<number>()
    for (const chain of all) for (const one of chain) (once.has(one) ? twice : once).add(one)
    return twice
  }
  const [heads, tails] = [shared(ends.map((one) => one.heads)), shared(ends.map((one) => one.tails))]
  rows.forEach(({ tokens }, row) => {
    if (tokens.length > MAX_LENGTH) return
    const own = ends[row]!
    for (let from = 0; from < tokens.length && heads.has(own.heads[from]!); from++) {
      for (let to = from + 1; to <= Math.min(tokens.length, from + MAX_WORDS); to++) {
        const tail = own.tails[tokens.length - to]!
        if (!tails.has(tail)) continue
        const phrase = parts.phrase(tokens, from, to)
        if (phrase === null) break
        const key = `${own.heads[from]} ${tail} ${phrase.lead} ${phrase.trail}`
        const gap = { row, from, to, lead: phrase.lead, trail: phrase.trail, phrase: phrase.text }
        const group = out.get(key)
        if (group === undefined) out.set(key, [gap])
        else group.push(gap)
      }
    }
  })
  return out
}

const merged = (rows: ReadonlyArray<Row>, parts: Parts, names: Names, values: ReadonlySet<string>): Array<Row> => {
  const groups = [...gapsOf(rows, parts).values()].filter((group) => group.length > 1).map((gaps) => ({ gaps, phrases: [...new Set(gaps.map(({ phrase }) => phrase))] }))
    .filter(({ gaps, phrases }) => phrases.length > 1 && (areValues(phrases, values, gaps[0]!, rows[gaps[0]!.row]!) || areNames(phrases, gaps[0]!, rows[gaps[0]!.row]!) || areSingular(phrases, gaps[0]!, rows[gaps[0]!.row]!)))
    .sort((a, b) => b.phrases.length - a.phrases.length || a.gaps[0]!.to - a.gaps[0]!.from - (b.gaps[0]!.to - b.gaps[0]!.from) || a.gaps[0]!.row - b.gaps[0]!.row || a.gaps[0]!.from - b.gaps[0]!.from)
  const out = [...rows]
  const taken = new Set<number>()
  for (const { gaps } of groups) {
    if (gaps.some(({ row }) => taken.has(row))) continue
    for (const gap of gaps) {
      taken.add(gap.row)
      names.learn(rows[gap.row]!.tokens, gap.from, gap.to, parts)
      out[gap.row] = fill(rows[gap.row]!, gap.from, gap.to, gap.lead, gap.trail)
    }
  }
  return distinct(out)
}

/** Names that are known from other templates. */
const named = (rows: ReadonlyArray<Row>, parts: Parts, names: Names): Array<Row> => distinct(rows.map((row) => {
  let one = row
  for (let i = 0; i < one.tokens.length; i++) {
    const end = names.at(one.tokens, i, parts)
    if (end < 0) continue
    const phrase = parts.phrase(one.tokens, i, end)
    if (phrase !== null) one = fill(one, i, end, phrase.lead, phrase.trail)
  }
  return one
}))

/** Words that may be one more name where names of one word stand. */
const isName = (phrase: string, clear: boolean): boolean => {
  const words = phrase.split(" ")
  if (clear && words.length <= MAX_SMALL && words.every((word) => word !== PARAMETER && !VERB.test(word) && !PREPOSITION.test(word))) return true
  return words.length <= MAX_NAME && words.every((word, i) => !VERB.test(word) && !PREPOSITION.test(word) && (/^[A-Z]/.test(word) || word === PARAMETER && i === 0 || i > 0))
}

/** The ends of what fills the slots of the pattern, where the tokens are its own otherwise. */
const fits = (pattern: Row, tokens: ReadonlyArray<string>, parts: Parts, clear: boolean, at = 0, from = 0): ReadonlyArray<number> | null => {
  if (at === pattern.tokens.length) return from === tokens.length ? [] : null
  const token = pattern.tokens[at]!
  const named = pattern.named.has(at)
  if (!named && !pattern.slots.has(at)) return tokens[from] === token ? fits(pattern, tokens, parts, clear, at + 1, from + 1) : null
  const slot = parts.of(token)
  for (let to = from + 1; to <= Math.min(tokens.length, from + MAX_WORDS); to++) {
    const phrase = parts.phrase(tokens, from, to, true)
    if (phrase === null) return null
    if (named && !pattern.slots.has(at) && to > from + 1 && !isName(phrase.text, clear)) continue
    if (phrase.lead !== slot?.lead || phrase.trail !== slot.trail) continue
    const rest = fits(pattern, tokens, parts, clear, at + 1, to)
    if (rest !== null) return [from, to, ...rest]
  }
  return null
}

/** What a pattern says already is no template of its own; what fills it is a name. */
const absorbed = (rows: ReadonlyArray<Row>, parts: Parts, names: Names): Array<Row> => {
  const patterns = rows.filter(({ named, slots }) => slots.size + named.size > 0 && slots.size <= MAX_SLOTS && named.size <= MAX_SLOTS)
    .map((row) => ({ row, constants: row.tokens.filter(isConstant).length })).filter(({ constants }) => constants > 1)
  let tries = 0
  return distinct(rows.map((row) => {
    for (const { constants, row: pattern } of patterns) {
      // most begin with another word
      if (!pattern.slots.has(0) && !pattern.named.has(0) && pattern.tokens[0] !== row.tokens[0]) continue
      if (pattern === row || pattern.slots.size < row.slots.size || pattern.tokens.length > row.tokens.length) continue
      if (++tries > MAX_TRIES) return row
      const ends = fits(pattern, row.tokens, parts, constants > MIN_CLEAR)
      if (ends === null) continue
      const places = pattern.tokens.flatMap((_, place) => (pattern.slots.has(place) || pattern.named.has(place) ? [place] : []))
      // where single words stand, one more of them is no news
      places.forEach((place, i) => {
        const [from, to] = [ends[2 * i]!, ends[2 * i + 1]!]
        if (pattern.slots.has(place) || to > from + 1) names.learn(row.tokens, from, to, parts)
      })
      return { ids: row.ids, tokens: pattern.tokens, slots: pattern.slots, named: pattern.named }
    }
    return row
  }))
}

/**
 * Parameters of several words: templates that are equal up to a phrase, of
 * which there are many of different lengths, are one; so is what holds a name
 * that is known. Answers the tokens of every id.
 */
export const mergePhrases = (mined: ReadonlyArray<{ readonly id: number; readonly tokens: ReadonlyArray<string>; readonly named: ReadonlySet<number> }>, parts: Parts, names: Names, values: ReadonlySet<string>): ReadonlyArray<{ readonly id: number; readonly tokens: ReadonlyArray<string> }> => {
  let rows = distinct(mined.map(({ id, named, tokens }) => ({ tokens, ids: [id], slots: new Set<number>(), named })))
  if (rows.length > MAX_ROWS || rows.reduce((sum, { tokens }) => sum + tokens.length, 0) > MAX_TOKENS) return mined
  for (let round = 0; round < ROUNDS; round++) {
    const next = absorbed(named(merged(rows, parts, names, values), parts, names), parts, names)
    const same = next.length === rows.length
    rows = next
    if (same) break
  }
  const tokens = new Map(rows.flatMap((row) => row.ids.map((id) => [id, row.tokens] as const)))
  return mined.map((one) => ({ id: one.id, tokens: tokens.get(one.id) ?? one.tokens }))
}
