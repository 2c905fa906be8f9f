/** Small evidence files of many kinds, written before the rules were read: is the class right, and is what matters stated? */
import { join } from "node:path"
import { type Analysis, analyzeFile } from "../../../src/modules/evidence/engine/index.js"
import { CODE } from "./expected/code.js"
import { COMMANDS, PAGES } from "./expected/commands.js"
import { CONFIGURATION } from "./expected/configuration.js"
import { FAILURES, TRACES } from "./expected/failures.js"
import { LATER } from "./expected/later.js"
import { LOGS } from "./expected/logs.js"
import { METRICS } from "./expected/metrics.js"
import { STATEMENTS } from "./expected/statements.js"
import type { Expected, Fact } from "./expected/types.js"

const folder = join(process.cwd(), "test/bench/classification/samples")
const GROUPS: ReadonlyArray<readonly [string, ReadonlyArray<Expected>]> = [["logs", LOGS], ["metrics", METRICS], ["configuration", CONFIGURATION], ["source code", CODE], ["stack traces", FAILURES], ["traces, profiles", TRACES], ["command output", COMMANDS], ["pages, texts", PAGES], ["later", LATER], ["statements", STATEMENTS]]
/** SHOW=tuning lists every sample of that part (tuning, report, later, statements), with what was missed */
const shown = process.env["SHOW"]

const states = (analysis: Analysis, fact: Fact): boolean => analysis.findings.some(({ detail, title }) => fact.every((pattern) => pattern.test(`${title}\n${detail}`)))

interface Score {
  samples: number
  classes: number
  asked: number
  facts: number
  stated: number
}

const scores = new Map<string, Score>()
const count = (key: string, add: Score): void => {
  const score = scores.get(key) ?? { samples: 0, classes: 0, asked: 0, facts: 0, stated: 0 }
  scores.set(key, { samples: score.samples + add.samples, classes: score.classes + add.classes, asked: score.asked + add.asked, facts: score.facts + add.facts, stated: score.stated + add.stated })
}

let index = 0
for (const [group, all] of GROUPS) {
  for (const sample of all) {
    const half = all === LATER ? "later" : all === STATEMENTS ? "statements" : index++ % 2 === 0 ? "tuning" : "report"
    const path = join(folder, sample.file)
    const analysis = await analyzeFile({ path, name: sample.name ?? sample.file })
    const right = [sample.is].flat().includes(analysis.dataType)
    const missed = sample.says.filter((fact) => !states(analysis, fact)).map((fact) => fact.join(" "))
    const alarms = sample.quiet === true ? analysis.findings.filter(({ severity }) => severity !== "info").map(({ title }) => `alarm: ${title}`) : []
    const silly = (sample.never ?? []).flatMap((pattern) => analysis.findings.filter(({ severity, title }) => severity !== "info" && pattern.test(title)).map(({ title }) => `silly: ${title}`).slice(0, 1))
    alarms.push(...silly)
    const facts = sample.says.length + (sample.quiet === true ? 1 : 0) + (sample.never?.length ?? 0)
    const stated = sample.says.length - missed.length + (sample.quiet === true && alarms.length === 0 ? 1 : 0) + (sample.never?.length ?? 0) - silly.length
    const add = { samples: 1, classes: right ? 1 : 0, asked: analysis.needsUserChoice ? 1 : 0, facts, stated }
    for (const key of [`${half}/${group}`, `${half}/all`]) count(key, add)
    if (shown !== half) continue
    console.log(`${right ? " " : "✗"} ${sample.file.padEnd(40)} ${analysis.dataType.padEnd(15)} ${analysis.confidence.toFixed(2)}  facts ${stated} of ${facts}${missed.length + alarms.length === 0 ? "" : `  missed: ${[...missed, ...alarms].join("; ")}`}`)
    if (missed.length > 0) for (const { severity, title } of analysis.findings.slice(0, 12)) console.log(`      ${severity}: ${title.slice(0, 200)}`)
  }
}

const cell = (half: string, group: string): string => {
  const { asked, classes, facts, samples, stated } = scores.get(`${half}/${group}`)!
  return `${classes} of ${samples} | ${stated} of ${facts} | ${asked}`
}
console.log("| kind | tuning: class | facts | asked | report: class | facts | asked |\n|---|---|---|---|---|---|---|")
for (const group of [...GROUPS.filter(([, all]) => all !== LATER && all !== STATEMENTS).map(([name]) => name), "all"]) console.log(`| ${group} | ${cell("tuning", group)} | ${cell("report", group)} |`)
const later = scores.get("later/all")!
console.log(`\nWritten later: class ${later.classes} of ${later.samples}, facts ${later.stated} of ${later.facts}, asked ${later.asked}.`)
const statements = scores.get("statements/all")!
console.log(`What an engineer would point at: class ${statements.classes} of ${statements.samples}, facts ${statements.stated} of ${statements.facts}.`)
