// Root causes of incidents with no model: the right category, the required
// keywords, nothing forbidden, no alarm where nothing is wrong. First the samples
// in ../shared/data/rca (`scenario.yml` and `answer.yml` are never input), then
// the incidents made in ./incidents (see there), part by part. BENCH_VERBOSE shows
// statements; BENCH_HALF=tuning shows one part alone. Of the blind halves only totals
// are shown, so that nobody fits a rule to it by accident.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parse } from "yaml"
import { incidents } from "./incidents/index.js"
import type { Half } from "./incidents/types.js"
import { score, table, totals, type Expected, type Score } from "./score.js"

const verbose = process.env["BENCH_VERBOSE"] !== undefined
const half = process.env["BENCH_HALF"]

const halves: ReadonlyArray<readonly [Half, string]> = [["tuning", "Made incidents, the half that rules are improved on"], ["report", "Made incidents, the half that only reports"], ["later", "Made incidents, written after the rules"], ["first", "Made incidents, the tuned half by a second author who had not read the rules"]]
const blindHalves: ReadonlyArray<readonly [Half, string]> = [["blind", "Made incidents, the blind half by an author who had not read the rules"], ["firstBlind", "Made incidents, the blind half by a second author who had not read the rules"]]

const samples = async (folder: string): Promise<ReadonlyArray<Score>> => {
  const paths = readdirSync(folder).map((name) => join(folder, name)).filter((path) => statSync(path).isDirectory()).flatMap((suite) => readdirSync(suite).map((name) => join(suite, name)))
  return Promise.all(paths.sort().map((path) => {
    const names = readdirSync(path).filter((name) => name !== "scenario.yml" && name !== "answer.yml").sort()
    return score(path.split("/").slice(-2).join("/"), names.map((name) => ({ path: join(path, name), name })), parse(readFileSync(join(path, "answer.yml"), "utf8")) as Expected)
  }))
}

const made = async (wanted: Half): Promise<ReadonlyArray<Score>> => {
  const scores: Array<Score> = []
  for (const incident of incidents.filter((one) => one.half === wanted)) {
    const folder = mkdtempSync(join(tmpdir(), "incident-"))
    const files = Object.entries(incident.files).map(([name, content]) => ({ path: join(folder, name), name, content }))
    for (const file of files) writeFileSync(file.path, JSON.stringify(file.content, null, 2))
    scores.push(await score(incident.name, files, incident.answer))
    rmSync(folder, { recursive: true })
  }
  return scores
}

const folder = join(process.cwd(), "../shared/data/rca")
if (existsSync(folder)) console.log(table("Samples", await samples(folder), verbose))
else console.log("SKIPPED: ../shared/data/rca is not here")
for (const [name, title] of halves) if (half === undefined || half === name) console.log(table(title, await made(name), verbose))
for (const [name, title] of blindHalves) if (half === undefined || half === name) console.log(`\n### ${title}\n\n${totals(await made(name))}`)
if (!existsSync(folder) && process.env["CI"] === "true") process.exit(1)
