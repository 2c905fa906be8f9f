import { mergeToken } from "./mergeToken.js"
import { PARAMETER } from "./parameter.js"
import { Is, isVariable, isWord, NO_KEY, type Tokens, type Vocabulary } from "./tokens.js"

/**
 * Messages that are told apart only by a few words: one template, or one for
 * each of its words. Ids count from 1 in the order of arrival.
 */
export interface Variant {
  readonly id: number
  count: number
  /** its words at the open places of the cluster */
  words: ReadonlyArray<string>
  /** the variant that took it over */
  into: Variant | null
  readonly cluster: Cluster
}

/** The variant that stands for this one today. */
export const current = (variant: Variant): Variant => {
  let one = variant
  while (one.into !== null) one = one.into
  return one
}

/** So many words at one place are an enumeration; more are a parameter. */
const MAX_WORDS = 4
const MAX_VARIANTS = 32
/** So many names at one place are values. */
const MANY = 3
/** places of a template whose names are noted, and their length: hostile logs have many */
const MAX_FILLING = 8
const MAX_NAME = 40
/** the unit of a number that has several */
export const UNIT_GONE = "\b"
const UNIT = /^(?:[KMGTP]i?B|B|kB|bytes|bits|[nuµm]s|s|sec|secs|seconds|minutes|min|hours|h)([,.;:)\]]*)$/

/** Words after which a name follows: two different ones are enough for a parameter. */
const BEFORE_NAME = /(?:^|[^A-Za-z])(?:user|users|host|node|from|to|for|named|file|path|database|table|queue|pool|service|topic|device|interface|client|server)[:=]?$/i

const PREPOSITION = /(?:from|to|for)$/i

/** What products of shares may be off. */
const ROUNDING = 1e-9

/** What stands behind the key of a token, or all of it. */
const valueOf = (token: string): string => token.slice(token.indexOf("=") + 1)

/** A place of the template: one token, a few words (`open`), or anything. */
export class Cluster {
  readonly tokens: Array<string>
  /** places that hold one of a few words, in order, with the words seen there */
  private open: Array<{ readonly place: number; readonly words: Set<string> }> = []
  private variants = new Map<string, Variant>()
  private readonly seen: Tokens
  private readonly filling = new Map<number, Set<string>>()
  /** places of parameters in which words stood: names may stand there */
  readonly named = new Set<number>()
  /** tokens that the last comparison looked at */
  looked = 0

  constructor(tokens: ReadonlyArray<string>, private readonly vocabulary: Vocabulary) {
    this.tokens = [...tokens]
    this.seen = vocabulary.learn(tokens)
  }

  /** 0–1: how much of a message of the same length is in this template; 1 where it is one of its messages; 0 where it cannot come to `least`. */
  similarity(message: Tokens, least: number): number {
    const { all, ids, keys, kinds } = message
    const { ids: ownIds, keys: ownKeys, kinds: ownKinds } = this.seen
    const { open } = this
    const length = all.length
    let same = 0
    let compared = 0
    let next = 0
    let words = 0
    let filled = 0
    let place = open.length === 0 ? length : open[0]!.place
    for (let i = 0; i < length; i++) {
      const is = kinds[i]!
      if (place === i) {
        compared++
        if (open[next++]!.words.has(all[i]!)) same++
        else if ((is & Is.Word) !== 0) words++
        place = next < open.length ? open[next]!.place : length
      } else if (ids[i] === ownIds[i]) {
        // a parameter that meets a parameter says little
        const weight = (is & Is.Variable) !== 0 ? 0.5 : 1
        same += weight
        compared += weight
        continue
      } else {
        // other keys make another template; another value under the same key is what values do
        const key = keys[i]!
        const was = ownKinds[i]!
        if (key !== ownKeys[i]) {
          this.looked = i + 1
          return 0
        }
        if (key !== NO_KEY) same += 0.75
        else if ((was & Is.Word) !== 0) {
          if ((is & Is.Word) !== 0) words++
          else if ((is & Is.Variable) !== 0) filled++
        } else if ((was & Is.Variable) !== 0 && (is & Is.Word) !== 0 && !this.named.has(i)) filled++
        compared += key === NO_KEY && ((was ^ is) & Is.Bracketed) !== 0 ? 2 : 1
      }
      const rest = length - i - 1
      if (same + rest < least * (compared + rest) - ROUNDING) {
        this.looked = i + 1
        return 0
      }
    }
    this.looked = length
    // where words differ, a parameter in place of a word is another wording too
    if (words > 0) compared += filled
    return compared === 0 ? 1 : same / compared
  }

  private put(place: number, token: string): void {
    this.tokens[place] = token
    this.vocabulary.put(this.seen, place, token)
  }

