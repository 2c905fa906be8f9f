/** What the codes of a message are where its segments are looked for. */
import { Sign } from "./signs.js"

/** What a code is inside a message: bits, so that those of a segment can be put together; everything that is no part of one is `End` or `Blank`. */
export const enum Kind { End = 0, Letter = 1, Digit = 2, Dot = 4, Dash = 8, Stroke = 16, Segment = 31, Blank = 32 }

export const CLASS = Uint8Array.from({ length: 256 }, (_, code) => {
  const one = String.fromCharCode(code)
  return code > 127 || /[A-Za-z_$]/.test(one) ? Kind.Letter : /\d/.test(one) ? Kind.Digit : one === "." ? Kind.Dot : one === "-" || one === "+" ? Kind.Dash : /[/\\~]/.test(one) ? Kind.Stroke : code <= Sign.Space ? Kind.Blank : Kind.End
})
