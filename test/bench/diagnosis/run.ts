// Root causes of the incidents in ../shared/data/rca with no model: the right
// category, the required keywords, nothing forbidden, no alarm where nothing
// is wrong. `scenario.yml` and `answer.yml` are never read as input.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { parse } from "yaml"
import { analyzeFile } from "../../../src/modules/evidence/engine/analyze.js"
import { diagnose } from "../../../src/modules/evidence/engine/diagnose/index.js"

interface Answer { readonly root_cause_category: string; readonly required_keywords?: ReadonlyArray<string>; readonly forbidden_categories?: ReadonlyArray<string>; readonly forbidden_keywords?: ReadonlyArray<string> }

const folder = join(process.cwd(), "../shared/data/rca")
if (!existsSync(folder)) {
  console.log("SKIPPED: ../shared/data/rca is not here")
  process.exit(process.env["CI"] === "true" ? 1 : 0)
}
const incidents = readdirSync(folder).map((name) => join(folder, name)).filter((path) => statSync(path).isDirectory()).flatMap((suite) => readdirSync(suite).map((name) => join(suite, name)))

console.log("\n| incident | expected | found | keywords | forbidden |\n|---|---|---|---|---|")
let right = 0
let keywords = 0
let wanted = 0
let alarms = 0
let forbidden = 0
for (const path of incidents.sort()) {
  const names = readdirSync(path).filter((name) => name !== "scenario.yml" && name !== "answer.yml").sort()
  const files = await Promise.all(names.map(async (name) => ({ name, findings: (await analyzeFile({ path: join(path, name), name })).findings })))
  const causes = diagnose(files)
  const answer = parse(readFileSync(join(path, "answer.yml"), "utf8")) as Answer
  const category = causes[0]?.category ?? "unknown"
  const said = causes.map((c) => [c.statement, ...c.findings.flatMap((f) => [f.title, f.detail, ...f.quotes.map((q) => q.text)])].join("\n")).join("\n").toLowerCase()
  const found = (answer.required_keywords ?? []).filter((word) => said.includes(word.toLowerCase()))
  const statements = causes.map((c) => c.statement).join("\n").toLowerCase()
  const bad = [...(answer.forbidden_categories ?? []).filter((c) => causes.some((cause) => cause.category === c)), ...(answer.forbidden_keywords ?? []).filter((word) => statements.includes(word.toLowerCase()))]
  if (category === answer.root_cause_category) right++
  keywords += found.length
  wanted += answer.required_keywords?.length ?? 0
  if (answer.root_cause_category === "healthy" && category !== "healthy" && category !== "unknown") alarms++
  forbidden += bad.length
  if (causes.some((c) => c.findings.some((f) => f.quotes.length === 0))) throw new Error("a cause cites nothing")
  console.log(`| ${path.split("/").slice(-2).join("/")} | ${answer.root_cause_category} | ${category} (${causes.map((c) => `${c.id} ${c.confidence}`).join(", ")}) | ${found.length}/${answer.required_keywords?.length ?? 0}${found.length === (answer.required_keywords?.length ?? 0) ? "" : ` without ${answer.required_keywords!.filter((w) => !found.includes(w)).join(", ")}`} | ${bad.join(", ")} |`)
  if (process.env["BENCH_VERBOSE"] !== undefined) for (const cause of causes) console.log(`    ${cause.statement}`)
}
console.log(`\nCategory ${right}/${incidents.length} (goal ≥ 80 %), keywords ${keywords}/${wanted} = ${Math.round(keywords / wanted * 100)} % (goal ≥ 60 %), false alarms ${alarms} (goal 0), forbidden ${forbidden}.`)
