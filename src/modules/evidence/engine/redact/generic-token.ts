/** `issuer_[env_]random`: the shape most newer services give their tokens, whoever the issuer is. */
import { codeAt, isAlnum, isWord } from "./chars.js"
import { entropy, isHex, profile } from "./shapes.js"

/** Ids that services print for support, and words that look like a token prefix: evidence, not secrets. */
const ID_PREFIX = /^(?:req|request|trace|span|evt|event|msg|message|run|call|id|uid|order|cus|ch|pi|in|sub|file|thread|asst|batch|resp|chatcmpl|job|task|case|txn?|tx|sha\d*|md5|blk|block|attempt|app|application|container|executor|node|pod|image|layer|build|deploy|rev|commit|etag|v\d*|session|conn|worker|proc|host|ip|i|vol|vpc|eni|sg|ami|subnet|snap|rtb|acl|igw|arn|corr|correlation|cid|rid|tid|pid|uuid|user|cluster|db|queue|partition|topic|part|shard|index|tmp|temp|cache|hash|digest|chunk|page|doc|obj|object|data|test|lib|base64|utf|iso|gpt|claude|llama|model)$/i

/** Letters and digits that a token has at least behind its issuer, and at most. */
export const MIN_BODY = 24
const MAX_BODY = 200
const MAX_PREFIX = 12
const MAX_PART = 9

const isJoin = (code: number): boolean => code === 45 || code === 95

/** Start of the word that ends before `end`. */
const wordStart = (text: string, end: number): number => {
  let at = end
  while (at > 0 && end - at <= MAX_PREFIX && isAlnum(codeAt(text, at - 1))) at--
  return at
}

const isPrefix = (text: string, from: number, to: number): boolean => {
  const before = codeAt(text, from - 1)
  return to - from >= 2 && to - from <= MAX_PREFIX && !isWord(before) && before !== 45 && /^[A-Za-z]/.test(text[from] ?? "")
}

const isRandom = (body: string): boolean => {
  const p = profile(body)
  const share = p.changes / body.length
  // of small letters and digits only it must be longer
  if (p.upper === 0) return body.length >= 32 && p.digit >= 5 && p.lower >= 8 && p.longestLetters <= 16 && share >= 0.3 && entropy(body) >= 4 && !isHex(body)
  return p.lower >= 3 && p.upper >= 3 && p.longestLetters <= 8 && (p.digit >= 3 ? share >= 0.35 : p.digit >= 1 && body.length >= 30 && share >= 0.45) && entropy(body) >= 3.6
}

/** Mailgun's private keys have no literal: 32 hexadecimal digits and twice eight. */
const HEX_KEY = /[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}(?![\w-])/y

/** End of such a key at the word of 32 characters from `from` on, else 0. */
export const hexKeyEnd = (text: string, from: number): number => {
  if (codeAt(text, from - 1) === 45 || codeAt(text, from + 41) !== 45) return 0
  HEX_KEY.lastIndex = from
  return HEX_KEY.test(text) ? HEX_KEY.lastIndex : 0
}

const WIF = /^(?:5[HJK][1-9A-HJ-NP-Za-km-z]{49}|[KL][1-9A-HJ-NP-Za-km-z]{51})$/
const BASE32_SEED = /^S(?:[A-Z2-7]{55}|[ACNOUX][A-Z2-7]{56})$/

/** Whether the word [from, to) is a key as wallets export it (WIF) or a seed of Stellar or NATS; asked of words of 51 characters and more. */
export const isSeed = (text: string, from: number, to: number): boolean => {
  const first = codeAt(text, from)
  const size = to - from
  if (size > 58 || size === 53 || size === 54 || size === 55 || !(first === 83 || first === 53 || first === 75 || first === 76) || codeAt(text, to) === 61) return false
  const word = text.slice(from, to)
  if (first === 83) return (size === 56 || size === 58) && BASE32_SEED.test(word) && /[2-7]/.test(word) && entropy(word) >= 3.8
  return WIF.test(word) && profile(word).changes >= 20
}

/** Where a token stands, and whether it looks generated. */
export interface TokenAround {
  readonly from: number
  readonly to: number
  readonly random: () => boolean
}

/** The token whose body is the word [start, end) of letters and digits; null where nobody's name stands before it. */
export const tokenAround = (text: string, start: number, end: number): TokenAround | null => {
  const behind = codeAt(text, end)
  if (end - start > MAX_BODY || !isJoin(codeAt(text, start - 1)) || isWord(behind) || behind === 45) return null
  const last = wordStart(text, start - 1)
  let from = last
  if (!isPrefix(text, from, start - 1)) {
    // the word before may be the environment
    if (start - 1 - last > MAX_PART || start - 1 === last || !isJoin(codeAt(text, last - 1)) || !/^[a-z0-9]+$/.test(text.slice(last, start - 1))) return null
    from = wordStart(text, last - 1)
    if (!isPrefix(text, from, last - 1)) return null
  }
  const prefix = text.slice(from, from === last ? start - 1 : last - 1)
  return { from, to: end, random: () => !ID_PREFIX.test(prefix) && isRandom(text.slice(start, end)) }
}
