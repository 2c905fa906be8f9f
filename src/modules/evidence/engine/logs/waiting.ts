import type { Header, HeaderReader } from "./header.js"
import { learnLayout } from "./learning.js"
import { Line } from "./line.js"
import type { LineRecord } from "./record.js"

/** The first lines tell how the others begin; so do later ones that begin otherwise. */
const FIRST_LINES = 600
const LATER_LINES = 300
const MAX_BYTES = 256 * 1024
/** So many lines in a row that fit no layout are the start of another one. */
const MIN_RUN = 12
/** Attempts to learn from later lines that come to nothing. */
const MAX_FAILED = 3

const CONTINUES = /^\s|^$/

export type Take = (record: LineRecord, line: Line, header: Header) => void

/** Holds lines back until it is known how they begin, and hands them on in order. */
export class WaitingRoom {
  private held: Array<{ readonly record: LineRecord; readonly text: string }> = []
  private bytes = 0
  private holding = true
  private later = false
  private failed = 0

  constructor(private readonly headers: HeaderReader, private readonly take: Take) {}

  /** Takes a line; record and line are only read during the call. */
  add(record: LineRecord, line: Line): void {
    const { headers } = this
    if (!this.holding) {
      const matched = headers.match(line)
      if (matched || !headers.known || !headers.open || this.failed >= MAX_FAILED || CONTINUES.test(line.text)) {
        if (!matched) headers.readAlone(line)
        return this.take(record, line, headers.header)
      }
      this.holding = true
    } else if (this.later && this.held.length < MIN_RUN && !CONTINUES.test(line.text) && headers.match(line)) {
      // the run was short: strangers among lines of a known layout
      this.release()
      headers.read(line)
      return this.take(record, line, headers.header)
    }
    this.held.push({ record: record.own(), text: line.text })
    this.bytes += line.end - line.begin
    if (this.held.length >= (this.later ? LATER_LINES : FIRST_LINES) || this.bytes >= MAX_BYTES) this.end()
  }

  /** Learns from what is held and hands it on. */
  end(): void {
    if (!this.holding) return
    const texts = this.held.map(({ text }) => text).filter((text) => !this.later || !this.headers.match(Line.of(text)))
    const layout = this.later && texts.length < MIN_RUN ? null : learnLayout(texts, this.headers.times)
    if (layout === null && this.later) this.failed++
    this.headers.use(layout)
    this.release()
  }

  private release(): void {
    const { held } = this
    this.held = []
    this.bytes = 0
    this.holding = false
    this.later = true
    const line = new Line()
    for (const { record, text } of held) {
      line.decode(text)
      this.headers.read(line)
      this.take(record, line, this.headers.header)
    }
  }
}
