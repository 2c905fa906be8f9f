/** Patterns that match at one place. */

/** Where the sticky `pattern` ends that begins at `at`; -1 where it does not match. */
export const sticky = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at
  const found = pattern.exec(text)
  return found === null ? -1 : at + found[0].length
}
