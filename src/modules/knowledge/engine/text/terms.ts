/**
 * Terms of operations text: identifiers are kept whole and split (CamelCase,
 * snake_case, dotted, hyphenated), light stemming, stop words out. Index and
 * query pass through the same function.
 */
const STOP = new Set("a an and are as at be been but by can could did do does for from had has have how i if in into is it its may might more most not of on or our out should so some such than that the their them then there these they this to too under up was we were what when where which while who why will with would you your please help me my us".split(" "))

const WORD = /[\p{L}\p{N}][\p{L}\p{N}_.\-/:]*/gu

const stem = (word: string): string => {
  if (word.length <= 4 || /\d/.test(word)) return word
  for (const [suffix, put] of [["sses", "ss"], ["ies", "y"], ["ing", ""], ["edly", ""], ["ed", ""], ["ers", ""], ["er", ""], ["ly", ""], ["es", ""], ["s", ""]] as const) {
    if (word.endsWith(suffix) && word.length - suffix.length >= 3 && !(suffix === "s" && word.endsWith("ss"))) return word.slice(0, -suffix.length) + put
  }
  return word
}

const clean = (word: string): string => word.replace(/[^\p{L}\p{N}]/gu, "")

export const termsOf = (text: string): ReadonlyArray<string> => {
  const terms: Array<string> = []
  for (const [raw] of text.matchAll(WORD)) {
    const parts = raw.replace(/([a-z0-9])([A-Z])/g, "$1 $2").replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2").split(/[^\p{L}\p{N}]+/u).map((p) => p.toLowerCase()).filter((p) => p !== "")
    if (parts.length > 1) {
      const whole = clean(raw).toLowerCase()
      if (whole.length > 2 && whole.length <= 80) terms.push(whole)
    }
    for (const part of parts) if (part.length > 1 && part.length <= 40 && !STOP.has(part)) terms.push(stem(part))
  }
  return terms
}
