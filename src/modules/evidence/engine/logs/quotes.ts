import { PARAMETER } from "./mask.js"
import type { Names } from "./names.js"

interface Mined {
  readonly id: number
  readonly tokens: ReadonlyArray<string>
}

/** A quoted part: its tokens, what stands before the quotation mark and what behind the closing one. */
interface Quoted {
  readonly from: number
  readonly to: number
  readonly lead: string
  readonly text: string
  readonly trail: string
}

const MAX_WORDS = 24
const OPENS = /^((?:[A-Za-z_][\w.-]*[=:])?[([{<]*["'])(.*)$/
const CLOSING = /^(.*)(["'][)\]}>,.;:!?]*)$/

const quotedOf = (tokens: ReadonlyArray<string>): ReadonlyArray<Quoted> => {
  const out: Array<Quoted> = []
  for (let from = 0; from < tokens.length; from++) {
    const open = OPENS.exec(tokens[from]!)
    if (open === null) continue
    const mark = open[1]!.slice(-1)
    const words: Array<string> = []
    for (let i = from; i < Math.min(tokens.length, from + MAX_WORDS); i++) {
      const rest = i === from ? open[2]! : tokens[i]!
      const close = CLOSING.exec(rest)
      const at = rest.indexOf(mark)
      if (at !== -1 && (close === null || close[1]!.length !== at)) break
      words.push(close === null || at === -1 ? rest : close[1]!)
      if (at === -1 || close === null) continue
      out.push({ from, to: i + 1, lead: open[1]!, text: words.join(" "), trail: close[2]! })
      from = i
      break
    }
  }
  return out
}

const without = (tokens: ReadonlyArray<string>, quoted: ReadonlyArray<Quoted>, put: (at: number) => string | null): Array<string> => {
  const out: Array<string> = []
  let from = 0
  quoted.forEach((one, at) => {
    const text = put(at)
    out.push(...tokens.slice(from, one.from), ...(text === null ? tokens.slice(one.from, one.to) : [`${one.lead}${text}${one.trail}`]))
    from = one.to
  })
  return [...out, ...tokens.slice(from)]
}

/** A message inside of quotation marks has words and parameters. */
const isMessage = (text: string): boolean => text.includes(PARAMETER) && text.split(" ").filter((word) => !word.includes(PARAMETER)).length > 1

/** Different texts of different lengths, or several words without a parameter, are values. */
const areValues = (texts: ReadonlyArray<string>): boolean => {
  if (texts.length < 2 || texts.filter(isMessage).length * 2 > texts.length) return false
  const lengths = new Set(texts.map((text) => text.split(" ").length))
  return lengths.size > 1 || !lengths.has(1) && !texts.some((text) => text.includes(PARAMETER))
}

/** Templates that differ only inside of quotation marks are one. */
export const mergeQuotes = (mined: ReadonlyArray<Mined>, names: Names): ReadonlyArray<Mined> => {
  const groups = new Map<string, Array<{ readonly one: Mined; readonly quoted: ReadonlyArray<Quoted> }>>()
  for (const one of mined) {
    const quoted = quotedOf(one.tokens)
    if (quoted.length === 0) continue
    const key = without(one.tokens, quoted, () => PARAMETER).join(" ")
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [{ one, quoted }])
    else group.push({ one, quoted })
  }
  const out = new Map<number, ReadonlyArray<string>>()
  for (const group of groups.values()) {
    const values = group[0]!.quoted.map((_, at) => areValues([...new Set(group.map(({ quoted }) => quoted[at]!.text))]))
    if (!values.includes(true)) continue
    for (const { one, quoted } of group) {
      quoted.forEach(({ lead, text }, at) => {
        if (values[at] && !text.includes(PARAMETER)) names.add(text, /^[\w.-]+/.exec(lead)?.[0] ?? "")
      })
      out.set(one.id, without(one.tokens, quoted, (at) => (values[at] ? PARAMETER : null)))
    }
  }
  return mined.map((one) => ({ id: one.id, tokens: out.get(one.id) ?? one.tokens }))
}
