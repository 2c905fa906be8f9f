/** How ids are told from words. */
import { isDigit, isLetter } from "./codes.js"

export const HEX = /^(?:0[xX][0-9a-fA-F]+|(?=[0-9a-fA-F]*\d)(?=[0-9]*[a-fA-F])[0-9a-fA-F]{6,})$/
export const NAME_NUMBER = /^[A-Za-z$]+(?:[-_][A-Za-z$]+)*[-_]+-?\d+(?:[-_.][A-Za-z0-9$]+)*$/

/** Letters and digits in turns, or many digits: an id and no word. */
export const isMixed = (codes: Uint8Array, from: number, to: number): boolean => {
  let turns = 0
  let digits = 0
  let parts = 0
  let last = 0
  let inPart = false
  for (let i = from; i < to; i++) {
    const code = codes[i]!
    const kind = isDigit(code) ? 1 : isLetter(code) ? 2 : 0
    if (kind === 1) {
      digits++
      inPart = true
    }
    if (kind === 0) {
      if (inPart) parts++
      inPart = false
    }
    if (kind !== 0 && last !== 0 && kind !== last) turns++
    last = kind
  }
  if (inPart) parts++
  return digits >= 4 || turns >= 3 || parts >= 2
}
