/** Secrets below a heading: tables of databases, of command lines and CSV whose columns are named like a password, a token or data of a person. */
import { codeAt, isBlank } from "./chars.js"
import { RANK } from "./kinds.js"
import type { Kind, Memo, Rule } from "./kinds.js"
import { plausible } from "./phrases.js"
import { isHex, isPassphrase, isPlaceholder, isUuid, looksRandom } from "./shapes.js"

const MAX_LINE = 400
const MAX_ROWS = 30
const DELIMITERS = ",;|│┃║\t"
const isDelimiter = (code: number): boolean => code === 44 || code === 59 || code === 124 || code === 9 || code === 0x2502 || code === 0x2503 || code === 0x2551
const NAME = /^["'`]?(?:[\w.-]{0,24}[._-])?(?:pass(?:word|wd|phrase|code)?s?|pwd|secret|(?:\w{1,16}[_ -]?)?token|(?:api|access|secret|private|auth|license|encryption|signing)[_ -]?key|(?:client|shared|app|api)[_ -]?secret|password_?hash|credential)["'`]?$/i

/** Columns that hold data of people, and what their values look like. */
const PEOPLE: ReadonlyArray<readonly [Kind, RegExp, RegExp]> = [
  ["NATIONAL_ID", /^["'`]?(?:\w{1,16}[_ ])?(?:ssn|nin|nino|sin|tfn|national[_ ]?id|tax[_ ]?id|passport(?:[_ ]?(?:no|number))?|id[_ ]?number|social[_ ]?security(?:[_ ]?(?:no|number))?|driv(?:er|ing)'?s?[_ ]?licen[cs]e(?:[_ ]?(?:no|number))?|mrn)["'`]?$/i, /^(?=.{0,20}\d{3})[A-Z0-9][A-Z0-9 ./-]{5,19}$/],
  ["BIRTH_DATE", /^["'`]?(?:\w{1,16}[_ ])?(?:dob|birth[_ ]?da(?:te|y)|date[_ ]of[_ ]birth|born)["'`]?$/i, /^(?:\d{4}[-/.]?\d\d[-/.]?\d\d|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})$/],
  ["PHONE", /^["'`]?(?:\w{1,16}[_ ])?(?:phone|mobile|telephone|tel|cell|msisdn|fax)(?:[_ ]?(?:no|number))?["'`]?$/i, /^\+?\(?\d(?:[ ./()-]{0,2}\d){6,14}$/],
  ["BANK_ACCOUNT", /^["'`]?(?:\w{1,16}[_ ])?(?:account|acct|iban|routing)[_ ]?(?:no|num|number)["'`]?$/i, /^[A-Z]{0,2}\d[\dA-Z -]{5,33}$/],
  ["PERSON", /^["'`]?(?:(?:first|last|given|family|full|middle|sur|maiden|customer|patient|employee|cardholder)[_ -]?name|surname)["'`]?$/i, /^[A-ZÀ-Þ][\wÀ-ÿ'’.-]{1,24}(?: [A-ZÀ-Þ][\wÀ-ÿ'’.-]{0,24}){0,3}$/],
  ["ADDRESS", /^["'`]?(?:(?:home|street|postal|billing|shipping)[_ ]?address|address[_ ]?(?:line)?[_ ]?1|street)["'`]?$/i, /^(?=.{0,60}\d)[A-Z0-9][\wÀ-ÿ.,' -]{5,80}$/]
]

/** What the value of a column is, or null when it stays. */
const kindOf = (name: string, value: string, strict: boolean): Kind | null => {
  if (value.length < 4 || isPlaceholder(value)) return null
  if (NAME.test(name)) {
    if (/\s/.test(value) || isUuid(value)) return null
    const password = /pass|pwd/i.test(name)
    if (looksRandom(value, 16) || (isHex(value) && value.length >= 32)) return password ? "SECRET_PASSWORD" : "SECRET_VALUE"
    if (!password || /^(?:true|false|null|none|\d+|[a-z]{1,5}|(?:var)?char(?:acter)?.*|yes|no)$/i.test(value)) return null
    return !strict || isPassphrase(value) || (plausible(value) && /\d|[!@#$%^&*]/.test(value)) ? "SECRET_PASSWORD" : null
  }
  return PEOPLE.find(([, column, shape]) => column.test(name) && shape.test(value))?.[0] ?? null
}

interface Cell {
  readonly at: number
  readonly text: string
}

/** Cells of a line whose columns are aligned by blanks: what stands from the beginning of one heading to that of the next. */
const aligned = (line: string, starts: ReadonlyArray<number>): ReadonlyArray<Cell> | null => {
  for (const start of starts) if (start > 0 && line.length > start && !isBlank(codeAt(line, start - 1))) return null
  return starts.map((start, column) => ({ at: start, text: line.slice(start, starts[column + 1] ?? line.length) }))
}

const cells = (line: string, delimiter: string): ReadonlyArray<string> => line.split(delimiter)
/** The same between delimiters. */
const membersOf = (line: string, delimiter: string): ReadonlyArray<Cell> => {
  let at = 0
  return cells(line, delimiter).map((cell) => {
    const member = { at, text: cell }
    at += cell.length + 1
    return member
  })
}
const isRuler = (line: string): boolean => /^[\s|+:=*\u2500-\u257f-]{3,}$/.test(line)

const HEADING_COST = 1_000

/** Where the line at `at` ends, infinitely far in the last one; searched once for each line. */
const lineEnd = (text: string, at: number, memo: Memo): number => {
  if (memo.lineEnd < at) {
    const end = text.indexOf("\n", at)
    memo.lineEnd = end < 0 ? Number.POSITIVE_INFINITY : end
  }
  return memo.lineEnd
}

export const columnRule: Rule = {
  literals: ["pass", "pwd", "secret", "token", "key", "credential", "ssn", "dob", "birth", "phone", "mobile", "national", "name", "account", "address", "street", "tax", "mrn", "sin", "nino"],
  cost: 30,
  match: (text, start, end, claim, memo) => {
    // a longer line is no heading
    if (lineEnd(text, start, memo) - start >= MAX_LINE) return 0
    let after = end
    while (after - end < 14 && codeAt(text, after) > 32 && !isDelimiter(codeAt(text, after))) after++
    const word = after
    while (isBlank(codeAt(text, after)) && after - end < 40) after++
    const code = codeAt(text, after)
    // a heading goes on with its next name, not with a value
    const apart = after - word > 1 && code >= 65 && isBlank(codeAt(text, start - 1)) === isBlank(codeAt(text, start - 2))
    if (code !== 10 && code !== 13 && !isDelimiter(code) && !apart) return 0
    memo.spent += HEADING_COST
    const back = text.slice(Math.max(0, start - MAX_LINE), start)
    const from = start - back.length + back.lastIndexOf("\n") + 1
    const to = memo.lineEnd
    if (to - from > MAX_LINE || (start > MAX_LINE && !back.includes("\n"))) return to
    const heading = text.slice(from, to).replace(/\r$/, "")
    memo.spent += 4 * heading.length
    const delimiter = [...DELIMITERS].find((mark) => heading.includes(mark))
    const starts = delimiter === undefined ? [...heading.matchAll(/(?<=^|[ \t]{2})\S/g)].map((found) => found.index) : []
    const names = (delimiter === undefined ? starts.map((at, column) => heading.slice(at, starts[column + 1] ?? heading.length)) : cells(heading, delimiter)).map((cell) => cell.trim())
    // a heading names things and tells none
    if (names.length < 2 || names.some((name) => name.length > 40 || /[=:{}()<>]/.test(name)) || (delimiter === undefined && names.some((name) => /\d{3}|^[^A-Za-z]/.test(name)))) return to
    if (!names.some((name) => NAME.test(name) || PEOPLE.some(([, column]) => column.test(name)))) return to
    let at = to + 1
    for (let row = 0; row < MAX_ROWS && at < text.length; row++) {
      const next = text.indexOf("\n", at)
      const end = next < 0 ? text.length : next
      if (end - at > MAX_LINE * 4) break
      const line = text.slice(at, end).replace(/\r$/, "")
      memo.spent += 300 + 4 * line.length
      const ruler = isRuler(line)
      const members = delimiter === undefined ? aligned(line, starts) : membersOf(line, delimiter)
      if (!ruler && (members === null || members.length !== names.length || line.trim() === "")) break
      for (const [column, cell] of (ruler ? [] : members ?? []).entries()) {
        const value = cell.text.trim().replace(/^["'`]|["'`]$/g, "")
        const kind = kindOf(names[column] ?? "", value, delimiter === undefined)
        if (kind === null) continue
        const begin = at + cell.at + cell.text.indexOf(value)
        claim(begin, begin + value.length, kind, kind.startsWith("SECRET_") ? RANK.assignment : RANK.personal)
      }
      at = end + 1
    }
    return to
  }
}
