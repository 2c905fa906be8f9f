import { PARAMETER } from "./parameter.js"

interface Mined {
  readonly id: number
  readonly tokens: ReadonlyArray<string>
  readonly named: ReadonlySet<number>
}

const VERB = /^((?:[A-Za-z_][\w.-]*[=:])?(["'`]?))(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|MERGE|WITH|EXPLAIN)$/i
const NEXT: Readonly<Record<string, RegExp>> = { INSERT: /^(?:INTO|IGNORE|OVERWRITE)$/i, DELETE: /^FROM$/i, CREATE: /^(?:TABLE|INDEX|UNIQUE|VIEW|DATABASE|SCHEMA|TEMPORARY|TEMP)$/i, ALTER: /^(?:TABLE|INDEX|VIEW|DATABASE|SCHEMA|SYSTEM|USER|ROLE)$/i, DROP: /^(?:TABLE|INDEX|VIEW|DATABASE|SCHEMA)$/i, MERGE: /^INTO$/i, EXPLAIN: /^(?:SELECT|ANALYZE|INSERT|UPDATE|DELETE|WITH)$/i }
const MAX_TOKEN = 80

interface Statement {
  readonly from: number
  readonly to: number
  readonly lead: string
  readonly trail: string
}

/** A statement of SQL in quotation marks, or behind a colon or a key and up to the end. */
const statementOf = (tokens: ReadonlyArray<string>): Statement | null => {
  for (let from = 0; from + 1 < tokens.length; from++) {
    const verb = tokens[from]!.length > MAX_TOKEN ? null : VERB.exec(tokens[from]!)
    if (verb === null) continue
    const [, lead, quote, name] = verb
    if (lead === "" && !(from > 0 && /[:=]$/.test(tokens[from - 1]!))) continue
    const next = NEXT[name!.toUpperCase()]
    const rest = tokens.slice(from + 1)
    if (next !== undefined ? !next.test(rest[0]!) : !rest.some((token) => /^(?:FROM|SET|AS)$/i.test(token))) continue
    if (quote === "") return { from, to: tokens.length, lead: lead!, trail: "" }
    for (let to = from + 1; to < tokens.length; to++) {
      const close = /["'`][\])},.;:]*$/.exec(tokens[to]!)
      if (close !== null && close[0].startsWith(quote!)) return { from, to: to + 1, lead: lead!, trail: close[0] }
    }
  }
  return null
}

/** Different statements at one place of a message are a parameter. */
export const mergeStatements = (mined: ReadonlyArray<Mined>): ReadonlyArray<Mined> => {
  const groups = new Map<string, { readonly texts: Set<string>; readonly rows: Array<{ readonly id: number; readonly tokens: ReadonlyArray<string>; readonly from: number }> }>()
  for (const { id, tokens } of mined) {
    const found = statementOf(tokens)
    if (found === null) continue
    const { from, lead, to, trail } = found
    const without = [...tokens.slice(0, from), `${lead}${PARAMETER}${trail}`, ...tokens.slice(to)]
    const key = without.join(" ")
    const group = groups.get(key) ?? { texts: new Set<string>(), rows: [] }
    group.texts.add(tokens.slice(from, to).join(" "))
    group.rows.push({ id, tokens: without, from })
    groups.set(key, group)
  }
  const out = new Map<number, Mined>()
  for (const { rows, texts } of groups.values()) if (texts.size > 1) for (const { from, id, tokens } of rows) out.set(id, { id, tokens, named: new Set([from]) })
  return out.size === 0 ? mined : mined.map((one) => out.get(one.id) ?? one)
}
