/** Secrets in commands, in configurations of network devices and in sentences, told by the words before them. */
import { codeAt, isWordOrDash } from "./chars.js"
import { RANK, USUAL_COST } from "./kinds.js"
import type { Kind, Rule } from "./kinds.js"
import { isPlaceholder, isUuid } from "./shapes.js"

/** Not a plain word: what people choose as a password when a sentence is all that tells it. */
export const plausible = (value: string): boolean =>
  value.length >= 4 && !isPlaceholder(value) && !isUuid(value) && !/^[A-Za-z]?[a-z]+[.,;:]?$|^[\d.:]+$|^0x/.test(value)

type Accept = (value: string) => boolean
const given: Accept = (value) => value.length >= 3 && !isPlaceholder(value)

/** As far as the parts of a pattern reach that look for what follows character by character. */
const reaches = ({ source }: RegExp): ReadonlyArray<number> => [...source.matchAll(/\{\d,(\d{1,4})\}\?/g)].map((found) => Number(found[1]))

const CHARACTER_COST = 4
const LONG = 256
/** Of the places that one part stops at, the next is tried at each: there are as many as its shortest word allows. */
const SHORTEST_WORD = 12

/** What a call costs at most, unless it finds something. */
const costOf = (pattern: RegExp): number => {
  const reach = reaches(pattern)
  return USUAL_COST + reach.reduce((sum, length) => sum + CHARACTER_COST * length, 0) + (reach.length < 2 ? 0 : reach.reduce((product, length) => product * length, 1) / SHORTEST_WORD)
}

/** The last group of a sticky pattern at one of its literals is the secret. */
export const ahead = (literals: ReadonlyArray<string>, pattern: RegExp, accept: Accept = given, kind: Kind = "SECRET_PASSWORD"): Rule => ({
  literals,
  cost: costOf(pattern),
  match: (text, start, _end, claim, memo) => {
    pattern.lastIndex = start
    const found = pattern.exec(text)
    if (found === null) return 0
    const secret = found.slice(1).find((group) => group !== undefined) ?? ""
    const to = start + found[0].length
    if (!accept(secret)) {
      // what is long and no secret is not read again from each of its parts
      memo.spent += CHARACTER_COST * found[0].length
      return secret.length > LONG ? to : 0
    }
    const at = text.lastIndexOf(secret, to - secret.length)
    claim(at, at + secret.length, kind, RANK.structure)
    return to
  }
})

/** `echo secret | command`: the command tells that a secret was piped into it. */
const piped: Rule = {
  literals: ["| sudo -s", "|sudo -s", "--password-stdin", "| chpasswd", "|chpasswd", "| passwd --stdin", "| wg pubkey"],
  cost: 5_000,
  match: (text, start, end, claim) => {
    const from = Math.max(0, start - 300)
    const found = /(?:echo|printf)[ \t]{1,4}(?:-\w{1,3}[ \t]{1,4}){0,2}["']?([^\s"'|]{3,200})["']?[ \t]{0,4}(?:\|[^|\n]{0,100})?$/.exec(text.slice(from, start))
    const value = found?.[1] ?? ""
    if (found === null || isPlaceholder(value)) return 0
    const at = from + found.index + found[0].indexOf(value)
    const user = text.slice(start, end).endsWith("chpasswd") ? value.indexOf(":") + 1 : 0
    claim(at + user, at + value.length, "SECRET_PASSWORD", RANK.structure)
    return 0
  }
}

/** A code that is exchanged for tokens once, in the address a browser came back to. */
const isCode = (value: string): boolean => value.length >= 20 && /\d/.test(value) && /[A-Za-z]/.test(value)

