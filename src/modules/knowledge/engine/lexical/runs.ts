/** What a character may do in a run: begin it or stand inside it, stand inside it only, neither. */
const BEGINS = 1, INSIDE = 2, ENDS = 3

const asked = (character: string): number => (/^[\p{L}\p{N}]/u.test(character) ? BEGINS : /^[\p{M}_.\-/:]/u.test(character) ? INSIDE : ENDS)

/** By UTF-16 code unit; 0 where nobody has asked yet. */
const kinds = new Uint8Array(0x10000)

const isHigh = (unit: number): boolean => (unit & 0xfc00) === 0xd800

const kindAt = (text: string, at: number, unit: number): number => {
  // half of a pair says nothing
  if (isHigh(unit)) return asked(String.fromCodePoint(text.codePointAt(at)!))
  return kinds[unit] = asked(String.fromCharCode(unit))
}

/**
 * Visits the stretches of letters or digits, joined inside by the connectors of
 * identifiers, paths, versions and host names; in order, each once.
 */
export const eachRun = (text: string, visit: (run: string) => void): void => {
  let start = -1
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    const kind = kinds[unit]! || kindAt(text, at, unit)
    if (start === -1) {
      if (kind === BEGINS) start = at
    } else if (kind === ENDS) {
      visit(text.slice(start, at))
      start = -1
    }
    // the other half belongs to the same character
    if (isHigh(unit) && text.codePointAt(at)! > 0xffff) at++
  }
  if (start !== -1) visit(text.slice(start))
}
