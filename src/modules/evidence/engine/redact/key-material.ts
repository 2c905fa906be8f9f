/** Keys without armour: told by the bytes that their encoding begins with, by their field in a key file or by the words before them. */
import { codeAt, isAlnum, isDigit, isHexDigit } from "./chars.js"
import { constructorRules } from "./constructors.js"
import { RANK } from "./kinds.js"
import type { Kind, Rule } from "./kinds.js"
import { linkedRules } from "./linked.js"
import { moreKeyRules } from "./more-keys.js"
import { ahead } from "./phrases.js"
import { serviceRules } from "./services.js"
import { isPlaceholder } from "./shapes.js"

const MAX_KEY = 65_536
const BASE64_LINE = /[A-Za-z0-9+/=_-]{1,8192}(?:(?:\\{1,2}r)?\\{1,2}n|\r?\n[ \t]{0,24}|(?![A-Za-z0-9+/=_-]))/y

const MAX_LINE = 8192
const isBase64 = (code: number): boolean => isAlnum(code) || code === 43 || code === 47 || code === 61 || code === 95 || code === 45

/** Where base64 without a break ends, as far as a line is read. */
const runEnd = (text: string, from: number): number => {
  let to = from
  while (to - from < MAX_LINE && isBase64(codeAt(text, to))) to++
  return to
}

/** End of base64 in one or several lines. */
const base64End = (text: string, from: number): number => {
  let to = from
  while (to - from < MAX_KEY) {
    BASE64_LINE.lastIndex = to
    const length = BASE64_LINE.exec(text)?.[0].length ?? 0
    if (length < 16) return length === 0 || to === from ? to + length : to + (/^[A-Za-z0-9+/]{2,15}=/.test(text.slice(to, to + length)) ? length : 0)
    to += length
  }
  return to
}

/** DER of PKCS #1, PKCS #8, SEC 1 and PKCS #12, OpenSSH's own format and Java's key store; the prefix is what the literal has before it. */
const DER: ReadonlyArray<readonly [string, RegExp]> = [
  ["ibadanbgkqhkig9w0baqef", /MI[IG][A-Za-z0-9+/]{3}$/], ["ibaakcaqea", /MII[A-Za-z0-9+/]{3}$/], ["ibaakcage", /MII[A-Za-z0-9+/]{3}$/], ["ibaakbgq", /MII[A-Za-z0-9+/]{3}$/],
  ["mhccaqee", /^$|[^A-Za-z0-9+/]$/], ["mighageambmgbyqgsm49", /$/], ["mc4caqawbqydk2v", /$/], ["b3blbnnzac1rzxktdje", /$/], ["/u3+7qaaaa", /$/]
]

const encoded: Rule = {
  literals: DER.map(([literal]) => literal),
  wide: true,
  match: (text, start, end, claim) => {
    const literal = text.slice(start, end).toLowerCase()
    const before = text.slice(Math.max(0, start - 6), start)
    if (DER.find(([known]) => known === literal)?.[1].test(before) !== true) return 0
    const from = literal.startsWith("iba") ? start - 6 : start
    if (isAlnum(codeAt(text, from - 1))) return end
    const to = base64End(text, end)
    // a line that is longer than any of a key's is not read again from each of its parts
    if (to - from < 40) return isBase64(codeAt(text, end + MAX_LINE)) && isBase64(codeAt(text, end)) ? runEnd(text, end) : end
    claim(from, to, "SECRET_PRIVATE_KEY", RANK.block)
    return to
  }
}

