import { maskText, PARAMETER } from "./mask.js"

export interface Cluster {
  readonly id: number
  tokens: Array<string>
  count: number
}

export interface MinerOptions {
  /** share of equal tokens from which a message belongs to a template */
  readonly similarity: number
  readonly maxTemplates: number
  readonly maxTokens: number
}

const defaults: MinerOptions = { similarity: 0.6, maxTemplates: 5_000, maxTokens: 128 }

const variable = (token: string): boolean => token.includes(PARAMETER)

/**
 * Drain with masking first: messages of the same length and the same leading
 * word are compared token by token; where a template and its message differ,
 * the template gets a parameter.
 */
export class TemplateMiner {
  private readonly options: MinerOptions
  private readonly exact = new Map<string, Cluster>()
  private readonly groups = new Map<string, Array<Cluster>>()
  private readonly all: Array<Cluster> = []

  constructor(options: Partial<MinerOptions> = {}) {
    this.options = { ...defaults, ...options }
  }

  /** The template of a message; null once there are too many templates. */
  add(message: string): Cluster | null {
    const key = maskText(message, this.options.maxTokens)
    let cluster = this.exact.get(key)
    if (cluster === undefined) {
      cluster = this.find(key === "" ? [] : key.split(" ")) ?? undefined
      if (cluster === undefined) return null
      if (this.exact.size < this.options.maxTemplates * 8) this.exact.set(key, cluster)
    }
    cluster.count++
    return cluster
  }

  templates(): ReadonlyArray<{ readonly id: number; readonly template: string; readonly count: number }> {
    return this.all.map(({ count, id, tokens }) => ({ id, count, template: templateOf(tokens) }))
  }

  private find(tokens: Array<string>): Cluster | null {
    const first = tokens[0] ?? ""
    const key = `${tokens.length}\n${variable(first) ? PARAMETER : first}`
    const group = this.groups.get(key) ?? []
    let best: Cluster | null = null
    let bestScore = -1
    for (const cluster of group) {
      let same = 0
      let compared = 0
      for (let i = 0; i < tokens.length; i++) {
        const theirs = cluster.tokens[i]!
        if (theirs === tokens[i]) {
          // a parameter that meets a parameter says little
          same += variable(theirs) ? 0.5 : 1
          compared += variable(theirs) ? 0.5 : 1
        } else compared++
      }
      const score = compared === 0 ? 1 : same / compared
      if (score > bestScore) {
        bestScore = score
        best = cluster
      }
    }
    if (best !== null && bestScore >= this.options.similarity) {
      for (let i = 0; i < tokens.length; i++) if (best.tokens[i] !== tokens[i]) best.tokens[i] = mergeToken(best.tokens[i]!, tokens[i]!)
      return best
    }
    if (this.all.length >= this.options.maxTemplates) return best
    const cluster: Cluster = { id: this.all.length + 1, tokens: [...tokens], count: 0 }
    this.all.push(cluster)
    group.push(cluster)
    this.groups.set(key, group)
    return cluster
  }
}

/** Keeps the punctuation that both sides share: `user,` and `root,` become `<*>,`; `a=1` and `a=x` become `a=<*>`. */
const mergeToken = (a: string, b: string): string => {
  const max = Math.min(a.length, b.length)
  let head = 0
  while (head < max && a[head] === b[head]) head++
  const key = Math.max(a.slice(0, head).lastIndexOf("="), a.slice(0, head).lastIndexOf(":"), a.slice(0, head).lastIndexOf("(")) + 1
  let tail = 0
  while (tail < max - key && a[a.length - 1 - tail] === b[b.length - 1 - tail] && /[,;:.)\]}'"!?]/.test(a[a.length - 1 - tail]!)) tail++
  return a.slice(0, key) + PARAMETER + a.slice(a.length - tail)
}

/** Parameters that touch are one. */
export const templateOf = (tokens: ReadonlyArray<string>): string => tokens.join(" ").replace(/<\*>(?:[\w.\-/+%]*<\*>)+/g, PARAMETER)
