/** Keys of disks, tickets, wallets and licences, told by the words and the form they stand in. */
import { codeAt } from "./chars.js"
import { RANK } from "./kinds.js"
import type { Rule } from "./kinds.js"
import { ahead, plausible } from "./phrases.js"
import { isHex, isPlaceholder, looksRandom } from "./shapes.js"

const given = (value: string): boolean => !isPlaceholder(value)
const HEX = "(?:0x)?[0-9a-f]"
const BIND = "[\"'\\\\]{0,4}[ \\t]{0,3}(?:[:=]|is)?[ \\t]{0,3}[\"'\\\\]{0,4}"

/** What is said of a key whose value is hexadecimal: session keys, keys of disks, of tickets and of radio networks. */
const QUALIFIED = "(?:hmac|aes(?:-\\d{3})?|ed25519|x25519|root|wpa|session|master|volume|disk|encryption|decryption|signing|shared|secret|private|symmetric|derived|wrapping|data|group|pairwise|temporal|network|link|transport|storage|content|unlock|cryptsetup|luks|dm-crypt|media|round|wep|wpa|lora|app|nwk|integrity|authentication|kerberos|service|trust|machine|backup|boot)"
const NAMED_HEX = new RegExp(`${QUALIFIED}[ _-]?keys?(?: \\(?[\\w./-]{1,12}\\)?(?=[ \\t:=])){0,2}${BIND}(${HEX}{32,256}|(?:[0-9a-f]{2}[ :]){9,63}[0-9a-f]{2}|[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{86}==|[A-Za-z0-9+/]{22}==)(?![\\w:+/=])`, "iy")
const hexOf = (value: string): boolean => /\d/.test(value) && /[a-f]/i.test(value)

const namedHex: Rule = {
  ...ahead(["hmac key", "aes key", "aes-256 key", "aes-128 key", "ed25519 key", "root key", "session key", "session_key", "master key", "volume key", "disk key", "encryption key", "decryption key", "signing key", "shared key", "secret key", "private key", "symmetric key", "derived key", "wrapping key", "data key", "group key", "pairwise key", "network key", "link key", "transport key", "content key", "unlock key", "cryptsetup key", "luks key", "dm-crypt key", "integrity key", "kerberos key", "service key", "backup key", "appkey", "nwkkey", "app key", "nwk key", "appskey", "nwkskey"], NAMED_HEX, hexOf, "SECRET_API_KEY"),
  cost: 400
}

