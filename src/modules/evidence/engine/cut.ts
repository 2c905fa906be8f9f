/** A word longer than this (a path, a key) is cut inside. */
const LONGEST_WORD = 60

/**
 * The text, or as many whole words of it as fit into `limit` characters together
 * with the mark of what is missing: half a number would be another number.
 */
export const cutAtWord = (text: string, limit: number): string => {
  if (text.length <= limit) return text
  const fits = text.slice(0, limit - 1)
  const word = /\s/.test(text[limit - 1]!) ? fits.length : fits.lastIndexOf(" ")
  return `${(word < fits.length - LONGEST_WORD ? fits : fits.slice(0, word)).replace(/[\s,;:(—\ud800-\udbff-]{1,9}$/, "")}…`
}
