/** What the codes of a message are where its segments are looked for, and how many of each a segment holds. */
import { Sign } from "./signs.js"

/**
 * A code inside a segment as what it adds to the counts of the segment, which
 * stand side by side in one number, letters nowhere; other codes are negative.
 */
export const enum Kind { Blank = -2, End = -1, Letter = 0, Digit = 1, Dot = 1 << 7, Dash = 1 << 14, Stroke = 1 << 21 }
/** The highest count of one kind, and the bits that each but the first is shifted by. */
export const enum Count { Max = 127, Dots = 7, Dashes = 14, Strokes = 21 }

export const KINDS = Int32Array.from({ length: 256 }, (_, code) => {
  const one = String.fromCharCode(code)
  return code > 127 || /[A-Za-z_$]/.test(one) ? Kind.Letter : /\d/.test(one) ? Kind.Digit : one === "." ? Kind.Dot : one === "-" || one === "+" ? Kind.Dash : /[/\\~]/.test(one) ? Kind.Stroke : code <= Sign.Space ? Kind.Blank : Kind.End
})
