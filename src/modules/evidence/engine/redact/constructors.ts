/** Secrets as arguments: what a type named like a secret is made of or printed as, pairs of user and password, keys given to cryptography. */
import { codeAt, isAlnum, isUpper } from "./chars.js"
import { RANK } from "./kinds.js"
import type { Kind, Rule } from "./kinds.js"
import { ahead, plausible } from "./phrases.js"
import { isHex, isPassphrase, isPlaceholder, isUuid, looksRandom } from "./shapes.js"

const STRING = "[bBruf@]{0,2}\\\\{0,2}([\"'`])([^\"'`\\n\\\\]{3,300})\\\\{0,2}\\1"
/** `"x"`, or a bare word as toString prints it. */
const ONE = new RegExp(`[ \\t]{0,2}(?:(?:value|secret|password|plaintext|raw|key|token|data|inner|text|s)[ \\t]{0,2}[=:][ \\t]{0,2})?(?:${STRING}|([^\\s"'\`,;(){}[\\]=]{4,300})(?=[ \\t]{0,2}[)}\\],]))`, "y")
/** The second of a pair; names of parameters may stand before. */
const PAIR = new RegExp(`[ \\t]{0,2}(?:\\w{1,16}[ \\t]{0,2}[=:][ \\t]{0,2})?(?:[bBruf@]{0,2}["'\`][^"'\`\\n]{0,80}["'\`]|[\\w.@\\\\-]{1,64})[ \\t]{0,2}[,:/][ \\t]{0,2}(?:\\w{1,16}[ \\t]{0,2}[=:][ \\t]{0,2})?(?:${STRING}|([^\\s"'\`,;(){}[\\]=]{4,300})(?=[ \\t]{0,2}[)}\\],]))`, "y")

/** A name of a resource: small letters and digits in parts. */
const RESOURCE = /^[a-z0-9]{1,20}(?:[-_./:][a-z0-9]{1,20}){1,8}$/
const chosen = (value: string, quoted: boolean): boolean =>
  !isPlaceholder(value) && !isUuid(value) && !/\s|^\$|^0x[0-9a-f]{1,15}$|^\d+$/.test(value) &&
  (isPassphrase(value) || looksRandom(value, 16) || (isHex(value) && value.length >= 32) || (plausible(value) && /\d|[!@#$%^&*]/.test(value) && (quoted || /\d/.test(value)) && !RESOURCE.test(value) && !/^\w+\.\w+/.test(value)))
const second = (value: string): boolean => !isPlaceholder(value) && !/\s|^\$|^\d+$/.test(value) && (chosen(value, true) || (plausible(value) && /\d|[!@#$%^&*]/.test(value) && !/^\w+\(|\.\w+\(/.test(value)))
const generated = (value: string): boolean => looksRandom(value, 16) || (isHex(value) && value.length >= 32)

const made = (types: string, pattern: RegExp, kind: Kind, accept: (value: string, quoted: boolean) => boolean): Rule => ({
  literals: types.split(",").flatMap((type) => ["(", "{", "["].map((open) => type + open)).concat(types.split(",").map((type) => `${type} {`)),
  cost: 300,
  look: 80,
  // a type begins with a capital letter, here or in the word before the literal
  gate: (text, start, end) => {
    const next = codeAt(text, end)
    if (next === 41 || next === 125 || next === 93) return false
    let at = start
    while (start - at < 32 && isAlnum(codeAt(text, at - 1))) at--
    return isUpper(codeAt(text, at))
  },
  match: (text, _start, end, claim) => {
    pattern.lastIndex = end
    const found = pattern.exec(text)
    const quoted = found?.[2] !== undefined
    const value = found?.[2] ?? found?.[3] ?? ""
    if (found === null || !accept(value, quoted)) return 0
    const at = text.lastIndexOf(value, end + found[0].length - value.length)
    claim(at, at + value.length, kind, RANK.structure)
    return at + value.length
  }
})

const key = (value: string): boolean => value.length >= 8 && !isPlaceholder(value) && /\d|[^\w\s]/.test(value) && !/\s|\$\{|^(?:sha|hmac|aes|hs|rs|es|md)[-_]?\d/i.test(value)

export const constructorRules: ReadonlyArray<Rule> = [
  made("secret,secretstring,secretstr,secretvalue,secrettext,password,passphrase,passwordstring,protectedstring,guardedstring,securestring,sensitive,plaintext", ONE, "SECRET_PASSWORD", chosen),
  made("apikey,accesskey,secretkey,accesstoken,authtoken,bearertoken,refreshtoken,token,symmetrickey,privatekey,signingkey,hmackey,sharedkey", ONE, "SECRET_TOKEN", generated),
  made("credentials,credential,passwordauthentication,basicauth,digestauth,usernamepassword,userpassword,plaintextauthprovider,passwordtoken,usernamepasswordauthenticationtoken,basicauthentication,plainauth,authinfo,logininfo,login,loginrequest,signin,userpass,dbuser,account", PAIR, "SECRET_PASSWORD", second),
  { ...ahead(["auth=(", "auth = (", "auth=[", "auth: [", "basic_auth(", "basicauth(", "setbasicauth(", "httpbasic(", ".auth(", "credentials=("], /(?:auth|basic_?auth|httpbasic|credentials)(?: ?[=:] ?)?[([][ \t]{0,2}["'][^"'\n]{0,80}["'][ \t]{0,2},[ \t]{0,2}["']([^"'\n]{3,200})["']/iy, second), cost: 1_200 },
  ahead(["plainauth("], /plainauth\([ \t]{0,2}"[^"\n]{0,80}",[ \t]{0,2}"[^"\n]{1,80}",[ \t]{0,2}"([^"\n]{3,200})"/iy, second),
  // the key is the first argument, the last or the one behind the algorithm
  { ...ahead(["jwt.sign(", "jwt.verify(", "jwt.encode(", "jwt.decode("], /jwt\.\w{4,6}\([^\n'"]{1,120}(?:\{[^}\n]{0,200}\}[^\n'"]{0,20})?,[ \t]{0,2}b?["']([^"'\n]{6,300})["']/iy, key, "SECRET_API_KEY"), cost: 2_000 },
  ahead(["hmac.new(", "aes.new(", "fernet(", "secretbox(", "secretkeyspec(", "hmacshakeyfor(", "algorithm.hmac", "cipher.new(", "chacha20.new(", "hmacsha", "from_secret("], /(?:(?:hmac|aes|chacha20|cipher)\.new|fernet|secretbox|secretkeyspec|hmacshakeyfor|algorithm\.hmac\d{3}|hmacsha\d{1,3}|from_secret)\([ \t]{0,2}(?:[\w.]{1,40}\()?(?:key[ \t]{0,2}=[ \t]{0,2})?[bB&]{0,2}["']([^"'\n]{6,300})["']/iy, key, "SECRET_API_KEY"),
  ahead(["createhmac(", "createcipheriv(", "createdecipheriv(", "createcipher(", "hash_hmac(", "openssl_encrypt(", "openssl_decrypt(", "signwith("], /(?:create(?:hmac|(?:de)?cipher(?:iv)?)|hash_hmac|openssl_(?:en|de)crypt|signwith)\([ \t]{0,2}["']?[\w.-]{3,30}["']?,(?:[ \t]{0,2}\$?\w{1,40},)?(?:[ \t]{0,2}["'][\w-]{3,20}["'],)?[ \t]{0,2}["']([^"'\n]{6,300})["']/iy, key, "SECRET_API_KEY")
]
