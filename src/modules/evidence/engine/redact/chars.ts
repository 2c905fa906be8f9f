/** Classes of ASCII characters as tables: a look-up where a regular expression would be asked a million times. */

const table = (pattern: RegExp): Uint8Array => Uint8Array.from({ length: 256 }, (_, code) => (pattern.test(String.fromCharCode(code)) ? 1 : 0))

/** What `codeAt` gives outside the text. */
export const END = 0

/** Code of a character; outside the text END and never NaN, which would make every table look-up slow. */
export const codeAt = (text: string, at: number): number => (at >= 0 && at < text.length ? text.charCodeAt(at) : END)

const ALNUM = table(/[A-Za-z0-9]/)
const WORD = table(/\w/)
const KEY = table(/[\w.\-à-ÿ]/)
const LOCAL = table(/[\w.%+'-]/)
const HEX = table(/[0-9A-Fa-f]/)

export const isDigit = (code: number): boolean => code >= 48 && code <= 57
export const isLower = (code: number): boolean => code >= 97 && code <= 122
export const isUpper = (code: number): boolean => code >= 65 && code <= 90
export const isAlnum = (code: number): boolean => code < 256 && ALNUM[code] === 1
export const isLetter = (code: number): boolean => isAlnum(code) && !isDigit(code)
/** `\w` */
export const isWord = (code: number): boolean => code < 256 && WORD[code] === 1
export const isWordOrDash = (code: number): boolean => isWord(code) || code === 45
export const isHexDigit = (code: number): boolean => code < 256 && HEX[code] === 1
/** What names of keys are written with. */
export const isKeyChar = (code: number): boolean => code < 256 && KEY[code] === 1
/** What stands before the @ of an address. */
export const isLocal = (code: number): boolean => code < 256 && LOCAL[code] === 1
export const isBlank = (code: number): boolean => code === 32 || code === 9
/** A quote, or the backslash of one that is escaped. */
export const isQuote = (code: number): boolean => code === 34 || code === 39 || code === 96 || code === 92

const DIGIT_OR_BLANK = Uint8Array.from({ length: 256 }, (_, code) => (isDigit(code) || code === 32 || code === 10 || code === 0 ? 1 : 0))

/** Where the first digit, blank or end of a line stands from `from` on, before `to`; `to` where there is none. For gates that look far. */
export const nextDigitOrBlank = (text: string, from: number, to: number): number => {
  const end = Math.min(to, text.length)
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code < 256 && DIGIT_OR_BLANK[code] === 1) return at
  }
  return to
}
