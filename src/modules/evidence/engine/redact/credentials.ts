/** Credentials that are told by their place: URLs, HTTP headers, cookies, command lines, password hashes. */
import { codeAt } from "./chars.js"
import { RANK } from "./kinds.js"
import type { Claimant, Memo, Rule } from "./kinds.js"
import { base64Text, isHex, isPlaceholder, looksRandom, looksSecret } from "./shapes.js"

const AUTHORITY = /:\/\/([^\s:@/"'<>\\]{0,128}):([^\s/"'<>]{1,256})@(?=[\w[.$%{-])/y
const AUTHORITY_SLASH = /:\/\/([^\s:@/"'<>\\]{1,128}):(?!\d{1,5}\/)([^\s"'<>@]{1,128})@(?=[\w.-]{1,100}(?::\d{1,5})?(?:[/?\s"',]|$))/y
const AUTHORITY_TOKEN = /:\/\/([^\s:@/"'<>\\]{16,256}):?@(?=[\w[])([\w.-]{0,100})/y

const URL_COST = 500
/** As far as a user and a password may reach. */
const MAX_USERINFO = 400

/** Whether an `@` stands where a user and a password may end; where there is none is remembered. */
const mayHaveUser = (text: string, end: number, memo: Memo): boolean => {
  if (end < memo.urlEnd) return false
  const limit = Math.min(text.length, end + MAX_USERINFO)
  let at = end
  for (; at < limit; at++) {
    const code = codeAt(text, at)
    if (code === 64) return true
    if (code === 32 || code === 34 || code === 39 || code === 60 || code === 62 || (code >= 9 && code <= 13)) break
  }
  memo.spent += at - end
  if (at < limit) memo.urlEnd = at
  return false
}

const url: Rule = {
  literals: ["://"],
  cost: 20,
  match: (text, start, end, claim, memo) => {
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
      const from = (sentry && isHex(user)) || token ? start + 3 : to - password.length
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

const scheme: Rule = {
  literals: ["bearer", "basic "],
  match: (text, start, _end, claim) => {
    SCHEME.lastIndex = start
    const found = SCHEME.exec(text)
    if (found === null) return 0
    const value = found[2] ?? ""
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

const USER_OPTION = /(?:-u|--user|--proxy-user|-U)[ =]{0,2}["']?([\w.@\\-]{1,64})[:%]([^\s"']{1,128})/y

const userOption: Rule = {
  literals: ["-u", "--user", "--proxy-user"],
  gate: (text, start) => start === 0 || /[\s"'[,]/.test(text[start - 1] as string),
  match: (text, start, _end, claim) => {
    USER_OPTION.lastIndex = start
    const found = USER_OPTION.exec(text)
    const password = found?.[2] ?? ""
    if (found === null || isPlaceholder(password) || /^\d{1,5}$/.test(password) || /^\d+$/.test(found[1] ?? "")) return 0
    const to = start + found[0].length
    claim(to - password.length, to, "SECRET_PASSWORD", RANK.structure)
    return to
  }
}

const SHORT_OPTION = /-[pawPAX][ =]?["']?([^\s"'-][^\s"']{2,4000})/y
const TAKES: ReadonlyArray<readonly [string, RegExp]> = [
  ["-p", /\b(?:mysql\w{0,12}|mariadb[\w-]{0,12}|sshpass|mongo\w{0,10}|(?:docker|podman|buildah|helm registry|az|oc|skopeo) login|7z\w?|unzip|zip|rar|useradd|usermod|cqlsh|influx|smbclient)\b[^|;\n]*$/],
  ["-a", /\bredis-cli\b[^|;\n]*$/], ["-w", /\bldap\w{2,10}\b[^|;\n]*$/], ["-P", /\b(?:sqlcmd|bcp|zip|unzip|ipmitool)\b[^|;\n]*$/],
  ["-A", /\bsnmp\w{2,9}\b[^|;\n]*$/], ["-X", /\bsnmp\w{2,9}\b[^|;\n]*$/]
]

const shortOption: Rule = {
  literals: [" -p", " -a", " -w", " -x"],
  cost: 1_500,
  match: (text, start, end, claim) => {
    const command = text.slice(Math.max(0, start - 200), start + 1)
    const option = text.slice(start + 1, end)
    if (!TAKES.some(([name, pattern]) => name === option && pattern.test(command))) return 0
    SHORT_OPTION.lastIndex = start + 1
    const found = SHORT_OPTION.exec(text)
    const value = found?.[1] ?? ""
    if (found === null || isPlaceholder(value)) return 0
    const to = start + 1 + found[0].length
    claim(to - value.length, to, "SECRET_PASSWORD", RANK.structure)
    return to
  }
}

const HASH = /\$(?:2[abxy]?\$\d\d\$[./A-Za-z0-9]{53}|(?:1|apr1)\$[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{22}|[56]\$(?:rounds=\d{1,9}\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{43,86}|(?:y|gy|7)\$[./A-Za-z0-9]{1,20}\$[./A-Za-z0-9]{1,86}\$[./A-Za-z0-9]{43}|argon2(?:id|i|d)\$[\w=,$+/]{20,200}|scrypt\$[\w=,$+/]{20,200}|pbkdf2[\w-]{0,12}\$[\w=,$+/.]{20,200})|(?:pbkdf2_sha\d{1,3}|scrypt|bcrypt_sha256)[$:][\w$:+/.=]{20,200}|\{(?:S?SHA\d{0,3}|S?MD5|CRYPT|PBKDF2[\w-]{0,12})\}[\w+/=$.]{16,200}|SCRAM-SHA-\d{1,3}\$\d{1,9}:[\w+/=$:]{40,300}/iy

const hash: Rule = {
  literals: ["$2", "$1$", "$apr1$", "$5$", "$6$", "$y$", "$gy$", "$7$", "$argon2", "$scrypt", "$pbkdf2", "pbkdf2_sha", "scrypt", "{sha", "{ssha", "{smd5}", "{md5}", "{crypt}", "{pbkdf2", "scram-sha-"],
  match: (text, start, _end, claim) => {
    HASH.lastIndex = start
    const found = HASH.exec(text)
    if (found === null) return 0
    claim(start, start + found[0].length, "SECRET_PASSWORD_HASH", RANK.structure)
    return start + found[0].length
  }
}

const NTLM = /[0-9a-f]{32}:[0-9a-f]{32}(?=:::)/iy

const ntlm: Rule = {
  literals: [":::"],
  match: (text, start, _end, claim) => {
    NTLM.lastIndex = Math.max(0, start - 65)
    const found = NTLM.exec(text)
    if (found !== null) claim(start - found[0].length, start, "SECRET_PASSWORD_HASH", RANK.structure)
    return 0
  }
}

const behind = (text: string, start: number, length: number, pattern: RegExp, claim: Claimant): void => {
  const password = pattern.exec(text.slice(Math.max(0, start - length), start))?.[1] ?? ""
  if (password !== "" && !isPlaceholder(password)) claim(start - password.length, start, "SECRET_CONNECTION", RANK.structure)
}

/** `user:password@tcp(host)/db` of Go drivers, which has no scheme. */
const goDsn: Rule = {
  literals: ["@tcp(", "@tcp6(", "@unix("],
  cost: 2_000,
  match: (text, start, _end, claim) => {
    behind(text, start, 200, /(?:^|[\s"'=`(])[\w.$-]{1,64}:([^\s"'`]{1,128})$/, claim)
    return 0
  }
}

const ORACLE = /(?:jdbc:oracle:(?:thin|oci):|sqlplus[ \t]{1,4}(?:-\w{1,2}[ \t]{1,4}){0,2}|expdp[ \t]{1,4}|impdp[ \t]{1,4})["']?[\w.$#-]{1,64}\/([^\s"'/]{1,128})@/iy

const oracle: Rule = {
  literals: ["jdbc:oracle:", "sqlplus", "expdp", "impdp"],
  match: (text, start, _end, claim) => {
    ORACLE.lastIndex = start
    const found = ORACLE.exec(text)
    const password = found?.[1] ?? ""
    if (found === null || isPlaceholder(password)) return 0
    const to = start + found[0].length - 1
    claim(to - password.length, to, "SECRET_CONNECTION", RANK.structure)
    return to
  }
}

const IDENTIFIED = /identified[ \t]{1,4}(?:with[ \t]{1,4}[\w"'`]{1,40}[ \t]{1,4})?(?:by|as)[ \t]{1,4}(?:password[ \t]{1,4}|values[ \t]{1,4})?["'`]?([^\s"'`;]{3,200})/iy
const NETRC = /login[ \t]{1,4}\S{1,80}\s{1,12}password[ \t]{1,4}(\S{3,128})/iy
const WEBHOOK = /hooks\.zapier\.com\/hooks\/catch\/([\w/]{10,100})|maker\.ifttt\.com\/[\w/{}]{1,120}with\/key\/([\w-]{20,80})|api\.telegram\.org\/bot(\d{8,10}:[\w-]{30,40})|outlook\.office\.com\/webhook\/([\w@/-]{30,300})/iy

/** A line of `.pgpass`: host, port, database, user and password. */
const PGPASS = /:(?:\*|\d{4,5}):[^:\s"']{1,63}:[^:\s"']{1,63}:((?:\\.|[^\s"'\\]){3,128})(?=[\s"']|$)/y

const pgpass: Rule = {
  literals: [":5432:", ":5433:", ":5434:", ":5435:", ":6432:", ":6543:", ":25060:", ":26257:", ":*:"],
  cost: 500,
  match: (text, start, _end, claim) => {
    if (!/(?:^|[\s"'`>])[\w.*-]{1,100}$/.test(text.slice(Math.max(0, start - 101), start))) return 0
    PGPASS.lastIndex = start
    const found = PGPASS.exec(text)
    const password = found?.[1] ?? ""
    if (found === null || isPlaceholder(password)) return 0
    const to = start + found[0].length
    claim(to - password.length, to, "SECRET_PASSWORD", RANK.structure)
    return to
  }
}

const phrase = (literals: ReadonlyArray<string>, pattern: RegExp, kind: "SECRET_PASSWORD" | "SECRET_WEBHOOK"): Rule => ({
  literals,
  match: (text, start, _end, claim) => {
    pattern.lastIndex = start
    const found = pattern.exec(text)
    const secret = found?.slice(1).find((group) => group !== undefined) ?? ""
    if (found === null || isPlaceholder(secret)) return 0
    const to = start + found[0].length
    claim(to - secret.length, to, kind, RANK.structure)
    return to
  }
})

export const credentialRules: ReadonlyArray<Rule> = [
  url, header, scheme, cookie, userOption, shortOption, hash, ntlm, goDsn, oracle, pgpass,
  phrase(["identified "], IDENTIFIED, "SECRET_PASSWORD"),
  phrase(["login "], NETRC, "SECRET_PASSWORD"),
  phrase(["hooks.zapier", "maker.ifttt", "api.telegram.org/bot", "outlook.office.com/webhook"], WEBHOOK, "SECRET_WEBHOOK")
]
