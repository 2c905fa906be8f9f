/** Parameters of SQL statements as drivers and servers log them apart from the statement: which of them belong to columns of secrets. */
import { RANK } from "./kinds.js"
import type { Claimant, Rule } from "./kinds.js"
import { isPlaceholder } from "./shapes.js"

/** As far as the statement stands before its parameters, and as far as they go. */
const BACK = 1_000
const AHEAD = 2_000
const STATEMENT_COST = 4_000
const LOOK_COST = 900
const CHARACTER_COST = 6

export const SECRET_COLUMN = /^["'`[\s]*(?:\w{0,24}[._-])?(?:pass(?:word|wd|phrase)?|pwd|secret|(?:\w{1,16}_)?token|(?:api|access|secret|private)_?key|(?:client|shared)_?secret|password_?hash|pin|otp_?secret)["'`\]\s]*$/i
const INSERTED = /(?:insert|replace)[ \t]{1,4}into[ \t]{1,4}[\w."`[\]]{1,80}\s{0,4}\(([^()]{3,600})\)\s{0,4}values\s{0,4}\(([^()]{1,600})\)/gi
const COMPARED = /([\w."`[\]]{2,80})\s{0,4}=\s{0,4}(\$\d{1,3}|\?|%s|:\d{1,3}|@p\d{1,3})/gi
const HOLDER = /^\s*(?:\$(\d{1,3})|\?|%s|:(\d{1,3})|@p(\d{1,3}))\s*$/

/** Numbers, from 1, of the parameters that are compared with or put into columns of secrets. */
const secretParameters = (statement: string): ReadonlySet<number> => {
  const numbers = new Set<number>()
  const add = (column: string, holder: string, place: number): void => {
    const found = HOLDER.exec(holder)
    if (found !== null && SECRET_COLUMN.test(column)) numbers.add(Number(found[1] ?? found[2] ?? found[3] ?? place))
  }
  const insert = [...statement.matchAll(INSERTED)].at(-1)
  if (insert !== undefined) {
    const columns = (insert[1] ?? "").split(",")
    let place = 0
    for (const [index, holder] of (insert[2] ?? "").split(",").entries()) {
      if (HOLDER.test(holder)) add(columns[index] ?? "", holder, ++place)
    }
    return numbers
  }
  let place = 0
  for (const pair of statement.matchAll(COMPARED)) add(pair[1] ?? "", pair[2] ?? "", ++place)
  return numbers
}

/** The statement that was logged last before `at`: its beginning is the last verb. */
const statementBefore = (text: string, at: number): string => {
  const near = text.slice(Math.max(0, at - BACK), at)
  const small = near.toLowerCase()
  const begin = Math.max(...["insert into", "replace into", "update ", "select ", "delete from"].map((verb) => small.lastIndexOf(verb)))
  return begin < 0 ? "" : near.slice(begin)
}

/** `$2 = 'x'`, `[2] as [VARCHAR] - [x]`, `(2:VARCHAR) <- [x]`: parameters with their numbers. */
const NUMBERED = /\$(\d{1,3}) = '((?:[^'\n]|''){1,500})'|parameter \[(\d{1,3})\] as \[\w{1,40}\] - \[([^\]\n]{1,500})\]|parameter \((\d{1,3}):\w{1,40}\) <- \[([^\]\n]{1,500})\]/g
/** `('x', 7, None)`, `["x", 7]`, `bob(String), x(String)`: parameters in order. */
const MEMBER = /\s*(?:[bu]?'((?:[^'\\\n]|\\.){0,500})'|"((?:[^"\\\n]|\\.){0,500})"|([^,'"()[\]{}\n]{1,200}?)(?:\(\w{1,24}\))?)\s*(?:,|$|(?=[)\]\n]))/y

const claimValue = (at: number, value: string, claim: Claimant): void => {
  if (value.length >= 3 && !isPlaceholder(value) && !/^(?:null|none|true|false|\d{1,3})$/i.test(value)) claim(at, at + value.length, "SECRET_PASSWORD", RANK.structure)
}

const claimNumbered = (text: string, from: number, wanted: ReadonlySet<number>, claim: Claimant): number => {
  let end = from
  for (const found of text.slice(from, from + AHEAD).matchAll(NUMBERED)) {
    // parameters of another statement
    if (text.slice(end, from + found.index).length > 200) break
    const value = found[2] ?? found[4] ?? found[6] ?? ""
    end = from + found.index + found[0].length
    if (wanted.has(Number(found[1] ?? found[3] ?? found[5]))) claimValue(end - 1 - value.length, value, claim)
  }
  return end
}

const claimOrdered = (text: string, from: number, wanted: ReadonlySet<number>, claim: Claimant): number => {
  let at = from
  for (let place = 1; place <= 100 && at - from < AHEAD; place++) {
    MEMBER.lastIndex = at
    const found = MEMBER.exec(text)
    if (found === null || found[0] === "") break
    const value = found[1] ?? found[2] ?? found[3] ?? ""
    if (wanted.has(place) && value !== "") claimValue(text.indexOf(value, at), value, claim)
    at += found[0].length
    if (!found[0].includes(",")) break
  }
  return at
}

const LISTED = /(?:parameters?:|params?[:=]|args[:=]|\[(?:generated in|cached since|parameters:)[^\]\n(]{0,60}\]?|bind(?:ings|s)?[:=]|values:)[ \t]{0,4}[([]/iy
const PLAIN = /parameters: /iy

/** `bob(String), 7(Long)`: whether the first parameter has its type behind it. */
const isTyped = (text: string, from: number): boolean => {
  const near = text.slice(from, from + 200)
  const open = near.indexOf("(")
  return open >= 0 && /^[A-Za-z]{3,12}\)/.test(near.slice(open + 1, open + 14))
}

/** Length of "binding parameter", the only literal that is so long. */
const BINDING = 17
/** Without one of these no column is one of secrets. */
const HINT = /pass|pwd|secret|token|key|pin|otp/i

export const statementRule: Rule = {
  literals: ["parameters: ", "params: ", "params=", "args=", "args: ", "[generated in", "[cached since", "bindings: ", "binds: ", "binding parameter", "values: "],
  cost: LOOK_COST,
  match: (text, start, end, claim, memo) => {
    const binding = end - start === BINDING
    // a further parameter of a statement that was looked at with its first
    if (binding && !/^ [[(]1\D/.test(text.slice(end, end + 4))) return end
    if (!HINT.test(text.slice(Math.max(0, start - BACK), start))) return end
    LISTED.lastIndex = start
    const listed = LISTED.exec(text)
    const numbered = binding || text.startsWith("$1 = '", end)
    PLAIN.lastIndex = start
    const plain = listed === null && !numbered && PLAIN.test(text) && isTyped(text, end)
    if (listed === null && !numbered && !plain) return 0
    memo.spent += STATEMENT_COST
    const statement = statementBefore(text, start)
    const wanted = statement === "" ? new Set<number>() : secretParameters(statement)
    memo.spent += CHARACTER_COST * statement.length
    if (wanted.size === 0) return end
    memo.spent += CHARACTER_COST * AHEAD
    return numbered ? Math.max(end, claimNumbered(text, start, wanted, claim)) : claimOrdered(text, listed === null ? end : start + listed[0].length, wanted, claim)
  }
}
