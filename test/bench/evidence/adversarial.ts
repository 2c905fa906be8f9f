/**
 * One line of 1 MB, made to hurt, against classification, every extractor and every rule of
 * redaction: the slowest answer of each in CPU time (the better of two), goal ≤ 50 ms.
 * Run: npx esbuild test/bench/evidence/adversarial.ts --bundle --platform=node --format=esm
 * --packages=external --outfile=.cache/bench/adversarial.mjs && node .cache/bench/adversarial.mjs
 */
import { classifyText, type DataType, TextFile } from "../../../src/modules/evidence/engine/index.js"
import { TraceCollector } from "../../../src/modules/evidence/engine/extract/stack/collector.js"
import { extract } from "../../../src/modules/evidence/engine/extract/index.js"
import { finish } from "../../../src/modules/evidence/engine/findings/draft.js"
import { detectEncoding } from "../../../src/modules/evidence/engine/input/encoding.js"
import { claimLettered } from "../../../src/modules/evidence/engine/redact/identities.js"
import { claimNumbers } from "../../../src/modules/evidence/engine/redact/numbers.js"
import { claimPersonal } from "../../../src/modules/evidence/engine/redact/personal.js"
import { claimForeign } from "../../../src/modules/evidence/engine/redact/phrases.js"
import { applyRules, compileRules, RULES } from "../../../src/modules/evidence/engine/redact/scan.js"
import { LogAnalyzer } from "../../../src/modules/evidence/engine/logs/index.js"

const SIZE = Number(process.env["BYTES"] ?? 1024 * 1024)
const fill = (unit: string, head = "", tail = ""): string => `${head}${unit.repeat(Math.ceil(SIZE / unit.length)).slice(0, SIZE)}${tail}`

const LINES: Readonly<Record<string, string>> = {
  letters: fill("a"), spaces: fill(" ", "x", "x"), tabs: fill("\t", "x", "x"), digits: fill("1"), hex: fill("0123456789abcdef"), dots: fill("."), dashes: fill("-"), commas: fill("a,"), equals: fill("a="), semicolons: fill("a;"),
  quotes: fill("\""), escapes: fill("\\\""), openBraces: fill("{"), openBrackets: fill("["), openParens: fill("("), colons: fill("a:"), slashes: fill("/a"), pathDots: fill("a."), words: fill("error failed timeout "), zeros: fill("0."), mixed: fill("aA1 .:-_=/"),
  frame: fill("a.b", "    at ", "(X.java:1)"), frameParens: fill("(", "    at a"), javascript: fill("a", "    at f (", ":1:2)"), python: fill("a", "  File \"", ""), exception: fill("a.", "", "Exception: x"), caused: fill("Caused by: "), panic: fill("panic: "), rust: fill("a::", "  1: "),
  prometheus: fill("a=\"b\",", "m{", "} 1"), prometheusOpen: fill("a=\"b\",", "m{"), folded: fill("a;", "", " 1"), columns: fill("a  "), kubectl: fill("A   ", "NAME   "), top: fill("1 ", "top - 10:00:00 up "), load: fill("1, ", "x load average: "), describe: fill(" x", "Name:    "),
  yaml: fill("a: b ", "k: "), yamlFlow: fill("{a: ", "k: "), yamlAnchor: fill("&a ", "k: "), html: fill("<a ", "<!doctype html>"), htmlOpen: fill("<div>", "<html>"), markdown: fill("[a](", "# "), json: `{"a":"${fill("\\u0041")}"}`, jsonDeep: fill("{\"a\":"), jsonOpen: fill("[1,"), logfmt: fill("k=v "), timestamps: fill("2026-03-14T09:08:41Z "), brackets: fill("[a] "), gt: fill("<13>"), comment: fill("#", "a = b "), uri: fill("http://a "), unicode: fill("é😀"), cr: fill("\r"), nul: fill("\0", "a", "b")
}

const TYPES: ReadonlyArray<DataType> = ["logs", "metrics", "configuration", "source_code", "error_report", "trace", "profile", "command_output", "text"]

