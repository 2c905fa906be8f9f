import { PARAMETER } from "./parameter.js"
import { isVariable, isWord } from "./tokens.js"

interface Mined {
  readonly id: number
  readonly tokens: ReadonlyArray<string>
  readonly named: ReadonlySet<number>
}

/** Longer tokens are taken as they are, and so are all once so many pairs were compared. */
const MAX_TOKEN = 256
const MAX_PAIRS = 400_000
/** Equal tokens with letters, and the share of tokens that may be less general. */
const MIN_CONSTANTS = 2
const MAX_SHARE = 0.4
/** from the general to the more general */
const MAX_STEPS = 8

/** Whether a token is what the other one says, with something in place of its parameters. */
export const isInstance = (general: string, token: string): boolean => {
  if (token.length > MAX_TOKEN || general.length > MAX_TOKEN) return false
  const parts = general.split(PARAMETER)
  if (parts.length === 1 || !token.startsWith(parts[0]!)) return false
  let at = parts[0]!.length
  for (let i = 1; i < parts.length; i++) {
    const part = parts[i]!
    // what ends the token is looked for at its end
    const found = i === parts.length - 1 ? token.length - part.length : token.indexOf(part, at + 1)
    if (found <= at || !token.startsWith(part, found)) return false
    at = found + part.length
  }
  return true
}

const covers = ({ named, tokens: general }: Mined, { tokens }: Mined): boolean => {
  let constants = 0
  let special = 0
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!
    if (general[i] === token) {
      if (/[A-Za-z]{2}/.test(token.replaceAll(PARAMETER, ""))) constants++
      continue
    }
    // a plain word is a parameter only where such words were seen
    if (!isVariable(general[i]!) || !named.has(i) && isWord(token) || !isInstance(general[i]!, token)) return false
    if (++special > tokens.length * MAX_SHARE) return false
  }
  return special > 0 && constants >= MIN_CONSTANTS
}

/** Templates of which a more general one of the same length says everything are that one. */
export const mergeInstances = (mined: ReadonlyArray<Mined>): ReadonlyArray<Mined> => {
  const groups = new Map<string, Array<Mined>>()
  const known = new Set<string>()
  for (const one of mined) {
    const text = one.tokens.join(" ")
    if (known.has(text)) continue
    known.add(text)
    const key = String(one.tokens.length)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [one])
    else group.push(one)
  }
  const into = new Map<string, Mined>()
  let pairs = 0
  for (const group of groups.values()) {
    const general = group.filter(({ tokens }) => tokens.some(isVariable))
    for (const one of group) {
      if ((pairs += general.length) > MAX_PAIRS) return mined
      const found = general.find((other) => other !== one && covers(other, one))
      if (found !== undefined) into.set(one.tokens.join(" "), found)
    }
  }
  if (into.size === 0) return mined
  return mined.map((one) => {
    let found = into.get(one.tokens.join(" "))
    for (let next = found, step = 0; next !== undefined && step < MAX_STEPS; next = into.get(next.tokens.join(" ")), step++) found = next
    return found === undefined ? one : { id: one.id, tokens: found.tokens, named: found.named }
  })
}
