import { PARAMETER } from "./parameter.js"
import type { Names } from "./names.js"

interface Mined {
  readonly id: number
  readonly tokens: ReadonlyArray<string>
  readonly named: ReadonlySet<number>
}

const NONE: ReadonlySet<number> = new Set()

/** A quoted or bracketed part: its tokens, what stands before the quotation mark and what behind the closing one. */
interface Quoted {
  readonly from: number
  readonly to: number
  readonly lead: string
  readonly text: string
  readonly trail: string
}

const MAX_WORDS = 24
const MIN_TEXTS = 3
const OPENS = /^((?:[A-Za-z_][\w.-]*[=:])?[([{<]*["']|[A-Za-z]*[([{])(.*)$/
const QUOTED = /^(?:[A-Za-z_][\w.-]*[=:])?["']/
const CLOSERS: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" }
const BEHIND = /^[)\]}>,.;:!?]*$/

const quotedOf = (tokens: ReadonlyArray<string>): ReadonlyArray<Quoted> => {
  const out: Array<Quoted> = []
  for (let from = 0; from < tokens.length; from++) {
    const open = OPENS.exec(tokens[from]!)
    if (open === null) continue
    const opening = open[1]!.slice(-1)
    const mark = CLOSERS[opening] ?? opening
    const words: Array<string> = []
    for (let i = from; i < Math.min(tokens.length, from + MAX_WORDS); i++) {
      const rest = i === from ? open[2]! : tokens[i]!
      const at = rest.indexOf(mark)
      words.push(at === -1 ? rest : rest.slice(0, at))
      if (at === -1) continue
      if (!BEHIND.test(rest.slice(at + 1))) break
      // what is quoted inside of brackets is read by itself
      if (opening in CLOSERS && tokens.slice(from + 1, i + 1).some((token) => QUOTED.test(token))) break
      out.push({ from, to: i + 1, lead: open[1]!, text: words.join(" "), trail: rest.slice(at) })
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

/** Different texts of different lengths, or several words without a parameter, or a sign for none, are values. */
const areValues = (texts: ReadonlyArray<string>, lead: string): boolean => {
  if (texts.length < 2 || texts.filter(isMessage).length * 2 > texts.length) return false
  const filled = texts.some((text) => text.includes(PARAMETER))
  if (filled && texts.every((text) => !/[A-Za-z0-9]/.test(text.replaceAll(PARAMETER, "")))) return true
  const lengths = new Set(texts.map((text) => text.split(" ").length))
  // brackets hold remarks and keys as well as values
  if (CLOSERS[lead.slice(-1)] !== undefined) return texts.length >= MIN_TEXTS && lengths.size > 1 && !texts.some((text) => /[\w.-][:=]/.test(text))
  if (filled && texts.length < MIN_TEXTS && !texts.some((text) => text.split(" ").every((word) => word === PARAMETER))) return false
  return lengths.size > 1 || !lengths.has(1) && !filled
}

/** Templates that differ only inside of quotation marks or brackets are one. */
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
    const values = group[0]!.quoted.map((_, at) => areValues([...new Set(group.map(({ quoted }) => quoted[at]!.text))], group[0]!.quoted[at]!.lead))
    if (!values.includes(true)) continue
    for (const { one, quoted } of group) {
      quoted.forEach(({ lead, text }, at) => {
        if (values[at] && !text.includes(PARAMETER)) names.add(text, /^[\w.-]+/.exec(lead)?.[0] ?? "")
      })
      out.set(one.id, without(one.tokens, quoted, (at) => (values[at] ? PARAMETER : null)))
    }
  }
  return mined.map((one) => {
    const tokens = out.get(one.id)
    // places move where parts of several words become one
    return tokens === undefined ? one : { id: one.id, tokens, named: tokens.length === one.tokens.length ? one.named : NONE }
  })
}