/** Fields of the key files of DNSSEC and of what `openssl -text` prints. */
const FIELD = /(?:private[ _-]?exponent|private[ _-]?key|prime ?[12pq]|exponent ?[12pq]|coefficient|priv)["']?[ \t]{0,4}[:=]\s{0,24}["']?((?:0x)?[0-9a-f]{24,2048}(?![0-9a-z])|(?:[0-9a-f]{2}:\s{0,24}){7,1200}[0-9a-f]{0,2}|[A-Za-z0-9+/]{20,1400}={1,2}(?![\w+/]))/iy

/** Claims the first group of a sticky pattern, with which the pattern ends. */
const valueBehind = (pattern: RegExp, kind: Kind, rank: number): Rule["match"] => (text, start, _end, claim) => {
  pattern.lastIndex = start
  const found = pattern.exec(text)
  if (found === null) return 0
  const to = start + found[0].length
  claim(to - (found[1] ?? "").length, to, kind, rank)
  return to
}

/** What may stand between the name of a field and its key, and how much of it. */
const BETWEEN = Uint8Array.from({ length: 128 }, (_, code) => (" \t\r\n:=\"'".includes(String.fromCharCode(code)) ? 1 : 0))
const SEPARATORS = 32
const isBinding = (code: number): boolean => code === 58 || code === 61
/** In so many characters a key has a digit. */
const FIRST_DIGIT = 64

/** Whether hexadecimal pairs or base64 stand there, told by their first digit. */
const isKeyText = (text: string, from: number): boolean => {
  for (let at = from; at < from + FIRST_DIGIT; at++) {
    const code = codeAt(text, at)
    if (isDigit(code)) return true
    const paired = code === 58 && isHexDigit(codeAt(text, at - 1)) && isHexDigit(codeAt(text, at - 2))
    if (!isAlnum(code) && code !== 43 && code !== 47 && !paired) return false
  }
  return false
}

const field: Rule = {
  literals: ["private exponent", "privateexponent", "private_exponent", "prime1", "prime2", "exponent1", "exponent2", "coefficient", "priv:", "privatekey:"],
  wide: true,
  gate: (text, _start, end) => {
    let at = end
    let bound = isBinding(codeAt(text, end - 1))
    for (; at < end + SEPARATORS && BETWEEN[codeAt(text, at)] === 1; at++) if (isBinding(codeAt(text, at))) bound = true
    return bound && isKeyText(text, at)
  },
  match: valueBehind(FIELD, "SECRET_PRIVATE_KEY", RANK.block)
}

/** The key file of minisign and signify, whose comment names it. */
const commented = ahead(["secret key"], /secret key(?:["']|\\n|\s){1,6}(R[A-Za-z0-9+/]{40,400}={0,2})/iy, (value) => /\d/.test(value), "SECRET_PRIVATE_KEY")

const letters = (value: string): boolean => /[a-z]/i.test(value)
const SEED = "(?:totp|hotp|otp|2fa|mfa|authenticator)[ _-]{0,2}(?:seed|secret|key|code)?(?:[ _-]{0,2}(?:seed|secret|key))?[\"'\\\\]{0,4}[ \\t]{0,3}(?:[:=]|is)?[ \\t]{0,3}[\"'\\\\]{0,4}"
const hex = (names: string, sizes: string): RegExp => new RegExp(`(?:${names})["'\\\\]{0,4}[ \\t]{0,3}(?:\\([\\w ,-]{1,16}\\)[ \\t]{0,2})?(?:[:=]|is)?[ \\t]{0,3}(?:\\([\\w ,-]{1,16}\\)[ \\t]{0,2})?["'\\\\]{0,4}((?:0x)?(?:${sizes}))(?![0-9a-z])`, "iy")

const words = (literals: string, pattern: RegExp, kind: Kind, accept: (value: string) => boolean = letters): Rule => ahead(literals.split(","), pattern, (value) => accept(value) && !isPlaceholder(value), kind)

const MAX_SEED = 200
const SEED_COST = 12

/** A rule whose pattern is dear where letters and digits go on: paid for by their number, and not asked where there are more than it takes. */
const withinWord = (rule: Rule): Rule => ({
  ...rule,
  match: (text, start, end, claim, memo) => {
    let to = end
    while (to - end < MAX_SEED && isAlnum(codeAt(text, to))) to++
    memo.spent += SEED_COST * (to - end)
    return to - end < MAX_SEED ? rule.match(text, start, end, claim, memo) : 0
  }
})

const PHRASE = /(?:mnemonic|bip-?39(?: seed| mnemonic)?|(?:wallet|master|hd|account)[ _-]?seed|(?:seed|recovery|secret|backup|wallet)[ _-]?(?:phrase|words))(?: phrase| words)?["'\\]{0,4}[ \t]{0,3}(?:[:=]|is|was)?[ \t]{0,3}["'[\\]{0,4}((?:\d{1,2}[.):]? ?)?[a-z]{3,8}["']?(?:[ ,\n-]{1,3}["']?(?:\d{1,2}[.):]? ?)?[a-z]{3,8}["']?){11,23})(?![a-z])/iy

export const keyMaterialRules: ReadonlyArray<Rule> = [
  ...moreKeyRules, ...constructorRules, ...serviceRules, ...linkedRules,
  encoded, field, commented,
  words("mnemonic,seed phrase,seed_phrase,seed-phrase,seedphrase,seed words,seed_words,recovery phrase,recovery_phrase,recovery-phrase,secret phrase,backup phrase,backup words,wallet words,wallet seed,wallet_seed,master seed,hd seed,bip39,bip-39", PHRASE, "SECRET_SEED_PHRASE"),
  withinWord({ ...words("totp,hotp,otp,2fa,mfa,authenticator", new RegExp(`${SEED}([A-Z2-7]{16,128}={0,6}|[a-z2-7]{16,128}|[A-Za-z2-7]{4}(?:[ -][A-Za-z2-7]{4}){3,15})(?![A-Za-z0-9])`, "iy"), "SECRET_OTP", (value) => /[2-7]/.test(value) && (value === value.toUpperCase() || (value === value.toLowerCase() && (value.match(/[2-7]/g) ?? []).length > 1))), cost: 700 }),
  words("otpauth-migration", /otpauth-migration:\/\/offline\?data=([\w%+/=-]{16,4000})/iy, "SECRET_OTP"),
  words("ntlm", /ntlm[ \t]{0,4}[:=][ \t]{0,4}([0-9a-f]{32})(?![0-9a-z])/iy, "SECRET_PASSWORD_HASH"),
  words("ntlm,nt hash,lm hash,nthash,lmhash", hex("(?:ntlm|nt|lm)(?:v\\d)?[ _-]?hash", "[0-9a-f]{32}(?::[0-9a-f]{32})?"), "SECRET_PASSWORD_HASH"),
  words("psk", hex("psk", "[0-9a-f]{64}"), "SECRET_PASSWORD"),
  words("d = 0x,d=0x", /(?<![\w.-])d ?= ?(0x[0-9a-f]{48,132})(?![0-9a-z])/iy, "SECRET_PRIVATE_KEY"),
  words("keytab", hex("keytab key", "(?:0x)?[0-9a-f]{32,64}"), "SECRET_API_KEY"),
  // a key beside its initialisation vector
  words("iv", /iv["']?[:=] ?["']?(?:0x)?[0-9a-f]{24,32}["']?[, ;&]{1,3}["']?key["']?[:=] ?["']?((?:0x)?[0-9a-f]{32,64})(?![0-9a-z])/iy, "SECRET_API_KEY"),
  words("key", /key["']?[:=] ?["']?((?:0x)?[0-9a-f]{32,64})["']?[, ;&]{1,3}["']?iv["']?[:=]/iy, "SECRET_API_KEY"),
  words("fernet", /fernet(?:[ _-]?key)?["']?[(:= ]{1,4}(?:b?["'])?([\w-]{43}=)/iy, "SECRET_API_KEY"),
  // what browsers write into SSLKEYLOGFILE
  { ...words("client_random,_traffic_secret,exporter_secret,early_exporter_master_secret", /\w{0,40}(?:RANDOM|SECRET(?:_\d)?) [0-9a-f]{64} ([0-9a-f]{64,128})(?![0-9a-z])/iy, "SECRET_SESSION"), cost: 500 },
  words("recovery key,bitlocker,recovery password", /(?:recovery (?:key|password)|bitlocker(?: (?:recovery )?(?:key|password))?)["']?[ \t]{0,4}(?:[:=]|is)?\s{0,24}["']?(\d{6}(?:-\d{6}){7})/iy, "SECRET_PASSWORD", () => true),
  words("backup code,recovery code,scratch code", /(?:backup|recovery|scratch) codes?["']?[ \t]{0,4}(?:[:=]|are)[ \t]{0,4}\[?["']?((?:[a-z0-9]{4,10}(?:-[a-z0-9]{4,10}){0,2})(?:["']?[ ,;]{1,3}["']?[a-z0-9-]{6,20}){0,20})/iy, "SECRET_OTP", (value) => /\d/.test(value)),
  words("nsec1", /(nsec1[02-9ac-hj-np-z]{58})(?![a-z0-9])/y, "SECRET_PRIVATE_KEY"),
  words("wif,private key,privkey,privatekey,private_key", /(?:wif|priv(?:ate)?[ _-]?key)["']?[ \t]{0,4}(?:\(\w{1,12}\))?(?:[:=]|is)?[ \t]{0,4}["']?([5KLc9][1-9A-HJ-NP-Za-km-z]{50,51})(?![A-Za-z0-9])/iy, "SECRET_PRIVATE_KEY"),
  words("secret id,secret-id,secret_id,secretid", /secret[ _-]?id["']?[ \t]{0,4}(?:[:=]|is)?[ \t]{0,4}["']?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/iy, "SECRET_VAULT_TOKEN")
]

const CODE = /(?:(?:verification|security|2fa|mfa|login|log-in|sign-?in|confirmation|access|authentication|auth|sms|pin|otp|one[- ]time|activation|backup)[ _-](?:code|pass(?:word|code)|pin)|tan|passcode|otp)["'\\]{0,4}[ \t]{0,3}(?:(?:[:=]|is:?|was|#)[ \t]{0,3})?["'\\]{0,4}((?:[A-Z]-)?(?:\d{4,8}|\d{3,4}[ -]\d{2,4}))(?![\w.:/-])/iy

/** Codes that are valid once, beside their name. */
export const codeRules: ReadonlyArray<Rule> = [{
  literals: ["verification", "security code", "2fa code", "mfa code", "login code", "confirmation code", "access code", "auth", "sms code", "pin code", "one-time", "one time", "otp", "tan", "passcode", "sign-in", "activation code"],
  stands: "apart",
  match: valueBehind(CODE, "SECRET_OTP", RANK.assignment)
}]
