import { Hash } from "./hashing.js"
import type { Line } from "./line.js"
import { PARAMETER } from "./parameter.js"

/** Before characters beyond ASCII in what is hashed: high byte, low byte. */
const WIDE = 255
/** In place of where a part of the line begins: what was put there. */
const enum Put { Parameter = -1, Text = -2 }

const viewOf = ({ buffer, byteLength, byteOffset }: Uint8Array): DataView => new DataView(buffer, byteOffset, byteLength)

/**
 * A masked message as a row of pieces: parts of its line that stay, and texts
 * in place of others.
 */
export class Pieces {
  /** of the pieces as they are: equal for the same parts with the same texts between them, if all of it is ASCII */
  readonly made = new Hash()
  /** of the masked message, however it is made of pieces; `read` sets it */
  readonly whole = new Hash()

  private line: Line
  private codes: Uint8Array = new Uint8Array(0)
  private view = viewOf(this.codes)
  private count = 0
  /** pairs of positions in the line, or what was put, and its number among `texts` */
  private places = new Int32Array(512)
  private readonly texts: Array<string> = []
  private textCount = 0
  /** where the part that stays begins */
  private kept = 0
  private out = new Uint8Array(4_096)
  private outView = viewOf(this.out)

  constructor(line: Line) {
    this.line = line
  }

  /** Begins the pieces of another line; what stands before `from` is none of them. */
  start(line: Line, from: number): void {
    this.line = line
    if (line.codes !== this.codes) {
      this.codes = line.codes
      this.view = viewOf(line.codes)
    }
    this.count = 0
    this.textCount = 0
    this.kept = from
  }

  /** `text` in place of codes `from` … `to` of the line; what is between the last such place and this one stays. */
  put(from: number, to: number, text: string): void {
    this.keep(from)
    this.kept = to
    if (text === PARAMETER) return this.place(Put.Parameter, 0)
    this.texts[this.textCount] = text
    this.place(Put.Text, this.textCount++)
  }

  /** What is left up to `to` stays; the rest of the line is left out. Sets `made`. */
  end(to: number): void {
    this.keep(to)
    const { count, made, places, texts, view } = this
    made.start()
    for (let i = 0; i < 2 * count; i += 2) {
      const from = places[i]!
      if (from >= 0) made.bytes(view, from, places[i + 1]!)
      else {
        made.sign(from)
        if (from === Put.Text) for (let text = texts[places[i + 1]!]!, k = 0; k < text.length; k++) made.sign(text.charCodeAt(k))
      }
    }
  }

  /** The masked message. */
  text(): string {
    const { count, line, places, texts } = this
    let out = ""
    for (let i = 0; i < count; i++) {
      const from = places[2 * i]!
      const to = places[2 * i + 1]!
      out += from >= 0 ? line.slice(from, to) : from === Put.Parameter ? PARAMETER : texts[to]!
    }
    return out
  }

  /** Sets `whole`. */
  read(): void {
    const { codes, count, line, places, texts } = this
    let length = 0
    for (let i = 0; i < count; i++) {
      const from = places[2 * i]!
      const to = places[2 * i + 1]!
      this.makeRoom(length, from >= 0 ? to - from : from === Put.Parameter ? PARAMETER.length : texts[to]!.length)
      const { out } = this
      if (from < 0) length = this.write(length, from === Put.Parameter ? PARAMETER : texts[to]!)
      else if (line.wide) length = this.write(length, line.slice(from, to))
      else for (let k = from; k < to; k++) out[length++] = codes[k]!
    }
    this.whole.start()
    this.whole.bytes(this.outView, 0, length)
  }

  private keep(to: number): void {
    if (to > this.kept) this.place(this.kept, to)
  }

  private place(from: number, to: number): void {
    const at = 2 * this.count++
    if (at === this.places.length) {
      const more = new Int32Array(2 * at)
      more.set(this.places)
      this.places = more
    }
    this.places[at] = from
    this.places[at + 1] = to
  }

  /** For so many characters behind the first `length` bytes. */
  private makeRoom(length: number, characters: number): void {
    const needed = length + 3 * characters
    if (needed <= this.out.length) return
    const more = new Uint8Array(2 * needed)
    more.set(this.out)
    this.out = more
    this.outView = viewOf(more)
  }

  private write(from: number, text: string): number {
    const { out } = this
    let at = from
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      if (code < 128) out[at++] = code
      else {
        out[at++] = WIDE
        out[at++] = code >> 8
        out[at++] = code & 255
      }
    }
    return at
  }
}
