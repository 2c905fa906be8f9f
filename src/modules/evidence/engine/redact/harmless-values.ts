/** Values of secret-like keys that are no secrets: words of configurations, code, placeholders, counts, paths. */
import { generated, isPlaceholder, looksRandom } from "./shapes.js"

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

const PATH = /^(?:[a-z]:\\|~?\/|\.{1,2}\/)[\w./\\ -]{0,300}$/i

/** What programs call the things that they take a password from; without one of them dots are part of the password. */
const FROM = /^(?:self|this|that|super|it|my|me|config\w*|conf|cfg|settings?|options?|opts?|args?|argv|arguments|params?|props?|properties|env\w*|os|sys|system|process|req|request|res|resp|response|ctx|context|body|form|data|event|payload|query|headers?|user\w*|account|db|database|client|server|app|state|store|session|login|auth\w*|creds?|credentials?|input|values?|local|global|vars?|module|util\w*|helper|get\w*|set\w*|is\w*|to\w*|new|object|string\w*|com|org|net|io|java\w*|std|fmt|np|math|random|secrets?|spring|text|name|length|\w*(?:pass|pwd|secret|token|key|config|service|manager|factory|provider|util|helper|client|request|context)\w*)$/i

const isCode = (value: string, quoted: boolean): boolean =>
  !quoted && MAYBE_CODE.test(value) && CODE.test(value) && !looksRandom(value, 20) && (/[({@[>]/.test(value) || value.split(/\.|->|::/).some((part) => FROM.test(part))) && (value.length > 80 || /[({@]/.test(value) || !value.split(/\.|->|::/).some(generated))

/** How a validator writes what it asks of a field. */
const VALIDATION = /^(?:required|nullable|sometimes|string|confirmed|optional)(?:\|[a-z_]{1,20}(?::[\w,]{1,20})?){1,6}$/

/** `tokens: prompt_tokens=512`: how many there are of them. */
const COUNTED = /^\w{0,40}(?:tokens|keys|secrets|credentials|sessions|passwords|cookies)=\d{1,12}$/i

/** A digest that names its algorithm: fingerprints of keys, checksums, integrity of packages. */
const DIGEST = /^(?:sha-?(?:1|224|256|384|512)|md5|blake2b|blake3|crc32)[:-](?:[0-9a-f]{8,128}|[A-Za-z0-9+/]{22,88}={0,2}|[0-9a-f]{2}(?::[0-9a-f]{2}){7,31})$/i

export const isBenign = (value: string, quoted: boolean): boolean =>
  VALIDATION.test(value) || DIGEST.test(value) || COUNTED.test(value) ||
  BENIGN.has(value.toLowerCase()) || isPlaceholder(value) || isCode(value, quoted) || (PATH.test(value) && !looksRandom(value.replaceAll("/", "")))
