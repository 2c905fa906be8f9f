/** Rarer ways to bind a value to its name: escaped marks, types, wrappers, tables, lists and documents that follow. All offsets are UTF-16. */
import { codeAt } from "./chars.js"
import { sticky } from "./sticky.js"

const MARK = /&(?:quot|apos|#0{0,2}3[49]|#x2[27]);|\\{1,4}u002[27]|%(?:25)?2[27]/iy

/** End of a quote that was escaped for HTML, for a URL or as `\u0022`; `from` when there is none. */
export const markEnd = (text: string, from: number): number => {
  const code = codeAt(text, from)
  if (code !== 38 && code !== 37 && code !== 92) return from
  return Math.max(from, sticky(MARK, text, from))
}

const TYPE = "(?:const |&(?:'static )?)?(?:[Ss]tring|str|char|[Tt]ext|bytes|any|NSString|Option<[\\w&]{1,20}>|Optional\\[\\w{1,20}\\]|Secret\\w{0,12})"
const TYPED = new RegExp(`\\??[ \\t]{0,2}:[ \\t]{0,2}${TYPE}[?!]?(?:[ \\t]{0,2}\\|[ \\t]{0,2}(?:null|undefined|None))?[ \\t]{0,2}=[ \\t]{0,2}(?=[^\\s=])|[ \\t]{1,2}${TYPE}[ \\t]{0,2}=[ \\t]{0,2}(?=["'\`])`, "y")
const CONTINUED = /[ \t]{0,4}[:=][ \t]{0,4}\\\r?\n[ \t]{0,40}/y
const DOCUMENT = /[ \t]{0,4}(?:=[ \t]{0,4})?<<[-~]?[ \t]?["']?\w{1,24}["']?\r?\n[ \t]{0,40}/y
const RARE = /[ \t]{0,4}(?:<-|<<<|%(?:25)?3[AaDd]|&(?:#(?:61|58|x3[AaDd])|equals|colon);|\\{1,4}u003[aAdD]|[：＝])[ \t]{0,8}|[ \t]{0,4}(?:\|\||\?\?)[ \t]{0,4}(?=["'`])|;s:\d{1,5}:(?=\\?")|[ \t]?\([\w ,-]{1,24}\)[ \t]{0,2}[:=](?!\()[ \t]{0,8}|\[\d{0,4}\][ \t]{0,4}=[ \t]{0,4}(?=["'])|[ \t]?\[[\w* -]{0,24}\]:[ \t]{1,8}|[ \t]\.{2,40}[:=]?[ \t]{1,4}|\.{4,60}[:=]?[ \t]{0,4}(?=["'`\w])|[ \t]{1,2}(?:to|with|has)(?: the)? value[ \t:=]{1,4}(?=["'`\w])|(?::\*{1,2}|\*{1,2}:)[ \t]{1,4}/y
/** `"db_password": {"value": "x"}`, as Terraform prints its outputs. */
const NESTED = /[ \t]{0,4}[:=]\s{0,4}\{\s{0,40}(?:["']?(?:sensitive|type)["']?\s{0,4}[:=]\s{0,4}[^,{}\n]{1,40}(?:,\s{0,40}|\s{1,40})){0,2}["']?(?:value|default|plaintext)["']?\s{0,4}[:=]\s{0,4}(?=["'])/y
const ATOM = /[ \t]{0,2},[ \t]{0,2}(?:<<)?(?=")/y
const DOTTED = /[ \t]{1,4}\.[ \t]{1,4}(?=")/y
const RARE_FIRST = new Set([..." \t?:=<|&%\\;([*,.：＝"].map((ch) => ch.charCodeAt(0)))

/** Where the value begins behind a separator that is none of the usual ones; -1 when there is none. */
export const rareSeparator = (text: string, keyStart: number, from: number): number => {
  if (!RARE_FIRST.has(codeAt(text, from))) return -1
  for (const pattern of [TYPED, CONTINUED, DOCUMENT, NESTED, RARE]) {
    const end = sticky(pattern, text, from)
    if (end >= 0) return end
  }
  const lead = codeAt(text, keyStart - 1)
  return lead === 123 ? sticky(ATOM, text, from) : lead === 40 || lead === 39 ? sticky(DOTTED, text, from) : -1
}

const TABLE = /[ \t]{1,40}[|│┃║¦][ \t]{1,40}(?=[^\s|])/y
export const tableCell = (text: string, from: number): number => sticky(TABLE, text, from)

const WRAPPED = /(?:(?:Some|Just|Optional|Ok|Secret\w{0,12}|String|str|bytes|new \w{1,24})[ \t]?[([][ \t]{0,2}|Just[ \t]|string\(\d{1,5}\)[ \t]|s:\d{1,5}:|<<|@|r?#{1,3})(?=\\{0,3}["'`])|"""(?:\r?\n[ \t]{0,40})?|'''(?:\r?\n[ \t]{0,40})?|%[qQw]?[({[](?=[^\s%#{])|q[qw]?[{([|/](?=\S)|!{1,2}(?!vault|secret|ref|sub|getatt|env|file|include|import|join|select|cipher)[A-Za-z]\w{1,20}[ \t]{1,4}(?=["'`])|!!(?:str|binary)[ \t]{1,4}/y
const WRAPPED_FIRST = /[SJOsbnr<@#"'%q!]/

/** Where the value itself begins when a constructor or a tagged literal stands around it; `from` when none does. */
export const unwrapped = (text: string, from: number): number => WRAPPED_FIRST.test(text[from] ?? "") ? Math.max(from, sticky(WRAPPED, text, from)) : from

const NAME_BEFORE = /["'](?:value|Value|VALUE)["'][ \t]{0,4}[:=][ \t]{0,4}["']([^"'\n]{1,400})["'][ \t]{0,4},\s{0,24}["'](?:name|key|Name|Key|KEY|NAME)["'][ \t]{0,4}[:=][ \t]{0,4}["']$/

/** Offsets of the value that stands before its name: `{"value":"x","name":"API_SECRET"}`. */
export const valueBefore = (text: string, keyStart: number): { readonly start: number; readonly end: number } | null => {
  if (!/(?:name|key)["'][ \t]{0,4}[:=][ \t]{0,4}["']$/i.test(text.slice(Math.max(0, keyStart - 16), keyStart))) return null
  const from = Math.max(0, keyStart - 480)
  const found = NAME_BEFORE.exec(text.slice(from, keyStart))
  if (found === null) return null
  const value = found[1] ?? ""
  const start = from + found.index + found[0].indexOf(value, found[0].search(/[:=]/))
  return { start, end: start + value.length }
}

/** Characters of a list in brackets that are read. */
export const MAX_LIST = 1_000
const LIST = new RegExp(`["']?[ \\t]{0,4}(?:=>?|:)[ \\t]{0,4}\\[([^\\]]{3,${MAX_LIST}})\\]`, "y")
const ITEMS = /["']?[ \t]{0,4}(?:=>?|:)[ \t]{0,4}((?:\r?\n[ \t]{0,24}- {1,4}[^\r\n]{1,300}){1,20})/y

/** Offsets of the members of a list, written in brackets or below each other behind dashes; `closes` is where the next bracket closes. */
export const membersOf = (text: string, keyEnd: number, closes: number): ReadonlyArray<{ readonly start: number; readonly end: number }> => {
  LIST.lastIndex = ITEMS.lastIndex = keyEnd
  // an open bracket that nothing closes would be read to its end for each name
  const list = closes - keyEnd <= MAX_LIST + 16 ? LIST.exec(text) : null
  const found = list ?? ITEMS.exec(text)
  if (found === null) return []
  const body = found[1] ?? ""
  const from = keyEnd + found[0].length - body.length - (list === null ? 0 : 1)
  return [...body.matchAll(list === null ? /\n[ \t]{0,24}- {1,4}["']?([^\s"']{3,300})/g : /(?:^|,)[\s\\]{0,40}["']?([^\s"',\\]{3,300})/g)].map((member) => {
    const start = from + member.index + member[0].length - (member[1] ?? "").length
    return { start, end: start + (member[1] ?? "").length }
  })
}

const SCALAR = /["']?[ \t]{0,4}:[ \t]{0,4}[|>][-+\d]{0,2}[ \t]{0,4}\r?\n([ \t]{1,24})[^\r\n]{1,4000}/y

/** End of a block scalar of YAML, all of whose lines are indented like its first; 0 when none follows the key. */
export const scalarEnd = (text: string, keyEnd: number): number => {
  SCALAR.lastIndex = keyEnd
  const found = SCALAR.exec(text)
  if (found === null) return 0
  const indent = found[1] ?? ""
  let end = keyEnd + found[0].length
  for (let lines = 0; lines < 60; lines++) {
    const line = text.startsWith("\r\n", end) ? end + 2 : end + 1
    if (codeAt(text, line - 1) !== 10 || !text.startsWith(indent, line)) break
    const next = text.indexOf("\n", line)
    end = next < 0 || next - line > 4000 ? Math.min(text.length, line + 4000) : codeAt(text, next - 1) === 13 ? next - 1 : next
  }
  return end
}

const ENCODED = /[ \t]{1,4}(?:(?:cipher|simple|irreversible-cipher|enc|ascii(?:-text)?|hex(?:adecimal)?|encrypted|cleartext|plaintext|ciphertext)[ \t]{1,2}(?:\d{1,2}[ \t]{1,2})?|[05-9][ \t]{1,2})(?=["']?\S{5})/iy

/** Where the value begins behind a word or number that says how it is encoded: `password cipher x`, `key 7 x`; -1 when none does. */
export const encodedValue = (text: string, keyEnd: number): number => sticky(ENCODED, text, keyEnd)
