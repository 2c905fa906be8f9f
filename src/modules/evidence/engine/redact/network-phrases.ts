/** Secrets in the lines of protocols and in the configuration of daemons and network devices. */
import { codeAt, isDigit, isUpper } from "./chars.js"
import { RANK } from "./kinds.js"
import type { Rule } from "./kinds.js"
import { ahead, plausible } from "./phrases.js"
import { isPlaceholder, profile } from "./shapes.js"

const base64 = (value: string): boolean => value.length >= 8 && value.length % 4 === 0

/** No word and no name of a test or file: a digit or a sign among letters. */
const chosen = (value: string): boolean => plausible(value) && /\d|[!@#$%^&*+?]/.test(value) && !/[/()\\]|^\d+$|\.\w{1,4}$/.test(value)
/** The same, or letters whose case changes as no word's does. */
const generatedOrChosen = (value: string): boolean => chosen(value) || (/^[A-Za-z]{8,}$/.test(value) && profile(value).changes >= 4)
const given = (value: string): boolean => value.length >= 3 && !isPlaceholder(value)

/** Whether a line, a prompt, a direction (`C: `, `> `, `7 C `) or a quote stands before `at`. */
const begins = (text: string, at: number): boolean => {
  const last = codeAt(text, at - 1)
  if (last !== 32) return at === 0 || "\r\n>]\"'`".includes(String.fromCharCode(last))
  const before = codeAt(text, at - 2)
  if (before === 58) return "CS".includes(text[at - 3] ?? " ")
  return before === 62 || before === 93 || (isUpper(before) && codeAt(text, at - 3) === 32 && isDigit(codeAt(text, at - 4)))
}

/** A command of a line protocol, told by what stands before it; the last group of `tail` is the secret. */
const command = (literal: string, tail: string, accept: (value: string) => boolean = chosen): Rule => {
  const pattern = new RegExp(tail, "iy")
  return {
    literals: [literal],
    stands: "apart",
    gate: begins,
    match: (text, start, _end, claim) => {
      pattern.lastIndex = start
      const found = pattern.exec(text)
      const secret = found?.[1] ?? ""
      if (found === null || !accept(secret)) return 0
      const to = start + found[0].length
      claim(to - secret.length, to, "SECRET_PASSWORD", RANK.structure)
      return to
    }
  }
}

const ENDS = "(?=[\"'`]?(?:[\\r\\n\\\\]|$))"

/** Whether a name and `on` or `off` follow. */
const isSwitched = (text: string, _start: number, end: number): boolean => {
  let at = end
  while (at - end <= 64 && codeAt(text, at) > 32) at++
  return codeAt(text, at) === 32 && (text[at + 1] ?? "").toLowerCase() === "o"
}

export const protocolRules: ReadonlyArray<Rule> = [
  command("pass ", `PASS :?([^\\s"'\`\\\\]{4,128})${ENDS}`, generatedOrChosen),
  command("auth ", `AUTH (?:[a-z]\\w{1,32} )?([^\\s"'\`\\\\]{4,200})${ENDS}`),
  command("oper ", `OPER \\S{1,64} ([^\\s"'\`\\\\]{4,128})${ENDS}`),
  command("authenticate ", "AUTHENTICATE ([A-Za-z0-9+/]{8,4000}={0,2})(?![\\w+/])", base64),
  ahead([" login "], /(?<=(?:^|[\s>"':])[A-Za-z]{0,4}\d{1,6}) LOGIN ["']?[^\s"']{1,80}["']?[ \t]["']?([^\s"']{4,128})(?=["']?(?:[\r\n\\]|$))/iy, chosen),
  { ...ahead(["334 ugfzc3dvcmq6"], /334 UGFzc3dvcmQ6(?:["']|\\[rn]|\s){0,8}(?:(?:[\w.:-]{1,40}[ \t]){0,4}[\w.:-]{0,40}(?:C:|>{1,3}|<-|->)[ \t]{0,2})?([A-Za-z0-9+/]{4,400}={0,2})(?![\w+/])/iy), cost: 2_000 },
  ahead(["nickserv", "ns identify"], /(?:nickserv)?[ \t]{0,4}:?(?:ns[ \t]{1,2})?(?:identify|register|ghost \S{1,40})[ \t]{1,4}(?:[\w[\]-]{1,40}[ \t]{1,4}(?=\S{4}))?([^\s"']{4,128})/iy, plausible),
  // an access rule of Redis
  { ...ahead(["user "], /user \S{1,64} (?:on|off)\b[^\n>]{0,120}?[ \t]>([^\s"'/&|][^\s"']{2,200})/iy), gate: isSwitched },
  { ...ahead(["acl setuser", "\"setuser\""], /"?setuser"? "?\S{1,64}"?[^\n>]{0,120}?[ \t]"?>([^\s"']{3,200})/iy), cost: 12_000 },
  ahead(["wifi:"], /WIFI:(?:[TSHR]:[^;\n]{0,64};){0,4}P:((?:\\[^\n]|[^;\\\n]){3,128});/iy),
  ahead([": psk", ": eap", ": ntlm", ": xauth", ": pin", ": rsa", ": ecdsa"], /: (?:PSK|EAP|NTLM|(?:XAUTH|RSA|ECDSA)[ \t]{1,4}["']?[^\s"']{1,100}["']?)[ \t]{1,4}["']([^"'\n]{3,200})/iy)
]

/** The third column of `chap-secrets` and `pap-secrets`, below the heading that these files begin with. */
const chapSecrets: Rule = {
  literals: ["server"],
  match: (text, start, end, claim, memo) => {
    if (!/#[ \t]{0,4}client[ \t]{1,20}$/i.test(text.slice(Math.max(0, start - 32), start)) || !/^[ \t]{1,20}secret/i.test(text.slice(end, end + 28))) return 0
    const body = text.slice(end, end + 4096)
    memo.spent += body.length
    for (const line of body.matchAll(/\n[ \t]{0,4}["']?[\w.@*\\-]{1,64}["']?[ \t]{1,40}["']?[\w.*-]{1,64}["']?[ \t]{1,40}["']?([^\s"'#]{3,128})/g)) {
      const value = line[1] ?? ""
      const at = end + line.index + line[0].length - value.length
      if (!isPlaceholder(value)) claim(at, at + value.length, "SECRET_PASSWORD", RANK.structure)
    }
    return end
  }
}

const LEVEL = "(?:[ \\t]{1,4}(?:\\d{1,2}|cipher|simple|plain|clear|encrypted|enc|hidden))?[ \\t]{1,4}[\"']?"

export const configurationRules: ReadonlyArray<Rule> = [
  chapSecrets,
  ahead(["stats auth", "auth_basic_user"], /(?:stats auth|auth_basic_user)[ \t]{1,4}[\w.@-]{1,64}:([^\s"']{3,128})/iy),
  ahead(["message-digest-key"], new RegExp(`message-digest-key[ \\t]{1,4}\\d{1,3}[ \\t]{1,4}(?:hmac-)?(?:md5|sha\\S{0,8})${LEVEL}([^\\s"']{4,128})`, "iy"), plausible),
  ahead(["standby ", "vrrp ", "glbp ", "authentication-key "], new RegExp(`(?:(?:standby|vrrp|glbp) \\d{1,4} )?authentication(?:-key|-string)?(?:[ \\t]{1,4}(?:\\d{1,3}|md5|text|key-string|simple|mode \\w{2,8}|hmac-\\S{3,10})){0,3}${LEVEL}([^\\s"']{4,128})(?=["';]|\\s{0,4}(?:\\n|$|timeout))`, "iy"), chosen),
  ahead(["ntp ", "area ", "isis ", "domain-password", "area-password", "nhrp "], /(?:domain-password|area-password|(?:ntp|area|isis|nhrp)[^\n]{0,40}?(?:authentication-key \d{1,6} md5|authentication|password))(?:[ \t]{1,4}\d)?[ \t]{1,4}["']?([^\s"']{4,128})/iy, chosen),
  ahead(["community"], /community[ \t]{1,4}(?:read|write|both|ro|rw)?[ \t]{0,2}(?:cipher|simple|encrypted|clear)[ \t]{1,4}["']?([^\s"']{4,128})/iy, plausible),
  ahead(["com2sec"], /com2sec6?[ \t]{1,8}(?:-Cn \S{1,40}[ \t]{1,4})?\S{1,64}[ \t]{1,8}\S{1,64}[ \t]{1,8}["']?([^\s"']{3,64})/iy),
  ahead(["trapsess", "trapcommunity", "trapsink", "trap2sink", "informsink", "trap-group"], /(?:trapsess[^\n]{0,80}?-c|trapcommunity|(?:trap2?sink|informsink)[ \t]{1,4}\S{1,80})[ \t]{1,4}["']?([^\s"']{3,64})/iy, plausible),
  ahead(["createuser"], /createuser[ \t]{1,4}(?:-e \S{1,40}[ \t]{1,4})?["']?[\w.@-]{1,64}["']?[ \t]{1,4}\(?(?:MD5|SHA[\w-]{0,4})[ \t]{1,4}["']?([^\s"']{4,128})/iy),
  ahead(["createuser"], /createuser[ \t]{1,4}[^\n]{1,200}?[ \t](?:AES[\w-]{0,4}|DES)[ \t]{1,4}["']?([^\s"']{4,128})/iy),
  ahead(["snmp-server user", "snmp-server host"], /snmp-server user[^\n]{0,80}?auth (?:md5|sha\S{0,4})[ \t]{1,4}["']?([^\s"']{4,128})/iy),
  ahead(["snmp-server user"], /snmp-server user[^\n]{0,200}?priv (?:des|3des|aes)(?: \d{3})?[ \t]{1,4}["']?([^\s"']{4,128})/iy),
  ahead(["snmp-server host"], /snmp-server host[ \t]{1,4}\S{1,64}(?:[ \t]{1,4}(?:traps|informs|version (?:1|2c))){0,2}[ \t]{1,4}["']?([^\s"']{4,64})/iy, chosen),
  ahead(["hmac-"], /hmac-(?:md5|sha\d{1,3})(?:[.\w-]{0,30})?:?(?:[\w.-]{1,80})[: \t]{1,2}["']?([A-Za-z0-9+/]{16,200}={0,2})(?![\w+/])/iy, base64),
  ahead(["dig "], /dig\b[^|;\n]{0,120}? -y[ \t]{1,4}(?:[\w-]{1,20}:)?[\w.-]{1,80}:([A-Za-z0-9+/]{16,200}={0,2})(?![\w+/])/iy, base64),
  ahead(["pragma key", "pragma rekey", "pragma hexkey"], /pragma (?:re|hex)?key[ \t]{0,4}=[ \t]{0,4}["']?(?:x')?([^\s"';]{3,200})/iy),
  ahead(["pgp_sym_encrypt", "pgp_sym_decrypt", "aes_encrypt", "aes_decrypt"], /(?:pgp_sym|aes)_(?:en|de)crypt(?:_bytea)?\([^\n]{1,300}?,[ \t]{0,4}'([^'\n]{3,200})'/iy, given)
]