const commands: ReadonlyArray<Rule> = [
  piped,
  ahead(["http -a", "https -a", "http --auth", "https --auth"], /https? (?:-a|--auth)[ =]["']?[\w.@-]{1,64}:([^\s"']{3,128})/iy),
  ahead(["htpasswd"], /htpasswd[ \t]{1,4}(?:-\w{1,4}[ \t]{1,4}){0,3}-\w{0,4}b\w{0,4}[ \t]{1,4}(?:-\w{1,4}[ \t]{1,4}){0,3}(?:\S{0,120}[/.]\S{0,80}[ \t]{1,4})?[\w.@-]{1,64}[ \t]{1,4}["']?([^\s"']{3,128})/iy),
  ahead(["put-parameter"], /put-parameter\b[^|\n]{0,300}?SecureString[^|\n]{0,200}?--value[ =]["']?([^\s"']{3,400})/iy),
  ahead(["put-parameter"], /put-parameter\b[^|\n]{0,300}?--value[ =]["']?([^\s"']{3,400})["']?[^|\n]{0,200}?SecureString/iy),
  ahead(["create-secret", "put-secret-value", "update-secret"], /(?:create-secret|put-secret-value|update-secret)\b[^|\n]{0,300}?--secret-string[ =]["']?([^\s"'{][^\s"']{2,400})/iy),
  ahead(["secret set", "secrets set", "secret create"], /secrets? (?:set|create)\b[^|;\n]{0,200}? (?:--body|--value|-b)[ =]?["']?([^\s"'-][^\s"']{2,400})/iy),
  ahead(["codecov"], /codecov\b[^|;\n]{0,120}? (?:-t|--token)[ =]["']?([\w-]{20,64})/iy),
  ahead(["convertto-securestring"], /convertto-securestring[ \t]{1,4}(?:-string[ \t]{1,4})?["']([^"'\n]{3,200})["']/iy),
  ahead(["/user:"], /\/user:[^\s"']{1,80}[ \t]{1,4}(?!\/)["']?([^\s"']{3,128})/iy, plausible),
  ahead(["net use"], /net use \S{1,40}[ \t]{1,4}\\\\\S{1,120}[ \t]{1,4}(?!\/)["']?([^\s"']{3,128})["']?[ \t]{1,4}\/user:/iy),
  ahead(["-pass"], /-pass(?:in|out)?[ =]["']?pass:([^\s"']{3,128})/iy),
  ahead(["snmpwalk", "snmpget", "snmpbulkwalk", "snmpset", "snmptrap"], /snmp\w{3,8}\b[^|;\n]{0,120}? -c[ \t]{0,2}["']?([^\s"']{3,64})/iy),
  ahead(["net user "], /net user \S{1,64}[ \t]{1,4}(?!\/)["']?([^\s"'/]{3,128})/iy, plausible)
]

/** Cisco, Juniper, Arista and net-snmp write the secret behind a keyword, sometimes with the number of its encoding between. */
const devices: ReadonlyArray<Rule> = [
  ahead(["snmp-server community", "snmp community", "rocommunity", "rwcommunity"], /(?:snmp(?:-server)? community|r[ow]community6?)[ \t]{1,4}["']?([^\s"']{3,64})/iy, (value) => given(value) && !/^(?:for|is|was|not|has|string|strings)$/i.test(value)),
  ahead(["enable secret", "enable password"], /enable (?:secret|password)(?: level \d{1,2})?(?: \d)?[ \t]{1,4}["']?([^\s"']{4,128})/iy, plausible),
  ahead(["username "], /username[ \t]{1,4}["']?[\w.@-]{1,64}["']?(?: privilege \d{1,2}| role [\w-]{1,40}){0,2} (?:secret|password)(?: (?:\d|sha512))?[ \t]{1,4}["']?([^\s"']{4,200})/iy, plausible),
  ahead(["radius", "tacacs"], /(?:radius|tacacs)[\w+-]{0,10} [^\n]{0,80}?\bkey(?: \d)?[ \t]{1,4}["']?([^\s"']{4,128})/iy, plausible),
  ahead(["isakmp key", "pre-shared-key", "key-string"], /(?:isakmp key|pre-shared-key|key-string)(?:[ \t]{1,4}(?:\d|local|remote|ascii-text|hexadecimal)){0,2}[ \t]{1,4}["']?([^\s"']{4,200})/iy, plausible)
]

const base64 = (value: string): boolean => value.length >= 8 && value.length % 4 === 0

const protocols: ReadonlyArray<Rule> = [
  ahead(["?code=", "&code="], /[?&]code=([\w.~%/+-]{20,600}={0,2})/iy, isCode, "SECRET_TOKEN"),
  { ...ahead(["code="], /code=([\w.~%/+-]{20,600}={0,2})(?=&\w{1,40}=)/iy, isCode, "SECRET_TOKEN"), gate: (text, start, end) => !isWordOrDash(codeAt(text, start - 1)) && codeAt(text, end + 16) > 32 },
  ahead(["base64url.bearer."], /base64url\.bearer\.authorization\.k8s\.io\.([\w-]{16,4000})/iy, given, "SECRET_BEARER"),
  ahead(["auth plain", "auth login", "auth xoauth2", "auth oauthbearer"], /auth (?:plain|login|xoauth2|oauthbearer)[ \t]{1,4}([A-Za-z0-9+/]{8,4000}={0,2})(?![\w+/])/iy, base64, "SECRET_BASIC_AUTH"),
  // the commands of Redis, as typed and as MONITOR prints them
  ahead(["\"auth\" \""], /"auth" "(?:[^"\n]{1,64}" ")?([^"\n]{3,200})"/iy),
  { ...ahead(["redis"], /redis[\w.:-]{0,40}[>: \t]{1,4}auth[ \t]{1,4}(?:[a-z]\w{1,32}[ \t]{1,4})?([^\s"']{4,200})/iy, plausible), cost: 600 },
  ahead(["digest username"], /digest username[^\n]{0,600}?response=["\\]{0,3}([0-9a-f]{32,64})/iy, given, "SECRET_AUTH_HEADER"),
  // Oracle's short form: user/password@//host:port/service
  {
    literals: ["@//"],
    cost: 2_000,
    match: (text, start, _end, claim) => {
      const value = /(?:^|[\s"'=(])[\w.$#-]{1,64}\/([^\s"'/@]{3,128})$/.exec(text.slice(Math.max(0, start - 200), start))?.[1] ?? ""
      if (value !== "" && !isPlaceholder(value)) claim(start - value.length, start, "SECRET_CONNECTION", RANK.structure)
      return 0
    }
  },
  ahead(["akia", "asia"], /A[KS]IA[A-Z0-9]{16}["']?[\s:,/|]{1,4}["']?([A-Za-z0-9/+]{40})(?![\w/+=])/y, given, "SECRET_AWS_SECRET_KEY"),
  ahead(["password hash", "passwd hash", "pwd hash"], /(?:password|passwd|pwd) hash(?:es)?[ \t]{0,2}(?:[:=]|is)?[ \t]{1,4}["']?([\w$./+=-]{16,200})/iy, (value) => /\d/.test(value), "SECRET_PASSWORD_HASH")
]

const sentences: ReadonlyArray<Rule> = [
  ahead(["unseal key", "recovery key"], /(?:unseal|recovery) key(?: \d{1,2})?(?: \([^)\n]{1,20}\))?[ \t]{0,4}[:=][ \t]{0,4}["']?([\w+/=-]{20,120})/iy, given, "SECRET_VAULT_TOKEN"),
  ahead(["root token"], /root token[ \t]{0,4}[:=][ \t]{0,4}["']?([\w+/=.-]{16,200})/iy, given, "SECRET_VAULT_TOKEN"),
  ahead(["credentials", "creds"], /(?:credentials|creds)[ \t]{0,2}[: =][ \t]{0,2}["']?[\w.@-]{1,64}["']?[ \t]{0,2}[/:|][ \t]{0,2}["']?([^\s"'/,;]{4,128})/iy, plausible),
  { ...ahead(["log in ", "logged in ", "login ", "logging in ", "sign in ", "signed in ", "signing in ", "authenticate ", "authenticated ", "authenticating ", "authentication ", "login is ", "account is "], /(?:login is|account is|log(?:ged|ging)? ?in|sign(?:ed|ing)? in|authenticat(?:e|ed|ing|ion))(?: with| as| using| via|(?<= is))(?: user)? ["']?[\w.@-]{1,64}["']? ?[/:] ?["']?([^\s"'/,;:]{4,128})/iy, (value) => plausible(value) && /\d|[!@#$%^&*]/.test(value)), cost: 400 },
  ahead(["/pass"], /\/pass(?:word|wd)?[ \t]{0,2}[:= ][ \t]{0,2}["']?[\w.@-]{1,64}["']?[ \t]{0,2}[/:|][ \t]{0,2}["']?([^\s"'/,;]{4,128})/iy, plausible)
]

export const phraseRules: ReadonlyArray<Rule> = [...commands, ...devices, ...protocols, ...sentences]
