/** Values of secret-like keys, in every notation of `values.ts`. */
import { RANK } from "./kinds.js"
import type { Claimant, Kind, Memo, Rule } from "./kinds.js"
import { KEY_LITERALS, keyMeaning } from "./keys.js"
import type { KeyMeaning } from "./keys.js"
import { plausible } from "./phrases.js"
import { base64Text, isHex, isPlaceholder, isUuid, looksRandom, looksSecret, profile } from "./shapes.js"
import { spokenValue } from "./spoken.js"
import { valueOf } from "./values.js"
import type { ValueSpan } from "./values.js"

const NEARBY = 96
const WORD = /[^\s"'`,;()<>[\]{}=:]{2,96}|\n/g
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
/** Directives of configuration files whose value follows behind a blank. */
const DIRECTIVE = /^(?:requirepass|masterauth|masteruserpassword|bindpw|rootpw|olcrootpw)$/i
const PATH = /^(?:[a-z]:\\|~?\/|\.{1,2}\/)[\w./\\ -]{0,300}$/i
const URL_VALUE = /^[a-z][a-z0-9+.-]{1,20}:\/\//i
const IS_KEY_CHAR = /[\w.\-à-ÿ]/

const KNOWN_DIGITS = /base64|utf8|oauth2|http2|h2c|x509|i18n|l10n|k8s|ec2|s3|md5|sha\d+|log4j|p12|v\d|e2e|b2b|p2p|db2|neo4j|web3|i32|u64|ipv\d/gi

/** A part between dots that no programmer would write: letters and digits or cases change all the time. */
const generated = (part: string): boolean => /\d[a-z]/i.test(part.replace(KNOWN_DIGITS, "")) || (part.length >= 10 && profile(part).changes / part.length >= 0.45)

const isCode = (value: string, quoted: boolean): boolean =>
  !quoted && CODE.test(value) && !looksRandom(value, 20) && (value.length > 80 || /[({@]/.test(value) || !value.split(/\.|->|::/).some(generated))

const isBenign = (value: string, quoted: boolean): boolean =>
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

const randomAccepts = (kind: Kind, span: ValueSpan, value: string): boolean => {
  // a "sid" in a sentence is as often the id of an account
  if (kind === "SECRET_SESSION" && span.prose) return false
  if (kind === "SECRET_SESSION" || kind === "SECRET_COOKIE") return value.length >= 16 && !isUuid(value) && !value.startsWith("0x") && looksSecret(value) && !/^\d+$/.test(value)
  if (kind === "SECRET_SIGNED_URL") return value.length >= 27 && (isHex(value) || looksRandom(decodeSafe(value), 24))
  if (kind === "SECRET_KUBECONFIG") return value.length >= 40 && /^[A-Za-z0-9+/=]+$/.test(value)
  return looksRandom(value, span.prose ? 20 : 18) || (span.url && value.length >= 24 && isHex(value))
}

const decodeSafe = (value: string): string => value.replace(/%[0-9A-F]{2}/gi, "+")

const accepts = (text: string, keyName: string, meaning: KeyMeaning, span: ValueSpan, value: string): boolean => {
  if (isBenign(value, span.quoted) || (URL_VALUE.test(value) && meaning.kind !== "SECRET_WEBHOOK")) return false
  if (meaning.kind === "SECRET_OTP") return !span.prose && /^\d{3,8}$/.test(value) && (value.length >= 4 || /cv[vc]/i.test(keyName))
  if (meaning.kind === "SECRET_SEED_PHRASE") return /^(?:[a-z]{3,8}[ ,]+){11,23}[a-z]{3,8}$/.test(value)
  if (meaning.kind === "SECRET_AUTH_HEADER" && base64Text(value)?.includes(":") === true) return true
  if (meaning.demand === "strong") return strongAccepts(text, span, value)
  if (meaning.demand === "random") return randomAccepts(meaning.kind, span, value)
  if (span.url && value.length >= 8 && /\d/.test(value) && /[a-z]/i.test(value)) return true
  if (span.prose) return span.quoted ? looksSecret(value) && !/\s/.test(value) : looksRandom(value, 16) || isAwsSecret(value) || (value.length >= 32 && isHex(value) && !isUuid(value))
  if (/\s/.test(value) && !/^[A-Z]\w* /.test(value)) return false
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
const QUALIFIER = /(?:^|[^A-Za-z])(api|access|secret|private|auth|encryption|signing|licen[cs]e|account|storage|master|shared|session|client|security)[ -]$/i
const qualified = (text: string, keyStart: number, keyName: string): string => {
  const before = /^(?:key|token)$/i.test(keyName) ? QUALIFIER.exec(text.slice(Math.max(0, keyStart - 12), keyStart)) : null
  return before === null ? keyName : `${before[1] ?? ""}_${keyName}`
}

/** A generated word soon behind a name; words that an earlier name has been asked for are not looked at again. */
const nearbyRandom = (text: string, from: number, kind: Kind, claim: Claimant, memo: Memo): void => {
  const looked = memo.get("nearbyEnd") ?? 0
  const line = text.slice(from, from + NEARBY)
  let words = 0
  WORD.lastIndex = Math.max(0, looked - from)
  for (let found = WORD.exec(line); found !== null && words < 6; found = WORD.exec(line)) {
    const word = found[0]
    if (word === "\n") break
    words++
    const at = from + found.index
    if (line[found.index - 1] === "=") continue
    const bare = word.replace(/[.!?]{1,4}$/, "")
    if (found.index + word.length < NEARBY && (looksRandom(bare, 20) || isAwsSecret(bare))) return claim(at, at + bare.length, kind, RANK.guess)
  }
  memo.set("nearbyEnd", Math.max(looked, from + (WORD.lastIndex === 0 ? Math.max(0, NEARBY - 40) : WORD.lastIndex)))
}

/** Names followed by a blank that are looked into per kilobyte; more of them are no sentence. */
const MAX_PROSE = 48
const crowded = (at: number, memo: Memo): boolean => {
  const window = at >>> 10
  const count = memo.get("proseWindow") === window ? (memo.get("proseCount") ?? 0) + 1 : 1
  memo.set("proseWindow", window)
  memo.set("proseCount", count)
  return count > MAX_PROSE
}

/** A long run of characters that was no secret is looked into for names a few times, not at each of them. */
const MAX_NESTED = 4
const afterRejected = (keyEnd: number, to: number, value: string, demand: string, memo: Memo): number => {
  if (value.length <= 128) return demand === "random" || /\s|:\/\/|[=:]/.test(value) ? keyEnd : to
  const inside = keyEnd < (memo.get("longEnd") ?? 0)
  const nested = inside ? (memo.get("longCount") ?? 0) + 1 : 1
  memo.set("longCount", nested)
  if (!inside) memo.set("longEnd", to)
  return nested > MAX_NESTED ? memo.get("longEnd") ?? to : keyEnd
}

export const assignmentRule: Rule = {
  literals: KEY_LITERALS,
  match: (text, start, end, claim, memo) => {
    let keyStart = start
    while (keyStart > 0 && start - keyStart < MAX_LEFT && IS_KEY_CHAR.test(text[keyStart - 1] as string)) keyStart--
    let keyEnd = end
    while (keyEnd < text.length && keyEnd - end < MAX_RIGHT && IS_KEY_CHAR.test(text[keyEnd] as string)) keyEnd++
    while (keyEnd > end && /[.-]/.test(text[keyEnd - 1] as string)) keyEnd--
    if (memo.get("keyEnd") === keyEnd) return 0
    memo.set("keyEnd", keyEnd)
    // inside base64, where every short name turns up by chance
    if (text[keyStart - 1] === "+" || /[+/]/.test(text[keyEnd] ?? "") || (keyEnd - keyStart >= 10 && generated(text.slice(keyStart, keyEnd)) && !/[=:"']/.test(text[keyEnd] ?? ""))) return keyEnd
    if (text[keyEnd] === " " && crowded(keyEnd, memo)) return keyEnd
    const keyName = qualified(text, keyStart, text.slice(keyStart, keyEnd))
    const meaning = keyMeaning(keyName)
    if (meaning === null) return keyEnd
    const span = valueOf(text, keyStart, keyEnd)
    if (span !== null && !(span.prose && !span.quoted && REFUSED.test(text.slice(Math.max(0, keyStart - 12), keyStart)))) {
      const to = wholeLine(text, keyStart, span)
      const value = text.slice(span.start, to)
      if (accepts(text, keyName, meaning, span, value.slice(0, JUDGED)) || (DIRECTIVE.test(keyName) && !isBenign(value, span.quoted))) {
        const decoded = meaning.kind === "SECRET_AUTH_HEADER" ? base64Text(value) : null
        claim(span.start, to, decoded?.includes(":") === true ? "SECRET_DOCKER_AUTH" : meaning.kind, RANK.assignment)
        return to
      }
      // what was no secret may itself be the name of one: <entry key="db.password">x</entry>
      if (!span.prose) return afterRejected(keyEnd, to, value, meaning.demand, memo)
    }
    if ((span === null || span.prose) && REFUSED.test(text.slice(Math.max(0, keyStart - 12), keyStart))) return keyEnd
    const spoken = meaning.kind === "SECRET_PASSWORD" && meaning.demand === "strong" ? spokenValue(text, keyEnd) : null
    if (spoken !== null && !isBenign(text.slice(spoken.start, spoken.end), false)) {
      claim(spoken.start, spoken.end, meaning.kind, RANK.assignment)
      return spoken.end
    }
    if (meaning.demand !== "random") nearbyRandom(text, keyEnd, meaning.kind === "SECRET_PASSWORD" ? "SECRET_PASSWORD" : meaning.kind, claim, memo)
    return keyEnd
  }
}
