/** Credentials in the headers of HTTP: authorization, its schemes wherever they stand, cookies. */
import { RANK } from "./kinds.js"
import type { Claimant, Memo, Rule } from "./kinds.js"
import { base64Text, isPlaceholder, looksRandom, looksSecret } from "./shapes.js"

const HEADER = /authorization[\\"']{0,4}[ \t]{0,4}[:=,][ \t]{0,8}[[\\"']{0,5}[ \t]{0,4}(?:(basic|bearer|token|apikey|api-key|negotiate|ntlm|digest|sharedkey|sharedkeylite|signature|splunk|genie ?key|sso-key|hmac[\w-]{0,12}|key|dpop|aws4-hmac-sha256)[ \t=:]{1,4})?([^\s"'\\,;<>\]}]{1,4096})/iy

/** Schemes that put the proof into a parameter: Hawk, Digest, OAuth 1 and their like. */
const HEADER_PARAMETERS = /authorization[\\"']{0,4}[ \t]{0,4}[:=,][ \t]{0,8}[\\"']{0,4}(?!basic|bearer)[A-Za-z][\w-]{2,30}[ \t]{1,4}(?=[A-Za-z][\w-]{0,29}=[\\]{0,3}["']?[\w/+])([^\r\n]{1,1000})/iy
const PROOF = /(?<![\w-])(?:mac|hmac|response|signature|oauth_signature|oauth_token|token|access_token)=[\\]{0,3}["']?([^\s"',;\\]{16,600})/gi

/** End of the parameters that the header at `start` has, 0 where it has none. */
const claimProof = (text: string, start: number, claim: Claimant, memo: Memo): number => {
  HEADER_PARAMETERS.lastIndex = start
  const found = HEADER_PARAMETERS.exec(text)
  const parameters = found?.[1] ?? ""
  if (found === null) return 0
  memo.spent += 2 * parameters.length
  const from = start + found[0].length - parameters.length
  for (const proof of parameters.matchAll(PROOF)) {
    const value = proof[1] ?? ""
    const at = from + proof.index + proof[0].length - value.length
    if (!isPlaceholder(value)) claim(at, at + value.length, "SECRET_AUTH_HEADER", RANK.structure)
  }
  return from
}

const header: Rule = {
  literals: ["authorization"],
  match: (text, start, _end, claim, memo) => {
    const proven = claimProof(text, start, claim, memo)
    if (proven > 0) return proven
    HEADER.lastIndex = start
    const found = HEADER.exec(text)
    if (found === null) return 0
    const value = found[2] ?? ""
    const to = start + found[0].length
    const scheme = (found[1] ?? "").toLowerCase()
    const known = scheme !== "" && (value.length >= 8 || (value.length >= 5 && /\d/.test(value))) && !/^[a-z]+$/.test(value)
    if (isPlaceholder(value) || /^[a-z]{0,20}=/i.test(value) || (!known && !looksSecret(value))) return value.length > 512 ? to : 0
    claim(to - value.length, to, scheme === "basic" ? "SECRET_BASIC_AUTH" : scheme === "bearer" ? "SECRET_BEARER" : "SECRET_AUTH_HEADER", RANK.structure)
    return to
  }
}

const SCHEME = /(bearer|basic)(?:[ \t]{1,4}|%20|:[ \t]{0,2})([\w.~+/=-]{8,4096})/iy

/** Work of telling whether a long word is a credential. */
const CREDENTIAL_COST = 600
const LONG = 20

const scheme: Rule = {
  literals: ["bearer", "basic "],
  match: (text, start, _end, claim, memo) => {
    SCHEME.lastIndex = start
    const found = SCHEME.exec(text)
    if (found === null) return 0
    const value = found[2] ?? ""
    if (value.length >= LONG) memo.spent += CREDENTIAL_COST
    const to = start + found[0].length
    const basic = (found[1] ?? "").toLowerCase() === "basic"
    const ok = basic ? base64Text(value)?.includes(":") === true : (looksSecret(value) && /\d/.test(value)) || looksRandom(value, 16)
    // `token_type=bearer id=7`: the line goes on with its next pair
    if (!ok || /^[a-z_-]{1,20}=[^=]/i.test(value)) return to - value.length
    claim(to - value.length, to, basic ? "SECRET_BASIC_AUTH" : "SECRET_BEARER", RANK.structure)
    return to
  }
}

const ATTRIBUTE = /^(?:path|domain|expires|max-age|samesite|secure|httponly|priority|partitioned|lang|locale|theme|tz|timezone|consent)$/i
const COOKIE_HEADER = /cookie[\\"']{0,4}[ \t]{0,2}[:=][ \t]{0,4}[[\\"']{0,5}([^\r\n"'\\\]]{1,4096})/iy

const cookie: Rule = {
  literals: ["cookie"],
  match: (text, start, _end, claim) => {
    COOKIE_HEADER.lastIndex = start
    const found = COOKIE_HEADER.exec(text)
    if (found === null) return 0
    const body = found[1] ?? ""
    const from = start + found[0].length - body.length
    for (const pair of body.matchAll(/([\w.%$-]{1,80})=([^\s;,]{4,4096})/g)) {
      const name = pair[1] ?? ""
      const value = pair[2] ?? ""
      const at = from + pair.index + name.length + 1
      const session = /sess|sid|auth|token|jwt|csrf|xsrf|remember|login|user|id$/i.test(name)
      if (!ATTRIBUTE.test(name) && !isPlaceholder(value) && (session ? value.length >= 8 && /\d|[A-Z]/.test(value) : value.length >= 12 && looksSecret(value))) {
        claim(at, at + value.length, "SECRET_COOKIE", RANK.structure)
      }
    }
    return from + body.length
  }
}

export const headerRules: ReadonlyArray<Rule> = [header, scheme, cookie]
