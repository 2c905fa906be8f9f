import { Random } from "../corpus/random.js"
import { values } from "../corpus/values.js"
import type { Labelled } from "../corpus/index.js"

/** One of these at random, or made from random numbers. */
export type Maker = ReadonlyArray<string> | ((r: Random) => string)

/** What stands before the message of one line. */
export interface Before {
  readonly r: Random
  readonly at: Date
  readonly level: string
  /** program or logger, the same for all lines of one message kind */
  readonly component: string
}

/** A program and what it writes. */
export interface System {
  readonly name: string
  readonly line: (before: Before, message: string) => string
  /** parameters that only this system has */
  readonly own: Readonly<Record<string, Maker>>
  /** how a parameter is labelled whose signs stay outside of it */
  readonly spelt?: Readonly<Record<string, string>>
  /** kinds whose words are no parameter but part of the template: why something failed */
  readonly shown?: ReadonlyArray<string>
  /** most frequent first; `{=text}` is a constant that is labelled as a parameter, since it is one by its meaning; `@name ` in front names the component */
  readonly messages: ReadonlyArray<string>
  /** lines of the most frequent message */
  readonly most?: number
}

const COMPONENTS = ["Registry", "Dispatcher", "Keeper", "Listener"]
const LEVELS = ["INFO", "INFO", "INFO", "WARN", "INFO", "ERROR"]
const MOST = 700

const make = (kind: string, system: System, r: Random): string => {
  const maker = system.own[kind] ?? values[kind]
  if (maker === undefined) throw new Error(`no values of kind ${kind}`)
  return typeof maker === "function" ? maker(r) : r.pick(maker)
}

/** Kinds whose signs stay outside of the parameter. */
const SPELT: Readonly<Record<string, string>> = { percent: "<*>%", clock: "<*>:<*>:<*>", range: "<*>-<*>", date: "<*>-<*>-<*>", ints: "[<*>]", email: "<*>@<*>", moment: "<*>:<*>:<*>" }

/** As the corrected labels of the public sample do it: what is attached to a parameter, or joined to another by a dot, is one with it. */
const labelOf = (template: string, spelt: System["spelt"]): string =>
  template.replace(/\{=[^}]*\}/g, "<*>").replace(/\{(\w+)\}/g, (_, kind: string) => SPELT[kind] ?? spelt?.[kind] ?? "<*>").replace(/\w*<\*>(?:\w*<\*>)*\w*/g, "<*>").replace(/<\*>(?:\.<\*>)+/g, "<*>").replace(/\s+/g, " ")

/** A log in which the message of rank n occurs `most` / n² times, but once at least. */
export const write = (system: System, seed: number, heldOut: boolean): Labelled => {
  const r = new Random(seed)
  const order = system.messages.flatMap((message, rank) => Array.from({ length: Math.max(1, Math.round((system.most ?? MOST) / (rank + 1) ** 2)) }, () => ({ message, rank })))
  for (let i = order.length - 1; i > 0; i--) {
    const j = r.below(i + 1)
    const one = order[i]!
    order[i] = order[j]!
    order[j] = one
  }
  let at = Date.UTC(2025, 8, 11, 5, 44, 2, 310)
  const labels: Array<string> = []
  const lines = order.map(({ message, rank }) => {
    at += r.between(2, 30_000)
    const named = /^@(\S+) (.*)$/.exec(message)
    const template = (named?.[2] ?? message).replace(/\{(\w+)\}/g, (all, kind: string) => (system.shown?.includes(kind) === true ? make(kind, system, r) : all))
    labels.push(labelOf(template, system.spelt))
    const before = { r, at: new Date(at), level: LEVELS[rank % LEVELS.length]!, component: named?.[1] ?? COMPONENTS[rank % COMPONENTS.length]! }
    return system.line(before, template.replace(/\{=([^}]*)\}/g, "$1").replace(/\{(\w+)\}/g, (_, kind: string) => make(kind, system, r)))
  })
  return { name: system.name, lines, labels, heldOut }
}
