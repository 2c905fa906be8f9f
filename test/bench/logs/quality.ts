import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { parse } from "csv-parse/sync"
import { LogAnalyzer } from "../../../src/modules/evidence/engine/logs/index.js"

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

/** How template texts are compared: to the letter, or with parameters that touch as one. */
export type Comparison = "strict" | "merged"

const normal = (template: string, comparison: Comparison): string => {
  const flat = template.replace(/\s+/g, " ").trim()
  return comparison === "strict" ? flat : flat.replace(/<\*>(?:[\w.\-/+%:]*<\*>)+/g, "<*>")
}

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

/** The template of every line, as `analyze --lines` prints it, and how many templates there are. */
export const templatesOf = (lines: ReadonlyArray<string>, passes = 1): { readonly texts: ReadonlyArray<string>; readonly count: number } => {
  const ids: Array<number | null> = []
  let texts: ReadonlyMap<number, string> = new Map()
  const analyzer = new LogAnalyzer({ onLine: (_, id) => ids.push(id), onTemplates: (all) => (texts = all) })
  const bytes = Buffer.from(`${lines.join("\n")}\n`)
  for (let pass = 0; pass < passes; pass++) analyzer.push(bytes)
  const { templates } = analyzer.end()
  return { texts: ids.map((id) => (id === null ? "" : texts.get(id) ?? "")), count: templates.length }
}

/** Raw lines in, labels as truth. */
export const measure = (system: string, lines: ReadonlyArray<string>, labels: ReadonlyArray<string>, comparison: Comparison): Quality => {
  const once = templatesOf(lines)
  const truth = labels.map((label) => normal(label, comparison))
  const found = once.texts.map((text) => normal(text, comparison))
  const real = groups(truth)
  const predicted = groups(once.texts)
  let grouped = 0
  let rightGroups = 0
  let rightTemplates = 0
  for (const members of predicted.values()) {
    const label = truth[members[0]!]!
    const set = real.get(label)!
    if (set.length !== members.length || set.some((member, i) => member !== members[i])) continue
    grouped += members.length
    rightGroups++
    if (found[members[0]!] === label) rightTemplates++
  }
  return {
    system, ga: grouped / lines.length, fga: f1(rightGroups, predicted.size, real.size), pa: truth.filter((label, i) => label === found[i]).length / lines.length,
    fta: f1(rightTemplates, predicted.size, real.size), addedAgain: templatesOf(lines, 2).count - once.count
  }
}

const readSystem = (folder: string, system: string) => ({
  lines: readFileSync(join(folder, system, `${system}_2k.log`), "utf8").split(/\r?\n/).filter((line) => line !== ""),
  labels: (parse(readFileSync(join(folder, system, `${system}_2k.log_structured_corrected.csv`)), { columns: true }) as Array<{ EventTemplate: string }>).map((row) => row.EventTemplate)
})

/** The labelled sample systems that lie beside the project, with their corrected labels. */
export const allSystems = (folder: string, comparison: Comparison = "merged"): ReadonlyArray<Quality> =>
  readdirSync(folder, { withFileTypes: true }).filter((e) => e.isDirectory()).map(({ name }) => {
    const { labels, lines } = readSystem(folder, name)
    return measure(name, lines, labels, comparison)
  })

export const mean = (values: ReadonlyArray<number>): number => values.reduce((a, b) => a + b, 0) / values.length

export const meanQuality = (system: string, rows: ReadonlyArray<Quality>): Quality => ({
  system, ga: mean(rows.map((r) => r.ga)), fga: mean(rows.map((r) => r.fga)), pa: mean(rows.map((r) => r.pa)), fta: mean(rows.map((r) => r.fta)), addedAgain: Math.max(...rows.map((r) => r.addedAgain))
})
