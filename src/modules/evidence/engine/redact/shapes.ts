/** What a value looks like: random, an identifier used as evidence, or a placeholder. */

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const HEX = /^(?:0x)?[0-9a-f]+$/i
const PLACEHOLDERS = [
  "[*•.x#_-]+", "\\*{2,}.{0,4}", "<[^<>]{0,80}>", "\\[[^\\[\\]]{0,80}\\]",
  "\\{\\{.{0,200}\\}\\}?", "\\$\\{.{0,200}\\}?", "\\$\\(.{0,200}\\)?", "\\$[A-Za-z_]\\w{0,80}",
  "%\\(?\\w{0,80}\\)?[sdv%]", "%[A-Z_]{2,60}%", "\\(?(?:redacted|hidden|masked|removed|filtered|omitted|protected|scrubbed|sanitized|obfuscated|secret)\\)?",
  "!(?:vault|secret|ref|sub|getatt|env|file|include|reference)",
  "(?:vault|arn|ref|file|env|ssm|secretsmanager|kms)[:+].{0,300}"
]
const PLACEHOLDER = new RegExp(`^(?:${PLACEHOLDERS.join("|")})$`, "i")

export const isUuid = (value: string): boolean => UUID.test(value)

/** Hexadecimal only, as digests, commit ids and trace ids are. */
export const isHex = (value: string): boolean => HEX.test(value)

/** A mask, a variable or a reference that stands where a secret would be. */
export const isPlaceholder = (value: string): boolean => value.length <= 320 && PLACEHOLDER.test(value)

const COUNTS = new Int32Array(256)

/** Calls `each` with how often every character occurs; those that share their low byte count as one. */
const eachCount = (value: string, each: (count: number) => void): void => {
  for (let i = 0; i < value.length; i++) {
    const slot = value.charCodeAt(i) & 255
    COUNTS[slot] = (COUNTS[slot] as number) + 1
  }
  for (let i = 0; i < value.length; i++) {
    const slot = value.charCodeAt(i) & 255
    const count = COUNTS[slot] as number
    if (count > 0) each(count)
    COUNTS[slot] = 0
  }
}

/** Bits per character of `value` by its own character frequencies. */
export const entropy = (value: string): number => {
  let bits = 0
  eachCount(value, (count) => {
    bits -= (count / value.length) * Math.log2(count / value.length)
  })
  return bits
}

/** Enough different characters for a generated token. */
export const varied = (secret: string): boolean => {
  let different = 0
  eachCount(secret, () => different++)
  return different >= 8 && entropy(secret) >= 2.8
}

export interface Profile {
  readonly lower: number
  readonly upper: number
  readonly digit: number
  readonly other: number
  /** changes between lower, upper, digit and other characters */
  readonly changes: number
  readonly longestLetters: number
}

const LOWER = 1
const UPPER = 2
const DIGIT = 3
const OTHER = 4

export const profile = (value: string): Profile => {
  let lower = 0
  let upper = 0
  let digit = 0
  let changes = 0
  let previous = 0
  let run = 0
  let longestLetters = 0
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i)
    const cls = code >= 97 && code <= 122 ? LOWER : code >= 65 && code <= 90 ? UPPER : code >= 48 && code <= 57 ? DIGIT : OTHER
    if (cls === LOWER) lower++
    else if (cls === UPPER) upper++
    else if (cls === DIGIT) digit++
    if (previous !== 0 && cls !== previous) changes++
    run = cls === previous && cls <= UPPER ? run + 1 : cls <= UPPER ? 1 : 0
    if (run > longestLetters) longestLetters = run
    previous = cls
  }
  return { lower, upper, digit, other: value.length - lower - upper - digit, changes, longestLetters }
}

const PATH_OR_HOST = /^(?:[a-z]:)?[./~\\]|[/\\][\w.-]{0,80}[/\\][\w.-]{0,80}[/\\]|^[\w-]{1,60}(?:\.[a-z][\w-]{1,60}){2,}$|\.(?:com|net|org|io|java|py|js|ts|go|rb|log|json|ya?ml|xml|conf|class|jar|so|html?|txt|gz)\b/i

/**
 * A value that only a generator writes: letters and digits mixed throughout, long enough, not a path, host,
 * UUID or hexadecimal digest.
 */
