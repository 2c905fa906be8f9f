/** Numbers of people: cards, phones and identity numbers, alone or among other numbers of a line. */
import { claimCards } from "./cards.js"
import { codeAt, isAlnum, isDigit, isWord } from "./chars.js"
import type { Claimant } from "./kinds.js"
import { matters, measure, measured, MIN_DIGITS } from "./number-runs.js"
import { claimWords } from "./number-words.js"
import { Work } from "./work.js"
import type { Purse } from "./work.js"

const REFILL = 10

/** Cards, phones and identity numbers of a text, whose code units are `units`; linear in its length. */
export const claimNumbers = (text: string, units: Uint16Array, claim: Claimant, purse?: Purse): void => {
  const work = new Work(text, REFILL, claim, purse)
  const { length } = text
  for (let i = 0; i < length;) {
    if (!isDigit(units[i] as number)) {
      i++
      continue
    }
    const before = codeAt(text, i - 1)
    if (isWord(before) || before === 46) {
      i++
      while (i < length && isDigit(units[i] as number)) i++
      continue
    }
    const opened = (before === 43 || before === 40) && !(i > 1 && (isWord(codeAt(text, i - 2)) || codeAt(text, i - 2) === 46))
    const from = opened ? i - 1 : i
    measure(units, length, i)
    const { digits, end, fours, longest } = measured
    if (end - from >= MIN_DIGITS) {
      const lettered = isAlnum(codeAt(text, end))
      const wanted = matters(codeAt(text, i), opened, lettered)
      const cards = digits >= 13 && (longest >= 13 || fours > 0) && claimCards(text, units, from, end, claim, work)
      if (wanted && !cards) claimWords(text, units, { from, to: lettered ? end + 1 : end }, claim, work)
    }
    i = end
  }
  work.close()
}
