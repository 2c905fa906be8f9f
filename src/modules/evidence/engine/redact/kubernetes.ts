/** Secrets of Kubernetes: manifests, how programs print the object, and the commands that make, change and show one. */
import { RANK } from "./kinds.js"
import type { Claimant, Rule } from "./kinds.js"
import { plausible } from "./phrases.js"
import { base64Text, isPlaceholder } from "./shapes.js"

const KIND_SECRET = /kind\\{0,3}["']?[ \t]{0,4}:[ \t]{0,4}\\{0,3}["']?Secret(?![\w])/y
const MAX_MANIFEST = 65_536

const claimBase64Pairs = (text: string, from: number, to: number, encoded: boolean, claim: Claimant): void => {
  for (const pair of text.slice(from, to).matchAll(/([\w.-]{1,120})\\{0,3}["']?[ \t]{0,4}:[ \t]{0,4}\\{0,3}(["']?)([^\s"'\\,}]{2,16000})/g)) {
    const value = pair[3] ?? ""
    const at = from + pair.index + pair[0].length - value.length
    if (isPlaceholder(value) || (encoded && (value.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(value)))) continue
    claim(at, at + value.length, "SECRET_K8S", RANK.block)
  }
}

/** Flat maps below `data:` and `stringData:` of one manifest, in YAML or JSON (also JSON escaped in a string). */
const claimManifest = (text: string, from: number, to: number, claim: Claimant): void => {
  const manifest = text.slice(from, to)
  for (const found of manifest.matchAll(/(^|\n)([ \t]{0,40})(data|stringData):[ \t]{0,4}\r?\n/g)) {
    const indent = (found[2] ?? "").length
    const bodyStart = found.index + found[0].length
    let bodyEnd = bodyStart
    for (const line of manifest.slice(bodyStart).matchAll(/([ \t]*)([^\n]*)(?:\n|$)/g)) {
      if (line[0] === "" || ((line[1] ?? "").length <= indent && (line[2] ?? "").trim() !== "")) break
      bodyEnd = bodyStart + line.index + line[0].length
    }
    claimBase64Pairs(text, from + bodyStart, from + bodyEnd, found[3] === "data", claim)
  }
  for (const found of manifest.matchAll(/(?:\\{0,3}"|(?<=[\n{,][ \t]{0,40}))(data|stringData)\\{0,3}"?\s{0,4}:\s{0,4}\{([^{}]{0,32000})\}/g)) {
    const end = from + found.index + found[0].length - 1
    claimBase64Pairs(text, end - (found[2] ?? "").length, end, found[1] === "data", claim)
  }
}

const manifest: Rule = {
  literals: ["kind"],
  wide: true,
  gate: (text, _, end) => /[\\"': \t]/.test(text[end] ?? ""),
  match: (text, start, _end, claim, memo) => {
    KIND_SECRET.lastIndex = start
    if (KIND_SECRET.exec(text) === null) return 0
    const floor = Math.max(memo.manifestEnd, start - MAX_MANIFEST)
    const boundary = text.slice(floor, start).lastIndexOf("\n---")
    const from = boundary < 0 ? floor : floor + boundary
    const window = text.slice(start, start + MAX_MANIFEST)
    const close = window.indexOf("\n---")
    const to = start + (close < 0 ? window.length : close)
    memo.manifestEnd = to
    claimManifest(text, from, to, claim)
    return to
  }
}

/** Characters of a printed object or a patch that are read. */
const MAX_PRINTED = 4_000
const PRINTED = /data:map\[string\](?:\[\](?:byte|uint8)|string)\{((?:"?[\w.-]{1,120}"?: ?(?:\[[\d ]{0,4000}\]|\[\]uint8\{[\w, ]{0,8000}\}|"[^"\n]{0,1000}"|[^{}"\n]{0,1000}?),? ?){1,40})\}/iy