  /** Takes the message in and answers its variant, which `make` makes where it is new. */
  take(tokens: ReadonlyArray<string>, make: (cluster: Cluster, words: ReadonlyArray<string>) => Variant): Variant {
    for (let i = 0; i < tokens.length; i++) {
      const theirs = this.tokens[i]!
      const open = this.open.find(({ place }) => place === i)
      if (open !== undefined) {
        if (open.words.has(tokens[i]!)) continue
        if (open.words.size < MAX_WORDS && isWord(tokens[i]!)) open.words.add(tokens[i]!)
        else this.close(i, tokens[i]!)
      } else if (theirs !== tokens[i]) {
        if (this.named.has(i)) this.vocabulary.value(tokens[i]!)
        else this.note(i, theirs, tokens[i]!)
        this.differ(i, tokens)
      }
    }
    const words = this.open.map(({ place }) => tokens[place]!)
    const key = words.join("\n")
    let variant = this.variants.get(key)
    if (variant === undefined) {
      if (this.variants.size >= MAX_VARIANTS) {
        const widest = [...this.open].sort((a, b) => b.words.size - a.words.size || a.place - b.place)[0]!
        this.close(widest.place, tokens[widest.place]!)
        return this.take(tokens, make)
      }
      variant = make(this, words)
      this.variants.set(key, variant)
    }
    return variant
  }

  /** Names that are no plain words: many at one place are values. */
  private note(place: number, theirs: string, ours: string): void {
    if (isVariable(ours)) return
    const filling = this.filling.get(place) ?? new Set<string>()
    if (filling.size >= MANY) return this.vocabulary.value(ours)
    if (this.filling.size >= MAX_FILLING && filling.size === 0) return
    this.filling.set(place, filling)
    for (const name of [theirs, ours]) if (!isVariable(name) && name.length <= MAX_NAME) filling.add(Buffer.from(name).toString())
    if (filling.size >= MANY) for (const name of filling) this.vocabulary.value(name)
  }

  private differ(place: number, tokens: ReadonlyArray<string>): void {
    const theirs = this.tokens[place]!
    const ours = tokens[place]!
    const unit = place > 0 && this.tokens[place - 1]!.endsWith(PARAMETER) ? UNIT.exec(theirs) : null
    if (unit !== null && UNIT.test(ours)) this.put(place, UNIT_GONE + unit[1])
    else if (theirs.startsWith(UNIT_GONE) && UNIT.test(ours)) return
    else if (isWord(theirs) && isWord(ours) && this.seen.keys[place] === NO_KEY && !this.afterName(place, tokens)) {
      this.open = [...this.open, { place, words: new Set([theirs, ours]) }].sort((a, b) => a.place - b.place)
      const index = this.open.findIndex((one) => one.place === place)
      this.rekey((words) => [...words.slice(0, index), theirs, ...words.slice(index)])
    } else {
      if (isWord(valueOf(theirs)) || isWord(valueOf(ours))) this.named.add(place)
      this.put(place, mergeToken(theirs, ours))
    }
  }

  /** A name follows; behind `to` and the like only where nothing else differs from here on: `due to user request`, `due to lock timeout`. */
  private afterName(place: number, tokens: ReadonlyArray<string>): boolean {
    if (place === 0 || this.open.some((one) => one.place === place - 1) || !BEFORE_NAME.test(this.tokens[place - 1]!)) return false
    if (!PREPOSITION.test(this.tokens[place - 1]!) || place + 1 === tokens.length) return true
    const [theirs, ours] = [this.tokens[place + 1]!, tokens[place + 1]!]
    return theirs === ours || !isWord(theirs) || !isWord(ours)
  }

  private close(place: number, ours: string): void {
    const index = this.open.findIndex((one) => one.place === place)
    const words = this.open[index]!.words
    this.open = this.open.filter((one) => one.place !== place)
    this.named.add(place)
    for (const word of words) this.vocabulary.value(word)
    this.vocabulary.value(ours)
    let merged: string | null = null
    for (const word of [...words, ours]) merged = merged === null || merged === word ? word : mergeToken(merged, word)
    this.put(place, merged!.includes(PARAMETER) ? merged! : mergeToken(merged!, PARAMETER))
    this.rekey((all) => [...all.slice(0, index), ...all.slice(index + 1)])
  }

  /** Variants that have become the same are one; the first stays. */
  private rekey(change: (words: ReadonlyArray<string>) => ReadonlyArray<string>): void {
    const before = [...this.variants.values()]
    this.variants = new Map()
    for (const variant of before) {
      variant.words = change(variant.words)
      const key = variant.words.join("\n")
      const first = this.variants.get(key)
      if (first === undefined) this.variants.set(key, variant)
      else variant.into = first
    }
  }

  /** The tokens of one variant. */
  tokensOf(variant: Variant): ReadonlyArray<string> {
    if (this.open.length === 0) return this.tokens
    const tokens = [...this.tokens]
    this.open.forEach(({ place }, i) => (tokens[place] = current(variant).words[i]!))
    return tokens
  }
}
