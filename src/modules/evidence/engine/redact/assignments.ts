/** Values of secret-like keys, in every notation of `values.ts`. */
import { codeAt, isBlank, isKeyChar } from "./chars.js"
import { RANK } from "./kinds.js"
import type { Claimant, KeyMeaning, Kind, Memo, Rule } from "./kinds.js"
import { KEY_LITERALS, keyMeaning } from "./keys.js"
import { plausible } from "./phrases.js"
import { base64Text, isHex, isPassphrase, isPlaceholder, isUuid, looksRandom, looksSecret, profile } from "./shapes.js"
import { membersOf, scalarEnd } from "./notations.js"
import { spokenValue } from "./spoken.js"
import { valueOf } from "./values.js"
import type { ValueSpan } from "./values.js"

const NEARBY = 96
/** Shorter words are not generated. */
const MIN_RANDOM = 20
const MAX_NEARBY_WORDS = 6
/** What ends a word behind a name. */
const ENDS_WORD = Uint8Array.from({ length: 128 }, (_, code) => (/[\s"'`,;()<>[\]{}=:]/.test(String.fromCharCode(code)) ? 1 : 0))
/** Of a longer value its beginning is judged. */
const JUDGED = 512
const MAX_LEFT = 48
const MAX_RIGHT = 32

const BENIGN = new Set((
  "true false null none nil undefined yes no on off empty string str int integer bool boolean number object array any text bytes optional required " +
  "invalid incorrect wrong expired missing failed failure error ok okay success successful changed reset updated set unset unknown default enabled disabled " +
  "accepted rejected denied denied. valid match matches mismatch and or for from with was is are not has have the a an to in of at by on must should can cannot " +
  "will may input output prompt here present absent found needed provided supplied given stored hashed encrypted sensitive secret password token key value self this " +
  "publickey keyboard-interactive gssapi-with-mic hostbased file env environment vault opaque bearer basic digest never always ask auto manual test n/a na todo tbd changeme_"
).split(" "))

const CODE = /^(?:[A-Za-z_$][\w$]{0,60}(?:\.|->|::)){1,6}[A-Za-z_$][\w$]{0,60}(?:[([].{0,300})?$|^[A-Za-z_$][\w$]{0,60}\(.{0,300}$|^[A-Za-z_$][\w$.]{0,80}[{@][0-9a-f]{4,16}\b.{0,300}$|^(?:new|await|function|lambda|return)\b/
/** A sign that all code has, or the word that it begins with. */
const MAYBE_CODE = /[.:>({@]|^(?:new|await|function|lambda|return)\b/
/** Directives of configuration files whose value follows behind a blank. */
const DIRECTIVE = /^(?:requirepass|masterauth|masteruserpassword|bindpw|rootpw|olcrootpw)$/i
/** The same, of names that sentences use as well. */
const PLAUSIBLE_DIRECTIVE = /^(?:auth[_-]pass|insecure-password|authentication-key|psksecret|sslpassphrase|wpa[_-]passphrase|key-string|shared-secret|preshared-?key)$/i
/** The type of a column, not its value. */
const TYPE = /^(?:str|string|(?:var)?char|text|u?int|bytes|utf|bool|float|blob|binary)\d/i
const PATH = /^(?:[a-z]:\\|~?\/|\.{1,2}\/)[\w./\\ -]{0,300}$/i
const URL_VALUE = /^[a-z][a-z0-9+.-]{1,20}:\/\//i

const KNOWN_DIGITS = /base64|utf8|oauth2|http2|x509|i18n|l10n|log4j|neo4j|(?<![A-Za-z])(?:h2c|k8s|ec2|s3|md5|sha\d{1,3}|p12|v\d|e2e|b2b|p2p|db2|web3|i32|u64|ipv\d)/gi
/** What programs call the things that they take a password from; without one of them dots are part of the password. */
const FROM = /^(?:self|this|that|super|it|my|me|config\w*|conf|cfg|settings?|options?|opts?|args?|argv|arguments|params?|props?|properties|env\w*|os|sys|system|process|req|request|res|resp|response|ctx|context|body|form|data|event|payload|query|headers?|user\w*|account|db|database|client|server|app|state|store|session|login|auth\w*|creds?|credentials?|input|values?|local|global|vars?|module|util\w*|helper|get\w*|set\w*|is\w*|to\w*|new|object|string\w*|com|org|net|io|java\w*|std|fmt|np|math|random|secrets?|spring|text|name|length|\w*(?:pass|pwd|secret|token|key|config|service|manager|factory|provider|util|helper|client|request|context)\w*)$/i

/** A part between dots that no programmer would write: letters and digits or cases change all the time. */
const generated = (part: string): boolean => (/\d[a-z]/i.test(part) && /\d[a-z]/i.test(part.replace(KNOWN_DIGITS, ""))) || (part.length >= 10 && profile(part).changes / part.length >= 0.45)

const isCode = (value: string, quoted: boolean): boolean =>
  !quoted && MAYBE_CODE.test(value) && CODE.test(value) && !looksRandom(value, 20) && (/[({@[>]/.test(value) || value.split(/\.|->|::/).some((part) => FROM.test(part))) && (value.length > 80 || /[({@]/.test(value) || !value.split(/\.|->|::/).some(generated))

/** How a validator writes what it asks of a field. */
const VALIDATION = /^(?:required|nullable|sometimes|string|confirmed|optional)(?:\|[a-z_]{1,20}(?::[\w,]{1,20})?){1,6}$/

/** `tokens: prompt_tokens=512`: how many there are of them. */
const COUNTED = /^\w{0,40}(?:tokens|keys|secrets|credentials|sessions|passwords|cookies)=\d{1,12}$/i
/** The name of a secret in the store of a cloud. */
const ARN = /\barn:[\w-]{2,12}:secretsmanager:[\w-]{0,24}:\d{0,12}:secret:$/

const isBenign = (value: string, quoted: boolean): boolean =>
  VALIDATION.test(value) || COUNTED.test(value) ||
  BENIGN.has(value.toLowerCase()) || isPlaceholder(value) || isCode(value, quoted) || (PATH.test(value) && !looksRandom(value.replaceAll("/", "")))

const followedByProse = (text: string, span: ValueSpan): boolean =>
  !span.quoted && /^[a-z]{1,14}$/.test(text.slice(span.start, span.end)) && /^ [a-z]{2,}/i.test(text.slice(span.end, span.end + 4))

/** "Failed password for root": what is told is no value. */
const REFUSED = /(?:failed|invalid|wrong|incorrect|bad|missing|expired|empty|no)[ \t]{1,3}$/i

/** Behind the word "password" of a sentence: an id, a setting or a header that the line goes on with. */
const isEvidence = (text: string, span: ValueSpan, value: string): boolean =>
  isUuid(value) || /[=@]|^0x|^X-/.test(value) || /^[:=]/.test(text.slice(span.end, span.end + 1)) || (isHex(value) && [16, 32, 40, 64].includes(value.length))

const spokenSecret = (value: string): boolean =>
  (/\d/.test(value) && (looksSecret(value) || (value.length >= 8 && plausible(value) && /[!@#$%^&*]/.test(value)))) || (value.length >= 10 && /^[A-Za-z]+$/.test(value) && generated(value))

const strongAccepts = (text: string, span: ValueSpan, value: string): boolean => {
  if (span.prose) return span.quoted ? !/\s/.test(value) : spokenSecret(value) && !isEvidence(text, span, value)
  // `password=` at its end, and the line goes on
  if (!span.quoted && /^[a-z]+$/.test(value) && /\w= +$/.test(text.slice(Math.max(0, span.start - 4), span.start))) return false
  return value.length >= 3 && !followedByProse(text, span) && !/^\d{1,3}$/.test(value)
}

const randomAccepts = (kind: Kind, keyName: string, span: ValueSpan, value: string): boolean => {
  // a "sid" in a sentence is as often the id of an account
  if (kind === "SECRET_SESSION" && span.prose) return false
  if (kind === "SECRET_SESSION" || kind === "SECRET_COOKIE") return value.length >= 16 && !isUuid(value) && !value.startsWith("0x") && looksSecret(value) && !/^\d+$/.test(value)
  if (kind === "SECRET_SIGNED_URL") return value.length >= 27 && (isHex(value) || looksRandom(decodeSafe(value), 24))
  if (kind === "SECRET_KUBECONFIG") return value.length >= 40 && /^[A-Za-z0-9+/=]+$/.test(value)
  if (kind === "SECRET_VALUE" && !span.prose && /(?:salt|pepper)\d?$/i.test(keyName)) return value.length >= 12 && (looksSecret(value) || (/\d/.test(value) && /[^\w\s]/.test(value)))
  return looksRandom(value, span.prose ? 20 : 18) || (span.url && value.length >= 24 && isHex(value))
}

const decodeSafe = (value: string): string => value.replace(/%[0-9A-F]{2}/gi, "+")

const PAIR_KINDS: ReadonlyArray<Kind> = ["SECRET_SESSION", "SECRET_COOKIE", "SECRET_OTP"]

/** Services give out UUIDs as keys. */
const OWNED = /^(?:api|app|application|admin|ingest|ingestion|integration|hec|deploy|secret|private|access|auth|client)_(?:key|token)$/i

/** The member behind a name in a list: names of other things stand there too. */
const listedAccepts = (keyName: string, meaning: KeyMeaning, value: string): boolean => {
  if (value.length < 6 || PAIR_KINDS.includes(meaning.kind) || /\s/.test(value)) return false
  if (keyName.startsWith("-")) return !value.startsWith("-")
  if (meaning.demand === "random") return looksRandom(value, 18)
  return isPassphrase(value) || (/\d/.test(value.replace(KNOWN_DIGITS, "")) && (looksSecret(value) || meaning.demand === "strong")) || (meaning.demand === "strong" && (generated(value) || /[!@#$%^&*]/.test(value)))
}

const accepts = (text: string, keyName: string, meaning: KeyMeaning, span: ValueSpan, value: string): boolean => {
  // most of what sentences go on with is told by fewer looks
  if (span.prose && !span.quoted && meaning.demand === "strong" && meaning.kind !== "SECRET_SEED_PHRASE" && !spokenSecret(value)) return false
  if (value.length < JUDGED && text[span.start - 1] === ":" && ARN.test(text.slice(Math.max(0, span.start - 90), span.start))) return false
  if (isBenign(value, span.quoted) || (URL_VALUE.test(value) && meaning.kind !== "SECRET_WEBHOOK")) return false
  if (span.listed === true && "({".includes(text[span.start - 2] ?? " ") && (LOOKS_UP.test(keyName) || !told(meaning, value))) return false
  if (span.listed === true) return listedAccepts(keyName, meaning, value)
  if (meaning.kind === "SECRET_OTP") return !span.prose && /^\d{3,8}$/.test(value) && (value.length >= 4 || /cv[vc]/i.test(keyName))
  if (meaning.kind === "SECRET_SEED_PHRASE") return /^(?:[a-z]{3,8}[ ,]+){11,23}[a-z]{3,8}$/.test(value)
  if (meaning.kind === "SECRET_AUTH_HEADER" && base64Text(value)?.includes(":") === true) return true
  if (meaning.demand === "strong") return strongAccepts(text, span, value)
  if (meaning.demand === "random") return randomAccepts(meaning.kind, keyName, span, value)
  if (span.url && value.length >= 8 && /\d/.test(value) && /[a-z]/i.test(value)) return true
  if (span.prose) return span.quoted ? looksSecret(value) && !/\s/.test(value) : looksRandom(value, 16) || isAwsSecret(value) || (value.length >= 32 && isHex(value)) || (isUuid(value) && OWNED.test(keyName))
  if (/\s/.test(value) && !/^[A-Z]\w* /.test(value)) return false
  if (isPassphrase(value)) return true
  if (meaning.kind === "SECRET_PASSWORD") return looksSecret(value) || (text[span.start - 1] === "=" && value.length >= 6 && !/^\d+$/.test(value)) || (span.quoted && value.length >= 6)
  return looksSecret(value)
}

/** An unquoted value that is the rest of a `KEY=value` or `key: value` line runs to the end of that line. */
const wholeLine = (text: string, keyStart: number, span: ValueSpan): number => {
  if (span.quoted || span.prose || span.url) return span.end
  const before = text.slice(Math.max(0, keyStart - 24), keyStart)
  if (!/(?:^|\n)[ \t]{0,20}(?:export[ \t]+|- )?["']?$/.test(keyStart <= 24 ? before : before.includes("\n") ? before : "x")) return span.end
  const rest = /^[^\s]{0,200}(?=\s*?(?:\r?\n|$))/.exec(text.slice(span.end, span.end + 202))
  return rest === null || /^["',;)}\]]{1,3}$/.test(rest[0]) ? span.end : span.end + rest[0].length
}

/** Forty characters of base64: the form of Amazon's secret keys, whatever words chance has put into one. */
const isAwsSecret = (value: string): boolean => /^[A-Za-z0-9/+]{40}$/.test(value) && !isHex(value) && /[a-z]/.test(value) && /[A-Z]/.test(value) && /\d/.test(value)

/** `api key x`: the word before "key" or "token" belongs to the name. */
const QUALIFIER = /(?:^|[^A-Za-z])(api|app|application|admin|ingest|ingestion|integration|write|read|project|bot|hec|deploy|shipping|subscription|user|service|access|secret|private|auth|encryption|decryption|signing|licen[cs]e|account|storage|master|shared|session|client|security|aes|hmac|3?des|cipher|crypto|symmetric|wrapping|deploy|wallet|fernet|cryptsetup|luks|webhook|kms|wifi)(?:er)?(?:[ -]?\d{2,3})?[ -]$/i
const qualified = (text: string, keyStart: number, keyName: string): string => {
  if (/^passe$/i.test(keyName) && /mot de $/i.test(text.slice(Math.max(0, keyStart - 7), keyStart))) return "mot_de_passe"
  const before = /^(?:key|token)$/i.test(keyName) ? QUALIFIER.exec(text.slice(Math.max(0, keyStart - 18), keyStart)) : null
  return before === null ? keyName : `${before[1] ?? ""}_${keyName}`
}

/** A generated word soon behind a name; words that an earlier name has been asked for are not looked at again. */
const nearbyRandom = (text: string, from: number, kind: Kind, claim: Claimant, memo: Memo): void => {
  const limit = Math.min(text.length, from + NEARBY)
  const cut = from + NEARBY
  let words = 0
  let at = Math.max(from, memo.nearbyEnd)
  let seen = at
  while (at < limit && words < MAX_NEARBY_WORDS) {
    const first = codeAt(text, at)
    if (first === 10) break
    if (first < 128 && ENDS_WORD[first] === 1) {
      seen = ++at
      continue
    }
    let to = at + 1
    while (to < limit) {
      const code = codeAt(text, to)
      if (code < 128 && ENDS_WORD[code] === 1) break
      to++
    }
    if (to - at > 1) words++
    if (to - at >= MIN_RANDOM && to < cut && text[at - 1] !== "=") {
      const bare = text.slice(at, to).replace(/[.!?]{1,4}$/, "")
      memo.spent += 10 * bare.length
      if (looksRandom(bare, MIN_RANDOM) || isAwsSecret(bare)) return claim(at, at + bare.length, kind, RANK.guess)
    }
    // a word that was cut is looked at again by the next name
    if (to < cut) seen = to
    at = to
  }
  memo.nearbyEnd = Math.max(memo.nearbyEnd, seen)
}

/** Length of the escape that the name has swallowed: `%22`, `\\u0022` or `\\n` before it. */
const escapeLength = (text: string, keyStart: number, start: number): number => {
  const before = codeAt(text, keyStart - 1)
  if (before !== 37 && before !== 92) return 0
  const length = before === 37 ? /^[0-9A-F]{2}/i.exec(text.slice(keyStart, keyStart + 2))?.[0].length : /^(?:u00[0-9a-f]{2}|[nrt](?=\w))/i.exec(text.slice(keyStart, keyStart + 6))?.[0].length
  return length !== undefined && keyStart + length <= start ? length : 0
}

/** Lists and arguments of functions hold names of secrets as often as secrets. */
const told = (meaning: KeyMeaning, value: string): boolean => meaning.kind === "SECRET_PASSWORD" || looksRandom(value, 16) || (meaning.demand === "weak" && value.length >= 32 && isHex(value))
const LOOKS_UP = /^(?:get|read|fetch|find|load|lookup|look_up|delete|describe|list|verify|validate|check|is|has|rotate|create|use|require|by)(?=[A-Z_-]|$)|[._](?:get|read|fetch|find|load|delete|describe|verify|validate|check|rotate|create)_?[A-Za-z]{1,20}$/

/** Behind every text; a small number. */
const NOWHERE = 0x3fffffff

/** Members of a list behind the name of secrets; the end of the last that is one, or 0. */
const claimMembers = (text: string, keyEnd: number, keyName: string, meaning: KeyMeaning, claim: Claimant, memo: Memo): number => {
  let to = 0
  if (memo.listEnd < keyEnd) {
    const next = text.indexOf("]", keyEnd)
    memo.listEnd = next < 0 ? NOWHERE : next
  }
  for (const { end, start } of membersOf(text, keyEnd, memo.listEnd)) {
    const value = text.slice(start, end)
    memo.spent += VALUE_COST
    if (isBenign(value, false) || !listedAccepts(keyName, meaning, value) || !told(meaning, value)) continue
    claim(start, end, meaning.kind, RANK.assignment)
    to = end
  }
  return to
}

/** Work of telling whether a long word is a name. */
const NAME_COST = 600
/** Work of parsing a value, and of judging each of its characters. */
const VALUE_COST = 450
const SENTENCE_COST = 300
const CHARACTER_COST = 4

export const assignmentRule: Rule = {
  literals: KEY_LITERALS,
  match: (text, start, end, claim, memo) => {
    let keyStart = start
    while (keyStart > 0 && start - keyStart < MAX_LEFT && isKeyChar(codeAt(text, keyStart - 1))) keyStart--
    keyStart += escapeLength(text, keyStart, start)
    let keyEnd = end
    while (keyEnd < text.length && keyEnd - end < MAX_RIGHT && isKeyChar(codeAt(text, keyEnd))) keyEnd++
    while (keyEnd > end && (text[keyEnd - 1] === "." || text[keyEnd - 1] === "-")) keyEnd--
    if (memo.keyEnd === keyEnd) return 0
    memo.keyEnd = keyEnd
    // inside base64, where every short name turns up by chance
    const behind = text[keyEnd] ?? ""
    if (text[keyStart - 1] === "+" || behind === "+" || behind === "/") return keyEnd
    const key = text.slice(keyStart, keyEnd)
    if (key.length >= 10 && !(behind !== "" && "=:\"'<".includes(behind))) {
      memo.spent += NAME_COST
      if (generated(key)) return keyEnd
    }
    const keyName = qualified(text, keyStart, key)
    const meaning = keyMeaning(keyName, memo)
    if (meaning === null) return keyEnd
    memo.spent += VALUE_COST
    const members = codeAt(text, keyEnd) === 32 ? 0 : claimMembers(text, keyEnd, keyName, meaning, claim, memo)
    if (members > 0) return members
    const span = valueOf(text, keyStart, keyEnd)
    const refused = (span === null || span.prose) && isBlank(codeAt(text, keyStart - 1)) && REFUSED.test(text.slice(Math.max(0, keyStart - 12), keyStart))
    if (span !== null && (!refused || span.quoted)) {
      // "&" ends a pair of a URL only where another follows
      const ampersand = !span.quoted && !span.url && text[span.end] === "&" && /^(?:\s|$)/.test(text.slice(span.end + 1, span.end + 2)) ? span.end + 1 : 0
      const to = Math.max(ampersand, wholeLine(text, keyStart, span), span.prose || span.quoted ? 0 : scalarEnd(text, keyEnd))
      const value = text.slice(span.start, to)
      memo.spent += CHARACTER_COST * value.length
      if (accepts(text, keyName, meaning, span, value.slice(0, JUDGED)) || (DIRECTIVE.test(keyName) && !isBenign(value, span.quoted)) || ((PLAUSIBLE_DIRECTIVE.test(keyName) || (span.prose && meaning.kind === "SECRET_PASSWORD" && /[a-z][A-Z]|[A-Za-z][_-][A-Za-z]/.test(key) && /\d/.test(value) && !isUuid(value) && !TYPE.test(value))) && plausible(value))) {
        const decoded = meaning.kind === "SECRET_AUTH_HEADER" ? base64Text(value) : null
        claim(span.start, to, decoded?.includes(":") === true ? "SECRET_DOCKER_AUTH" : meaning.kind, RANK.assignment)
        return to
      }
      // what was no secret may itself be the name of one: <entry key="db.password">x</entry>
      if (!span.prose) return value.length > 128 || meaning.demand === "random" || /\s|:\/\/|[=:]/.test(value) ? keyEnd : to
    }
    if (refused) return keyEnd
    memo.spent += SENTENCE_COST
    const spoken = meaning.kind === "SECRET_PASSWORD" && meaning.demand === "strong" ? spokenValue(text, keyEnd) : null
    if (spoken !== null && !isBenign(text.slice(spoken.start, spoken.end), false)) {
      claim(spoken.start, spoken.end, meaning.kind, RANK.assignment)
      return spoken.end
    }
    if (meaning.demand !== "random") nearbyRandom(text, keyEnd, meaning.kind === "SECRET_PASSWORD" ? "SECRET_PASSWORD" : meaning.kind, claim, memo)
    return keyEnd
  }
}
