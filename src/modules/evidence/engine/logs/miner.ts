import { Cluster, current, type Variant } from "./cluster.js"
import { HashTable } from "./known.js"
import { Line } from "./line.js"
import { PARAMETER } from "./parameter.js"
import { Masker } from "./masker.js"
import { refine } from "./refine.js"
import { templateOf } from "./template.js"
import { isVariable, Vocabulary } from "./tokens.js"

export type { Variant } from "./cluster.js"

export interface MinerOptions {
  /** share of equal tokens from which a message belongs to a template */
  readonly similarity: number
  readonly maxTemplates: number
  readonly maxTokens: number
  /** tokens that a message is compared with at most, and characters of templates that are kept */
  readonly maxCompared: number
  readonly maxCharacters: number
}

/** What a comparison costs by itself, in tokens. */
const PER_TEMPLATE = 16

const defaults: MinerOptions = { similarity: 0.6, maxTemplates: 5_000, maxTokens: 128, maxCompared: 20_000, maxCharacters: 8_000_000 }

/** A template as it stands: of several ids that came to the same text the first is kept. */
export interface Template {
  readonly id: number
  readonly template: string
  readonly count: number
}

/**
 * Drain with masking first: messages of the same length and the same leading
 * word are compared token by token; where a template and its message differ,
 * the template gets a parameter, or, as long as few words occur there, a
 * variant for each word.
 */
export class TemplateMiner {
  private readonly options: MinerOptions
  /** variants by the hash of their masked message: most messages are known */
  private readonly exact: HashTable<Variant>
  /** the same by the hash that comes with masking: most messages are made as they were before */
  private readonly quick: HashTable<Variant>
  private readonly masker = new Masker()
  private readonly groups = new Map<string, Array<Cluster>>()
  private readonly all: Array<Variant> = []
  private readonly vocabulary = new Vocabulary()
  private clusters = 0
  private characters = 0
  /** tokens that messages were compared with so far */
  compared = 0
  /** none of this template before the last message read the same without its parameters */
  fresh = false

  constructor(options: Partial<MinerOptions> = {}) {
    this.options = { ...defaults, ...options }
    this.exact = new HashTable(this.options.maxTemplates * 8)
    this.quick = new HashTable(this.options.maxTemplates * 8)
  }

  /** The template of a message; null once there are too many templates. */
  add(message: string): Variant | null {
    return this.addLine(Line.of(message), 0)
  }

  /** The same for the message that starts at `begin` of a line. */
  addLine(line: Line, begin: number): Variant | null {
    const { masker, quick } = this
    masker.mask(line, begin, this.options.maxTokens)
    const { made } = masker.pieces
    this.fresh = false
    let variant = line.wide ? undefined : quick.get(made.first, made.second)
    if (variant === undefined || variant.into !== null) {
      const found = this.masked()
      if (found === null) return null
      variant = found.variant
      if (!line.wide && found.known) quick.set(made.first, made.second, variant)
    }
    variant.count++
    return variant
  }

  /** The variant of what was masked, and whether its hash stands for it from now on. */
  private masked(): { readonly variant: Variant; readonly known: boolean } | null {
    const { exact, masker: { pieces } } = this
    pieces.read()
    const { first, second } = pieces.whole
    const before = exact.get(first, second)
    if (before !== undefined) {
      const variant = current(before)
      if (variant !== before) this.fresh = exact.set(first, second, variant)
      return { variant, known: true }
    }
    this.fresh = true
    // a copy: tokens must not hold on to the text they were cut from
    const masked = Buffer.from(pieces.text()).toString()
    const variant = this.find(masked === "" ? [] : masked.split(" "))
    return variant === null ? null : { variant, known: exact.set(first, second, variant) }
  }

  /** The text of every id that `add` has answered. */
  texts(): ReadonlyMap<number, string> {
    const final = refine(this.all.filter((variant) => variant.into === null).map((variant) => ({ id: variant.id, tokens: variant.cluster.tokensOf(variant), named: variant.cluster.named })), this.vocabulary.values)
    return new Map(this.all.map((variant) => [variant.id, templateOf(final.get(current(variant).id) ?? [])]))
  }

  templates(): ReadonlyArray<Template> {
    const out = new Map<string, { id: number; template: string; count: number }>()
    const texts = this.texts()
    for (const { count, id } of this.all) {
      const template = texts.get(id)!
      const known = out.get(template)
      if (known === undefined) out.set(template, { id, template, count })
      else known.count += count
    }
    return [...out.values()]
  }

  private readonly make = (cluster: Cluster, words: ReadonlyArray<string>): Variant => {
    const variant: Variant = { id: this.all.length + 1, count: 0, words, into: null, cluster }
    this.all.push(variant)
    return variant
  }

  private find(words: ReadonlyArray<string>): Variant | null {
    const { maxCharacters, maxCompared, maxTemplates, similarity } = this.options
    const first = words[0] ?? ""
    const key = `${words.length}\n${isVariable(first) ? PARAMETER : first}`
    const group = this.groups.get(key) ?? []
    const tokens = this.vocabulary.read(words)
    const full = this.clusters >= maxTemplates || this.all.length >= maxTemplates * 4 || this.characters >= maxCharacters
    let best: Cluster | null = null
    let bestScore = full ? 0 : similarity
    let compared = 0
    for (const cluster of group) {
      const score = cluster.similarity(tokens, bestScore)
      compared += cluster.looked + PER_TEMPLATE
      if (best === null ? score >= bestScore : score > bestScore) {
        bestScore = score
        best = cluster
      }
      if (bestScore === 1 || compared > maxCompared) break
    }
    this.compared += compared
    if (best !== null || full) return best?.take(words, this.make) ?? null
    const cluster = new Cluster(words, this.vocabulary)
    this.clusters++
    for (const { length } of words) this.characters += length
    group.push(cluster)
    this.groups.set(key, group)
    return cluster.take(words, this.make)
  }
}