/** `Data:map[string][]byte{key: [112 119],}`, as `%v` of Go prints the object; a ConfigMap has strings in `Data`. */
const printed: Rule = {
  literals: ["data:map[string]"],
  gate: (text, _start, end) => text[end] === "s" || text[end] === "[",
  cost: 3_000,
  match: (text, start, end, claim, memo) => {
    const near = text.slice(Math.max(0, start - 6), start)
    const strings = text.startsWith("string{", end)
    if (strings ? near.slice(-6).toLowerCase() !== "string" : /binary$/i.test(near)) return 0
    PRINTED.lastIndex = start
    const body = PRINTED.exec(text)?.[1] ?? ""
    memo.spent += 4 * body.length
    const from = text.indexOf("{", end) + 1
    for (const pair of body.matchAll(/([\w.-]{1,120})"?: ?(\[[\d ]{2,4000}\]|\[\]uint8\{[\w, ]{2,8000}\}|"[^"\n]{3,1000}"|[^,{}"\n]{3,1000})(?=,|$)/g)) {
      const value = pair[2] ?? ""
      const at = from + pair.index + pair[0].length - value.length
      if (!isPlaceholder(value) || value.startsWith("[")) claim(at, at + value.length, "SECRET_K8S", RANK.block)
    }
    return from + body.length
  }
}

/** `kubectl patch secret`: the data in the patch. */
const patched: Rule = {
  literals: ["patch secret"],
  cost: 1_000,
  match: (text, start, end, claim, memo) => {
    const near = text.slice(start, start + MAX_PRINTED)
    const line = near.indexOf("\n")
    const command = line < 0 ? near : near.slice(0, line)
    memo.spent += 2 * command.length
    for (const found of command.matchAll(/\\{0,3}"(data|stringData)\\{0,3}"\s{0,4}:\s{0,4}\{([^{}]{0,4000})\}/g)) {
      const to = start + found.index + found[0].length - 1
      claimBase64Pairs(text, to - (found[2] ?? "").length, to, found[1] === "data", claim)
    }
    return end
  }
}

/** `--from-literal=key=value` of a Secret, not of a ConfigMap. */
const literal: Rule = {
  literals: ["--from-literal"],
  cost: 800,
  match: (text, start, _end, claim) => {
    const found = /^--from-literal(?:=| )["']?[\w.-]{1,120}=["']?([^\s"']{3,4000})/.exec(text.slice(start, start + 4_200))
    const value = found?.[1] ?? ""
    if (found === null || isPlaceholder(value) || !/secret[^\n|;]{0,400}$/i.test(text.slice(Math.max(0, start - 420), start))) return 0
    const to = start + found[0].length
    claim(to - value.length, to, "SECRET_K8S", RANK.structure)
    return to
  }
}

const encodedOrPlausible = (value: string): boolean => plausible(value) || (value.length % 4 === 0 && base64Text(value) !== null)

/** As far as a command goes on. */
const MAX_COMMAND = 400
const COMMAND_COST = 500
const ANSWER = /[ \t]{0,8}([^\s"'{}:]{4,4000})[ \t]{0,8}(?=\r?\n|$)/y

/** A command that prints a secret: it is the next line. @param option what the command has besides its literal */
const shown = (literals: ReadonlyArray<string>, option: RegExp): Rule => ({
  literals,
  cost: COMMAND_COST,
  match: (text, _start, end, claim, memo) => {
    const near = text.slice(end, end + MAX_COMMAND)
    const line = near.indexOf("\n")
    if (line < 0 || !option.test(near.slice(0, line))) return 0
    memo.spent += COMMAND_COST
    ANSWER.lastIndex = end + line + 1
    const value = ANSWER.exec(text)?.[1] ?? ""
    memo.spent += value.length
    if (value === "" || !encodedOrPlausible(value)) return end + line
    const at = text.indexOf(value, end + line + 1)
    claim(at, at + value.length, "SECRET_K8S", RANK.structure)
    return at + value.length
  }
})

export const kubernetesRules: ReadonlyArray<Rule> = [
  manifest, printed, patched, literal,
  shown(["get secret"], /^s?[ /].*(?:jsonpath|go-template|base64 (?:-d|--decode))/i),
  shown(["vault kv get", "vault read"], / -field/),
  shown(["get-secret-value"], /--query/),
  shown(["get-parameter"], /--with-decryption.*--query/),
  shown(["secrets versions access"], /--secret/),
  shown(["keyvault secret show"], /(?:-o|--output) tsv/),
  shown(["op read ", "pass show "], /^\S/),
  shown(["printenv ", "echo $", "echo \"$"], /^\{?\w{0,60}(?:pass(?:word|wd)?|secret|token|key|pwd)\w{0,20}\}?"?\r?$/i),
  shown(["print-access-token", "get-login-password", "create token "], /^/)
]
