/** Classes of character codes, and looks at a few of them, that the readers of lines share. */

export const isDigit = (code: number): boolean => code >= 48 && code <= 57
export const isUpper = (code: number): boolean => code >= 65 && code <= 90
/** ASCII letters. */
export const isLetter = (code: number): boolean => (code | 32) >= 97 && (code | 32) <= 122

/** 0 behind the end: no reader takes it for anything */
export const codeAt = (codes: Uint8Array, at: number, end: number): number => (at < end ? codes[at]! : 0)

export const startsWith = (codes: Uint8Array, from: number, part: Uint8Array): boolean => {
  for (let i = 0; i < part.length; i++) if (codes[from + i] !== part[i]) return false
  return true
}
