/** Passwords and tokens before the host of a URL. */
import { codeAt } from "./chars.js"
import { RANK } from "./kinds.js"
import type { Claimant, Memo, Rule } from "./kinds.js"
import { isHex, isPlaceholder, looksRandom } from "./shapes.js"

/** `://` as it is, with escaped slashes (JSON of many libraries). */
const AUTHORITY = /:(?:\\{0,3}(?:u002[fF]|\/)){2}([^\s:@/"'<>\\]{0,128}):([^\s/"'<>]{1,256})@(?=[\w[.$%{-])/y
const AUTHORITY_SLASH = /:(?:\\{0,3}(?:u002[fF]|\/)){2}([^\s:@/"'<>\\]{1,128}):(?!\d{1,5}\\{0,3}\/)([^\s"'<>@]{1,128})@(?=[\w.-]{1,100}(?::\d{1,5})?(?:[/?\s"',]|$))/y
const AUTHORITY_TOKEN = /:(?:\\{0,3}(?:u002[fF]|\/)){2}([^\s:@/"'<>\\]{16,256}):?@(?=[\w[])([\w.-]{0,100})/y

/** A URL inside another, percent-encoded once or twice. */
const ENCODED = /%(?:25)?3A(?:%(?:25)?2F){2}((?:[\w.~+-]|%(?!(?:25)?(?:40|2F|3A|3F))[0-9A-F]{2}){0,128})%(?:25)?3A((?:[\w.~!*()+-]|%(?!(?:25)?(?:40|2F|3F))[0-9A-F]{2}){1,256})%(?:25)?40(?=[\w[])/iy

const URL_COST = 500
/** As far as a user and a password may reach. */
const MAX_USERINFO = 400

/** Whether an `@` stands where a user and a password may end; where there is none is remembered. */
const mayHaveUser = (text: string, end: number, memo: Memo): boolean => {
  if (end < memo.urlEnd) return false
  const limit = Math.min(text.length, end + MAX_USERINFO)
  const from = Math.max(end, memo.urlSeen)
  let at = from
  for (; at < limit; at++) {
    const code = codeAt(text, at)
    if (code === 64) return true
    if (code === 32 || code === 34 || code === 39 || code === 60 || code === 62 || (code >= 9 && code <= 13)) break
  }
  memo.spent += at - from
  if (at < limit) memo.urlEnd = at
  else memo.urlSeen = at
  return false
}

const PERCENT = 37

const claimEncoded = (text: string, start: number, end: number, claim: Claimant, memo: Memo): number => {
  memo.spent += URL_COST
  ENCODED.lastIndex = start
  const found = ENCODED.exec(text)
  const password = found?.[2] ?? ""
  if (found === null || isPlaceholder(password)) return 0
  const to = start + found[0].length - (found[0].endsWith("%2540") ? 5 : 3)
  claim(to - password.length, to, "SECRET_CONNECTION", RANK.structure)
  return Math.max(end, to)
}

export const urlRule: Rule = {
  literals: ["://", ":\\/\\/", ":\\u002f\\u002f", ":\\\\/\\\\/", ":\\\\\\/\\\\\\/", "%3a%2f%2f", "%253a%252f%252f"],
  cost: 60,
  match: (text, start, end, claim, memo) => {
    if (text.charCodeAt(start) === PERCENT) return claimEncoded(text, start, end, claim, memo)
    if (!mayHaveUser(text, end, memo)) return 0
    memo.spent += URL_COST
    for (const pattern of [AUTHORITY, AUTHORITY_SLASH]) {
      pattern.lastIndex = start
      const found = pattern.exec(text)
      const password = found?.[2] ?? ""
      if (found === null || isPlaceholder(password)) continue
      const to = start + found[0].length - 1
      const sentry = /^[\w.-]{0,80}sentry/.test(text.slice(to + 1, to + 90))
      const user = found[1] ?? ""
      // the user is the token where the password only says so
      const token = /^(?:x-oauth-basic|x|oauth2?|token|api_token)$/i.test(password) && ((isHex(user) && user.length >= 32) || looksRandom(user, 20))
      const from = (sentry && isHex(user)) || token ? end : to - password.length
      claim(from, to, sentry ? "SECRET_SENTRY_DSN" : "SECRET_CONNECTION", RANK.structure)
      return to
    }
    AUTHORITY_TOKEN.lastIndex = start
    const token = AUTHORITY_TOKEN.exec(text)
    const user = token?.[1] ?? ""
    const dsn = user.length === 32 && isHex(user)
    if (token !== null && (dsn || looksRandom(user, 16))) {
      claim(end, end + user.length, dsn ? "SECRET_SENTRY_DSN" : "SECRET_TOKEN", RANK.structure)
      return end + user.length
    }
    return 0
  }
}
