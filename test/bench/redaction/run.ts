/** 500 planted secrets of 40 kinds in real log lines: what is hidden, what is hidden without need, what must stay. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { Redactor, scan } from "../../../src/modules/evidence/engine/redact/index.js"
import { generalise } from "./generalisation.js"
import { KEPT, KINDS, type Random } from "./secrets.js"
import { unseen } from "./unseen.js"

const folder = join(process.cwd(), "../shared/data/loghub")
if (!existsSync(folder)) {
  console.error(`no logs at ${folder}`)
  process.exit(1)
}
const seeded = (seed: number): Random => {
  let state = seed
  return (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * n)
  }
}
const random = seeded(Number(process.env["SEED"] ?? 20_261_124))
const lines = readdirSync(folder).flatMap((system) => {
  const at = join(folder, system)
  if (!statSync(at).isDirectory()) return []
  const log = readdirSync(at).find((name) => /\.log$/.test(name) && !/structured|templates/.test(name))
  return log === undefined ? [] : readFileSync(join(at, log), "utf8").split(/\r?\n/).filter((line) => line !== "").slice(0, 500)
})

const SECRETS = 500
const DECOYS = 160
const secret = (kind: string): boolean => kind.startsWith("SECRET_") || ["CARD", "IBAN", "NATIONAL_ID", "PHONE"].includes(kind)
const tally = new Map<string, { planted: number; hidden: number }>()
const missed: Array<string> = []
let wrong = 0
let right = 0
const wrongly: Array<string> = []
const step = Math.floor(lines.length / (SECRETS + DECOYS))

for (let i = 0; i < SECRETS; i++) {
  const [kind, make] = KINDS[i % KINDS.length]!
  const planted = make(random)
  const line = lines[i * step]!
  const text = `${line} ${planted.text}${random(2) === 0 ? "" : " done"}`
  const start = line.length + 1 + planted.text.indexOf(planted.secret)
  const end = start + planted.secret.length
  const spans = scan(text)
  const covered = spans.reduce((at, span) => (span.start <= at && span.end > at ? span.end : at), start) >= end
  const row = tally.get(kind) ?? { planted: 0, hidden: 0 }
  row.planted++
  if (covered) row.hidden++
  else missed.push(`${kind}: ${planted.text}`)
  tally.set(kind, row)
  for (const span of spans.filter((s) => secret(s.kind))) {
    if (span.start < line.length + 1 + planted.text.length && span.end > line.length) right++
    else {
      wrong++
      wrongly.push(`${span.kind}: ${text.slice(span.start, span.end)}`)
    }
  }
  // what was hidden comes back exactly
  const redactor = new Redactor()
  const { text: hidden } = redactor.redact(text)
  if (redactor.restore(hidden) !== text) throw new Error(`not reversible: ${text}`)
}

// lines as they are, and what must stay readable
const destroyed: Array<string> = []
for (let i = 0; i < DECOYS; i++) {
  const [kind, make] = KEPT[i % KEPT.length]!
  const value = make(random)
  const line = lines[(SECRETS + i) * step]!
  const text = `${line} ${value}`
  for (const span of scan(text)) {
    if (span.end > line.length + 1) destroyed.push(`${kind}: ${value} as ${span.kind}`)
    else if (secret(span.kind)) {
      wrong++
      wrongly.push(`${span.kind}: ${text.slice(span.start, span.end)}`)
    }
  }
}
const hidden = [...tally.values()].reduce((sum, row) => sum + row.hidden, 0)
for (const [kind, row] of tally) console.log(`  ${kind.padEnd(30)} ${String(row.hidden).padStart(3)} of ${row.planted}`)
for (const text of missed.slice(0, 20)) console.log(`  missed   ${text}`)
for (const text of [...new Set(wrongly)].slice(0, 20)) console.log(`  needless ${text}`)
for (const text of destroyed.slice(0, 20)) console.log(`  DESTROYED ${text}`)
const recall = hidden / SECRETS
const precision = right / (right + wrong)
console.log(`\n| measure | value | goal |\n|---|---|---|\n| recall, ${SECRETS} secrets of ${KINDS.length} kinds | ${recall.toFixed(3)} | ≥ .95 |\n| precision | ${precision.toFixed(3)} | ≥ .90 |\n| of ${DECOYS} that must stay, destroyed | ${destroyed.length} | 0 |`)
console.log("\nshapes of vendors and notations, written from their documentation without looking at the rules:")
const general = generalise(lines, Number(process.env["EACH"] ?? 12), Number(process.env["SEED"] ?? 7), process.env["ALL"] !== undefined)
console.log("\nshapes of somebody who has not read the rules (half B is for reporting: HELD_OUT=list names its kinds):")
unseen(lines, Number(process.env["EACH"] ?? 12), Number(process.env["SEED"] ?? 7), process.env["HELD_OUT"] === "list")
process.exit(general && recall >= 0.95 && precision >= 0.9 && destroyed.length === 0 ? 0 : 1)
