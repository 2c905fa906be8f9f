import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { parse } from "csv-parse/sync"
import { readHeader, TemplateMiner } from "../../../src/modules/evidence/engine/logs/index.js"

/** Grouping and template accuracy of one system, each 0–1. */
export interface Quality {
  readonly system: string
  /** share of messages whose group is exactly right */
  readonly ga: number
  /** F1 of groups */
  readonly fga: number
  /** share of messages whose template is exactly right */
  readonly pa: number
  /** F1 of templates whose group and text are right */
  readonly fta: number
  /** templates that a second pass over the same lines added */
  readonly addedAgain: number
}

/** Runs of parameters that touch are one, on both sides of the comparison. */
const normal = (template: string): string => template.replace(/\s+/g, " ").trim().replace(/<\*>(?:[\w.\-/+%:]*<\*>)+/g, "<*>")

const groups = <K>(keys: ReadonlyArray<K>): Map<K, Array<number>> => {
  const out = new Map<K, Array<number>>()
  keys.forEach((key, i) => {
    const group = out.get(key)
    if (group === undefined) out.set(key, [i])
    else group.push(i)
  })
  return out
}

const f1 = (hits: number, predicted: number, real: number): number => (hits === 0 ? 0 : (2 * hits) / (predicted + real))

/** The raw lines in, the corrected labels as truth. */
export const qualityOf = (folder: string, system: string): Quality => {
  const lines = readFileSync(join(folder, system, `${system}_2k.log`), "utf8").split(/\r?\n/).filter((line) => line !== "")
  const truth = (parse(readFileSync(join(folder, system, `${system}_2k.log_structured_corrected.csv`)), { columns: true }) as Array<{ EventTemplate: string }>).map((row) => row.EventTemplate)
  const miner = new TemplateMiner()
  const mine = () => lines.map((line) => miner.add(line.slice(readHeader(line).start))?.id ?? -1)
  const found = mine()
  const templates = new Map(miner.templates().map(({ id, template }) => [id, normal(template)]))
  const before = templates.size
  mine()
  const real = groups(truth)
  const predicted = groups(found)
  let grouped = 0
  let rightGroups = 0
  let rightTemplates = 0
  for (const [id, members] of predicted) {
    const label = truth[members[0]!]!
    const set = real.get(label)!
    if (set.length !== members.length || set.some((member, i) => member !== members[i])) continue
    grouped += members.length
    rightGroups++
    if (templates.get(id) === normal(label)) rightTemplates++
  }
  return {
    system, ga: grouped / lines.length, fga: f1(rightGroups, predicted.size, real.size), pa: truth.filter((label, i) => normal(label) === templates.get(found[i]!)).length / lines.length,
    fta: f1(rightTemplates, predicted.size, real.size), addedAgain: miner.templates().length - before
  }
}

export const allSystems = (folder: string): ReadonlyArray<Quality> =>
  readdirSync(folder, { withFileTypes: true }).filter((e) => e.isDirectory()).map((e) => qualityOf(folder, e.name))

export const mean = (values: ReadonlyArray<number>): number => values.reduce((a, b) => a + b, 0) / values.length
