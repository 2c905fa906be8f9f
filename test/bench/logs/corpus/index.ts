import { type Around, type Layout, layouts } from "./layouts.js"
import { Random } from "./random.js"
import { families } from "./templates.js"
import { values } from "./values.js"

export interface Labelled {
  readonly name: string
  readonly lines: ReadonlyArray<string>
  /** the template of each line's message */
  readonly labels: ReadonlyArray<string>
  /** held out: nothing is tuned on it */
  readonly heldOut: boolean
}

const LINES = 600
const COMPONENTS = ["Gateway", "Store", "Scheduler", "Session", "Worker", "Monitor"]
const LEVELS = ["INFO", "INFO", "INFO", "INFO", "DEBUG", "WARN", "ERROR"]

const fill = (template: string, r: Random): string => template.replace(/\{(\w+)\}/g, (_, kind: string) => {
  const make = values[kind]
  if (make === undefined) throw new Error(`no values of kind ${kind}`)
  return make(r)
})

/** Kinds whose signs stay outside of the parameter. */
const SPELT: Readonly<Record<string, string>> = { percent: "<*>%", clock: "<*>:<*>:<*>", range: "<*>-<*>", date: "<*>-<*>-<*>" }

/** As the corrected labels of the public sample do it: a word that holds a parameter is one. */
const labelOf = (template: string): string => template.replace(/\{(\w+)\}/g, (_, kind: string) => SPELT[kind] ?? "<*>").replace(/\w*<\*>(?:\w*<\*>)*\w*/g, "<*>")

const generate = (layout: Layout, index: number): Labelled => {
  const r = new Random(4_711 + index * 7_919)
  const templates = families[layout.family]!
  const lines: Array<string> = []
  const labels: Array<string> = []
  let at = Date.UTC(2025, 10, 3, 7, 12, 9, 120)
  for (let i = 0; i < LINES; i++) {
    at += r.between(3, 40_000)
    // a few messages make most of a log, some come once or twice
    const rank = Math.floor(templates.length * r.real() ** 2)
    // the order differs from layout to layout
    const kind = (rank * 7 + index * 3) % templates.length
    const template = templates[kind]!
    const around: Around = { r, at: new Date(at), level: LEVELS[kind % LEVELS.length]!, component: COMPONENTS[kind % COMPONENTS.length]!, message: fill(template, r) }
    lines.push(layout.line(around))
    labels.push(labelOf(template))
  }
  return { name: layout.name, lines, labels, heldOut: index % 2 === 1 }
}

/** Labelled logs in every layout, the same on every run. */
export const corpus = (): ReadonlyArray<Labelled> => layouts.map(generate)
