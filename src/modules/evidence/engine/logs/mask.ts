/** The sign for a parameter in a template. */
export const PARAMETER = "<*>"

/** Signs that may close a number. */
const CLOSING = ",;:.)]"
const MAX_TOKEN = 512
const UNIT = /^(?:[KMGT]i?B|B|kB)([,.;:)\]]*)$/

/** Hosts, paths, addresses and ids as whole parts; then numbers inside what is left. */
const PARTS: ReadonlyArray<readonly [RegExp, string]> = [
  [/\b[a-z][a-z0-9+.-]{1,15}:\/\/[^\s,;"'<>)\]}]+/gi, PARAMETER],
  [/(^|[\s=([{:,"'@])\/?\d{1,3}(?:\.\d{1,3}){3}(?=$|[^\d.\w])/g, `$1${PARAMETER}`],
  [/\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b/gi, PARAMETER],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, PARAMETER],
  [/(^|[\s=([{:,"'])~?\/[\w.+@%-]+(?:\/[\w.+@%$-]*)*/g, `$1${PARAMETER}`],
  [/\b[A-Z]:\\[^\s,;"']+/g, PARAMETER],
  [/\b(?:[a-z0-9_-]+\.){2,}[a-z]{2,12}\b(?![(:$])/g, PARAMETER],
  [/\b0x[0-9a-f]+\b/gi, PARAMETER],
  [/\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{6,}\b/gi, PARAMETER],
  [/\b[A-Za-z]+_-?\d+(?:_\d+)*\b/g, PARAMETER],
  [/(^|[^\w<*])[-+]?\d+(?:[.,]\d+)*%?(?=$|[^\w])/g, `$1${PARAMETER}`],
  [/\b\d+(?:\.\d+)?(?:ns|us|ms|s|m|h|d|kb|mb|gb|tb|k|g|b|x)\b/gi, PARAMETER]
]

const remembered = new Map<string, string>()
const MAX_REMEMBERED = 20_000

const maskToken = (token: string): string => {
  const known = remembered.get(token)
  if (known !== undefined) return known
  let masked = token
  for (const [pattern, put] of PARTS) masked = masked.replace(pattern, put)
  if (remembered.size >= MAX_REMEMBERED) remembered.clear()
  if (token.length < 200) remembered.set(token, masked)
  return masked
}

const SPACE = 32
const DOT = 46

const isDigit = (code: number): boolean => code >= 48 && code <= 57

/** A bare number, signed or grouped or a percentage, with at most one closing sign: the common case, without a pattern. */
const maskNumber = (message: string, from: number, to: number): string | null => {
  let i = from
  const sign = message.charCodeAt(i)
  if (sign === 45 || sign === 43) i++
  if (i >= to || !isDigit(message.charCodeAt(i))) return null
  while (i < to) {
    const code = message.charCodeAt(i)
    if (isDigit(code)) i++
    else if ((code === DOT || code === 44) && i + 1 < to && isDigit(message.charCodeAt(i + 1))) i += 2
    else break
  }
  if (i < to && message.charCodeAt(i) === 37) i++
  if (i === to) return PARAMETER
  return i === to - 1 && CLOSING.includes(message[i]!) ? PARAMETER + message[i]! : null
}

/** The message with its parameters masked and single spaces between its first `maxTokens` tokens. */
export const maskText = (message: string, maxTokens: number = Number.POSITIVE_INFINITY): string => {
  const length = message.length
  let out = ""
  let count = 0
  let afterParameter = false
  // plain words that follow one another are copied as one piece
  let run = -1
  let runEnd = -1
  let i = 0
  while (i < length && count < maxTokens) {
    while (i < length && message.charCodeAt(i) === SPACE) i++
    if (i >= length) break
    const from = i
    let special = false
    let dots = 0
    for (; i < length; i++) {
      const code = message.charCodeAt(i)
      if (code === SPACE) break
      if (code === DOT) dots++
      else if ((code >= 47 && code <= 57) || code === 92) special = true
    }
    if (!special && dots < 2 && !(afterParameter && i - from < 12 && UNIT.test(message.slice(from, i)))) {
      afterParameter = i - from === PARAMETER.length && message.startsWith(PARAMETER, from)
      count++
      if (run === -1) run = from
      else if (from !== runEnd + 1) {
        out += `${message.slice(run, runEnd)} `
        run = from
      }
      runEnd = i
      continue
    }
    if (run !== -1) {
      out += `${out === "" || out.endsWith(" ") ? "" : " "}${message.slice(run, runEnd)}`
      run = -1
    }
    const masked = special || dots >= 2 ? maskNumber(message, from, i) ?? maskToken(message.slice(from, Math.min(i, from + MAX_TOKEN))) : message.slice(from, i)
    const unit = afterParameter && masked.length < 12 ? UNIT.exec(masked) : null
    if (unit !== null) {
      out += unit[1]
      afterParameter = unit[1] === ""
      continue
    }
    out += out === "" || out.endsWith(" ") ? masked : ` ${masked}`
    afterParameter = masked === PARAMETER
    count++
  }
  if (run !== -1) out += `${out === "" || out.endsWith(" ") ? "" : " "}${message.slice(run, runEnd)}`
  return out
}

/** The tokens of `maskText`. */
export const maskMessage = (message: string): Array<string> => {
  const text = maskText(message)
  return text === "" ? [] : text.split(" ")
}
