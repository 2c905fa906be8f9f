import { PARAMETER } from "./parameter.js"

export const isVariable = (token: string): boolean => token.includes(PARAMETER)

/** A plain word, or a constant in capitals; names in mixed case are values. */
export const isWord = (token: string): boolean => {
  let end = token.length
  let from = 0
  while (end > from && isClosing(token.charCodeAt(end - 1))) end--
  while (from < end && isOpening(token.charCodeAt(from))) from++
  // a quotation mark at one end only belongs to several words
  if (isQuote(token.charCodeAt(from)) !== isQuote(token.charCodeAt(end - 1))) {
    if (isQuote(token.charCodeAt(from))) from++
    else end--
  }
  return PLAIN_WORD.test(token.slice(from, end))
}
const PLAIN_WORD = /^(?:[A-Z]?[a-z]+(?:[-'][A-Z]?[a-z]+)*|[A-Z][A-Z_-]*|[A-Za-z])[*+-]?$/
const isClosing = (code: number): boolean => code === 44 || code === 46 || code === 58 || code === 59 || code === 41 || code === 93 || code === 33 || code === 63 || code === 125 || code === 62
const isQuote = (code: number): boolean => code === 34 || code === 39
const isOpening = (code: number): boolean => code === 40 || code === 91 || code === 123 || code === 60

/** points that lead from a name to its value, as in a table of contents */
const LEADER = `...${PARAMETER}`

/** The key of `key=value`, `(key=value` or `key =value`, or `name....value`; "" where there is none. */
export const keyOf = (tokens: ReadonlyArray<string>, place: number): string => {
  const token = tokens[place]!
  const sign = token.indexOf("=")
  if (sign > 0) return token.slice(0, sign)
  const leader = token.indexOf(LEADER)
  if (leader > 0) return token.slice(0, leader)
  return sign === -1 && tokens[place + 1]?.charCodeAt(0) === 61 ? token : ""
}

/** In brackets stands another thing than without. */
const isBracketed = (token: string): boolean => isOpening(token.charCodeAt(0)) && !token.startsWith(PARAMETER)

/** What comparisons ask of a token, once for all of them. */
export const enum Is { Word = 1, Variable = 2, Bracketed = 4 }

const kindOf = (token: string): number => (isWord(token) ? Is.Word : 0) | (isVariable(token) ? Is.Variable : 0) | (isBracketed(token) ? Is.Bracketed : 0)

/** The number of the key that is none, and of what no template holds. */
export const NO_KEY = 0
const UNKNOWN = -1
const MAX_VALUE = 40
const MAX_VALUES = 4_000
const AROUND = /^[^A-Za-z]+|[^A-Za-z\d_*+-]+$/g
const IDENTIFIER = /^["'([{<]*[A-Za-z][\w.$-]*["')\]}>,.;:!?]*$/

/** The tokens of a message or a template, their numbers, those of their keys, and what kind they are. */
export interface Tokens {
  readonly all: ReadonlyArray<string>
  readonly ids: Int32Array
  readonly keys: Int32Array
  readonly kinds: Uint8Array
}

/** Numbers for the tokens of templates: they are compared more often than anything else. */
export class Vocabulary {
  private readonly known = new Map<string, number>([["", NO_KEY]])
  /** words that filled places where many do */
  readonly values = new Set<string>()

  /** The word of a token that fills such a place. */
  value(token: string): void {
    if (token.length <= MAX_VALUE && this.values.size < MAX_VALUES && (isWord(token) || IDENTIFIER.test(token))) this.values.add(token.replace(AROUND, ""))
  }

  /** The tokens of a message; nothing is kept of it. */
  read(all: ReadonlyArray<string>): Tokens {
    return this.make(all, (text) => this.known.get(text) ?? UNKNOWN)
  }

  /** The tokens of a new template. */
  learn(all: ReadonlyArray<string>): Tokens {
    return this.make(all, (text) => this.id(text))
  }

  /** Another token takes a place of a template; its key stays. */
  put(tokens: Tokens, place: number, token: string): void {
    tokens.ids[place] = this.id(token)
    tokens.kinds[place] = kindOf(token)
  }

  private id(text: string): number {
    let id = this.known.get(text)
    if (id === undefined) this.known.set(text, (id = this.known.size))
    return id
  }

  private make(all: ReadonlyArray<string>, id: (text: string) => number): Tokens {
    const { length } = all
    const made = { all, ids: new Int32Array(length), keys: new Int32Array(length), kinds: new Uint8Array(length) }
    for (let i = 0; i < length; i++) {
      made.ids[i] = id(all[i]!)
      made.keys[i] = id(keyOf(all, i))
      made.kinds[i] = kindOf(all[i]!)
    }
    return made
  }
}
