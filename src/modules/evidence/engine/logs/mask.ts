import { replacementOf, Segment } from "./segment.js"

/** The sign for a parameter in a template. */
export const PARAMETER = "<*>"

const SPACE = 32
const COLON = 58
const SLASH = 47

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

/** The message with its parameters masked and single spaces between its first `maxTokens` tokens. */
export const maskText = (message: string, maxTokens: number = Number.POSITIVE_INFINITY): string => {
  const length = message.length
  let out = ""
  let tokens = 1
  // what stands before `copied` is in `out`
  let copied = 0
  let i = 0
  while (i < length && message.charCodeAt(i) <= SPACE) i++
  copied = i
  while (i < length) {
    const code = message.charCodeAt(i)
    const kind = code < 128 ? CLASS[code]! : LETTER
    if (kind === BLANK) {
      const end = i
      do i++
      while (i < length && message.charCodeAt(i) <= SPACE)
      if (i >= length || ++tokens > maxTokens) {
        out += message.slice(copied, end)
        copied = length
        break
      }
      if (i - end > 1 || message.charCodeAt(end) !== SPACE) {
        out += `${message.slice(copied, end)} `
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
    let end = i
    let put: string | null = null
    if (digits > 0 && letters === 0 && dashes === 0 && strokes === 0 && dots < 2 && message.charCodeAt(i) !== COLON && message.charCodeAt(i - 1) !== 46 && message.charCodeAt(from) !== 46) put = PARAMETER
    else {
      const next = message.charCodeAt(i)
      if (letters === 3 && i - from === 3 && message.charCodeAt(from) <= 90) {
        const stop = restOf(MOMENT, message, from)
        if (stop > 0) {
          put = MOMENT_SHOWN
          end = stop
        }
      }
      if (next === COLON && i - from < 20) {
        const stop = message.charCodeAt(i + 1) === SLASH && letters > 1 ? restOf(URL_REST, message, i) : letters === 1 && digits === 0 ? restOf(WINDOWS_REST, message, i) : i - from <= 4 ? restOf(ADDRESS, message, from) : -1
        if (stop > 0) {
          put = PARAMETER
          end = stop
        }
      }
      if (put === null && (digits > 0 || strokes > 0 || dots > 0 || letters === 4 || letters === 5)) {
        segment.set(message, from, end, letters, digits, dots, dashes, strokes)
        put = replacementOf(segment)
      }
    }
    if (put !== null) {
      out += copied < from ? message.slice(copied, from) + put : put
      copied = i = end
    }
  }
  return copied === 0 ? message : copied < length ? out + message.slice(copied) : out
}

/** The tokens of `maskText`. */
export const maskMessage = (message: string): Array<string> => {
  const text = maskText(message)
  return text === "" ? [] : text.split(" ")
}
