/** Messages with signs in place of their parameters. */
import { Line } from "./line.js"
import { PARAMETER } from "./parameter.js"
import { Count, Kind, KINDS } from "./messageCodes.js"
import { Pieces } from "./pieces.js"
import { SegmentReader, Word } from "./segmentReader.js"
import { Sign } from "./signs.js"

const ENDS_QUERY = Uint8Array.from({ length: 256 }, (_, code) => (code <= Sign.Space || ",;\"'<>)]}".includes(String.fromCharCode(code)) ? 1 : 0))

/** Masks one message after the other; what became of it is left in `pieces`. */
export class Masker {
  readonly pieces = new Pieces(new Line())
  private readonly segments = new SegmentReader()

  /** Masks the message that starts at `begin` of a line, up to `maxTokens` tokens. */
  mask(line: Line, begin: number, maxTokens: number): void {
    const { codes, end } = line
    let from = begin
    while (from < end && codes[from]! <= Sign.Space) from++
    this.pieces.start(line, from)
    this.segments.start(line, begin)
    this.walk(codes, from, end, maxTokens)
  }

  private walk(codes: Uint8Array, begin: number, end: number, maxTokens: number): void {
    const { pieces, segments } = this
    const kinds = KINDS
    let tokens = 1
    let i = begin
    while (i < end) {
      const code = codes[i]!
      const kind = kinds[code]!
      if (kind === Kind.End) {
        i++
        continue
      }
      const from = i
      if (kind === Kind.Blank) {
        do i++
        while (i < end && codes[i]! <= Sign.Space)
        if (i >= end || ++tokens > maxTokens) return pieces.end(from)
        if (i - from > 1 || code !== Sign.Space) pieces.put(from, i, " ")
        continue
      }
      let counts = 0
      for (let one = kind; one >= 0; one = i < end ? kinds[codes[i]!]! : Kind.End) {
        counts += one
        i++
      }
      // plain words are most of a message
      const put = counts !== 0 || i - from > Count.Max ? segments.valueAt(from, i, counts) : i - from <= Word.Short ? segments.wordAt(from, i) : null
      if (put === null) continue
      // what is asked for belongs to the path
      if (segments.to < end && codes[segments.to] === Sign.Question && codes[from] === Sign.Slash && put === PARAMETER) while (segments.to < end && ENDS_QUERY[codes[segments.to]!] === 0) segments.to++
      i = segments.to
      pieces.put(from, i, put)
    }
    pieces.end(end)
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
