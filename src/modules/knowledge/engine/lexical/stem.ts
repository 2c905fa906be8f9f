/** Porter's suffix stripping (1980), with the irregular families of operations English joined afterwards. */

const DOUBLES = /(bb|dd|ff|gg|mm|nn|pp|rr|tt)$/

const consonantAt = (w: string, i: number): boolean => {
  const c = w.charCodeAt(i)
  // a e i o u
  if (c === 97 || c === 101 || c === 105 || c === 111 || c === 117) return false
  return c === 121 ? i === 0 || !consonantAt(w, i - 1) : true
}

/** Number of vowel–consonant sequences in the first `length` characters. */
const measure = (w: string, length: number): number => {
  let n = 0
  let i = 0
  while (i < length && consonantAt(w, i)) i++
  while (i < length) {
    while (i < length && !consonantAt(w, i)) i++
    if (i >= length) return n
    while (i < length && consonantAt(w, i)) i++
    n++
  }
  return n
}

const hasVowel = (w: string, length: number): boolean => {
  for (let i = 0; i < length; i++) if (!consonantAt(w, i)) return true
  return false
}

/** consonant–vowel–consonant at the end, the last not w, x or y */
const shortEnd = (w: string): boolean => {
  const n = w.length
  return n > 2 && consonantAt(w, n - 1) && !consonantAt(w, n - 2) && consonantAt(w, n - 3) && !/[wxy]$/.test(w)
}

type Rules = ReadonlyArray<readonly [string, string]>

const STEP2: Rules = [
  ["ational", "ate"], ["tional", "tion"], ["enci", "ence"], ["anci", "ance"], ["izer", "ize"], ["iser", "ise"], ["abli", "able"], ["alli", "al"], ["entli", "ent"], ["eli", "e"],
  ["ousli", "ous"], ["ization", "ize"], ["isation", "ise"], ["ation", "ate"], ["ator", "ate"], ["alism", "al"], ["iveness", "ive"], ["fulness", "ful"], ["ousness", "ous"],
  ["aliti", "al"], ["iviti", "ive"], ["biliti", "ble"]
]
const STEP3: Rules = [["icate", "ic"], ["ative", ""], ["alize", "al"], ["alise", "al"], ["iciti", "ic"], ["ical", "ic"], ["ful", ""], ["ness", ""]]
const STEP4 = ["ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize", "ise", "al", "er", "ic", "ou"]

const replace = (w: string, rules: Rules): string => {
  for (const [suffix, put] of rules) {
    if (w.endsWith(suffix)) return measure(w, w.length - suffix.length) > 0 ? w.slice(0, -suffix.length) + put : w
  }
  return w
}

/** Stems that Porter leaves apart although operators use the words for one thing. */
const FAMILY: ReadonlyMap<string, string> = new Map([
  ["failur", "fail"], ["faulti", "fault"], ["expiri", "expir"], ["renew", "renew"], ["renewal", "renew"], ["remov", "remov"], ["ran", "run"], ["sent", "send"], ["lost", "lose"], ["loss", "lose"],
  ["stuck", "stick"], ["written", "write"], ["wrote", "write"], ["broken", "break"], ["broke", "break"], ["slow", "slow"], ["throttl", "throttl"], ["unavail", "unavail"],
  ["reconcili", "reconcil"], ["inconsist", "inconsist"], ["readi", "readi"], ["ready", "readi"], ["synchroni", "synchron"], ["reloc", "reloc"], ["retri", "retry"], ["queri", "query"],
  ["polici", "policy"], ["memori", "memory"], ["taken", "take"], ["took", "take"], ["held", "hold"], ["found", "find"], ["kept", "keep"], ["built", "build"], ["chang", "chang"],
  ["higher", "high"], ["highest", "high"], ["lower", "low"], ["lowest", "low"], ["larger", "larg"], ["largest", "larg"], ["slower", "slow"], ["faster", "fast"], ["longer", "long"],
  ["indic", "index"], ["indices", "index"], ["proxi", "proxy"], ["directori", "directory"], ["repositori", "repository"], ["entri", "entry"], ["registri", "registry"], ["batteri", "battery"]
])

const strip = (word: string): string => {
  let w = word
  // plurals
  if (w.endsWith("sses")) w = w.slice(0, -2)
  else if (w.endsWith("ies")) w = w.slice(0, -2)
  else if (w.endsWith("s") && !/(ss|us|is)$/.test(w)) w = w.slice(0, -1)
  // past and participle
  let cut = false
  if (w.endsWith("eed")) {
    if (measure(w, w.length - 3) > 0) w = w.slice(0, -1)
  } else if (w.endsWith("ed") && hasVowel(w, w.length - 2)) {
    w = w.slice(0, -2)
    cut = true
  } else if (w.endsWith("ing") && hasVowel(w, w.length - 3)) {
    w = w.slice(0, -3)
    cut = true
  }
  if (cut) {
    if (/(at|bl|iz|is)$/.test(w)) w += "e"
    else if (DOUBLES.test(w)) w = w.slice(0, -1)
    else if (measure(w, w.length) === 1 && shortEnd(w)) w += "e"
  }
  if (w.endsWith("y") && hasVowel(w, w.length - 1)) w = w.slice(0, -1) + "i"
  w = replace(replace(w, STEP2), STEP3)
  const ion = /[st]ion$/.test(w) && measure(w, w.length - 3) > 1
  if (ion) w = w.slice(0, -3)
  else {
    for (const suffix of STEP4) {
      if (w.endsWith(suffix)) {
        if (measure(w, w.length - suffix.length) > 1) w = w.slice(0, -suffix.length)
        break
      }
    }
  }
  if (w.endsWith("e")) {
    const m = measure(w, w.length - 1)
    if (m > 1 || (m === 1 && !shortEnd(w.slice(0, -1)))) w = w.slice(0, -1)
  }
  return w.endsWith("ll") && measure(w, w.length) > 1 ? w.slice(0, -1) : w
}

const cache = new Map<string, string>()
const CACHE_LIMIT = 50_000

/** Stem of a lower-case word; words with digits, other scripts or fewer than four letters stay as they are. */
export const stem = (word: string): string => {
  if (word.length < 4 || word.length > 40) return word
  const known = cache.get(word)
  if (known !== undefined) return known
  let result = word
  if (/^[a-z]+$/.test(word)) {
    const stripped = strip(word)
    result = FAMILY.get(stripped) ?? stripped
  }
  if (cache.size >= CACHE_LIMIT) cache.clear()
  cache.set(word, result)
  return result
}
