import { replacementOf, Segment } from "./segment.js"

/** The sign for a parameter in a template. */
export const PARAMETER = "<*>"

const SPACE = 32
const COLON = 58
const SLASH = 47
const BACKSLASH = 92

/** What a character is inside a message; everything that is no part of a segment ends one. */
const CLASS = new Uint8Array(128)
const [END, LETTER, DIGIT, DOT, DASH, STROKE, BLANK] = [0, 1, 2, 3, 4, 5, 6]
for (let code = 0; code < 128; code++) {
  const one = String.fromCharCode(code)
  CLASS[code] = /[A-Za-z_$]/.test(one) ? LETTER : /\d/.test(one) ? DIGIT : one === "." ? DOT : one === "-" || one === "+" ? DASH : one === "/" || one === "\\" || one === "~" ? STROKE : code <= SPACE ? BLANK : END
}

const ADDRESS = /(?:[0-9a-fA-F]{2}[:-]){5,19}[0-9a-fA-F]{2}(?![\w:])|(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}(?![\w:])|(?:[0-9a-fA-F]{1,4}:){1,6}(?::[0-9a-fA-F]{1,4}){1,6}(?![\w:])/y
const URL_REST = /:\/\/[^\s,;"'<>)\]}]*/y
const WINDOWS_REST = /:\\[^\s,;"'<>|]*/y

/** a moment in words is one parameter, shown as its clock */
const MOMENT = /(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}\d{1,2}|\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?: \d{4})?),? \d\d:\d\d:\d\d(?: [A-Z]{2,4}(?![A-Za-z]))?(?: [+-]\d{4}\b)?(?: \d{4}\b)?/y
const MOMENT_SHOWN = `${PARAMETER}:${PARAMETER}:${PARAMETER}`

const restOf = (pattern: RegExp, message: string, from: number): number => {
  pattern.lastIndex = from
  return pattern.test(message) ? pattern.lastIndex : -1
}

const segment = new Segment()

/** Masked pieces of a message as they are found: kept text `from` … `to`, or a text put in its place. */
interface Sink {
  keep(message: string, from: number, to: number): void
  put(text: string): void
}

/** Walks over a message once, up to `maxTokens` tokens; spaces between tokens come as one. */
const walk = (message: string, maxTokens: number, sink: Sink): void => {
  const length = message.length
  let tokens = 1
  let i = 0
  while (i < length && message.charCodeAt(i) <= SPACE) i++
  // what stands before `copied` is in the sink
  let copied = i
  while (i < length) {
    const code = message.charCodeAt(i)
    const kind = code < 128 ? CLASS[code]! : LETTER
    if (kind === BLANK) {
      const end = i
      do i++
      while (i < length && message.charCodeAt(i) <= SPACE)
      if (i >= length || ++tokens > maxTokens) {
        sink.keep(message, copied, end)
        return
      }
      if (i - end > 1 || code !== SPACE) {
        sink.keep(message, copied, end)
        sink.put(" ")
        copied = i
      }
      continue
    }
    if (kind === END) {
      i++
      continue
    }
    const from = i
    let letters = 0
    let digits = 0
    let dots = 0
    let dashes = 0
    let strokes = 0
    for (; i < length; i++) {
      const one = message.charCodeAt(i)
      const of = one < 128 ? CLASS[one]! : LETTER
      if (of === LETTER) letters++
      else if (of === DIGIT) digits++
      else if (of === DOT) dots++
      else if (of === DASH) dashes++
      else if (of === STROKE) strokes++
      else break
    }
    // plain words are most of a message
    if (digits === 0 && dots === 0 && strokes === 0 && letters > 5) continue
    let end = i
    let put: string | null = null
    const next = message.charCodeAt(i)
    if (next === COLON && i - from < 20) {
      end = longEnd(message, from, i, letters, digits)
      if (end > i) put = PARAMETER
    } else if (letters === 3 && i - from === 3 && message.charCodeAt(from) <= 90) {
      end = restOf(MOMENT, message, from)
      if (end > 0) put = MOMENT_SHOWN
      else end = i
    }
    if (put === null) {
      if (digits > 0 && letters + dashes + strokes === 0 && message.charCodeAt(i - 1) !== 46 && message.charCodeAt(from) !== 46 && (dots < 2 || !hasRun(message, from, i))) put = PARAMETER
      else if (digits > 0 || strokes > 0 || dots > 0 || letters === 4 || letters === 5) {
        segment.set(message, from, end, letters, digits, dots, dashes, strokes)
        put = replacementOf(segment)
      }
    }
    if (put !== null) {
      if (copied < from) sink.keep(message, copied, from)
      sink.put(put)
      copied = i = end
    }
  }
  if (copied < length) sink.keep(message, copied, length)
}

/** Values that go on behind a colon: addresses of the web, of hardware, paths with a drive. */
const longEnd = (message: string, from: number, to: number, letters: number, digits: number): number => {
  const behind = message.charCodeAt(to + 1)
  if (behind === SLASH && letters > 1) return Math.max(to, restOf(URL_REST, message, to))
  if (behind === BACKSLASH && letters === 1 && digits === 0) return Math.max(to, restOf(WINDOWS_REST, message, to))
  return to - from <= 4 && behind > SPACE ? Math.max(to, restOf(ADDRESS, message, from)) : to
}

const hasRun = (message: string, from: number, to: number): boolean => {
  for (let i = from + 1; i < to; i++) if (message.charCodeAt(i) === 46 && message.charCodeAt(i - 1) === 46) return true
  return false
}

class Text implements Sink {
  out = ""
  keep(message: string, from: number, to: number): void {
    this.out += message.slice(from, to)
  }
  put(text: string): void {
    this.out += text
  }
}

/** The message with its parameters masked and single spaces between its first `maxTokens` tokens. */
export const maskText = (message: string, maxTokens: number = Number.POSITIVE_INFINITY): string => {
  const text = new Text()
  walk(message, maxTokens, text)
  return text.out
}

/** Two hashes of what `maskText` answers, without making it. */
export class MaskHash implements Sink {
  first = 0
  second = 0

  of(message: string, maxTokens: number): void {
    this.first = 0x811c9dc5 | 0
    this.second = 0x9e3779b9 | 0
    walk(message, maxTokens, this)
  }

  keep(message: string, from: number, to: number): void {
    let { first, second } = this
    for (let i = from; i < to; i++) {
      const code = message.charCodeAt(i)
      first = Math.imul(first ^ code, 0x01000193)
      second = Math.imul(second + code, 0x5bd1e995) ^ (second >>> 15)
    }
    this.first = first
    this.second = second
  }

  put(text: string): void {
    this.keep(text, 0, text.length)
  }
}

/** The tokens of `maskText`. */
export const maskMessage = (message: string): Array<string> => {
  const text = maskText(message)
  return text === "" ? [] : text.split(" ")
}
