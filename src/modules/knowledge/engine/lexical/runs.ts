import { codeUnits } from "../../../evidence/engine/input/codeUnits.js"

/** What a character may do in a run: begin it or stand inside it, stand inside it only, neither. */
const BEGINS = 1, INSIDE = 2, ENDS = 3

const asked = (character: string): number => (/^[\p{L}\p{N}]/u.test(character) ? BEGINS : /^[\p{M}_.\-/:]/u.test(character) ? INSIDE : ENDS)

/** By UTF-16 code unit; 0 where nobody has asked yet, and for the first half of a pair. */
const kinds = new Uint8Array(0x10000)

const isHigh = (unit: number): boolean => (unit & 0xfc00) === 0xd800

/** Of a character that the table does not tell: the first half of a pair, or one nobody has asked for. */
const kindAt = (text: string, at: number, unit: number): number =>
  isHigh(unit) ? asked(String.fromCodePoint(text.codePointAt(at)!)) : kinds[unit] = asked(String.fromCharCode(unit))

/** Code units of the character there. */
const widthAt = (text: string, at: number, unit: number): number => (isHigh(unit) && text.codePointAt(at)! > 0xffff ? 2 : 1)

/** Where a character stands and what it does there; 16 bits and more. */
const step = (text: string, at: number, unit: number): number => kindAt(text, at, unit) | (widthAt(text, at, unit) << 2)

const unitsOf = codeUnits()

/**
 * Visits the stretches of letters or digits, joined inside by the connectors of
 * identifiers, paths, versions and host names, in order, each once: where it
 * starts and ends, and a number that is the same for the same stretch. `units`
 * are those of the text; `visit` must read no other text.
 */
export const eachRun = (text: string, visit: (start: number, end: number, hash: number, units: Uint16Array) => void): void => {
  const { length } = text
  const units = unitsOf(text)
  for (let at = 0; at < length;) {
    let unit = units[at]!
    let kind = kinds[unit]!
    let width = 1
    if (kind === 0) {
      const found = step(text, at, unit)
      kind = found & 3
      width = found >> 2
    }
    if (kind !== BEGINS) {
      at += width
      continue
    }
    const start = at
    let hash = 0
    do {
      hash = (Math.imul(hash, 31) + unit) | 0
      at += width
      if (at >= length) break
      unit = units[at]!
      kind = kinds[unit]!
      width = 1
      if (kind === 0) {
        const found = step(text, at, unit)
        kind = found & 3
        width = found >> 2
      }
    } while (kind !== ENDS)
    visit(start, at, hash, units)
  }
}
