/** Finds where the value of a key begins and ends in any of the usual notations. */
import { codeAt, isBlank, isQuote } from "./chars.js"
import { encodedValue, markEnd, rareSeparator, tableCell, valueBefore } from "./notations.js"
import { sticky } from "./sticky.js"
import { MAX_VALUE, valueAt } from "./value-ends.js"
import type { ValueSpan } from "./value-ends.js"
import { neighbourOf, xmlValue } from "./value-neighbours.js"

const SEPARATOR = /[\])}]{0,2}[ \t]{0,12}(?::=|=>|={1,3}|:{1,2}|->)(?![=:])[ \t]{0,24}(?:\|-?|>-?)?(?:\r?\n[ \t]{1,24})?/y
/** `["x"]`: the first of a list, as headers are printed; `('x')`: the argument of a function that is named like a secret. */
const LIST = /\[[ \t]{0,4}(?=[\\]{0,3}["'`])/y
const CALL = /[({][ \t]{0,4}(?=[\\]{0,3}["'`])/y
/** `&gt;`: XML inside XML or HTML. */
const ESCAPED_TAIL = /(?:[ \t][^<>&]{0,120})?&gt;/y
const NAMED_VALUE = /[\\]{0,3}["'`]?[ \t]{0,8}(?:,[ \t]{0,8}\r?\n?|\r?\n)?(?:\s{0,24}["'][A-Za-z]{1,20}["'][ \t]{0,4}:[ \t]{0,4}["']?[\w.-]{1,60}["']?,[ \t]{0,4}\r?\n?){0,3}[ \t]{0,40}[\\]{0,3}["']?(?:value|Value|VALUE|default)[\\]{0,3}["']?[ \t]{0,8}[=:][ \t]{0,8}/y
const FLAG_TAIL = /[ \t]{1,8}/y
const SQL_TAIL = /[ \t]{1,4}(?:by[ \t]{1,4}|to[ \t]{1,4}|is[ \t]{1,4}|was[ \t]{1,4}|with[ \t]{1,4}|=[ \t]{0,4})?(?=[NE]?[\\]{0,3}["'`])/iy
const SPOKEN_TAIL = /[ \t]{1,4}(?:(?:is|was|are|ist|lautet|est|es|jest|set to|changed to|value|equals)[ \t]{1,4}|is:[ \t]{1,4})/iy

/** Behind an encoded `=` the value ends at an encoded `&`. */
const withinEncoded = (text: string, from: number, span: ValueSpan | null): ValueSpan | null => {
  if (span === null || text[from - 3] !== "%") return span
  const length = text.slice(span.start, span.end).search(/%(?:25)?26/i)
  return length > 0 ? { ...span, end: span.start + length } : span
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
  if (rare >= 0) return withinEncoded(text, rare, valueAt(text, rare, false, url))
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