type Probe = (bytes: Uint8Array, text: string) => unknown

const PROBES: Readonly<Record<string, Probe>> = {
  encoding: (bytes) => detectEncoding(bytes.subarray(0, 64 * 1024)),
  classify: (_, text) => classifyText({ text, name: "paste.txt", complete: true }),
  "log engine": (bytes) => {
    const log = new LogAnalyzer()
    log.push(bytes)
    return log.end()
  },
  "log traces": (bytes) => {
    const traces = new TraceCollector()
    traces.push(bytes)
    return traces.end()
  },
  "redact numbers": (_, text) => claimNumbers(text, () => {}),
  "redact lettered": (_, text) => claimLettered(text, () => {}),
  ...Object.fromEntries(RULES.map((rule, index) => {
    const compiled = compileRules([rule])
    return [`redact rule ${index} ${rule.literals[0] ?? ""}`, (_: Uint8Array, text: string) => applyRules(compiled, text, () => {})]
  })),
  "redact foreign words": (_, text) => claimForeign(text, () => {}),
  ...Object.fromEntries(TYPES.map((type) => [`extract ${type}`, (bytes: Uint8Array) => {
    const file = new TextFile(bytes)
    return finish(file, extract(type, file).drafts, 200)
  }]))
}

/** CPU milliseconds of the better of two runs: the first also pays for compilation. */
const cost = (act: () => unknown): number => Math.min(...[0, 1].map(() => {
  const before = process.cpuUsage()
  act()
  const { system, user } = process.cpuUsage(before)
  return (system + user) / 1_000
}))

const only = process.argv[2]
let worst = 0
const report = (name: string, results: Array<readonly [string, number]>): void => {
  results.sort((a, b) => b[1] - a[1])
  worst = Math.max(worst, results[0]?.[1] ?? 0)
  console.log(`  ${name.padEnd(34)} ${(results[0]?.[1] ?? 0).toFixed(0).padStart(6)} ms   ${results.slice(0, 4).map(([line, time]) => `${JSON.stringify(line)} ${time.toFixed(0)}`).join(", ")}`)
}
console.log("one adversarial line of 1 MB: slowest of each (goal ≤ 50 ms)")
for (const [name, probe] of Object.entries(PROBES)) {
  if (only !== undefined && !name.includes(only)) continue
  report(name, Object.entries(LINES).flatMap(([line, text]) => (name.startsWith("redact") ? [text] : [text, `name: x\n${text}\nother: y\n`]).map((whole) => {
    // a neighbour on each side: a line alone is often read as something else
    const bytes = Buffer.from(whole)
    return [line, cost(() => probe(bytes, whole))] as const
  })))
}

/**
 * A rule runs where its literals are: a line that holds nothing but one of them, a hundred thousand times, with what
 * such rules wait for behind each. No input looks like this, so it is told and not judged: it shows that all are linear.
 */
const BEHIND = ["", " ", "a", "1", "=", "=a1 ", ": ", ":a@", " is ", "/", "\"", "=\"", "\\n", "{\"", " a b c d ", "a1B2c3D4e5F6a1B2c3D4e5F6-"]
const slowest: Array<readonly [string, number]> = []
RULES.forEach((rule, index) => {
  const name = `redact rule ${index} ${rule.literals[0] ?? ""}`
  if (only !== undefined && !name.includes(only)) return
  const compiled = compileRules([rule])
  // the first literals stand for the others of a rule, whose pattern they share
  for (const literal of rule.literals.slice(0, 6)) {
    for (const behind of BEHIND) {
      const text = fill(literal + behind)
      slowest.push([`${index} ${literal}${behind}`, cost(() => applyRules(compiled, text, () => {}))])
    }
  }
})
const judged = worst
report("redact, eleven passes together", Object.entries(LINES).map(([line, text]) => [line, cost(() => claimPersonal(text, () => {}))] as const))
report(`redact, floods of ${RULES.length} rules`, slowest)
process.exit(judged <= 50 ? 0 : 1)