const BYTES = /(?:mk dump|key dump|master key|volume key|key bytes|raw key|key material)["']?[ \t]{0,4}[:=]?\s{0,24}((?:[0-9a-f]{2}[ \t:]{1,2}){7,63}[0-9a-f]{2}(?:\s{1,24}(?:[0-9a-f]{2}[ \t:]{1,2}){7,31}[0-9a-f]{2}){0,7})(?![\w:])/iy

/** `XXXXX-XXXXX-…` behind the word that says what it unlocks. */
const LICENCE = /(?:licen[cs]e|product|serial|activation|recovery|registration|unlock|cd|retail|upgrade|volume|purchase|redeem|gift)[ _-]?(?:key|code|number|no\.?)["'\\]{0,4}[ \t]{0,3}(?:[:=#]|is)?[ \t]{0,3}["'\\]{0,4}([A-Z0-9]{3,8}(?:-[A-Z0-9]{3,8}){2,8})(?![\w-])/iy
const licence = (value: string): boolean => /\d/.test(value) && !/[a-z]/.test(value) && !/^\d{4}-\d\d-\d\d/.test(value)

/** Keys that tools of wallets and of clusters write as a list of bytes. */
const BYTE_LIST = /(?:keypair|id\.json|(?:secret|private)[ _-]?key|secretkey|seed|wallet)["']?[^[\n]{0,24}\[\s{0,8}(\d{1,3}(?:,\s{0,4}\d{1,3}){31,127})\s{0,8}\]/iy
const bytes = (value: string): boolean => value.split(",").every((part) => Number(part) < 256)

const NUMBERED_CIPHER = /(?:aes(?:128|256)-cts|arcfour-hmac|rc4-hmac|des3-cbc|camellia\d{3}-cts)[\w-]{0,24}\)?[ \t]{0,4}[:(=]{1,2}[ \t]{0,2}(0x[0-9a-f]{16,64}|[0-9a-f]{32,64})(?![0-9a-z])/iy

/** Lines of chap-secrets and pap-secrets without their heading: client, server, secret, addresses. */
const CHAP = /^[ \t]{0,8}(["']?)([A-Za-z][\w.@\\-]{0,63})\1[ \t]{1,40}["']?(\*|[\w-]{0,20}(?:ppp|pptp|l2tp|vpn)[\w-]{0,20})["']?[ \t]{1,40}["']?([^\s"'#]{5,128})["']?(?:[ \t]{1,40}(?:\*|-|["']\*["']|\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?))?[ \t]{0,8}\r?$/i
const chap: Rule = {
  literals: ["*"],
  cost: 300,
  look: 60,
  gate: (text, start, end) => {
    const before = codeAt(text, start - 1)
    const behind = codeAt(text, end)
    if ((before !== 32 && before !== 9) || (behind !== 32 && behind !== 9 && behind !== 10 && behind !== 13 && behind !== 0)) return false
    // something but a list's mark or a comment's stands before
    let at = start - 2
    while (start - at < 40 && (codeAt(text, at) === 32 || codeAt(text, at) === 9)) at--
    const word = codeAt(text, at)
    return word > 32 && word !== 42 && word !== 47
  },
  match: (text, start, _end, claim, memo) => {
    const back = text.slice(Math.max(0, start - 200), start)
    // no line of these files is that long
    if (start > 200 && !back.includes("\n")) return start + 100
    const from = start - back.length + back.lastIndexOf("\n") + 1
    const near = text.slice(from, from + 320)
    const to = near.indexOf("\n")
    const line = to < 0 ? near : near.slice(0, to)
    memo.spent += 2 * line.length
    const found = CHAP.exec(line)
    const value = found?.[4] ?? ""
    if (found !== null && plausible(value) && /\d|[!@#$%^&]/.test(value) && !/[/\\()=]/.test(value)) {
      const at = from + line.indexOf(value, line.indexOf(found[3] ?? "", (found[2] ?? "").length) + 1)
      claim(at, at + value.length, "SECRET_PASSWORD", RANK.structure)
    }
    return from + line.length
  }
}

const PARAMETER = /<(?:D|P|Q|DP|DQ|InverseQ)>\s{0,24}([A-Za-z0-9+/\s]{20,1400}={0,2})\s{0,24}<\//y

/** A user and its password in the login module of a broker: `user_alice="x"`. */
const user: Rule = {
  ...ahead(["user_"], /user_(?!agent|id|name|email|role|type|group|count|data|session)[\w.-]{1,40}=["']([^"'\n]{4,200})["'](?<=(?:LoginModule[^;]{0,600}|\n[ \t]{0,8}|^[ \t]{0,8})user_[\w.-]{1,40}=["'][^"'\n]{4,200}["'])/iy, (value) => plausible(value) && /\d|[!@#$%^&*-]/.test(value) && !/\s/.test(value)),
  cost: 700,
  look: 100,
  gate: (text, _start, end) => {
    for (let i = end; i < end + 40; i++) if (codeAt(text, i) === 61) return codeAt(text, i + 1) === 34 || codeAt(text, i + 1) === 39
    return false
  }
}

export const moreKeyRules: ReadonlyArray<Rule> = [
  namedHex, chap,
  { ...ahead(["<d>", "<p>", "<q>", "<dp>", "<dq>", "<inverseq>"], PARAMETER, (value) => /\d/.test(value) && /[A-Z]/.test(value) && !/ /.test(value.trim()), "SECRET_PRIVATE_KEY"), gate: (text, start, end) => text.charCodeAt(start + 1) < 91 && codeAt(text, end + 12) !== 32 },
  ahead(["mk dump", "key dump", "master key", "volume key", "key bytes", "raw key", "key material"], BYTES, given, "SECRET_API_KEY"),
  ahead(["crypt "], /crypt [a-z0-9]{2,12}-[\w:-]{3,40} ([0-9a-f]{32,256}) \d/iy, given, "SECRET_API_KEY"),
  ahead(["licen", "product key", "product code", "product_key", "serial key", "serial no", "serial number", "activation key", "activation code", "activation_code", "recovery key", "registration key", "registration code", "unlock code", "unlock key", "cd key", "cd-key", "retail key", "upgrade key", "volume key", "redeem code", "gift code"], LICENCE, licence, "SECRET_API_KEY"),
  { ...ahead(["keypair", "id.json", "secret key", "secret_key", "secretkey", "private key", "private_key", "privatekey", "seed", "wallet"], BYTE_LIST, bytes, "SECRET_PRIVATE_KEY"), cost: 600 },
  ahead(["aes256-cts", "aes128-cts", "arcfour-hmac", "rc4-hmac", "des3-cbc", "camellia"], NUMBERED_CIPHER, hexOf, "SECRET_API_KEY"),
  ahead(["etype "], /etype[ \t]{1,2}\w{1,24}[ \t]{0,2}[:=][ \t]{0,2}((?:0x)?[0-9a-f]{32,64})(?![0-9a-z])/iy, hexOf, "SECRET_API_KEY"),
  { ...ahead(["wep key", "wep-key", "wep_key"], /wep[ _-]key(?: ?\d)?["']?[ \t]{0,3}[:=]?[ \t]{0,3}["']?([0-9a-f]{10}|[0-9a-f]{26})(?![0-9a-z])/iy, given), cost: 500 },
  // hashes as crackers of passwords take them
  ahead(["$krb5", "$dcc2$", "$net", "$keepass$", "$zip2$", "$rar5$", "$office$", "$bitlocker$", "$bitcoin$", "$ethereum$", "$sshng$", "$ansible$", "$pkzip"], /(\$[a-z0-9]{3,16}\$[^\s"']{24,8000})/iy, (value) => /\d/.test(value), "SECRET_PASSWORD_HASH"),
  { ...ahead(["usmuser"], /usmuser[^\n]{10,300}?[ \t](0x[0-9a-f]{32,64})(?![0-9a-z])/iy, given, "SECRET_API_KEY"), cost: 2_500 },
  ahead(["createuser"], /createuser[^\n]{1,160}? -[lm] (0x[0-9a-f]{24,64})/iy, given, "SECRET_API_KEY"),
  ahead([": xauth"], /: XAUTH[ \t]{1,4}["']([^"'\n]{3,200})/iy),
  { ...ahead(["setcookie ", "erlang cookie", "erlang_cookie", "erlang.cookie"], /(?:-?setcookie|erlang[ _.]cookie)["']?[ \t]{0,3}(?:[:=]|is)?[ \t]{0,3}["']?([\w-]{8,128})(?![\w(])/iy, (value) => plausible(value) || /^[A-Z]{16,}$/.test(value)), cost: 900 },
  ahead(["encrypt"], /encrypt(?:ion)?["']?[ \t]{0,4}[:=][ \t]{0,4}["']?((?:[A-Za-z0-9+/]{22}==|[A-Za-z0-9+/]{32}|[A-Za-z0-9+/]{43}=))(?![\w+/=])/iy, (value) => looksRandom(value, 20) && !isHex(value), "SECRET_API_KEY"),
  ahead(["pass phrase", "pass-phrase"], /pass[ -]phrase(?: (?:for|of) ["']?[\w./-]{1,80}["']?(?: [\w./-]{1,40}){0,3}?)?(?: is| was|[:=])[ \t]{1,3}["']?([^\s"']{4,128})/iy, (value) => plausible(value) && /\d|[!@#$%^&*_-]/.test(value)),
  user,
]
