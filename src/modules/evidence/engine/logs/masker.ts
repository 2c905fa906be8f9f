/** Messages with signs in place of their parameters. */
import { Line } from "./line.js"
import { PARAMETER } from "./parameter.js"
import { CLASS, Kind } from "./messageCodes.js"
import { Pieces } from "./pieces.js"
import { SegmentReader, Word } from "./segmentReader.js"
import { Sign } from "./signs.js"

/** Of two hashes that go on code by code: where they begin, and their multipliers. */
const enum Hash {
  First = 0x811c9dc5 | 0,
  FirstTimes = 0x01000193,
  Second = 0x1e3779b9,
  SecondTimes = 0x1bd1e995,
  /** stands for a parameter, and before any other text that was put in: no code is that high */
  Masked = 0x1fd,
  Replaced = 0x2fb
}

const ENDS_QUERY = Uint8Array.from({ length: 256 }, (_, code) => (code <= Sign.Space || ",;\"'<>)]}".includes(String.fromCharCode(code)) ? 1 : 0))

/**
 * Masks one message after the other. The masked message is left in `pieces`;
 * `first` and `second` are hashes of it as it was made: where both are equal,
 * so are the masked messages.
 */
export class Masker {
  first = 0
  second = 0
  readonly pieces = new Pieces(new Line())
  private readonly segments = new SegmentReader()

  /** Masks the message that starts at `begin` of a line, up to `maxTokens` tokens. The hashes hold for ASCII. */
  mask(line: Line, begin: number, maxTokens: number): void {
    this.pieces.start(line)
    this.segments.start(line, begin)
    this.walk(line.codes, begin, line.end, maxTokens)
  }

  private walk(codes: Uint8Array, begin: number, end: number, maxTokens: number): void {
    const { segments } = this
    const classes = CLASS
    let first: number = Hash.First
    let second: number = Hash.Second
    let tokens = 1
    let i = begin
    while (i < end && codes[i]! <= Sign.Space) i++
    // what stands before `copied` is in the pieces
    let copied = i
    while (i < end) {
      const code = codes[i]!
      const kind = classes[code]!
      if (kind === Kind.End) {
        first = Math.imul(first ^ code, Hash.FirstTimes)
        second = Math.imul(second, Hash.SecondTimes) + code | 0
        i++
        continue
      }
      if (kind === Kind.Blank) {
        const blank = i
        do i++
        while (i < end && codes[i]! <= Sign.Space)
        if (i >= end || ++tokens > maxTokens) {
          this.pieces.keep(copied, blank)
          copied = end
          break
        }
        first = Math.imul(first ^ Sign.Space, Hash.FirstTimes)
        second = Math.imul(second, Hash.SecondTimes) + Sign.Space | 0
        if (i - blank > 1 || code !== Sign.Space) {
          this.pieces.keep(copied, blank)
          this.pieces.put(" ")
          copied = i
        }
        continue
      }
      const from = i
      let flags = 0
      let firstThen = first
      let secondThen = second
      for (let of = kind; (of & Kind.Segment) !== 0; of = i < end ? classes[codes[i]!]! : Kind.End) {
        flags |= of
        firstThen = Math.imul(firstThen ^ codes[i]!, Hash.FirstTimes)
        secondThen = Math.imul(secondThen, Hash.SecondTimes) + codes[i]! | 0
        i++
      }
      // plain words are most of a message
      const put = flags !== Kind.Letter ? segments.valueAt(from, i) : i - from <= Word.Short ? segments.wordAt(from, i) : null
      if (put === null) {
        first = firstThen
        second = secondThen
        continue
      }
      if (copied < from) this.pieces.keep(copied, from)
      this.pieces.put(put)
      // what is asked for belongs to the path
      if (segments.to < end && codes[segments.to] === Sign.Question && codes[from] === Sign.Slash && put === PARAMETER) while (segments.to < end && ENDS_QUERY[codes[segments.to]!] === 0) segments.to++
      copied = i = segments.to
      const sign = put === PARAMETER ? Hash.Masked : Hash.Replaced
      first = Math.imul(first ^ sign, Hash.FirstTimes)
      second = Math.imul(second, Hash.SecondTimes) + sign | 0
      if (sign === Hash.Masked) continue
      for (let k = 0; k < put.length; k++) {
        first = Math.imul(first ^ put.charCodeAt(k), Hash.FirstTimes)
        second = Math.imul(second, Hash.SecondTimes) + put.charCodeAt(k) | 0
      }
    }
    if (copied < end) this.pieces.keep(copied, end)
    this.first = first
    this.second = second
  }
}

const alone = new Masker()

/** The message with its parameters masked and single spaces between its first `maxTokens` tokens. */
export const maskText = (message: string, maxTokens: number = Number.POSITIVE_INFINITY): string => {
  alone.mask(Line.of(message), 0, maxTokens)
  return alone.pieces.text()
}

/** The tokens of `maskText`. */
export const maskMessage = (message: string): Array<string> => {
  const text = maskText(message)
  return text === "" ? [] : text.split(" ")
}
