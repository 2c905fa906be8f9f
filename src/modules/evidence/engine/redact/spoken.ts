/** "The password for root was changed to x": the value of a password some words behind its name. */
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
const ELSEWHERE = /^(?:[\w.+-]{1,64}@|[a-z]+:\/\/|[~./\\]|\d{1,2}:\d\d|\d{4}-\d\d)|\.(?:com|net|org|io|java|py|js|go|log|json|ya?ml|conf|txt)\b/i

/** Offsets of the value that a sentence tells behind [.., keyEnd), or null. */
export const spokenValue = (text: string, keyEnd: number): { readonly start: number; readonly end: number } | null => {
  const line = text.slice(keyEnd, keyEnd + MAX_DISTANCE)
  if (line[0] !== " ") return null
  let count = 0
  let told = false
  for (const found of line.matchAll(/[^ \t]+/g)) {
    const raw = found[0]
    if (raw.includes("\n") || ++count > MAX_WORDS) return null
    const word = raw.toLowerCase()
    if (told) {
      const value = /^(["'`]?)(.*?)\1[,.;]?$/.exec(raw)
      const inner = value?.[2] ?? ""
      const quoted = (value?.[1] ?? "") !== ""
      const cut = found.index + raw.length >= MAX_DISTANCE
      if (!cut && !ELSEWHERE.test(inner) && !/[=:]/.test(inner) && (quoted ? inner.length >= 4 : inner.length >= 6 && plausible(inner) && (/[\d!@#$%^&*_]/.test(inner) || profile(inner).changes >= 4))) {
        const start = keyEnd + found.index + (value?.[1] ?? "").length
        return { start, end: start + inner.length }
      }
    }
    // the next one is asked for itself
    if (/pass|pwd/.test(word)) return null
    if (STOPS.has(word.replace(/[.,;:]$/, ""))) return null
    told = CONNECTIVES.has(word) || (/[^:]:$/.test(raw) && !OTHERS.has(word.slice(0, -1)))
  }
  return null
}
