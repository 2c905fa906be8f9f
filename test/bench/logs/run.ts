import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { LogAnalyzer } from "../../../src/modules/evidence/engine/logs/index.js"
import { corpus, type Labelled } from "./corpus/index.js"
import { allSystems, measure, meanQuality, type Quality } from "./quality.js"
import { hostile } from "./hostile.js"
import { latestSystems, newerSystems, systems } from "./systems/index.js"

/** Template quality and throughput of the log engine; the labelled sample lies beside the project. */
const folder = join(process.cwd(), "../shared/data/loghub")
const row = (q: Quality) => `| ${q.system} | ${[q.ga, q.fga, q.pa, q.fta].map((v) => v.toFixed(3)).join(" | ")} | ${q.addedAgain} |`
const table = (title: string, rows: ReadonlyArray<Quality>) => {
  console.log(`\n| ${title} | GA | FGA | PA | FTA | new templates on a second pass |\n|---|---|---|---|---|---|`)
  for (const one of rows) console.log(row(one))
}

if (existsSync(folder)) {
  const systems = allSystems(folder)
  table("system", [...systems, meanQuality("**mean** (goals .88 .82 .60 .55)", systems), meanQuality("mean, texts compared to the letter", allSystems(folder, "strict"))])
}

const halves = (title: string, logs: ReadonlyArray<Labelled>) => {
  for (const heldOut of [false, true]) {
    const half = logs.filter((log) => log.heldOut === heldOut)
    const [rows, strict] = (["merged", "strict"] as const).map((comparison) => half.map((log) => measure(log.name, log.lines, log.labels, comparison)))
    table(`${title}, ${heldOut ? "held out" : "tuned on"}`, [...rows!, meanQuality("**mean**", rows!), meanQuality("mean, texts compared to the letter", strict!)])
  }
}
halves("made-up layout", corpus())
halves("made-up system", systems())
halves("newer made-up system", newerSystems())
halves("latest made-up system", latestSystems())

if (existsSync(folder)) {
  const names = readdirSync(folder, { withFileTypes: true }).filter((e) => e.isDirectory()).map((e) => e.name)
  const files = names.map((name) => readFileSync(join(folder, name, `${name}_2k.log`)))
  const CHUNK = 64 * 1024
  const throughput = (bytes: Buffer, rounds: number) => {
    const analyzer = new LogAnalyzer()
    const before = process.cpuUsage()
    for (let i = 0; i < rounds; i++) for (let at = 0; at < bytes.length; at += CHUNK) analyzer.push(bytes.subarray(at, at + CHUNK))
    const result = analyzer.end()
    const { system, user } = process.cpuUsage(before)
    return result.lines / ((user + system) / 1e6)
  }
  const median = (bytes: Buffer, rounds: number) => {
    throughput(bytes, 2)
    return [1, 2, 3].map(() => throughput(bytes, rounds)).sort((a, b) => a - b)[1]!
  }
  const mixed = Buffer.concat(files)
  console.log("\nLines per CPU-second with time, level, masking and templates (goal 500,000), median of 3:")
  console.log(`| all systems, ${((20 * mixed.length) / 1e6).toFixed(0)} MB | ${Math.round(median(mixed, 20)).toLocaleString("en")} |\n|---|---|`)
  names.forEach((name, i) => console.log(`| ${name} | ${Math.round(median(files[i]!, 40)).toLocaleString("en")} |`))
}

hostile(1_000)