export const looksRandom = (value: string, minLength = 20): boolean => {
  if (value.length < minLength || value.length > 4096 || isUuid(value) || isHex(value)) return false
  const p = profile(value)
  const letters = p.lower + p.upper
  if (p.digit < 1 || (p.digit < 2 && (value.length < 24 || p.lower < 4 || p.upper < 4 || p.changes / value.length < 0.45)) || letters < 4 || p.other > value.length * 0.2) return false
  if (p.changes / value.length < 0.27 || p.longestLetters > 9) return false
  const mixed = p.lower > 0 && p.upper > 0
  if (!mixed && p.other > 2) return false
  return entropy(value) >= Math.min(mixed ? 3.6 : 3.2, Math.log2(value.length) * 0.8) && !PATH_OR_HOST.test(value)
}

/** Weaker than `looksRandom`: plausible for a value that stands right behind a secret-like key. */
export const looksSecret = (value: string): boolean => {
  if (value.length < 8 || isPlaceholder(value)) return false
  const p = profile(value)
  if (p.digit === value.length) return value.length >= 16
  if (isUuid(value) || isHex(value)) return value.length >= 16
  if (PATH_OR_HOST.test(value) && value.length < 32) return false
  if (p.digit >= 1 && p.lower + p.upper >= 2) return p.changes >= 2 || value.length >= 20
  return (p.lower > 0 && p.upper > 0 && value.length >= 16 && p.changes >= 5) || (value.length >= 24 && p.changes >= 4 && !/[ .]/.test(value) && !/^[a-z]+(?:[-_][a-z]+)+$/i.test(value))
}

/** Digits that names of programs and formats have. */
export const KNOWN_DIGITS = /base64|utf8|oauth2|http2|x509|i18n|l10n|log4j|neo4j|(?<![A-Za-z])(?:h2c|k8s|ec2|s3|md5|sha\d{1,3}|p12|v\d|e2e|b2b|p2p|db2|web3|i32|u64|ipv\d)/gi

/** A part between dots that no programmer would write: letters and digits or cases change all the time. */
export const generated = (part: string): boolean => (/\d[a-z]/i.test(part) && /\d[a-z]/i.test(part.replace(KNOWN_DIGITS, ""))) || (part.length >= 10 && profile(part).changes / part.length >= 0.45)

/** Forty characters of base64: the form of Amazon's secret keys, whatever words chance has put into one. */
export const isAwsSecret = (value: string): boolean => /^[A-Za-z0-9/+]{40}$/.test(value) && !isHex(value) && /[a-z]/.test(value) && /[A-Z]/.test(value) && /\d/.test(value)

/** Words that names of resources are made of, not passphrases. */
const TECHNICAL = new Set((
  "access account admin agent alert apache api app apps application auth authentication authorization backend backup base broker bucket cache cert certificate certs chart check client cloud cluster code common config configuration " +
  "connection console container control controller core create credential credentials cron daemon data database default demo deploy deployment dev development docker domain edge endpoint engine env error event events expired external " +
  "failed file files frontend gateway generator global group grpc handler health host http https image index ingress init input instance internal invalid invalidated java jobs kafka keys keystore label ldap lib list listener load local logger logging login " +
  "mail main manager master message metrics missing mode model module mongo monitor mysql name names namespace network nginx node none null oauth object operator orders output page password passwords path payment payments placeholder plain platform policy pool port postgres prefix primary prod production profile project " +
  "proxy public queue read redis ref reference refresh registry release remote replica replication request required reset resource response role root route router rule runner schema script search secret secrets secure security server service services session settings shared sign signing " +
  "sink source sql staging state static status storage store stream string suffix sync system table target task template test tests test tls token tokens topic type unauthorized unknown update user username users uuid validation value values vault version view volume wallet web webhook worker workers write your example change here"
).split(" "))
const WORDS = /^[A-Za-z]{4,14}(?:[-_. ][A-Za-z]{4,14}){2,7}$/

/** Plain words joined to a passphrase: none of them is what names of resources are made of. */
export const isPassphrase = (value: string): boolean => WORDS.test(value) && !value.toLowerCase().split(/[-_. ]/).some((word) => TECHNICAL.has(word))

/** Decoded text of standard or URL-safe base64 when it is printable, else null. */
export const base64Text = (value: string): string | null => {
  if (value.length < 4 || value.length > 65536 || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(value)) return null
  const decoded = Buffer.from(value, "base64").toString("latin1")
  return decoded.length > 0 && /^[\x20-\x7e\r\n\t]+$/.test(decoded) ? decoded : null
}
