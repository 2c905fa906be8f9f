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

/** Bounds that are passed to a runtime: heaps of the JVM and of V8. */
const HEAP = /-Xm[xs]\d|-XX:Max\w{0,40}=\d|--max[-_]old[-_]space[-_]size=\d/

const isBound = ({ path, value }: Setting): boolean => HEAP.test(value) || value.length <= 40 && AMOUNT.test(value) && !isSecretKey(path) && !isRuntime(path) && wordsOf(lastKey(path)).some((word) => BOUNDS.has(word) || /^(max|min)[a-z]{3,20}$/.test(word)) || /(^|[. ])(limits|requests)\.[\w./-]{1,100}$/.test(path.slice(-150))

/** `timeout server 3s` is one phrase, other settings are assignments. */
const said = (one: Setting): string => `${tail(one.path)}${one.path.includes(" > ") && /^[a-z-]{2,20} \S+$/i.test(one.value) ? "" : " ="} ${shownValue(one)}`

/** The amounts and times that bound what the program may do: one finding, each with its line. */
export const boundsDraft = (settings: ReadonlyArray<Setting>): ReadonlyArray<Draft> => {
  const bounds = settings.filter(isBound)
  if (bounds.length === 0) return []
  const told = bounds.slice(0, MAX_BOUNDS)
  const listed = told.map((one) => said(one))
  return [{
    kind: "bounds", severity: "info", title: `Bounds: ${clip(listed.join(", "), 300)}`, detail: [...(listed.join(", ").length > 300 ? [`${listed.join(", ")}.`] : []), ...(bounds.length > MAX_BOUNDS ? [`${bounds.length - MAX_BOUNDS} more are set.`] : [])].join(" "),
    cites: told.map((one) => one.cite), confidence: 0.8, data: { bounds: told.map((one) => ({ path: one.path, value: shownValue(one) })) }
  }]
}

const ADDRESS = /(^|[\s"'[(=@,])([a-z][a-z\d+.-]{1,20}:\/\/[^\s"',\])]{2,200}|\[?[\w.-]{1,100}\]?:\d{2,5}(?=$|[\s"',\]/;)])|\d{1,3}(\.\d{1,3}){3}(?=$|[\s"',\]/;:)]))/i
const PORT = /(^|[. >_-])(port|listen|bind|host|hostname|hosts|server|servers|endpoint|endpoints|address|url|uri|brokers?)$/i

/** Where the program listens and whom it calls: one finding, each with its line. Passwords in addresses are hidden. */
export const addressesDraft = (settings: ReadonlyArray<Setting>): ReadonlyArray<Draft> => {
  const found = settings.filter((one) => one.value.length <= 300 && !isSecretKey(one.path) && !isRuntime(one.path) && !/xmlns|schema|[$]id|apiVersion/i.test(one.path.slice(-150)) && (PORT.test(one.path.slice(-150)) && /[\w.]/.test(one.value) && (/^\d{2,5}$/.test(one.value) || /^[\w.-]*[a-z][\w.-]*$/i.test(one.value)) || ADDRESS.test(one.value)))
  if (found.length === 0) return []
  const told = found.slice(0, MAX_BOUNDS)
  return [{
    kind: "addresses", severity: "info", title: `Addresses: ${clip(told.map(said).join(", "), 300)}`, detail: found.length > MAX_BOUNDS ? `${found.length - MAX_BOUNDS} more are set.` : "",
    cites: told.map((one) => one.cite), confidence: 0.7, data: { addresses: told.map((one) => ({ path: one.path, value: shownValue(one) })) }
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
