/** Passwords of databases and machines in connection strings without a scheme, statements and files of logins, and hooks whose address is the secret. */
import { RANK } from "./kinds.js"
import type { Claimant, Rule } from "./kinds.js"
import { isPlaceholder } from "./shapes.js"

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
/** Oracle asks for the old password behind the new one. */
const REPLACED = /identified[ \t]{1,4}by[ \t]{1,4}["'`]?[^\s"'`;]{3,200}["'`]?[ \t]{1,4}replace[ \t]{1,4}["'`]?([^\s"'`;]{3,200})/iy
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

export const connectionRules: ReadonlyArray<Rule> = [
  goDsn, oracle, pgpass,
  phrase(["identified "], IDENTIFIED, "SECRET_PASSWORD"),
  phrase(["identified by"], REPLACED, "SECRET_PASSWORD"),
  phrase(["login "], NETRC, "SECRET_PASSWORD"),
  phrase(["hooks.zapier", "maker.ifttt", "api.telegram.org/bot", "outlook.office.com/webhook"], WEBHOOK, "SECRET_WEBHOOK")
]
