/** Steps over the spaces and tokens of a line. */
import { Sign } from "./signs.js"

export const isSpace = (code: number): boolean => code === Sign.Space || code === Sign.Tab

export const skipSpaces = (codes: Uint8Array, from: number, end: number): number => {
  let i = from
  while (i < end && isSpace(codes[i]!)) i++
  return i
}

/** Index behind the token that starts at `from`. */
export const tokenEnd = (codes: Uint8Array, from: number, end: number): number => {
  let i = from
  while (i < end && !isSpace(codes[i]!)) i++
  return i
}

/** The start of the token that is `count` tokens further; -1 where there are fewer. */
export const skipTokens = (codes: Uint8Array, from: number, end: number, count: number): number => {
  let i = skipSpaces(codes, from, end)
  for (let k = 0; k < count; k++) {
    i = skipSpaces(codes, tokenEnd(codes, i, end), end)
    if (i >= end) return -1
  }
  return i
}
