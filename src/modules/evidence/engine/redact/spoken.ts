/** "The password for root was changed to x": the value of a password some words behind its name. */
import { codeAt, isBlank } from "./chars.js"
import { plausible } from "./phrases.js"
import { profile } from "./shapes.js"

const MAX_DISTANCE = 120
const MAX_WORDS = 9
const CONNECTIVES = new Set(["is", "was", "to", "as", "now", "be", "=", "are"])
/** After these nothing is told, or something else is. */
const STOPS = new Set((
  "failed failure invalid incorrect expired expires wrong mismatch mismatched denied rejected required must should cannot not no missing error " +
  "policy length file hash type age field prompt check strength history authentication auth method manager port because when if unless until"
).split(" "))
const OTHERS = new Set("user username account login host name id from at reason status port client ip address error code time".split(" "))
const ELSEWHERE = /^(?:[a-z][a-z0-9._+-]{1,63}@[a-z0-9-]{1,63}(?:[.:/]|$)|[\w.+-]{1,64}@[\w-]{1,63}\.[a-z]{2}|[a-z]+:\/\/|[~./\\]|\d{1,2}:\d\d|\d{4}-\d\d)|\.(?:com|net|org|io|java|py|js|go|log|json|ya?ml|conf|txt)\b/i

/** A value that a word of a sentence is, without its quotes and what the sentence puts behind it; null when it is a word. */
const valueIn = (raw: string): { readonly from: number; readonly value: string } | null => {
  const found = /^(["'`]?)(.*?)\1[,.;]?$/.exec(raw)
  const value = found?.[2] ?? ""
  const from = (found?.[1] ?? "").length
  if (ELSEWHERE.test(value) || /[=:]/.test(value)) return null
  const told = from > 0 ? value.length >= 4 : value.length >= 6 && plausible(value) && (/[\d!@#$%^&*_]/.test(value) || profile(value).changes >= 4)
  return told ? { from, value } : null
}

/** Offsets of the value that a sentence tells behind [.., keyEnd), or null. */
export const spokenValue = (text: string, keyEnd: number): { readonly start: number; readonly end: number } | null => {
  if (codeAt(text, keyEnd) !== 32) return null
  const limit = Math.min(text.length, keyEnd + MAX_DISTANCE)
  let count = 0
  let told = false
  for (let at = keyEnd + 1; at < limit;) {
    const first = codeAt(text, at)
    if (isBlank(first)) {
      at++
      continue
    }
    let to = at
    while (to < limit && !isBlank(codeAt(text, to)) && codeAt(text, to) !== 10 && codeAt(text, to) !== 13) to++
    // the sentence ends with its line
    if (to === at + 1 && first < 14) return null
    if (++count > MAX_WORDS) return null
    const raw = text.slice(at, to)
    const word = raw.toLowerCase()
    // a word that is cut by the limit is not the whole value
    const value = told && to < keyEnd + MAX_DISTANCE ? valueIn(raw) : null
    if (value !== null) return { start: at + value.from, end: at + value.from + value.value.length }
    // the next one is asked for itself
    if (word.includes("pass") || word.includes("pwd")) return null
    const last = codeAt(word, word.length - 1)
    if (STOPS.has(last === 46 || last === 44 || last === 59 || last === 58 ? word.slice(0, -1) : word)) return null
    told = CONNECTIVES.has(word) || (last === 58 && word.length > 1 && !word.endsWith("::") && !OTHERS.has(word.slice(0, -1)))
    at = to
  }
  return null
}
