/** Classes of character codes that the readers of lines share. */

export const isDigit = (code: number): boolean => code >= 48 && code <= 57
/** ASCII letters. */
export const isLetter = (code: number): boolean => (code | 32) >= 97 && (code | 32) <= 122
