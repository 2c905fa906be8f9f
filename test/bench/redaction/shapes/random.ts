/** Deterministic material: alphabets, check digits and words, so that planted values have the entropy of real ones. */
export type Random = (below: number) => number

/** What is planted: the text and the parts of it that must not be seen. */
export interface Planted {
  readonly text: string
  readonly secrets: ReadonlyArray<string>
}
export type Shape = readonly [kind: string, make: (random: Random) => Planted]

export const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
export const LOWER = "abcdefghijklmnopqrstuvwxyz"
export const DIGITS = "0123456789"
export const HEX = "0123456789abcdef"
export const ALNUM = UPPER + LOWER + DIGITS
export const BASE32 = `${UPPER}234567`
export const URLSAFE = `${ALNUM}-_`
export const BASE64 = `${ALNUM}+/`

export const seeded = (seed: number): Random => {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

export const pick = <A>(r: Random, from: ReadonlyArray<A>): A => from[r(from.length)]!
export const run = (r: Random, alphabet: string, length: number): string => Array.from({ length }, () => alphabet[r(alphabet.length)]!).join("")
export const hex = (r: Random, length: number): string => run(r, HEX, length)
export const alnum = (r: Random, length: number): string => run(r, ALNUM, length)
export const urlsafe = (r: Random, length: number): string => run(r, URLSAFE, length - 1) + run(r, ALNUM, 1)
export const digits = (r: Random, length: number): string => run(r, "123456789", 1) + run(r, DIGITS, length - 1)
export const base64 = (r: Random, bytes: number): string => Buffer.from(Array.from({ length: bytes }, () => r(256))).toString("base64")
export const uuid = (r: Random): string => `${hex(r, 8)}-${hex(r, 4)}-4${hex(r, 3)}-${pick(r, ["8", "9", "a", "b"])}${hex(r, 3)}-${hex(r, 12)}`
export const encode = (text: string): string => Buffer.from(text).toString("base64")
export const encodeUrl = (text: string): string => Buffer.from(text).toString("base64url")

const words = ["winter", "dragon", "Coffee", "harbour", "Summer", "falcon", "orange", "Monday", "tiger", "Velvet", "rocket", "maple"]
/** A password as people and generators make them; none holds a blank, quote, or what ends a URL's user part. */
export const password = (r: Random): string =>
  pick(r, [
    () => `${pick(r, words)}${pick(r, words)}${digits(r, 2)}`,
    () => `${pick(r, words)}${digits(r, 4)}!`,
    () => `${pick(r, words).replace("o", "0").replace("e", "3")}_${digits(r, 3)}`,
    () => alnum(r, 12 + r(8)),
    () => `${alnum(r, 5)}-${alnum(r, 5)}-${alnum(r, 5)}`,
    () => `${run(r, `${ALNUM}!*$^_.`, 14)}${run(r, ALNUM, 2)}`,
    () => `${pick(r, words)}-${pick(r, words)}-${pick(r, words)}`.toLowerCase(),
  ])()
export const user = (r: Random): string => pick(r, ["admin", "svc_orders", "app", "root", "deploy", "j.smith", "billing-ro", "postgres"])
export const host = (r: Random): string => pick(r, ["db-1.internal", "10.4.2.17", "orders-db.prod.svc.cluster.local", "cache01", "example.org"])

const luhn = (body: string): string => {
  let sum = 0
  for (let i = 0; i < body.length; i++) {
    const digit = Number(body[body.length - 1 - i])
    const doubled = i % 2 === 0 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return body + String((10 - (sum % 10)) % 10)
}
export const withLuhn = (r: Random, prefix: string, length: number): string => luhn(prefix + run(r, DIGITS, length - prefix.length - 1))
export const mod11 = (text: string, weights: ReadonlyArray<number>): number => weights.reduce((sum, weight, i) => sum + weight * Number(text[i]), 0) % 11
export const mod97 = (text: string): number => {
  let rest = 0
  for (const char of text) rest = Number(`${rest}${Number.parseInt(char, 36)}`) % 97
  return rest
}
export const iban = (country: string, account: string): string => {
  const check = 98 - mod97(`${account}${country}00`)
  return `${country}${String(check).padStart(2, "0")}${account}`
}
export const only = (text: string, ...secrets: ReadonlyArray<string>): Planted => ({ text, secrets })
