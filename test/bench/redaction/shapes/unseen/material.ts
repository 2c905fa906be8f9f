/** What the unseen shapes are made of: texts with their secret parts, key bodies, and the check digits of many countries. */
import { base64, DIGITS, digits, encodeUrl, LOWER, only, type Planted, pick, type Random, run, urlsafe } from "../random.js"

/** One secret in its text; its first occurrence is the one that must not be seen. */
export const say = (secret: string, text: (secret: string) => string): Planted => only(text(secret), secret)
/** Two secrets in one text. */
export const both = (one: string, other: string, text: (one: string, other: string) => string): Planted => only(text(one, other), one, other)

export const lower = (r: Random, length: number): string => run(r, LOWER, length)
export const lowerAlnum = (r: Random, length: number): string => run(r, LOWER + DIGITS, length)
export const between = (r: Random, from: number, to: number): number => from + r(to - from + 1)
export const padded = (value: number, length: number): string => String(value).padStart(length, "0")
/** Base64 of `bytes` random bytes in lines of 64, as PEM files have it. */
export const pemBody = (r: Random, bytes: number): string => (base64(r, bytes).match(/.{1,64}/g) ?? []).join("\n")
/** A PEM file; `escaped` has its line ends as \n in one line. */
export const pem = (label: string, body: string, escaped: boolean): string => {
  const file = `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----`
  return escaped ? file.replaceAll("\n", "\\n") : file
}
export const service = (r: Random): string => pick(r, ["checkout", "payments-api", "ledger", "mailer", "inventory", "auth-proxy"])
/** A date of birth: year, month, day. */
export const born = (r: Random): readonly [year: number, month: number, day: number] => [between(r, 1945, 1999), between(r, 1, 12), between(r, 1, 28)]

const weighted = (body: string, weights: ReadonlyArray<number>): number => weights.reduce((sum, weight, i) => sum + weight * Number(body[i]), 0)
/** Brazilian check digits: eleven minus the rest, nought for ten and eleven. */
const brazilian = (body: string, weights: ReadonlyArray<number>): string => {
  const rest = weighted(body, weights) % 11
  return body + String(rest < 2 ? 0 : 11 - rest)
}
export const cpf = (r: Random): string => brazilian(brazilian(run(r, DIGITS, 9), [10, 9, 8, 7, 6, 5, 4, 3, 2]), [11, 10, 9, 8, 7, 6, 5, 4, 3, 2])
export const cnpj = (r: Random): string => brazilian(brazilian(`${run(r, DIGITS, 8)}0001`, [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]), [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])
/** A number whose last digit makes the weighted sum right; numbers without such a digit are drawn again. */
export const checked = (r: Random, length: number, weights: ReadonlyArray<number>, check: (sum: number) => number, first = "123456789"): string => {
  for (;;) {
    const body = run(r, first, 1) + run(r, DIGITS, length - 2)
    const digit = check(weighted(body, weights))
    if (digit < 10) return body + String(digit)
  }
}
export const dniLetter = (number: number): string => "TRWAGMYFPDXBNJZSQVHLCKE"[number % 23]!
/** German tax id: ISO 7064 mod 11,10 over ten digits of which one occurs twice. */
export const steuerId = (r: Random): string => {
  const order = [..."0123456789"]
  for (let i = 9; i > 0; i--) {
    const j = r(i + 1)
    ;[order[i], order[j]] = [order[j]!, order[i]!]
  }
  if (order[0] === "0") order.push(order.shift()!)
  order[9] = order[r(8)]!
  let product = 10
  for (const digit of order) {
    const sum = (Number(digit) + product) % 10 || 10
    product = (sum * 2) % 11
  }
  return order.join("") + String((11 - product) % 10)
}
const ODD: Record<string, number> = Object.fromEntries([..."0123456789"].map((c, i) => [c, [1, 0, 5, 7, 9, 13, 15, 17, 19, 21][i]!]).concat([..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].map((c, i) => [c, [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23][i]!])))
const even = (char: string): number => (/\d/.test(char) ? Number(char) : char.charCodeAt(0) - 65)
export const codiceFiscale = (r: Random): string => {
  const [year, month, day] = born(r)
  const body = `${run(r, "BCDFGLMNPRST", 6)}${padded(year % 100, 2)}${"ABCDEHLMPRST"[month - 1]!}${padded(day + (r(2) === 0 ? 0 : 40), 2)}${run(r, "ABCDFGHL", 1)}${run(r, DIGITS, 3)}`
  const sum = [...body].reduce((total, char, i) => total + (i % 2 === 0 ? ODD[char]! : even(char)), 0)
  return body + String.fromCharCode(65 + (sum % 26))
}
/** French INSEE number with its key. */
export const insee = (r: Random): string => {
  const [year, month] = born(r)
  const body = `${pick(r, ["1", "2"])}${padded(year % 100, 2)}${padded(month, 2)}${padded(between(r, 1, 89), 2)}${padded(between(r, 1, 600), 3)}${padded(between(r, 1, 400), 3)}`
  return body + padded(97 - Number(BigInt(body) % 97n), 2)
}
/** Verhoeff's digit by the dihedral group of ten elements, as Aadhaar numbers end. */
export const aadhaar = (r: Random): string => {
  const times = (a: number, b: number): number => (a < 5 ? (b < 5 ? (a + b) % 5 : 5 + ((a + b) % 5)) : b < 5 ? 5 + ((a - b + 5) % 5) : (a - b + 5) % 5)
  const turn = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
  const body = run(r, "23456789", 1) + run(r, DIGITS, 10)
  let state = 0
  for (let i = 1; i <= body.length; i++) {
    let digit = Number(body[body.length - i])
    for (let k = 0; k < i % 8; k++) digit = turn[digit]!
    state = times(state, digit)
  }
  return body + String([0, 4, 3, 2, 1, 5, 6, 7, 8, 9][state]!)
}
/** Digits cut into groups of `sizes`; `separator` stands between them, or is told by its place. */
export const groups = (text: string, sizes: ReadonlyArray<number>, separator: string | ((place: number) => string)): string => {
  let at = 0
  return sizes.map((size, i) => `${i === 0 ? "" : typeof separator === "string" ? separator : separator(i - 1)}${text.slice(at, (at += size))}`).join("")
}
export const jwt = (r: Random): string => {
  const head = encodeUrl(pick(r, ['{"alg":"HS256","typ":"JWT"}', '{"typ":"JWT","alg":"RS256","kid":"k1"}', '{"alg":"ES256"}']))
  return `${head}.${encodeUrl(`{"sub":"${digits(r, 9)}","iat":17${digits(r, 8)},"iss":"https://id.example.org"}`)}.${urlsafe(r, 86)}`
}
/** A text of which nothing may be hidden; with "addresses" pseudonyms of addresses are fine, as relations survive them. */
export type Lookalike = readonly [kind: string, make: (random: Random) => string, allowed?: "addresses"]
