/** Finds where the value of a key begins and ends in any of the usual notations. */

/** Offsets of a value without its quotes; `prose` when nothing but blanks stands between key and value. */
export interface ValueSpan {
  readonly start: number
  readonly end: number
  readonly quoted: boolean
  readonly prose: boolean
  readonly url: boolean
}

const MAX_VALUE = 4096
const SEPARATOR = /[\])}]{0,2}[ \t]{0,12}(?::=|=>|={1,3}|:{1,2}|->)(?![=:])[ \t]{0,24}(?:\|-?|>-?)?(?:\r?\n[ \t]{1,24})?/y
/** `["x"]`: the first of a list, as headers are printed; `('x')`: the argument of a function that is named like a secret. */
const LIST = /\[[ \t]{0,4}(?=[\\]{0,3}["'`])/y
const CALL = /\([ \t]{0,4}(?=[\\]{0,3}["'`])/y
/** `&gt;`: XML inside XML or HTML. */
const ESCAPED_TAIL = /(?:[ \t][^<>&]{0,120})?&gt;/y
const NAMED_VALUE = /[\\]{0,3}["'`]?[ \t]{0,8}(?:,[ \t]{0,8}\r?\n?|\r?\n)?[ \t]{0,40}[\\]{0,3}["']?(?:value|Value|VALUE|default)[\\]{0,3}["']?[ \t]{0,8}[=:][ \t]{0,8}/y
const XML_TAIL = /(?:[ \t][^<>]{0,120})?>(?:<!\[CDATA\[)?\s{0,40}/y
const FLAG_TAIL = /[ \t]{1,8}/y
const SQL_TAIL = /[ \t]{1,4}(?:by[ \t]{1,4}|to[ \t]{1,4}|is[ \t]{1,4}|was[ \t]{1,4}|with[ \t]{1,4}|=[ \t]{0,4})?(?=[NE]?[\\]{0,3}["'`])/iy
const SPOKEN_TAIL = /[ \t]{1,4}(?:(?:is|was|are|set to|changed to|value|equals)[ \t]{1,4}|is:[ \t]{1,4})/iy
/** Also `N'x'` of SQL Server and `b"x"` of Python. */
const QUOTE = /[NEbruf]{0,2}(\\{0,3})(["'`])/y
const NEXT_PAIR = /[ \t]{0,4}["']?[\w.\-[\]$]{1,48}["']?[ \t]{0,2}[=:](?![/=])/y

const sticky = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at
  const found = pattern.exec(text)
  return found === null ? -1 : at + found[0].length
}

/** End of a quoted value that opens before `at` with `quote` behind `escape`; -1 when it does not close on its line. */
const closing = (text: string, at: number, escape: string, quote: string): number => {
  const limit = Math.min(text.length, at + MAX_VALUE)
  for (let i = at; i < limit; i++) {
    const ch = text[i]
    if (ch === "\n") return -1
    if (escape !== "") {
      if (text.startsWith(escape + quote, i)) return i
    } else if (ch === "\\") i++
    else if (ch === quote) return quote === "'" && text[i + 1] === "'" ? -1 : i
  }
  return -1
}

const isBlank = (ch: string | undefined): boolean => ch === undefined || ch === " " || ch === "\t" || ch === "\n" || ch === "\r"

const bareEnd = (text: string, at: number, url: boolean): number => {
  const limit = Math.min(text.length, at + MAX_VALUE)
  let depth = 0
  for (let i = at; i < limit; i++) {
    const ch = text[i]
    if (isBlank(ch) || ch === "\"" || ch === "`" || ch === "<" || (ch === "'" && i > at)) return i
    if (ch === "\\" && /[nrt"']/.test(text[i + 1] ?? "")) return i
    if (url && (ch === "&" || ch === "#")) return i
    if (ch === "," || ch === ";" || ch === "&" || ch === "|") {
      const next = text[i + 1]
      if (isBlank(next) || next === "\"" || next === "'" || next === "}" || sticky(NEXT_PAIR, text, i + 1) >= 0) return i
    } else if (ch === "(" || ch === "[" || ch === "{") depth++
    else if (ch === ")" || ch === "]" || ch === "}") {
      const next = text[i + 1]
      if (depth === 0 && (isBlank(next) || /[,.;:)\]}"'>&|]/.test(next ?? ""))) return i
      depth = Math.max(0, depth - 1)
    } else if (ch === ">" && (isBlank(text[i + 1]) || text[i + 1] === "<")) return i
  }
  return limit
}

const trimEnd = (text: string, start: number, end: number): number => {
  let at = end
  // "!" and "?" are what many passwords end in
  while (at > start && /[.,;:]/.test(text[at - 1] ?? "")) at--
  return at
}

/** Value at `at`, quoted or bare. */
const valueAt = (text: string, at: number, prose: boolean, url: boolean): ValueSpan | null => {
  QUOTE.lastIndex = at
  const quote = QUOTE.exec(text)
  if (quote !== null) {
    const start = at + quote[0].length
    const end = closing(text, start, quote[1] ?? "", quote[2] ?? "\"")
    if (end >= 0) return end > start ? { start, end, quoted: true, prose, url } : null
    const bare = bareEnd(text, start, url)
    return bare > start ? { start, end: bare, quoted: false, prose, url } : null
  }
  if (text[at] === "{" && /[A-Za-z0-9]/.test(text[at + 1] ?? "")) {
    const inner = /^[^\s":={}]{1,256}(?=\})/.exec(text.slice(at + 1, at + 258))
    if (inner !== null) return { start: at + 1, end: at + 1 + inner[0].length, quoted: true, prose, url }
  }
  if (text[at] === "[") {
    const inner = /^[^\s"'[\],=]{1,512}(?=\])/.exec(text.slice(at + 1, at + 514))
    if (inner !== null) return { start: at + 1, end: at + 1 + inner[0].length, quoted: false, prose, url }
  }
  const end = bareEnd(text, at, url)
  const trimmed = trimEnd(text, at, end)
  return trimmed > at ? { start: at, end: trimmed, quoted: false, prose, url } : null
}

/** `<password>value</password>`, also with CDATA. */
const xmlValue = (text: string, keyStart: number, at: number): ValueSpan | null => {
  if (!/<[^<>\n]{0,60}$/.test(text.slice(Math.max(0, keyStart - 60), keyStart))) return null
  const body = sticky(XML_TAIL, text, at)
  if (body < 0) return null
  const window = text.slice(body, body + MAX_VALUE)
  const length = window.indexOf(text.slice(body - 9, body).includes("CDATA[") ? "]]>" : "<")
  return length > 0 ? { start: body, end: body + window.slice(0, length).trimEnd().length, quoted: true, prose: false, url: false } : null
}

/**
 * Value of the key [keyStart, keyEnd), or null where no notation fits.
 * Knows assignments (`=`, `:`, `=>`, `:=`), JSON (also escaped inside a string), YAML, INI, XML elements and
 * attributes, name/value pairs, command-line flags, URL queries, SQL and "password is x".
 */
export const valueOf = (text: string, keyStart: number, keyEnd: number): ValueSpan | null => {
  const lead = text[keyStart - 1] ?? ""
  const url = lead === "?" || lead === "&"
  let at = keyEnd
  for (let i = 0; i < 4 && /[\\"'`]/.test(text[at] ?? ""); i++) at++
  const direct = sticky(SEPARATOR, text, at)
  if (direct >= 0) {
    const list = sticky(LIST, text, direct)
    return text.startsWith("//", direct) ? null : valueAt(text, list < 0 ? direct : list, false, url)
  }
  const call = sticky(CALL, text, keyEnd)
  if (call >= 0 && /^(?:old_)?password$/i.test(text.slice(keyStart, keyEnd))) return valueAt(text, call, false, false)
  const escaped = sticky(ESCAPED_TAIL, text, at)
  if (escaped >= 0 && text.slice(Math.max(0, keyStart - 64), keyStart).includes("&lt;")) {
    const length = text.slice(escaped, escaped + MAX_VALUE).indexOf("&lt;")
    return length > 0 ? { start: escaped, end: escaped + length, quoted: true, prose: false, url: false } : null
  }
  const named = sticky(NAMED_VALUE, text, keyEnd)
  if (named >= 0) return valueAt(text, named, false, false)
  const element = xmlValue(text, keyStart, at)
  if (element !== null) return element
  if (text[keyStart] === "-" || lead === "-") {
    const flag = sticky(FLAG_TAIL, text, keyEnd)
    return flag >= 0 && text[flag] !== "-" ? valueAt(text, flag, false, false) : null
  }
  const sql = sticky(SQL_TAIL, text, keyEnd)
  if (sql >= 0) return valueAt(text, sql, true, false)
  const spoken = sticky(SPOKEN_TAIL, text, keyEnd)
  if (spoken >= 0) return valueAt(text, spoken, true, false)
  const blank = sticky(FLAG_TAIL, text, keyEnd)
  return blank >= 0 ? valueAt(text, blank, true, false) : null
}
