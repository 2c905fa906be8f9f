/**
 * Lines made of nothing but what redaction looks for: every literal of its rules with what such rules wait for behind
 * it, literals alternating, and characters that its passes stop at. All are generated from the rules themselves.
 * What repeats exactly is read in part, so each is also measured with a number that counts after some hundred characters.
 */
import { RULES } from "../../../src/modules/evidence/engine/redact/scan.js"

/** Name and repeated text of a line. */
export type Flood = readonly [name: string, unit: string]

/** What stands behind a literal: nothing, the notations of a value, and the beginnings of longer patterns. */
const BEHIND = ["", " ", "=", "\": a1B2c3D4 ", "1B2c3D4e5F6a1B2c3D4e5F6-"]

const LITERALS = [...new Set(RULES.flatMap((rule) => rule.literals))]

const literals: ReadonlyArray<Flood> = LITERALS.flatMap((literal) => BEHIND.map((behind) => [`${literal}${behind}`, literal + behind] as const))

/** Each literal with one that is far from it in the list, glued, between blanks and as name and value. */
const pairs: ReadonlyArray<Flood> = LITERALS.flatMap((literal, index) => {
  const other = LITERALS[(index * 7 + 131) % LITERALS.length] ?? literal
  return [[`${literal} ${other} `, `${literal} ${other} `], [`${literal}=${other};`, `${literal}=${other};`]] as const
})

const characters: ReadonlyArray<Flood> = [
  ..."0123456789abfAZ_-.:/@=+,;\"'`\\[](){}<>|&$%#~ \t".split(""),
  "1 ", "11 ", "1-", "1.", "1/", "(1", "+1", "(1) ", "0 1 ", "12 34 ", "1 11 11 11 111 111 11 ", "1234567 ", "12345678-1 ", "+49 30 12345678 ", "030/1234567 ", "555-123-4567 ", "(555) 123-4567 ", "1 800-555-0199 ",
  "4111 1111 1111 1111 ", "4111-1111-1111-1111,", "4111111111111111 ", "411111111111111", "4000 000000 00000 ", "078-05-1120 ", "12345678Z ", "123456789012345 ", "110101199003070000 ", "756.1234.5678.97 ", "123.456.789-09 ",
  "1.2.3.4 ", "8.8.8.8,", "77.1.2.3 ", "aa:bb:cc:dd:ee:ff ", "aa:", "aa-", "abcd.ef01.2345 ", "2a00:1450:4001::1 ", "2a00:", "DE89370400440532013000 ", "DE89 3704 0044 0532 0130 00 ", "DE89 ", "AB123456C ", "AB 12 ", "X1234567L ", "RSSMRA85T10A562S ", "S1234567D ", "131052-308T ",
  "0123456789abcdef", "deadbeef ", "QUJD", "aGVsbG8=", "YWJj+/", "a1B2c3D4", "a1-", "a_", "a.b", "x@", "a@b.co ", "a@b.co,", "é", "😀", "é=", "пароль", "пароль: a1b2c3 ", "<A_1>", "<A", "<a>", "&lt;", "&lt;password&gt;", "<password>", "</password>", "\\n", "\\\"", "\\u0041", "%41", "{\"", "[[", "{{", "${", "$(", "\"'", "'\"`", "\r\n", "\n", " \n", "\t ", "\u001b[0m",
  "a,", "a=", "a;", "a:", "/a", "a.", "0.", "a  ", "a=\"b\",", "k=v ", "a: b ", "http://a ", "&a ", "[a](", "<div>", "aA1 .:-_=/", "error failed timeout ", "2026-03-14T09:08:41Z "
].map((unit) => [unit, unit] as const)

/** Names and values that differ every time, so that nothing remembered helps. */
const counted = (make: (i: number) => string): string => Array.from({ length: 4096 }, (_, i) => make(i)).join("")
const varying: ReadonlyArray<Flood> = [
  ["names", (i: number) => `key${i}=v${i} `], ["quoted names", (i: number) => `"pass${i}":"x${i}",`], ["names in prose", (i: number) => `password${i} is ${i * 7919} `], ["glued names", (i: number) => `token${i}key${i}`], ["dotted names", (i: number) => `a.auth${i}.secret=`],
  ["addresses", (i: number) => `u${i}@h${i}.org `], ["users of URLs", (i: number) => `http://u${i}:p${i}@h/ `], ["hosts of URLs", (i: number) => `http://h${i}/ `], ["ids", (i: number) => `id_${i}-${i * 31} `], ["numbers", (i: number) => `${i * 7919}${i} `], ["hosts", (i: number) => `${1 + (i % 200)}.${i % 256}.${(i * 7) % 256}.${(i * 13) % 256} `]
].map(([name, make]) => [name as string, counted(make as (i: number) => string)] as const)

export const FLOODS: ReadonlyArray<Flood> = [...characters, ...varying, ...literals, ...pairs]

/** A line of `size` characters that repeats `unit`: exactly, or with a number that counts in between, so that no period is the same. */
export const lineOf = (unit: string, size: number, counting: boolean): string => {
  if (!counting) return unit.repeat(Math.ceil(size / unit.length)).slice(0, size)
  const few = unit.repeat(Math.ceil(600 / unit.length))
  return Array.from({ length: Math.ceil(size / few.length) }, (_, i) => `${few}${i} `).join("").slice(0, size)
}

/** A text that has something of every flood, so that compilation has seen all of it before anything is measured. */
export const WARM = FLOODS.map(([, unit]) => unit.slice(0, 200).repeat(8)).join("\n")
