/** The sign for a parameter in a template. */
export const PARAMETER = "<*>"

const HAS_DIGIT = /\d/
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

const plain = (token: string): boolean => !HAS_DIGIT.test(token) && !token.includes("/") && !token.includes("\\") && token.split(".").length < 3

/** Splits a message at spaces and puts the sign for parameters into its tokens. */
export const maskMessage = (message: string): Array<string> => {
  const tokens: Array<string> = []
  for (const token of message.split(" ")) {
    if (token === "") continue
    const masked = plain(token) ? token : maskToken(token.length > 512 ? token.slice(0, 512) : token)
    const unit = tokens.length > 0 && tokens[tokens.length - 1] === PARAMETER ? UNIT.exec(masked) : null
    if (unit !== null) tokens[tokens.length - 1] = PARAMETER + unit[1]
    else tokens.push(masked)
  }
  return tokens
}
