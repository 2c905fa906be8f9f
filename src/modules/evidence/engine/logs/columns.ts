import { codeAt, isDigit, startsWith } from "./codes.js"
import { Sign } from "./signs.js"
import { isSpace, tokenEnd } from "./spaces.js"

/**
 * What stands before a message is made of a few kinds of parts. Each reader
 * answers the index behind the part that starts at `from`, or -1; nothing
 * behind `end` is looked at. All of them look at a bounded number of codes.
 */
export type Kind = "time" | "stream" | "level" | "block" | "tag" | "sign" | "padded" | "number" | "name" | "source" | "word"

/** Codes that a part may take. */
const enum Max { Number = 24, Padded = 60, Block = 200 }

/** A bracketed part, spaces inside allowed, with what may follow it directly: `:` `,` `-`. */
export const blockAt = (codes: Uint8Array, from: number, end: number): number => {
  const open = codeAt(codes, from, end)
  const close = open === 91 ? 93 : open === 40 ? 41 : open === 123 ? 125 : -1
  if (close === -1) return -1
  let depth = 0
  const limit = Math.min(end, from + Max.Block)
  for (let i = from; i < limit; i++) {
    const code = codes[i]!
    if (code === open) depth++
    else if (code === close && --depth === 0) {
      let behind = i + 1
      if (codeAt(codes, behind, end) === Sign.Colon || codeAt(codes, behind, end) === 44) behind++
      return behind >= end || isSpace(codes[behind]!) || codes[behind] === 91 ? behind : -1
    }
  }
  return -1
}

const STREAMS = ["stdout F", "stdout P", "stderr F", "stderr P"].map((text) => Buffer.from(text))

/** What container runtimes put behind the time. */
export const streamAt = (codes: Uint8Array, from: number, end: number): number => {
  const behind = from + 8
  if (behind > end || codes[from] !== 115 || behind < end && codes[behind] !== Sign.Space) return -1
  return STREAMS.some((stream) => startsWith(codes, from, stream)) ? behind : -1
}

/** One or more signs that stand alone between a header and its message: `-` `--` `---` `|` `:` `>` `*` `#` `=>`. */
export const signAt = (codes: Uint8Array, from: number, end: number): number => {
  const behind = tokenEnd(codes, from, Math.min(end, from + 4))
  if (behind === from || behind - from > 3) return -1
  for (let i = from; i < behind; i++) {
    const code = codes[i]!
    if (!(code === 45 || code === 124 || code === Sign.Colon || code === 62 || code === 42 || code === 35 || code === 61 || code === 126 || code === 46)) return -1
  }
  return behind
}

/** A word followed by wide space: a column of fixed width. */
export const paddedAt = (codes: Uint8Array, from: number, end: number): number => {
  const behind = tokenEnd(codes, from, Math.min(end, from + Max.Padded + 1))
  if (behind === from || behind - from > Max.Padded || behind + 1 >= end) return -1
  return codes[behind] === Sign.Tab || codes[behind] === Sign.Space && isSpace(codes[behind + 1]!) ? behind : -1
}

/** A process or thread id: digits with signs around, `[12]`, `12#12:`, `*7`, `#3`. */
export const numberAt = (codes: Uint8Array, from: number, end: number): number => {
  const behind = tokenEnd(codes, from, Math.min(end, from + Max.Number + 1))
  if (behind - from > Max.Number) return -1
  let digits = 0
  for (let i = from; i < behind; i++) {
    const code = codes[i]!
    if (isDigit(code)) digits++
    else if (!(code === Sign.Colon || code === 45 || code === 46 || code === 91 || code === 93 || code === 40 || code === 41 || code === 35 || code === 42 || code === 44)) return -1
  }
  return digits > 0 ? behind : -1
}
