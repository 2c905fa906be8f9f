/** Payment cards among the digits of a line. */
import { codeAt, isDigit, isWord } from "./chars.js"
import { luhnAt } from "./checksums.js"
import { RANK } from "./kinds.js"
import type { Claimant } from "./kinds.js"
import type { Work } from "./work.js"

const BRANDS = /^(?:4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|3[47]\d{13}|6(?:011|5\d\d|4[4-9]\d)\d{12,15}|62\d{14,17}|35(?:2[89]|[3-8]\d)\d{12}|3(?:0[0-5]|[68]\d)\d{11})$/
/** Brands whose numbers are told by their name only. */
const NAMED_BRANDS = /^(?:5[06-8]|6[0-9])\d{10,17}$/
const KEY = /(?:card|pan|visa|cc|amex|maestro|unionpay)(?:[ _-]?(?:no|num|number|nr))?["'\\]{0,4}\s{0,3}[:=#]?\s{0,3}["'\\]{0,4}$/i
/** Counters, positions and identifiers of machines: one number in ten passes the checksum. */
const COUNTED = /(?<![a-z])(?:(?:\w{1,30}[_-])?(?:id|ids|uid|guid|offset|position|pos|seq|seqno|sequence|index|version|epoch|term|nonce|serial|size|length|len|bytes|timestamp|time|ts|nanos|micros|millis|ns|us|ms|hash|checksum|crc|lsn|scn|csn|xid|zxid|txid|gtid|rowid|counter|count|total|duration|elapsed|inode|block|blk|addr|address|handle|span|trace|thread|revision|rev|generation|segment|partition|shard|snapshot|checkpoint))(?:[ _-]?(?:no|num|number|nr))?["'\\]{0,4}\s{0,3}(?:[:=#]|is)?\s{0,3}["'\\[]{0,4}$/i
/** `orderId: ` */
const CAMEL_ID = /[a-z](?:Id|ID|Offset|Seq|Pos|Index|Version|Time|Timestamp|Count|Size|Bytes|Nanos|Millis)["'\\]{0,4}\s{0,3}[:=#]?\s{0,3}["'\\[]{0,4}$/

const TRY_COST = 100
/** Asking for the brand of what passes the checksum. */
const BRAND_COST = 200
/** Looking at the words before. */
const NAME_COST = 2_500
const CLAIM_COST = 150

const before = (text: string, at: number): string => text.slice(Math.max(0, at - 40), at)

const digitsEnd = (units: Uint16Array, at: number, end: number): number => {
  let to = at
  while (to < end && isDigit(units[to] as number)) to++
  return to
}

/** End of a card written in groups of four, or of four, six and the rest, whose first group is [at, four); 0 when it is none. */
const groupedEnd = (units: Uint16Array, four: number, end: number): number => {
  const separator = units[four]
  if (separator !== 32 && separator !== 45 && separator !== 46) return 0
  const second = digitsEnd(units, four + 1, Math.min(end, four + 8))
  const size = second - four - 1
  if ((size !== 4 && size !== 6) || units[second] !== separator) return 0
  const third = digitsEnd(units, second + 1, Math.min(end, second + 7))
  const thirdSize = third - second - 1
  if (size === 6) return thirdSize === 4 || thirdSize === 5 ? third : 0
  if (thirdSize !== 4 || units[third] !== separator) return 0
  const last = digitsEnd(units, third + 1, Math.min(end, third + 9))
  return last > third + 1 && last < third + 9 ? last : 0
}

/** Whether the digits [at, to) that stand together are rather an id than a card. */
const isOdd = (text: string, at: number, to: number): boolean => {
  // a minus sign stands before numbers of machines; cards of 13 digits and of more than 16 are rare, ids of that length are not
  if (text[at - 1] === "-") return true
  const left = before(text, at)
  return !KEY.test(left) && (to - at > 16 || to - at === 13 || COUNTED.test(left) || CAMEL_ID.test(left))
}

/** Claims the cards of the run [from, end) of the text whose code units are `units`; true when there was one. */
export const claimCards = (text: string, units: Uint16Array, from: number, end: number, claim: Claimant, work: Work): boolean => {
  let found = false
  for (let at = from; at < end;) {
    const first = units[at] as number
    if (!isDigit(first)) {
      at++
      continue
    }
    const group = digitsEnd(units, at, end)
    const size = group - at
    // 2 to 6: the first digits of all brands
    const branded = first >= 50 && first <= 54
    const plain = size >= 13 && size <= 19
    const to = !branded ? 0 : plain ? group : size === 4 ? groupedEnd(units, group, end) : 0
    let next = group
    if (to > 0 && !isWord(codeAt(text, to)) && !(text[to] === "-" && isDigit(codeAt(text, to + 1)))) {
      if (work.floods(at, to)) {
        found = true
        at = to
        continue
      }
      work.spend(TRY_COST)
      const passes = luhnAt(text, at, to)
      if (passes) work.spend(BRAND_COST)
      const number = passes ? text.slice(at, to).replace(/\D/g, "") : ""
      const valid = passes && (BRANDS.test(number) || (NAMED_BRANDS.test(number) && KEY.test(before(text, at))))
      if (valid && plain) work.spend(NAME_COST)
      if (valid && !(plain && isOdd(text, at, to))) {
        work.spend(CLAIM_COST)
        claim(at, to, "CARD", RANK.personal)
        found = true
        next = to
      }
    }
    at = next
  }
  return found
}
