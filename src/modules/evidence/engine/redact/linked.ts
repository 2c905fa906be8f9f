/** Secrets told by their place: in the path of a link that was mailed, in the row of an INSERT, in a dialog or a ticket of single sign-on. */
import { codeAt, isAlnum, isHexDigit } from "./chars.js"
import { RANK } from "./kinds.js"
import type { Rule } from "./kinds.js"
import { ahead, plausible } from "./phrases.js"
import { isHex, isPlaceholder, isUuid, looksRandom } from "./shapes.js"
import { SECRET_COLUMN, statementRule } from "./statement-parameters.js"

/** What services put into links that work once. */
const issued = (value: string): boolean => looksRandom(value, 20) || (isHex(value) && value.length >= 32) || isUuid(value)
const LINK = /(?:reset|verify|verification|confirm|confirmation|activate|activation|invite|invitation|invites|magic|magic-?link|one-?time-?login|passwordless|unsubscribe|accept|password)(?:[_-](?:password|email|mail|account|user|token|link|login))?(?:\/[a-z_-]{2,16}){0,2}(?:\/|\?(?:t|k|c|h|key|code|token|hash)=)([\w.~-]{20,400})(?=[\s"'<>)\]},;?&/]|$)/iy

const link: Rule = {
  ...ahead(["/reset", "/verify", "/verification", "/confirm", "/activat", "/invit", "/magic", "/one-time", "/onetime", "/passwordless", "/unsubscribe", "/accept", "/password"], LINK, issued, "SECRET_TOKEN"),
  match: (text, start, _end, claim) => {
    LINK.lastIndex = start + 1
    const found = LINK.exec(text)
    const value = found?.[1] ?? ""
    if (found === null || !issued(value)) return 0
    const to = start + 1 + found[0].length
    claim(to - value.length, to, "SECRET_TOKEN", RANK.structure)
    return to
  }
}

const INSERT = /(?:insert|replace) into [\w."`[\]]{1,80}[ \t]{0,2}\(([^()\n]{3,600})\)\s{0,4}values\s{0,4}/iy
const ROW = /\(((?:'(?:[^'\n]|''){0,400}'|"[^"\n]{0,400}"|[^'"()\n]|\([^()\n]{0,80}\)){1,1500})\)/y
const CELL = /'((?:[^'\n]|'')*)'|"([^"\n]*)"|(?:[^'",(]|\([^()]*\))+/g

/** `INSERT INTO people (name, password) VALUES ('x', 'y')`: the values of the columns that hold secrets. */
const insert: Rule = {
  literals: ["insert into", "replace into"],
  cost: 1_000,
  match: (text, start, _end, claim, memo) => {
    INSERT.lastIndex = start
    const found = INSERT.exec(text)
    if (found === null) return 0
    const columns = (found[1] ?? "").split(",").map((name) => SECRET_COLUMN.test(name))
    let at = start + found[0].length
    if (!columns.includes(true)) return at
    for (let rows = 0; rows < 20; rows++) {
      ROW.lastIndex = at
      const row = ROW.exec(text)
      if (row === null) break
      memo.spent += 4 * row[0].length
      let column = 0
      for (const cell of (row[1] ?? "").matchAll(CELL)) {
        if (cell[1] === undefined && cell[2] === undefined && cell[0].trim() === "") continue
        const value = cell[1] ?? cell[2] ?? ""
        if (columns[column] === true && value.length >= 3 && !isPlaceholder(value)) claim(at + 2 + cell.index, at + 2 + cell.index + value.length, "SECRET_PASSWORD", RANK.structure)
        column++
      }
      at += row[0].length
      const next = /^\s{0,4},\s{0,4}/.exec(text.slice(at, at + 10))
      if (next === null) break
      at += next[0].length
    }
    return at
  }
}

/** MySQL's own hash of a password. */
const mysqlHash: Rule = {
  literals: ["*"],
  cost: 200,
  gate: (text, start, end) => isHexDigit(codeAt(text, end)) && isHexDigit(codeAt(text, end + 39)) && !isAlnum(codeAt(text, end + 40)) && !isAlnum(codeAt(text, start - 1)),
  match: (text, start, end, claim) => {
    if (!/^[0-9A-F]{40}$/.test(text.slice(end, end + 40))) return 0
    claim(start, end + 40, "SECRET_PASSWORD_HASH", RANK.structure)
    return end + 40
  }
}

const chosen = (value: string): boolean => plausible(value) && /\d|[!@#$%^&*-]/.test(value)

const CHANGED = ["password", "passwd", "pwd", "passphrase", "passcode", "secret"].flatMap((name) => ["changed", "was changed", "updated", "was updated", "rotated", "reset"].map((verb) => `${name} ${verb} from`))

export const linkedRules: ReadonlyArray<Rule> = [
  link, insert, statementRule, mysqlHash,
  ahead(["samlresponse", "samlrequest", "wresult="], /(?:saml(?:response|request)|wresult)["']?[ \t]{0,2}(?:=|:|" value=")[ \t]{0,2}["']?([\w%+/=-]{60,30000})/iy, (value) => /\d/.test(value), "SECRET_SESSION"),
  ahead(["st-", "tgt-", "pgt-", "pgtiou-", "pt-"], /(?<![\w-])((?:ST|TGT|PGT|PGTIOU|PT)-\d{1,9}-[\w.-]{16,200})/y, (value) => /[a-z]/.test(value) && /[A-Z]/.test(value), "SECRET_SESSION"),
  ahead(["plaintext"], /plaintext["'\\]{0,3}[ \t]{0,3}[:=][ \t]{0,3}["'\\]{0,3}((?:[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{22}==|[A-Za-z0-9+/]{86}==))(?![\w+/=])/iy, () => true, "SECRET_API_KEY"),
  ahead(["seed"], /seed["'\\]{0,3}(?:[ \t]{0,3}(?:\(hex\) ?)?[:=]|[ \t])[ \t]{0,3}["'\\]{0,3}((?:0x)?[0-9a-f]{64}(?:[0-9a-f]{64})?)(?![0-9a-z])/iy, () => true, "SECRET_PRIVATE_KEY"),
  ahead(["radtest"], /radtest[ \t]{1,4}(?:-\S{1,20}[ \t]{1,4}){0,3}\S{1,64}[ \t]{1,4}["']?([^\s"']{3,128})/iy),
  ahead(["radtest"], /radtest[ \t]{1,4}(?:-\S{1,20}[ \t]{1,4}){0,3}\S{1,64}[ \t]{1,4}\S{3,128}[ \t]{1,4}\S{1,64}[ \t]{1,4}\d{1,5}[ \t]{1,4}["']?([^\s"']{3,128})/iy),
  ahead(["connect "], /connect[ \t]{1,3}["']?[\w.$#-]{1,64}\/([^\s"'/@]{3,128})@/iy, chosen),
  ahead(["kinit "], /kinit[ \t]{1,3}[\w.@/-]{1,80}[ \t]{0,3}<<<[ \t]{0,4}["']?([^\s"']{3,128})/iy),
  ahead(["vsql "], /vsql\b[^|;\n]{0,160}? -w[ \t]{1,3}["']?([^\s"'-][^\s"']{2,128})/iy),
  ahead(["licence: ", "license: ", "license=", "licence="], /licen[cs]e[:=][ \t]{0,2}["']?([A-Z0-9]{4,6}(?:-[A-Z0-9]{4,6}){2,7})(?![\w-])/y, (value) => /\d/.test(value), "SECRET_API_KEY"),
  ahead(CHANGED, /\w{3,10} (?:was )?(?:changed|updated|rotated|reset) from ["']?([^\s"']{4,128})["']? to /iy, chosen),
  ahead(CHANGED, /\w{3,10} (?:was )?(?:changed|updated|rotated|reset) from \S{4,128} to ["']?([^\s"']{4,128})/iy, chosen)
]
