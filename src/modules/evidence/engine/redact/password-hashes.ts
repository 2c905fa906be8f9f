/** Hashes of passwords, told by how they are written. */
import { RANK } from "./kinds.js"
import type { Rule } from "./kinds.js"

const HASH = /\$(?:2[abxy]?\$\d\d\$[./A-Za-z0-9]{53}|(?:1|apr1)\$[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{22}|[56]\$(?:rounds=\d{1,9}\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{43,86}|(?:y|gy|7)\$[./A-Za-z0-9]{1,20}\$[./A-Za-z0-9]{1,86}\$[./A-Za-z0-9]{43}|[PH]\$[./A-Za-z0-9]{31}(?![./A-Za-z0-9])|S\$[./A-Za-z0-9]{52}(?![./A-Za-z0-9])|A\$005\$[^\s"']{40,120}|[89]\$[./A-Za-z0-9]{14}\$[./A-Za-z0-9]{43}|argon2(?:id|i|d)\$[\w=,$+/]{20,200}|scrypt\$[\w=,$+/]{20,200}|pbkdf2[\w-]{0,12}\$[\w=,$+/.]{20,200})|(?:pbkdf2_sha\d{1,3}|scrypt|bcrypt_sha256)[$:][\w$:+/.=]{20,200}|pbkdf2:sha\d{1,3}:\d{1,9}\$[\w]{4,32}\$[0-9a-f]{32,128}|(?:sha1|md5)\$[\w./]{2,32}\$[0-9a-f]{32,40}(?![0-9a-z])|0x0[12]00[0-9A-F]{48,136}(?![0-9A-Za-z])|\{(?:S?SHA\d{0,3}|S?MD5|CRYPT|PBKDF2[\w-]{0,12})\}[\w+/=$.]{16,200}|SCRAM-SHA-\d{1,3}\$\d{1,9}:[\w+/=$:]{40,300}/iy

const hash: Rule = {
  literals: ["$2", "$1$", "$apr1$", "$5$", "$6$", "$y$", "$gy$", "$7$", "$argon2", "$scrypt", "$pbkdf2", "pbkdf2_sha", "scrypt", "$p$", "$h$", "$s$", "$a$005$", "$8$", "$9$", "pbkdf2:sha", "sha1$", "md5$", "0x0100", "0x0200", "{sha", "{ssha", "{smd5}", "{md5}", "{crypt}", "{pbkdf2", "scram-sha-"],
  match: (text, start, _end, claim) => {
    HASH.lastIndex = start
    const found = HASH.exec(text)
    if (found === null) return 0
    claim(start, start + found[0].length, "SECRET_PASSWORD_HASH", RANK.structure)
    return start + found[0].length
  }
}

const NTLM = /[0-9a-f]{32}:[0-9a-f]{32}(?=:::)/iy

const ntlm: Rule = {
  literals: [":::"],
  match: (text, start, _end, claim) => {
    NTLM.lastIndex = Math.max(0, start - 65)
    const found = NTLM.exec(text)
    if (found !== null) claim(start - found[0].length, start, "SECRET_PASSWORD_HASH", RANK.structure)
    return 0
  }
}

export const hashRules: ReadonlyArray<Rule> = [hash, ntlm]
