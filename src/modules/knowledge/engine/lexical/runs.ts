/** What a character may do in a run: begin it or stand inside it, stand inside it only, neither. */
const BEGINS = 1, INSIDE = 2, ENDS = 3

const asked = (character: string): number => (/^[\p{L}\p{N}]/u.test(character) ? BEGINS : /^[\p{M}_.\-/:]/u.test(character) ? INSIDE : ENDS)

/** By UTF-16 code unit; 0 where nobody has asked yet, and for the first half of a pair. */
const kinds = new Uint8Array(0x10000)

const isHigh = (unit: number): boolean => (unit & 0xfc00) === 0xd800

const kindAt = (text: string, at: number, unit: number): number =>
  isHigh(unit) ? asked(String.fromCodePoint(text.codePointAt(at)!)) : kinds[unit] = asked(String.fromCharCode(unit))

/** Code units of the character there. */
const widthAt = (text: string, at: number, unit: number): number => (isHigh(unit) && text.codePointAt(at)! > 0xffff ? 2 : 1)

/**
 * Visits the stretches of letters or digits, joined inside by the connectors of
 * identifiers, paths, versions and host names, in order, each once: where it
 * starts and ends, and a number that is the same for the same stretch.
 */
export const eachRun = (text: string, visit: (start: number, end: number, hash: number) => void): void => {
  const { length } = text
  for (let at = 0; at < length;) {
    let unit = text.charCodeAt(at)
    let kind = kinds[unit]! || kindAt(text, at, unit)
    if (kind !== BEGINS) {
      at += widthAt(text, at, unit)
      continue
    }
    const start = at
    let hash = 0
    do {
      hash = (Math.imul(hash, 31) + unit) | 0
      at += widthAt(text, at, unit)
      if (at >= length) break
      unit = text.charCodeAt(at)
      kind = kinds[unit]! || kindAt(text, at, unit)
    } while (kind !== ENDS)
    visit(start, at, hash)
  }
}
