import type { Draft } from "../../findings/draft.js"
import { clip } from "../values.js"
import type { Setting } from "./model.js"
import { isSecretKey, lastKey, shownValue } from "./shown.js"
import { isRuntime, wordsOf } from "./weight.js"

/** Words of settings that say how much there may be of something, or how long it may take. */
const BOUNDS = new Set([
  "max", "maximum", "min", "minimum", "maxconn", "limit", "limits", "timeout", "timeouts", "deadline", "pool", "size", "memory", "mem", "cpu", "cpus", "heap", "connections", "conns", "threads", "workers", "processes", "replicas", "concurrency",
  "ttl", "lifetime", "retries", "attempts", "backoff", "backlog", "quota", "burst", "rate", "nofile", "nproc", "sessions", "buffer", "buffers", "cache", "interval", "grace", "keepalive", "inodes", "storage", "weight"
])
const AMOUNT = /(^|[\s=:"])-?\d+(\.\d+)?\s?(%|[kmgtp]i?b?|[munµ]?s|ms|sec|seconds?|min|minutes?|m|h|hours?|d|days?)?("|\s|,|:|$)|^"?(unlimited|infinity|off|none)"?$/i
const MAX_BOUNDS = 12
const MAX_RULES = 15
const MAX_PATH = 60

const tail = (path: string): string => (path.length <= MAX_PATH ? path : `…${path.slice(1 - MAX_PATH)}`)

const isBound = ({ path, value }: Setting): boolean => value.length <= 40 && AMOUNT.test(value) && !isSecretKey(path) && !isRuntime(path) && wordsOf(lastKey(path)).some((word) => BOUNDS.has(word)) || /(^|[. ])(limits|requests)\.[\w./-]{1,100}$/.test(path.slice(-150))

/** The amounts and times that bound what the program may do: one finding, each with its line. */
export const boundsDraft = (settings: ReadonlyArray<Setting>): ReadonlyArray<Draft> => {
  const bounds = settings.filter(isBound)
  if (bounds.length === 0) return []
  const told = bounds.slice(0, MAX_BOUNDS)
  const listed = told.map((one) => `${tail(one.path)} = ${shownValue(one)}`)
  return [{
    kind: "bounds", severity: "info", title: `Bounds: ${clip(listed.join(", "), 300)}`, detail: [...(listed.join(", ").length > 300 ? [`${listed.join(", ")}.`] : []), ...(bounds.length > MAX_BOUNDS ? [`${bounds.length - MAX_BOUNDS} more are set.`] : [])].join(" "),
    cites: told.map((one) => one.cite), confidence: 0.8, data: { bounds: told.map((one) => ({ path: one.path, value: shownValue(one) })) }
  }]
}

/** Alerts of a monitoring system's rules: what they wait for, and for how long. */
export const alertRules = (settings: ReadonlyArray<Setting>, byPath: ReadonlyMap<string, Setting>): ReadonlyArray<Draft> => settings.filter((one) => lastKey(one.path) === "alert").slice(0, MAX_RULES).flatMap((one): ReadonlyArray<Draft> => {
  const beside = (key: string): Setting | undefined => byPath.get(`${one.path.slice(0, -"alert".length)}${key}`)
  const when = beside("expr")
  if (when === undefined) return []
  const long = beside("for")
  return [{
    kind: "alert_rule", severity: "info", title: `Alert ${clip(one.value, 100)} fires ${long === undefined ? "at once" : `after ${long.value}`} of ${clip(when.value.replace(/\s+/g, " "), 200)}`, detail: beside("labels.severity") === undefined ? "" : `Severity ${beside("labels.severity")!.value}.`,
    cites: [one.cite, when.cite, ...(long === undefined ? [] : [long.cite])], confidence: 0.9, data: { alert: one.value, for: long?.value ?? null }
  }]
})
