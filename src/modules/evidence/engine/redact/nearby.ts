/** A generated word soon behind the name of a secret, whatever binds them. */
import { codeAt } from "./chars.js"
import { RANK } from "./kinds.js"
import type { Claimant, Kind, Memo } from "./kinds.js"
import { isAwsSecret, looksRandom } from "./shapes.js"

const NEARBY = 96
/** Shorter words are not generated. */
const MIN_RANDOM = 20
const MAX_NEARBY_WORDS = 6
/** What ends a word behind a name. */
const ENDS_WORD = Uint8Array.from({ length: 128 }, (_, code) => (/[\s"'`,;()<>[\]{}=:]/.test(String.fromCharCode(code)) ? 1 : 0))

/** A fingerprint tells its algorithm. */
const DIGEST = /(?:sha-?\d{1,3}|md5)(?:\))?[:=-] ?$/i

/** A generated word soon behind a name; words that an earlier name has been asked for are not looked at again. */
export const nearbyRandom = (text: string, from: number, kind: Kind, claim: Claimant, memo: Memo): void => {
  const limit = Math.min(text.length, from + NEARBY)
  const cut = from + NEARBY
  let words = 0
  let at = Math.max(from, memo.nearbyEnd)
  let seen = at
  while (at < limit && words < MAX_NEARBY_WORDS) {
    const first = codeAt(text, at)
    if (first === 10) break
    if (first < 128 && ENDS_WORD[first] === 1) {
      seen = ++at
      continue
    }
    let to = at + 1
    while (to < limit) {
      const code = codeAt(text, to)
      if (code < 128 && ENDS_WORD[code] === 1) break
      to++
    }
    if (to - at > 1) words++
    if (to - at >= MIN_RANDOM && to < cut && text[at - 1] !== "=" && !DIGEST.test(text.slice(Math.max(0, at - 12), at))) {
      const bare = text.slice(at, to).replace(/[.!?]{1,4}$/, "")
      memo.spent += 10 * bare.length
      if (looksRandom(bare, MIN_RANDOM) || isAwsSecret(bare)) return claim(at, at + bare.length, kind, RANK.guess)
    }
    // a word that was cut is looked at again by the next name
    if (to < cut) seen = to
    at = to
  }
  memo.nearbyEnd = Math.max(memo.nearbyEnd, seen)
}
