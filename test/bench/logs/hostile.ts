import { LogAnalyzer } from "../../../src/modules/evidence/engine/logs/index.js"
import { Random } from "./corpus/random.js"

const AT = "2026-03-14 09:05:01,949 INFO "
const many = (count: number, make: (i: number) => string): string => Array.from({ length: count }, (_, i) => make(i)).join(" ")
const letters = (r: Random, length: number): string => Array.from({ length }, () => String.fromCharCode(97 + r.below(26))).join("")
const mixed = (r: Random, length: number): string => Array.from({ length }, () => "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/=_-."[r.below(68)]).join("")

/** Lines that are new in every way that costs something: what they take must grow no faster than they do. */
const floods: Readonly<Record<string, (r: Random, i: number) => string>> = {
  "long quoted tokens": (r) => `${AT}token "${mixed(r, 3_000)}" refused`,
  "long quoted tokens of letters": (r) => `${AT}token "${letters(r, 3_000)}" refused`,
  "six quoted tokens": (r) => `${AT}got ${many(6, () => `"${mixed(r, 500)}"`)}`,
  "long words": (r) => `${AT}${letters(r, 3_900)}`,
  "words that are all different": (r) => `${AT}${many(120, () => letters(r, 6))}`,
  "same word first, the others different": (r) => `${AT}start ${many(127, () => letters(r, 5))}`,
  "number first, words of many lengths": (r) => `${AT}${r.below(9)} ${many(r.between(1, 120), () => letters(r, 5))}`,
  "number first, seven words": (r) => `${AT}${r.below(9)} ${many(7, () => letters(r, 5))}`,
  "long words between few that stay": (r) => `${AT}open the file ${letters(r, 700)} of the user ${letters(r, 700)} in the folder ${letters(r, 700)} now`,
  "one place of many words": (r) => `${AT}open the file of the user ${letters(r, 9)} and close it again`,
  "keys that are all different": (r) => `${AT}event ${many(60, () => `${letters(r, 4)}=${r.below(9)}`)}`,
  "words with parameters glued to them": (r) => `${AT}state ${many(30, () => `${letters(r, 20)}:${r.below(99)},${letters(r, 20)}`)}`,
  "opening brackets": (r) => `${AT}${letters(r, 5)} ${many(100, () => `${letters(r, 2)}([{"${letters(r, 8)}`)}`,
  "signs only": (r) => `${AT}${many(40, () => Array.from({ length: 80 }, () => "()[]{}<>\"'=:,;.-/\\|+*#@!?"[r.below(26)]).join(""))}`,
  "names behind the same words": (r) => `${AT}booked by ${many(r.between(1, 5), () => letters(r, 6))} for the ${many(r.between(1, 5), () => letters(r, 6))}`,
  "beyond ASCII": (r) => `${AT}größe ${many(60, () => `${letters(r, 6)}é`)}`,
  "no header": (r) => `${many(60, () => letters(r, 6))}`,
  "brackets in the header": (r) => `${"(".repeat(1_900)}\u2028${letters(r, 9)}`,
  "leaders that differ": (r, i) => `${AT}${letters(r, 6)} took ${i} ms for ${many(i % 90, () => "x")}`
}

/** One line of 1 MB each. */
const giants: Readonly<Record<string, (r: Random) => string>> = {
  "a quoted token": (r) => `${AT}token "${mixed(r, 1_000_000)}" refused`, "digits": () => `${AT}${"1".repeat(1_000_000)}`, "words": (r) => AT + many(150_000, () => letters(r, 6)), "colons": () => AT + "a:".repeat(500_000),
  "points": () => AT + "a.".repeat(500_000), "strokes": () => AT + "/a".repeat(500_000), "parameters": () => AT + "1 ".repeat(500_000), "braces": () => "{".repeat(1_000_000), "a key in JSON": () => `{"msg":"${"\\".repeat(999_000)}`, "spaces": () => `${AT}a${" ".repeat(999_000)}b`, "keys": () => AT + "a=1 ".repeat(250_000), "brackets": () => AT + "[(".repeat(500_000), "no header": (r) => letters(r, 1_000_000)
}

const cpu = (chunks: ReadonlyArray<Buffer>): number => {
  const analyzer = new LogAnalyzer()
  const before = process.cpuUsage()
  for (const chunk of chunks) analyzer.push(chunk)
  analyzer.end()
  const { system, user } = process.cpuUsage(before)
  return (user + system) / 1_000
}

const chunked = (bytes: Buffer): ReadonlyArray<Buffer> => Array.from({ length: Math.ceil(bytes.length / 65_536) }, (_, i) => bytes.subarray(i * 65_536, (i + 1) * 65_536))

const flood = (name: string, lines: number): ReadonlyArray<Buffer> => {
  const r = new Random(lines)
  return chunked(Buffer.from(`${Array.from({ length: lines }, (_, i) => floods[name]!(r, i)).join("\n")}\n`))
}

/** Prints milliseconds of processor time. */
export const hostile = (lines: number, only?: string): void => {
  console.log(`\n| lines that are all different | ms for ${lines.toLocaleString("en")} | ms for ${(2 * lines).toLocaleString("en")} | µs per line |\n|---|---|---|---|`)
  for (const name of Object.keys(floods)) {
    if (only !== undefined && !name.includes(only)) continue
    const [once, twice] = [cpu(flood(name, lines)), cpu(flood(name, 2 * lines))]
    console.log(`| ${name} | ${once.toFixed(0)} | ${twice.toFixed(0)} | ${((twice * 1_000) / (2 * lines)).toFixed(0)} |`)
  }
  console.log("\n| one line of 1 MB (goal 50 ms) | ms |\n|---|---|")
  for (const [name, make] of Object.entries(giants)) {
    if (only !== undefined && !name.includes(only)) continue
    const chunks = chunked(Buffer.from(`${make(new Random(7))}\n`))
    console.log(`| ${name} | ${Math.min(cpu(chunks), cpu(chunks)).toFixed(1)} |`)
  }
}
