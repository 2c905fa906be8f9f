/** Whether the value that was read behind a secret-like key is a secret. */
import { isBenign } from "./harmless-values.js"
import type { KeyMeaning, Kind } from "./kinds.js"
import { plausible } from "./phrases.js"
import { base64Text, generated, isAwsSecret, isHex, isPassphrase, isUuid, KNOWN_DIGITS, looksRandom, looksSecret } from "./shapes.js"
import type { ValueSpan } from "./value-ends.js"

/** Of a longer value its beginning is judged. */
const JUDGED = 512

/** Directives of configuration files whose value follows behind a blank. */
const DIRECTIVE = /^(?:requirepass|masterauth|masteruserpassword|bindpw|rootpw|olcrootpw)$/i
/** The same, of names that sentences use as well. */
const PLAUSIBLE_DIRECTIVE = /^(?:auth[_-]pass|insecure-password|authentication-key|psksecret|sslpassphrase|wpa[_-]passphrase|key-string|shared-secret|preshared-?key)$/i
/** The type of a column, not its value. */
const TYPE = /^(?:str|string|(?:var)?char|text|u?int|bytes|utf|bool|float|blob|binary)\d/i

const URL_VALUE = /^[a-z][a-z0-9+.-]{1,20}:\/\//i

/** The name of a secret in the store of a cloud. */
const ARN = /\barn:[\w-]{2,12}:secretsmanager:[\w-]{0,24}:\d{0,12}:secret:$/

const followedByProse = (text: string, span: ValueSpan): boolean =>
  !span.quoted && !(text[span.start - 1] === "=" && /^[a-z]{6,14}$/.test(text.slice(span.start, span.end)) && !/ed$|ing$|tion$|ion$|ly$/.test(text.slice(span.start, span.end))) && /^[a-z]{1,14}$/.test(text.slice(span.start, span.end)) && /^ [a-z]{2,}/i.test(text.slice(span.end, span.end + 4))

/** Behind the word "password" of a sentence: an id, a setting or a header that the line goes on with. */
const isEvidence = (text: string, span: ValueSpan, value: string): boolean =>
  isUuid(value) || /=|^0x|^X-|^[a-z][a-z0-9._+-]{1,63}@[a-z0-9-]{1,63}(?:[.:/]|$)|@[\w-]{1,63}\.[a-z]{2}/.test(value) || /^[:=]/.test(text.slice(span.end, span.end + 1)) || (isHex(value) && [16, 32, 40, 64].includes(value.length))

