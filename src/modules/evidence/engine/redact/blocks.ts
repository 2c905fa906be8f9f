/** Secrets of several lines: private keys. */
import { codeAt, isAlnum } from "./chars.js"
import { RANK } from "./kinds.js"
import type { Memo, Rule } from "./kinds.js"
import { kubernetesRules } from "./kubernetes.js"
import { base64Text } from "./shapes.js"

const BEGIN = /-{4,5} ?BEGIN(?:[ +]|%20|=20)(?:[A-Z0-9]{1,12}(?:[ +]|%20|=20)){0,4}(?:PRIVATE(?:[ +]|%20|=20)KEY(?:(?:[ +]|%20|=20)BLOCK)?|OpenVPN (?:Static key V\d|tls-crypt[\w-]{0,6} (?:client|server) key)|SECRET KEY(?: BLOCK)?) ?-{4,5}/y
/** What may follow the header when the end marker was cut off: base64, headers of legacy PEM, line breaks also escaped. */
const BODY = /(?:(?:Proc-Type|DEK-Info|Version|Comment|Hash): ?[^\r\n\\]{0,120}|[A-Za-z0-9+/=]|%(?:0[AaDd]|2[BbFf]|3[Dd])|\\{1,3}[nrt]|[ \t]{0,40}\r?\n[ \t>|]{0,40}){0,24000}/y
const MAX_KEY = 32_768

/** Offset of the next end marker at or after `from`; remembered, so that many headers cost one search. */
const nextEnd = (text: string, from: number, memo: Memo): number => {
  const known = memo.pemEnd
  if (known !== undefined && (known === -1 || known >= from)) return known
  return memo.pemEnd = text.indexOf("----END", from)
}

const privateKey: Rule = {
  literals: ["-----begin ", "-----begin+", "-----begin%20", "-----begin=20", "---- begin "],
  wide: true,
  match: (text, start, _end, claim, memo) => {
    BEGIN.lastIndex = start
    const begin = BEGIN.exec(text)
    if (begin === null) return 0
    const body = start + begin[0].length
    const near = text.startsWith("---- B", start) ? text.slice(body, body + MAX_KEY).indexOf("---- END") : -1
    const close = near >= 0 ? body + near : nextEnd(text, body, memo)
    if (close >= 0 && close - start <= MAX_KEY) {
      const tail = text.slice(close, close + 100).indexOf("----", 8)
      const dashes = tail > 0 ? close + tail + 4 : close + 8
      const to = text[dashes] === "-" ? dashes + 1 : dashes
      claim(start, to, "SECRET_PRIVATE_KEY", RANK.block)
      return to
    }
    BODY.lastIndex = body
    const length = BODY.exec(text)?.[0].length ?? 0
    if (length < 32) return body
    claim(start, body + length, "SECRET_PRIVATE_KEY", RANK.block)
    return body + length
  }
}

const PUTTY = /Private-Lines: ?\d{1,4}((?:\\n|\r?\n)(?:[A-Za-z0-9+/=]{1,80}(?:\\n|\r?\n|$)){1,200})/y

const putty: Rule = {
  literals: ["private-lines:"],
  wide: true,
  match: (text, start, _end, claim) => {
    PUTTY.lastIndex = start
    const found = PUTTY.exec(text)
    if (found === null) return 0
    const to = start + found[0].length
    claim(to - (found[1] ?? "").length, to, "SECRET_PRIVATE_KEY", RANK.block)
    return to
  }
}

const isPadded = (code: number): boolean => isAlnum(code) || code === 43 || code === 47 || code === 61

/** A private key that was put into base64 as a whole, as Secrets and CI variables hold it. */
const encodedKey: Rule = {
  literals: ["ls0tls1crudjtib"],
  cost: 1_200,
  wide: true,
  match: (text, start, end, claim) => {
    let to = end
    const limit = Math.min(text.length, start + MAX_KEY * 2)
    while (to < limit && isPadded(codeAt(text, to))) to++
    if (Buffer.from(text.slice(start, Math.min(to, start + 120)), "base64").toString("latin1").includes("PRIVATE KEY")) claim(start, to, "SECRET_PRIVATE_KEY", RANK.block)
    return to
  }
}

const JWK_MEMBER = /"(?:d|p|q|dp|dq|qi|k)\\{0,3}"\s{0,4}:\s{0,4}\\{0,3}"([\w-]{16,2000})/g

/** Private members of a JSON Web Key: those of the object in which "kty" stands. */
const jwk: Rule = {
  literals: ["\"kty"],
  match: (text, start, _end, claim, memo) => {
    const floor = Math.max(memo.jwkEnd, start - 4096)
    const open = text.slice(floor, start).lastIndexOf("{")
    const window = text.slice(start, start + 8192)
    const close = window.indexOf("}")
    const from = floor + Math.max(0, open)
    const to = start + (close < 0 ? window.length : close)
    memo.jwkEnd = to
    for (const found of text.slice(from, to).matchAll(JWK_MEMBER)) {
      const value = found[1] ?? ""
      const at = from + found.index + found[0].length - value.length
      claim(at, at + value.length, "SECRET_PRIVATE_KEY", RANK.block)
    }
    return to
  }
}

/** `kubectl get secret -o jsonpath` and Helm print bare base64 of `user:password`; told by decoding. */
const encodedPair: Rule = {
  literals: ["base64,", "| base64", "base64 "],
  cost: 800,
  match: (text, _start, end, claim) => {
    const found = /^[ \t:]{0,4}([A-Za-z0-9+/]{12,400}={0,2})(?![\w+/])/.exec(text.slice(end, end + 420))
    const value = found?.[1] ?? ""
    const decoded = value === "" ? null : base64Text(value)
    if (found === null || decoded === null || !/^[\w.@-]{1,64}:\S{4,}$/.test(decoded)) return 0
    const to = end + found[0].length
    claim(to - value.length, to, "SECRET_BASIC_AUTH", RANK.structure)
    return to
  }
}

export const blockRules: ReadonlyArray<Rule> = [privateKey, putty, ...kubernetesRules, encodedKey, jwk, encodedPair]
