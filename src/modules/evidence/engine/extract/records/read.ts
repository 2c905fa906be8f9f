import type { JsonPath } from "../../findings/jsonLocate.js"
import type { Severity } from "../../finding.js"
import { timeOf } from "../values.js"

/** A log record or an event from JSON. */
export interface JsonRecord {
  readonly at: number | null
  readonly endAt: number | null
  readonly level: string | null
  readonly severity: Severity
  readonly message: string
  /** service, host or object it speaks of */
  readonly source: string
  readonly reason: string
  /** host or pod that wrote it, empty where it is not said */
  readonly host: string
  /** Kubernetes namespace, empty where it is not said */
  readonly namespace: string
  /** told by the system about itself (an event with a reason or a topic), not written by a program as it runs */
  readonly event: boolean
  readonly count: number
  readonly path: JsonPath
}

type Row = { readonly [key: string]: unknown }
export const isRow = (value: unknown): value is Row => typeof value === "object" && value !== null && !Array.isArray(value)

const TIMES = ["timestamp", "@timestamp", "time", "ts", "date", "datetime", "eventTime", "event_time", "lastTimestamp", "last_time", "lastSeen", "last_seen", "firstTimestamp", "first_time", "created_at", "createdAt", "Date", "startTime", "start_time", "creationTimestamp", "ingestionTime"]
const ENDS = ["lastTimestamp", "last_time", "lastSeen", "last_seen", "endTime", "end_time", "endsAt"]
const STARTS = ["firstTimestamp", "first_time", "firstSeen", "first_seen"]
const MESSAGES = ["message", "msg", "Message", "log", "text", "body", "event", "title", "description", "summary", "MESSAGE"]
const LEVELS = ["level", "severity", "Severity", "lvl", "log.level", "loglevel", "levelname", "severity_text", "SeverityText", "status", "type", "priority"]
const SOURCES = ["service", "logger", "component", "source", "host", "hostname", "involved_object", "source_identifier", "SourceIdentifier", "pod", "pod_name", "container", "kubernetes", "involvedObject", "name"]

const HOSTS = ["host", "hostname", "pod", "pod_name"]

const namespaceOf = (row: Row): string => {
  const involved = row["involvedObject"]
  const named = row["namespace"] ?? (isRow(involved) ? involved["namespace"] : undefined)
  if (typeof named === "string") return named
  const tag = Array.isArray(row["tags"]) ? row["tags"].find((one) => typeof one === "string" && one.startsWith("kube_namespace:")) : undefined
  return typeof tag === "string" ? tag.slice(tag.indexOf(":") + 1) : ""
}

const first = (row: Row, keys: ReadonlyArray<string>): unknown => {
  for (const key of keys) if (row[key] !== undefined && row[key] !== null && row[key] !== "") return row[key]
  return undefined
}

const textOf = (value: unknown): string => {
  if (typeof value === "string") return value
  if (typeof value === "number" || typeof value === "boolean") return String(value)
  if (isRow(value)) return [value["kind"], value["name"] ?? value["stringValue"] ?? value["message"]].filter((part) => typeof part === "string").join("/")
  return ""
}

const LEVEL_WORDS: ReadonlyArray<readonly [RegExp, string, Severity]> = [
  [/^(fatal|critical|crit|emerg(ency)?|alert|panic)$/i, "FATAL", "critical"], [/^(error|err|severe|failure|failed)$/i, "ERROR", "error"],
  [/^(warn|warning)$/i, "WARN", "warning"], [/^(info|information|notice|normal|ok|debug|trace|verbose)$/i, "INFO", "info"]
]
const TROUBLE = /\b(error|exception|failed|failure|failing|fatal|panic|cannot|could not|unable to|refused|denied|timed? ?out|out of (memory|storage|space)|oom|ran out|critically|unavailable|unhealthy|crash|killed|deadlock|exhausted|not found|enotfound|unreachable|bad address|no such (?:host|file|table)|goroutines are asleep|segmentation|traceback|not permitted|too many|exceeded)\b/i

/** Numeric levels: syslog 0–7, pino and bunyan 10–60. */
const numericLevel = (value: number): readonly [string, Severity] | null =>
  value >= 60 ? ["FATAL", "critical"] : value >= 50 ? ["ERROR", "error"] : value >= 40 ? ["WARN", "warning"] : value >= 10 ? ["INFO", "info"] : value <= 2 && value >= 0 ? ["FATAL", "critical"] : value === 3 ? ["ERROR", "error"] : value === 4 ? ["WARN", "warning"] : value <= 7 ? ["INFO", "info"] : null

const levelOf = (row: Row): readonly [string, Severity] | null => {
  for (const key of LEVELS) {
    const value = row[key]
    if (typeof value === "number" && key !== "status" && key !== "type") return numericLevel(value)
    if (typeof value !== "string") continue
    const known = LEVEL_WORDS.find(([pattern]) => pattern.test(value))
    if (known !== undefined) return [known[1] === "INFO" ? value.toUpperCase() : known[1], known[2]]
  }
  return null
}