const spokenSecret = (value: string): boolean =>
  (/\d/.test(value) && (looksSecret(value) || (value.length >= 8 && plausible(value) && /[!@#$%^&*]/.test(value)))) || (value.length >= 10 && /^[A-Za-z]+$/.test(value) && generated(value))

/** What stands behind a quoted name: it has a value of its own. */
const NAMES = /^[\\"'`]{1,4}[ \t]{0,3}[:=]/
const TOLD = /(?:is|was|to|=|:)[ \t]{1,2}["'`\\]{1,3}$/i
/** A sentence that tells a password that was given to somebody. */
const ISSUED = /(?:temp|temporary|new|initial|default|generated|random|one-time|provisional) (?:\w{1,12} )?(?:password|passwd|pwd|passphrase|passcode)[ \t]{1,2}$/i

const isIssued = (text: string, span: ValueSpan, value: string): boolean =>
  /\d/.test(value) && /[A-Za-z]/.test(value) && plausible(value) && ISSUED.test(text.slice(Math.max(0, span.start - 40), span.start))

const strongAccepts = (text: string, span: ValueSpan, value: string): boolean => {
  if (span.prose && span.quoted) return !NAMES.test(text.slice(span.end, span.end + 8)) && (!/\s/.test(value) || (/\d/.test(value) && TOLD.test(text.slice(Math.max(0, span.start - 8), span.start))))
  if (span.prose) return (spokenSecret(value) || isIssued(text, span, value)) && !isEvidence(text, span, value)
  // `password=` at its end, and the line goes on
  if (!span.quoted && /^[a-z]+$/.test(value) && /\w= +$/.test(text.slice(Math.max(0, span.start - 4), span.start))) return false
  return value.length >= 3 && !followedByProse(text, span) && !/^\d{1,3}$/.test(value)
}

const randomAccepts = (kind: Kind, keyName: string, span: ValueSpan, value: string): boolean => {
  // a "sid" in a sentence is as often the id of an account
  if (kind === "SECRET_SESSION" && span.prose) return false
  if (kind === "SECRET_SESSION" || kind === "SECRET_COOKIE") return value.length >= 16 && !isUuid(value) && !value.startsWith("0x") && looksSecret(value) && !/^\d+$/.test(value)
  if (kind === "SECRET_SIGNED_URL") return value.length >= 27 && (isHex(value) || isBase64Digest(value) || looksRandom(decodeSafe(value), 24))
  if (kind === "SECRET_KUBECONFIG") return value.length >= 40 && /^[A-Za-z0-9+/=]+$/.test(value)
  if (kind === "SECRET_VALUE" && !span.prose && /(?:salt|pepper)\d?$/i.test(keyName)) return value.length >= 12 && (looksSecret(value) || (/\d/.test(value) && /[^\w\s]/.test(value)))
  return looksRandom(value, span.prose ? 20 : 18) || (!span.prose && isAwsSecret(value)) || (span.url && value.length >= 24 && isHex(value))
}

const decodeSafe = (value: string): string => value.replace(/%[0-9A-F]{2}/gi, "+")

/** Twenty, 32 or 64 bytes in base64, whatever words chance has put into them. */
const isBase64Digest = (value: string): boolean => {
  const plain = value.replace(/%2B/gi, "+").replace(/%2F/gi, "/").replace(/%3D/gi, "=")
  return /^(?:[\w+/-]{27}=|[\w+/-]{43}=|[\w+/-]{86}==)$/.test(plain) && /\d/.test(plain) && /[a-z]/.test(plain) && /[A-Z]/.test(plain)
}

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

/** Lists and arguments of functions hold names of secrets as often as secrets. */
const told = (meaning: KeyMeaning, value: string): boolean => meaning.kind === "SECRET_PASSWORD" || looksRandom(value, 16) || (meaning.demand === "weak" && value.length >= 32 && isHex(value))
const LOOKS_UP = /^(?:get|read|fetch|find|load|lookup|look_up|delete|describe|list|verify|validate|check|is|has|rotate|create|use|require|by)(?=[A-Z_-]|$)|[._](?:get|read|fetch|find|load|delete|describe|verify|validate|check|rotate|create)_?[A-Za-z]{1,20}$/

/** "user bob pass x", `{login: bob, pw: x}`, "root pw is x": a short name of a password tells enough where its owner stands before it. */
const BESIDE = /(?:(?:user(?:name)?|login|uid|account)["'\\]{0,3}(?:[ \t]{0,2}(?:[:=]|=>|is)[ \t]{0,2}|[ \t])["'\\]{0,3}[\w.@-]{1,64}["'\\]{0,3}[,;&|/\s]{1,3}(?:and |with )?["'\\]{0,3}(?:pass|pwd?|secret)["'\\]{0,3}[ \t:=]{1,3}["'\\]{0,3}|(?<![\w-])(?:pass|pwd?) (?:is|was)[: \t]{1,3})(?:is )?["'\\]{0,3}$/i
const besideUser = (text: string, span: ValueSpan): boolean => BESIDE.test(text.slice(Math.max(0, span.start - 120), span.start))

/** A `pass` of somebody or something: `bind_pw`, `become_pass`. */
const OWNED_PASS = /(?:admin|become|bind|broker|client|db|elastic|ftp|imap|jdbc|kafka|keystore|ldap|login|mail|mongo|mqtt|mysql|oracle|pg|postgres|proxy|rabbitmq|redis|registry|repl|root|service|smtp|sql|ssh|sudo|svc|truststore|user|vnc|vpn|wifi)[_.-]?(?:pass|pwd?)$/i

const accepts = (text: string, keyName: string, meaning: KeyMeaning, span: ValueSpan, value: string): boolean => {
  // most of what sentences go on with is told by fewer looks
  if (span.prose && !span.quoted && meaning.demand === "strong" && meaning.kind !== "SECRET_SEED_PHRASE" && !spokenSecret(value) && !isIssued(text, span, value)) return false
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
  if ((meaning.kind === "SECRET_PASSWORD" || meaning.kind === "SECRET_VALUE") && value.length >= 6 && /[A-Za-z]/.test(value) && /\d/.test(value) && besideUser(text, span) && plausible(value) && !isEvidence(text, span, value)) return true
  if (span.prose) return span.quoted ? looksSecret(value) && !/\s/.test(value) : looksRandom(value, 16) || isAwsSecret(value) || (value.length >= 32 && isHex(value)) || (isUuid(value) && OWNED.test(keyName))
  if (/\s/.test(value) && !/^[A-Z]\w* /.test(value)) return false
  if (isPassphrase(value)) return true
  if (meaning.kind === "SECRET_PASSWORD") return looksSecret(value) || (value.length >= 6 && OWNED_PASS.test(keyName) && /[A-Za-z]/.test(value) && /\d/.test(value)) || (text[span.start - 1] === "=" && value.length >= 6 && !/^\d+$/.test(value)) || (span.quoted && value.length >= 6)
  return looksSecret(value)
}

/** Whether `value`, which stands at `span` behind `key`, is one; `keyName` is the key with the words that belong to it. */
export const isSecretValue = (text: string, key: string, keyName: string, meaning: KeyMeaning, span: ValueSpan, value: string): boolean =>
  accepts(text, keyName, meaning, span, value.slice(0, JUDGED)) || (DIRECTIVE.test(keyName) && !isBenign(value, span.quoted)) || ((PLAUSIBLE_DIRECTIVE.test(keyName) || (span.prose && (meaning.kind === "SECRET_PASSWORD" || (meaning.kind === "SECRET_VALUE" && /[_-]secret$/i.test(key) && looksSecret(value))) && /[a-z][A-Z]|[A-Za-z][_-][A-Za-z]/.test(key) && /\d/.test(value) && !isUuid(value) && !TYPE.test(value))) && plausible(value))

/** Whether a member of a list behind the name of secrets is one. */
export const isSecretMember = (keyName: string, meaning: KeyMeaning, value: string): boolean => !isBenign(value, false) && listedAccepts(keyName, meaning, value) && told(meaning, value)
