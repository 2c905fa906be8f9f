/** Finds where the value of a key begins and ends in any of the usual notations. */

import { codeAt, END, isAlnum, isBlank } from "./chars.js"
import { encodedValue, markEnd, rareSeparator, tableCell, unwrapped, valueBefore } from "./notations.js"

/** Offsets of a value without its quotes; `prose` when nothing but blanks stands between key and value. */
export interface ValueSpan {
  readonly start: number
  readonly end: number
  readonly quoted: boolean
  readonly prose: boolean
  readonly url: boolean
  /** the key is itself quoted and followed by a comma: a list of names looks the same */
  readonly listed?: boolean
}

const MAX_VALUE = 4096
/** Separators inside one unquoted value behind which the next pair is looked for: with more it is all one value. */
const MAX_PARTS = 24
const SEPARATOR = /[\])}]{0,2}[ \t]{0,12}(?::=|=>|={1,3}|:{1,2}|->)(?![=:])[ \t]{0,24}(?:\|-?|>-?)?(?:\r?\n[ \t]{1,24})?/y
/** `["x"]`: the first of a list, as headers are printed; `('x')`: the argument of a function that is named like a secret. */
const LIST = /\[[ \t]{0,4}(?=[\\]{0,3}["'`])/y
const CALL = /[({][ \t]{0,4}(?=[\\]{0,3}["'`])/y
/** `&gt;`: XML inside XML or HTML. */
const ESCAPED_TAIL = /(?:[ \t][^<>&]{0,120})?&gt;/y
const NAMED_VALUE = /[\\]{0,3}["'`]?[ \t]{0,8}(?:,[ \t]{0,8}\r?\n?|\r?\n)?(?:\s{0,24}["'][A-Za-z]{1,20}["'][ \t]{0,4}:[ \t]{0,4}["']?[\w.-]{1,60}["']?,[ \t]{0,4}\r?\n?){0,3}[ \t]{0,40}[\\]{0,3}["']?(?:value|Value|VALUE|default)[\\]{0,3}["']?[ \t]{0,8}[=:][ \t]{0,8}/y
/** The next member of a list or the next argument: `'--password', 'x'`. */
const NEXT_MEMBER = /[\\]{0,3}["'][ \t]{0,4},[ \t]{0,4}(?=[\\]{0,3}["'])/y
/** `<key>name</key><string>x</string>`, and a field of a form: its name, an empty line and its value. */
const NEXT_IN_ELEMENT = /["']\s{0,4}>\s{0,40}<[\w:]{1,20}>/y
const DECLARED = /"[ \t]{0,4}\{[^{}"]{0,200}(?:"[^{}"]{0,120}"[^{}"]{0,80}){0,2}default[ \t]{0,8}=[ \t]{0,8}(?=")/y
const NEXT_ELEMENT = /<\/[\w:]{1,20}>\s{0,40}<[\w:]{1,20}>/y
const FORM_FIELD = /"(?:\r?\n|\\r\\n){2}/y
const XML_TAIL = /(?:[ \t][^<>]{0,120})?>(?:<!\[CDATA\[)?\s{0,40}/y
const FLAG_TAIL = /[ \t]{1,8}/y
const SQL_TAIL = /[ \t]{1,4}(?:by[ \t]{1,4}|to[ \t]{1,4}|is[ \t]{1,4}|was[ \t]{1,4}|with[ \t]{1,4}|=[ \t]{0,4})?(?=[NE]?[\\]{0,3}["'`])/iy
const SPOKEN_TAIL = /[ \t]{1,4}(?:(?:is|was|are|ist|lautet|est|es|jest|set to|changed to|value|equals)[ \t]{1,4}|is:[ \t]{1,4})/iy
/** Also `N'x'` of SQL Server and `b"x"` of Python. */
const QUOTE = /[NEbruf]{0,2}(\\{0,3})(["'`])/y
/** `{x}`, unless the braces name how the value behind them is written: `{cipher}4f2a`. */
const BRACED = /[^\s":={}]{1,256}(?=\}(?![\w+/$]))/y
const BRACKETED = /[^\s"'[\],=]{1,512}(?=[ \t]{0,2}\])/y
const NEXT_PAIR = /[ \t]{0,4}["']?[\w.\-[\]$]{1,48}["']?[ \t]{0,2}[=:](?![/=])/y

const isQuote = (code: number): boolean => code === 34 || code === 39 || code === 96 || code === 92

const sticky = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at
  const found = pattern.exec(text)
  return found === null ? -1 : at + found[0].length
}

/** End of a quoted value that opens before `at` with `quote` behind `escape`; -1 when it does not close on its line. */
const closing = (text: string, at: number, escape: string, quote: string): number => {
  const limit = Math.min(text.length, at + MAX_VALUE)
  const mark = quote.charCodeAt(0)
  for (let i = at; i < limit; i++) {
    const code = codeAt(text, i)
    if (code === 10) return -1
    if (escape !== "") {
      if (code === 92 && text.startsWith(escape + quote, i)) return i
    } else if (code === 92) i++
    else if (code === mark) return quote === "'" && text[i + 1] === "'" ? -1 : i
  }
  return -1
}

const STOP = 1
const SPLIT = 2
const OPEN = 3
const CLOSE = 4
/** What an unquoted value may end at, by character. */
const ENDS = Uint8Array.from({ length: 128 }, (_, code) => {
  const ch = String.fromCharCode(code)
  if (" \t\n\r\"`<'\\#>".includes(ch)) return STOP
  return ",;&|".includes(ch) ? SPLIT : "([{".includes(ch) ? OPEN : ")]}".includes(ch) ? CLOSE : 0
})
const isSpace = (code: number): boolean => code === END || code === 32 || (code >= 9 && code <= 13 && code !== 11 && code !== 12)
const BEHIND_CLOSE = /[,.;:)\]}"'>&|]/
const BEHIND_SPLIT = /["'}]/

const bareEnd = (text: string, at: number, url: boolean): number => {
  const limit = Math.min(text.length, at + MAX_VALUE)
  let depth = 0
  let pairs = 0
  for (let i = at; i < limit; i++) {
    const code = codeAt(text, i)
    const role = code < 128 ? (ENDS[code] as number) : 0
    if (role === 0) continue
    const next = codeAt(text, i + 1)
    if (role === STOP) {
      if (code === 92) {
        if (next === 110 || next === 114 || next === 116 || next === 34 || next === 39) return i
      } else if (code === 35) {
        if (url) return i
      } else if (code === 62) {
        if (isSpace(next) || next === 60) return i
      } else if (code !== 39 || i > at) return i
    } else if (role === SPLIT) {
      if (url && code === 38) return i
      if (isSpace(next) || BEHIND_SPLIT.test(text[i + 1] as string) || (++pairs <= MAX_PARTS && sticky(NEXT_PAIR, text, i + 1) >= 0)) return i
    } else if (role === OPEN) depth++
    else {
      if (depth === 0 && (isSpace(next) || BEHIND_CLOSE.test(text[i + 1] as string))) return i
      depth = Math.max(0, depth - 1)
    }
  }
  return limit
}

const trimEnd = (text: string, start: number, end: number): number => {
  let at = end
  // "!" and "?" are what many passwords end in
  while (at > start && ".,;:".includes(text[at - 1] as string)) at--
  return at
}

const mayQuote = (code: number): boolean => code === 34 || code === 39 || code === 96 || code === 92 || code === 78 || code === 69 || code === 98 || code === 114 || code === 117 || code === 102

/** Value at `begin`, quoted, bare or inside what is put around it. */
const valueAt = (text: string, begin: number, prose: boolean, url: boolean): ValueSpan | null => {
  const marked = markEnd(text, begin)
  if (marked > begin) {
    const length = text.slice(marked, marked + MAX_VALUE).indexOf(text.slice(begin, marked))
    if (length > 0) return { start: marked, end: marked + length, quoted: true, prose, url }
  }
  const at = prose ? begin : unwrapped(text, begin)
  const first = codeAt(text, at)
  QUOTE.lastIndex = at
  const quote = mayQuote(first) ? QUOTE.exec(text) : null
  if (quote !== null) {
    const start = at + quote[0].length
    const end = closing(text, start, quote[1] ?? "", quote[2] ?? "\"")
    if (end >= 0) return end > start ? { start, end, quoted: true, prose, url } : null
    const bare = bareEnd(text, start, url)
    return bare > start ? { start, end: bare, quoted: false, prose, url } : null
  }
  if (first === 123 && isAlnum(codeAt(text, at + 1))) {
    const end = sticky(BRACED, text, at + 1)
    if (end >= 0) return { start: at + 1, end, quoted: true, prose, url }
  }
  if (first === 91) {
    const inner = isBlank(codeAt(text, at + 1)) ? at + 2 : at + 1
    const end = sticky(BRACKETED, text, inner)
    if (end >= 0) return { start: inner, end, quoted: false, prose, url }
  }
  const end = bareEnd(text, at, url)
  const trimmed = trimEnd(text, at, end)
  return trimmed > at ? { start: at, end: trimmed, quoted: false, prose, url } : null
}

/** Whether an element opens within 60 characters before `keyStart` and has not closed. */
const inTag = (text: string, keyStart: number): boolean => {
  for (let i = keyStart - 1; i >= 0 && keyStart - i <= 60; i--) {
    const code = codeAt(text, i)
    if (code === 60) return true
    if (code === 62 || code === 10) return false
  }
  return false
}

/** `<password>value</password>`, also with CDATA. */
const xmlValue = (text: string, keyStart: number, at: number): ValueSpan | null => {
  if (!inTag(text, keyStart)) return null
  const body = sticky(XML_TAIL, text, at)
  if (body < 0) return null
  const window = text.slice(body, body + MAX_VALUE)
  const length = window.indexOf(text.slice(body - 9, body).includes("CDATA[") ? "]]>" : "<")
  return length > 0 ? { start: body, end: body + window.slice(0, length).trimEnd().length, quoted: true, prose: false, url: false } : null
}

/** Values that stand as a neighbour of their quoted name: members of a list, elements, fields of a form. */
const neighbourOf = (text: string, keyStart: number, keyEnd: number): ValueSpan | null => {
  const code = codeAt(text, keyEnd)
  const element = code === 60 ? NEXT_ELEMENT : text[keyStart - 1] === "\"" || text[keyStart - 1] === "'" ? NEXT_IN_ELEMENT : null
  if (element !== null && (code === 60 || sticky(element, text, keyEnd) >= 0)) {
    const start = sticky(element, text, keyEnd)
    const length = start < 0 ? 0 : text.slice(start, start + MAX_VALUE).indexOf("<")
    return length > 0 ? { start, end: start + length, quoted: true, prose: false, url: false } : null
  }
  if (!isQuote(code)) return null
  const declared = sticky(DECLARED, text, keyEnd)
  if (declared >= 0) return valueAt(text, declared, false, false)
  const field = text.slice(Math.max(0, keyStart - 6), keyStart).toLowerCase() === "name=\"" ? sticky(FORM_FIELD, text, keyEnd) : -1
  if (field >= 0) {
    const end = bareEnd(text, field, false)
    return end > field ? { start: field, end, quoted: true, prose: false, url: false } : null
  }
  let before = keyStart - 1
  while (before > 0 && keyStart - before < 4 && codeAt(text, before) === 45) before--
  const member = isQuote(codeAt(text, before)) ? sticky(NEXT_MEMBER, text, keyEnd) : -1
  const span = member < 0 ? null : valueAt(text, member, false, false)
  return span === null ? null : { ...span, listed: true }
}

const ROLE_SEPARATOR = 1
const ROLE_NAMED = 2
const ROLE_SQL = 4
const ROLE_SPOKEN = 8
/** Which notations a character can begin that stands behind the key, its quotes and blanks. */
const ROLES = Uint8Array.from({ length: 128 }, (_, code) => {
  const ch = String.fromCharCode(code)
  return ("])}:=-".includes(ch) ? ROLE_SEPARATOR : 0) | ("\\\"'`,\r\nvVd".includes(ch) ? ROLE_NAMED : 0) | ("bBtTiIwWnNeE=\\\"'`".includes(ch) ? ROLE_SQL : 0) | ("iIwWaAsScCvVeElLjJ".includes(ch) ? ROLE_SPOKEN : 0)
})

/**
 * Value of the key [keyStart, keyEnd), or null where no notation fits.
 * Knows assignments (`=`, `:`, `=>`, `:=`), JSON (also escaped inside a string), YAML, INI, XML elements and
 * attributes, name/value pairs, command-line flags, URL queries, SQL and "password is x".
 */
export const valueOf = (text: string, keyStart: number, keyEnd: number): ValueSpan | null => {
  const lead = text[keyStart - 1] ?? ""
  const url = lead === "?" || lead === "&"
  let at = markEnd(text, keyEnd)
  for (let i = 0; i < 4 && isQuote(codeAt(text, at)) && markEnd(text, at) === at; i++) at++
  const rare = rareSeparator(text, keyStart, at)
  if (rare >= 0) return valueAt(text, rare, false, url)
  const bare = at === keyEnd
  const behind = codeAt(text, at)
  let near = at
  while (near - at < 24 && isBlank(codeAt(text, near))) near++
  const code = codeAt(text, near)
  const roles = code < 128 ? (ROLES[code] as number) : 0
  const direct = (roles & ROLE_SEPARATOR) !== 0 ? sticky(SEPARATOR, text, at) : -1
  if (direct >= 0) {
    const list = text[direct] === "[" ? sticky(LIST, text, direct) : -1
    if (text.startsWith("//", direct)) return null
    const span = valueAt(text, list < 0 ? direct : list, false, url)
    // a comparison: what stands on its other side is as often a variable
    return span !== null && !span.quoted && /={2,3}[ \t]{0,24}$/.test(text.slice(Math.max(0, direct - 8), direct)) ? { ...span, prose: true } : span
  }
  const call = bare && (behind === 40 || behind === 123) ? sticky(CALL, text, keyEnd) : -1
  if (call >= 0) {
    const argument = valueAt(text, call, false, false)
    return argument === null || /^(?:old_)?password$|^(?:set|with)[A-Z_]/i.test(text.slice(keyStart, keyEnd)) ? argument : { ...argument, listed: true }
  }
  if ((behind === 38 || isBlank(behind)) && text.slice(Math.max(0, keyStart - 64), keyStart).includes("&lt;")) {
    const escaped = sticky(ESCAPED_TAIL, text, at)
    if (escaped >= 0) {
      const length = text.slice(escaped, escaped + MAX_VALUE).indexOf("&lt;")
      return length > 0 ? { start: escaped, end: escaped + length, quoted: true, prose: false, url: false } : null
    }
  }
  const named = (roles & ROLE_NAMED) !== 0 ? sticky(NAMED_VALUE, text, keyEnd) : -1
  if (named >= 0) return valueAt(text, named, false, false)
  const neighbour = isQuote(codeAt(text, keyEnd)) || behind === 60 ? neighbourOf(text, keyStart, keyEnd) : null
  if (neighbour !== null) return neighbour
  const element = behind === 62 || isBlank(behind) ? xmlValue(text, keyStart, at) : null
  if (element !== null) return element
  const before = isQuote(codeAt(text, keyEnd)) ? valueBefore(text, keyStart) : null
  if (before !== null) return { ...before, quoted: true, prose: false, url: false }
  // what follows needs a blank behind the key
  if (!isBlank(codeAt(text, keyEnd))) return null
  if (text[keyStart] === "-" || lead === "-") {
    const flag = sticky(FLAG_TAIL, text, keyEnd)
    return flag >= 0 && text[flag] !== "-" ? valueAt(text, flag, false, false) : null
  }
  const cell = code === 124 || code > 127 ? tableCell(text, keyEnd) : -1
  const cellValue = cell < 0 ? null : valueAt(text, cell, false, false)
  if (cellValue !== null) return { ...cellValue, listed: true }
  const sql = (roles & ROLE_SQL) !== 0 ? sticky(SQL_TAIL, text, keyEnd) : -1
  if (sql >= 0) return valueAt(text, sql, true, false)
  const spoken = (roles & ROLE_SPOKEN) !== 0 ? sticky(SPOKEN_TAIL, text, keyEnd) : -1
  if (spoken >= 0) return valueAt(text, spoken, true, false)
  const encoded = encodedValue(text, keyEnd)
  if (encoded >= 0) {
    const span = valueAt(text, encoded, true, false)
    if (span !== null) return { ...span, listed: true }
  }
  return near - keyEnd <= 8 ? valueAt(text, near, true, false) : valueAt(text, keyEnd + 8, true, false)
}
