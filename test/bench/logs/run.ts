import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { LogAnalyzer } from "../../../src/modules/evidence/engine/logs/index.js"
import { allSystems, mean, type Quality } from "./quality.js"

/** Template quality and throughput of the log engine; the data lies beside the project. */
const folder = join(process.cwd(), "../shared/data/loghub")
const rows = allSystems(folder)
const cells = (q: Omit<Quality, "system">) => [q.ga, q.fga, q.pa, q.fta].map((v) => v.toFixed(3)).join(" | ")

console.log("\n| system | GA | FGA | PA | FTA | new templates on a second pass |\n|---|---|---|---|---|---|")
for (const row of rows) console.log(`| ${row.system} | ${cells(row)} | ${row.addedAgain} |`)
const all = { ga: mean(rows.map((r) => r.ga)), fga: mean(rows.map((r) => r.fga)), pa: mean(rows.map((r) => r.pa)), fta: mean(rows.map((r) => r.fta)), addedAgain: 0 }
console.log(`| mean (goals .88 .82 .60 .55) | ${cells(all)} | |`)

const bytes = Buffer.concat(readdirSync(folder, { withFileTypes: true }).filter((e) => e.isDirectory()).map((e) => readFileSync(join(folder, e.name, `${e.name}_2k.log`))))
const CHUNK = 64 * 1024
const measure = (rounds: number) => {
  const analyzer = new LogAnalyzer()
  const before = process.cpuUsage()
  for (let i = 0; i < rounds; i++) for (let at = 0; at < bytes.length; at += CHUNK) analyzer.push(bytes.subarray(at, at + CHUNK))
  const result = analyzer.end()
  const { system, user } = process.cpuUsage(before)
  return result.lines / ((user + system) / 1e6)
}
measure(2)
console.log(`\nThroughput with time, level, masking and templates: ${Math.round(measure(20)).toLocaleString("en")} lines per CPU-second (goal 500,000), ${(20 * bytes.length / 1e6).toFixed(0)} MB.`)
