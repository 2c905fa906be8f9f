import { PARAMETER } from "./parameter.js"

const MAX_TOKEN = 64
/** names that begin with the same word */
const MAX_ALIKE = 64

const PART = /^((?:[A-Za-z_][\w.-]*[=:])?["'([{<]*)(<\*>|[A-Za-z][\w'&.-]*?)(["')\]}>,.;:!?]*)$/
export const PREPOSITION = /^(?:of|in|by|for|from|to|on|at|with|named|called|as|into)$/i

/** Signs inside of a name: `J. Doe`, `Apples, pears` */
const SOFT = /^[.,]$/

export interface Part {
  readonly lead: string
  readonly core: string
  readonly trail: string
}

const partOf = (token: string): Part | null => {
  const found = token.length > MAX_TOKEN ? null : PART.exec(token)
  return found === null ? null : { lead: found[1]!, core: found[2]!, trail: found[3]! }
}

/** In parentheses behind a name: `Pack (nl)` */
const isRemark = ({ lead, trail }: Part): boolean => lead === "(" && trail.startsWith(")")

/** Parts of tokens, each token taken apart once. */
export class Parts {
  private readonly known = new Map<string, Part | null>()

  of(token: string): Part | null {
    let part = this.known.get(token)
    if (part === undefined) this.known.set(token, (part = partOf(token)))
    return part
  }

  /** Words that can be one phrase; signs stand at its ends only, or, if `loose`, also between its words. */
  phrase(tokens: ReadonlyArray<string>, from: number, to: number, loose = false): { readonly lead: string; readonly text: string; readonly trail: string } | null {
    if (to > tokens.length) return null
    const words: Array<string> = []
    let lead = ""
    let trail = ""
    for (let i = from; i < to; i++) {
      const part = this.of(tokens[i]!)
      if (part === null || (trail !== "" && !(loose && SOFT.test(trail))) || (part.lead !== "" && i > from && !(loose && isRemark(part)))) return null
      if (i === from) lead = part.lead
      const remark = i > from && part.lead !== ""
      trail = remark ? part.trail.slice(1) : part.trail
      words.push(remark ? `(${part.core})` : part.core)
    }
    return { lead, text: words.join(" "), trail }
  }
}

/** What stands before a token: the key that is glued to it, or the word before it; "" at the beginning. */
export const anchorOf = (tokens: ReadonlyArray<string>, at: number, part: Part, parts: Parts): string => {
  const key = KEY.exec(part.lead)
  return key !== null ? key[0] : at === 0 ? "" : parts.of(tokens[at - 1]!)?.core ?? tokens[at - 1]!
}
const KEY = /[A-Za-z_][\w.-]*[=:]/
const DISTINCT = /[\d_]|[a-z][.-][a-z]/

/** Names that were found, by the word they begin with, and the words that stood before them. */
export class Names {
  private readonly phrases = new Map<string, Array<ReadonlyArray<string>>>()
  private readonly single = new Map<string, Set<string>>()
  /** what stands before places of many words */
  private readonly anchors = new Set<string>()

  /** `values` are words that fill places where many do. */
  constructor(private readonly values: ReadonlySet<string>) {}

  /** Learns what stands before the places of a template where many words do. */
  learnAnchors(tokens: ReadonlyArray<string>, places: Iterable<number>, parts: Parts): void {
    for (const place of places) {
      const part = parts.of(tokens[place]!)
      const anchor = part === null ? "" : anchorOf(tokens, place, part, parts)
      if (anchor !== "" && anchor !== PARAMETER) this.anchors.add(anchor)
    }
  }

  /** A word that fills such places, behind what stands before them, or one that cannot be anything but a name. */
  private isValue(tokens: ReadonlyArray<string>, at: number, part: Part, parts: Parts): boolean {
    return part.core !== PARAMETER && this.values.has(part.core) && (DISTINCT.test(part.core) || this.anchors.has(anchorOf(tokens, at, part, parts)))
  }

  /** The words at `from` … `to`. */
  learn(tokens: ReadonlyArray<string>, from: number, to: number, parts: Parts): void {
    const phrase = parts.phrase(tokens, from, to)
    if (phrase !== null) this.add(phrase.text, from === 0 ? "" : parts.of(tokens[from - 1]!)?.core ?? "")
  }

  add(phrase: string, before: string): void {
    const words = phrase.split(" ")
    if (words.every((word) => word === PARAMETER)) return
    if (words.length === 1) {
      const anchors = this.single.get(phrase)
      if (anchors === undefined) this.single.set(phrase, new Set([before]))
      else anchors.add(before)
      return
    }
    const known = this.phrases.get(words[0]!) ?? []
    if (known.length >= MAX_ALIKE || known.some((one) => one.join(" ") === phrase)) return
    this.phrases.set(words[0]!, [...known, words].sort((a, b) => b.length - a.length))
  }

  /** Index behind a name that begins at `from`, or -1. */
  at(tokens: ReadonlyArray<string>, from: number, parts: Parts): number {
    const first = parts.of(tokens[from]!)
    if (first === null) return -1
    for (const words of this.phrases.get(first.core) ?? []) {
      if (parts.phrase(tokens, from, from + words.length)?.text === words.join(" ")) return from + words.length
    }
    if (this.isValue(tokens, from, first, parts)) return from + 1
    const anchors = this.single.get(first.core)
    if (anchors === undefined || from === 0) return -1
    const before = parts.of(tokens[from - 1]!)?.core ?? ""
    return anchors.has(before) && (!PREPOSITION.test(before) || /^[A-Z]/.test(first.core)) || PREPOSITION.test(before) && /^[A-Z]/.test(first.core) ? from + 1 : -1
  }
}

