/** Secrets below a heading: tables of databases and CSV whose columns are named like a password or a token. */
import { codeAt, isBlank } from "./chars.js"
import { RANK } from "./kinds.js"
import type { Memo, Rule } from "./kinds.js"
import { isPlaceholder, isUuid, looksRandom } from "./shapes.js"

const MAX_LINE = 400
const MAX_ROWS = 30
const DELIMITERS = ",;|│\t"
const isDelimiter = (code: number): boolean => code === 44 || code === 59 || code === 124 || code === 9 || code === 0x2502
const NAME = /^["'`]?(?:[\w.-]{0,24}[._-])?(?:pass(?:word|wd|phrase|code)?s?|pwd|secret|(?:\w{1,16}[_ -]?)?token|(?:api|access|secret|private|auth|license)[_ -]?key|password_?hash|credential)["'`]?$/i

const cells = (line: string, delimiter: string): ReadonlyArray<string> => line.split(delimiter)
const isRuler = (line: string): boolean => /^[\s|+:=─┼-]{3,}$/.test(line)

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
  literals: ["pass", "pwd", "secret", "token", "key", "credential"],
  cost: 30,
  match: (text, start, end, claim, memo) => {
    // a longer line is no heading
    if (lineEnd(text, start, memo) - start >= MAX_LINE) return 0
    let after = end
    while (after - end < 12 && codeAt(text, after) > 32 && !isDelimiter(codeAt(text, after))) after++
    while (isBlank(codeAt(text, after)) && after - end < 40) after++
    const code = codeAt(text, after)
    if (code !== 10 && code !== 13 && !isDelimiter(code)) return 0
    memo.spent += HEADING_COST
    const back = text.slice(Math.max(0, start - MAX_LINE), start)
    const from = start - back.length + back.lastIndexOf("\n") + 1
    const to = memo.lineEnd
    if (to - from > MAX_LINE || (start > MAX_LINE && !back.includes("\n"))) return to
    const heading = text.slice(from, to).replace(/\r$/, "")
    memo.spent += 4 * heading.length
    const delimiter = [...DELIMITERS].find((mark) => heading.includes(mark))
    if (delimiter === undefined) return to
    const names = cells(heading, delimiter).map((cell) => cell.trim())
    // a heading names things and tells none
    if (names.length < 2 || names.some((name) => name.length > 40 || /[=:{}()<>]/.test(name))) return to
    let at = to + 1
    for (let row = 0; row < MAX_ROWS && at < text.length; row++) {
      const next = text.indexOf("\n", at)
      const end = next < 0 ? text.length : next
      if (end - at > MAX_LINE * 4) break
      const line = text.slice(at, end).replace(/\r$/, "")
      memo.spent += 4 * line.length
      const members = cells(line, delimiter)
      if (!isRuler(line) && members.length !== names.length) break
      let offset = at
      for (const [column, cell] of members.entries()) {
        const value = cell.trim().replace(/^["'`]|["'`]$/g, "")
        if (!isRuler(line) && NAME.test(names[column] ?? "") && value.length >= 4 && !/\s/.test(value) && !isPlaceholder(value) && !isUuid(value) && (looksRandom(value, 16) || (/pass|pwd/i.test(names[column] ?? "") && !/^(?:true|false|null|none|\d+|[a-z]{1,5}|(?:var)?char(?:acter)?.*|yes|no)$/i.test(value)))) {
          const begin = offset + cell.indexOf(value)
          claim(begin, begin + value.length, /pass|pwd/i.test(names[column] ?? "") ? "SECRET_PASSWORD" : "SECRET_VALUE", RANK.assignment)
        }
        offset += cell.length + 1
      }
      at = end + 1
    }
    return to
  }
}
