/**
 * One line of 1 MB, made to hurt, against classification and every extractor:
 * the slowest answer of each, goal ≤ 50 ms for what a single line may cost.
 * Run: npx esbuild test/bench/evidence/adversarial.ts --bundle --platform=node --format=esm
 * --packages=external --outfile=.cache/bench/adversarial.mjs && node .cache/bench/adversarial.mjs
 */
import { performance } from "node:perf_hooks"
import { classifyText, type DataType, TextFile } from "../../../src/modules/evidence/engine/index.js"
import { TraceCollector } from "../../../src/modules/evidence/engine/extract/stack/collector.js"
import { extract } from "../../../src/modules/evidence/engine/extract/index.js"
import { finish } from "../../../src/modules/evidence/engine/findings/draft.js"
import { detectEncoding } from "../../../src/modules/evidence/engine/input/encoding.js"
import { LogAnalyzer } from "../../../src/modules/evidence/engine/logs/index.js"

const SIZE = 1024 * 1024
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
  ...Object.fromEntries(TYPES.map((type) => [`extract ${type}`, (bytes: Uint8Array) => {
    const file = new TextFile(bytes)
    return finish(file, extract(type, file).drafts, 200)
  }]))
}

const only = process.argv[2]
console.log("one adversarial line of 1 MB: slowest of each (goal ≤ 50 ms)")
for (const [name, probe] of Object.entries(PROBES)) {
  if (only !== undefined && !name.includes(only)) continue
  const results: Array<readonly [string, number]> = []
  for (const [line, text] of Object.entries(LINES)) {
    // a neighbour on each side: a line alone is often read as something else
    for (const whole of [text, `name: x\n${text}\nother: y\n`]) {
      const bytes = Buffer.from(whole)
      const started = performance.now()
      probe(bytes, whole)
      results.push([line, performance.now() - started])
    }
  }
  results.sort((a, b) => b[1] - a[1])
  console.log(`  ${name.padEnd(24)} ${results[0]![1].toFixed(0).padStart(6)} ms   ${results.slice(0, 4).map(([line, time]) => `${line} ${time.toFixed(0)}`).join(", ")}`)
}
