/** Where a value ends that begins at a known place: quoted, bare or inside what is put around it. */
import { codeAt, END, isAlnum, isBlank } from "./chars.js"
import { markEnd, unwrapped } from "./notations.js"
import { sticky } from "./sticky.js"

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

export const MAX_VALUE = 4096
/** Separators inside one unquoted value behind which the next pair is looked for: with more it is all one value. */
const MAX_PARTS = 24
/** Also `N'x'` of SQL Server and `b"x"` of Python. */
const QUOTE = /[NEbruf]{0,2}(\\{0,3})(["'`])/y
/** `{x}`, unless the braces name how the value behind them is written: `{cipher}4f2a`. */
const BRACED = /[^\s":={}]{1,256}(?=\}(?![\w+/$]))/y
const BRACKETED = /[^\s"'[\],=]{1,512}(?=[ \t]{0,2}\])/y
/** `\u0026`: a sign that JSON escapes for HTML. */
const ESCAPED_SIGN = /\\u00(?:2[267]|3[CcEe])/y
const NEXT_PAIR = /(?:amp;)?[ \t]{0,4}["']?[\w.\-[\]$]{1,48}["']?[ \t]{0,2}[=:](?![/=])/y

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

/** End of an unquoted value that begins at `at`. */
export const bareEnd = (text: string, at: number, url: boolean): number => {
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
        if (next === 110 || next === 114 || next === 116 || next === 34 || next === 39 || (next === 117 && sticky(ESCAPED_SIGN, text, i) >= 0)) return i
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
export const valueAt = (text: string, begin: number, prose: boolean, url: boolean): ValueSpan | null => {
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