/** Services that sort their events by topic instead of giving them a level. */
const topicsOf = (row: Row): unknown => row["event_categories"] ?? row["EventCategories"] ?? row["eventCategories"]
const topicOf = (row: Row): Severity | null => {
  const topics = topicsOf(row)
  if (!Array.isArray(topics)) return null
  const words = topics.filter((topic) => typeof topic === "string").join(" ")
  return /\bfailure\b/i.test(words) ? "error" : /availability|failover|low storage|recovery/i.test(words) ? "warning" : null
}

const flatten = (row: Row): Row => {
  const source = row["_source"] ?? row["attributes"] ?? row["content"]
  return isRow(source) && first(row, MESSAGES) === undefined ? { ...row, ...source } : row
}

/** Reads one object as a record; null where it has no message, or neither a time nor a level nor a reason. */
export const recordOf = (value: unknown, path: JsonPath): JsonRecord | null => {
  if (!isRow(value)) return null
  const row = flatten(value)
  const reason = textOf(row["reason"] ?? row["Reason"])
  const message = textOf(first(row, MESSAGES)) || reason
  if (message === "") return null
  const at = timeOf(first(row, STARTS) ?? first(row, TIMES))
  const level = levelOf(row)
  if (at === null && level === null && reason === "") return null
  // a level is believed; without one, or with "Normal", the words speak
  const severity: Severity = level !== null && level[1] !== "info" ? level[1] : topicOf(row) ?? (TROUBLE.test(`${reason} ${message}`) && (level === null || /^(normal|ok)$/i.test(level[0])) ? "warning" : "info")
  const times = row["count"] ?? row["Count"]
  return { at, endAt: timeOf(first(row, ENDS)), level: level?.[0] ?? null, severity, message, source: textOf(first(row, SOURCES)), reason, host: textOf(first(row, HOSTS)), namespace: namespaceOf(row), event: reason !== "" || topicsOf(row) !== undefined, count: typeof times === "number" && times > 0 ? times : 1, path }
}

const MAX_RECORDS = 200_000
const LINE_LEVEL = /\b(FATAL|CRITICAL|PANIC|ERROR|WARN|WARNING|INFO|DEBUG)\b/
const LINE_TIME = /^\W?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)/

const LOG_KEY = /^(?:previous_?|last_?|container_?)?(?:logs?|stdout|stderr|output)$/i

/** Log text inside one JSON string, as `kubectl logs` wrapped by an API: all lines share the string's place. */
const embedded = (text: string, path: JsonPath, source: string): ReadonlyArray<JsonRecord> => text.split("\n").flatMap((line): ReadonlyArray<JsonRecord> => {
  if (line.trim() === "") return []
  const word = LINE_LEVEL.exec(line)?.[1]
  const level = word === undefined ? null : LEVEL_WORDS.find(([pattern]) => pattern.test(word)) ?? null
  const severity = level?.[2] ?? (TROUBLE.test(line) ? "error" : "info")
  return [{ at: timeOf(LINE_TIME.exec(line)?.[1]?.replace(",", ".")), endAt: null, level: word ?? null, severity, message: line.trim(), source, reason: "", host: "", namespace: "", event: false, count: 1, path }]
})

/** All records of a JSON value: lists of objects with messages, and strings that hold a log. In the order they stand. */
export const jsonRecords = (root: unknown): ReadonlyArray<JsonRecord> => {
  const found: Array<JsonRecord> = []
  const walk = (value: unknown, path: JsonPath, source: string): void => {
    if (found.length >= MAX_RECORDS || path.length > 30) return
    if (Array.isArray(value)) {
      const records = value.map((item, i) => recordOf(item, [...path, i]))
      if (value.length > 0 && records.filter((one) => one !== null).length >= value.length / 2) {
        for (const one of records) if (one !== null) found.push(one)
        return
      }
      if (value.length > 1 && value.every((item) => typeof item === "string") && value.slice(0, 20).some((item) => LINE_TIME.test(item as string) || LINE_LEVEL.test(item as string))) {
        value.forEach((item, i) => found.push(...embedded(item as string, [...path, i], source)))
        return
      }
      value.forEach((item, i) => walk(item, [...path, i], source))
    } else if (isRow(value)) {
      const name = textOf(first(value, SOURCES)) || source
      for (const [key, item] of Object.entries(value)) {
        if (typeof item === "string" && item.includes("\n") && (LOG_KEY.test(key) || item.split("\n").slice(0, 50).some((line) => LINE_TIME.test(line) || LINE_LEVEL.test(line)))) found.push(...embedded(item, [...path, key], name))
        else if (typeof item === "object") walk(item, [...path, key], name)
      }
    }
  }
  const single = recordOf(root, [])
  walk(root, [], "")
  return found.length === 0 && single !== null ? [single] : found
}
