import type { Opinion } from "./opinion.js"
import type { Sample } from "./sample.js"

const opinion = (type: Opinion["type"], confidence: number, reason: string): Opinion => ({ type, confidence, reason })

const has = (text: string, ...keys: ReadonlyArray<string>): boolean => keys.every((key) => new RegExp(`"${key}"\\s*:`).test(text))
const any = (text: string, ...keys: ReadonlyArray<string>): boolean => keys.some((key) => has(text, key))

/** What a JSON text is, judged by its keys so that a cut sample is enough; null where it is no JSON. */
export const jsonKind = (sample: Sample): Opinion | null => {
  const text = sample.text.trimStart()
  const first = text[0]
  if (first !== "{" && first !== "[") return null
  if (first === "[" && !/^\[\s*(\{|\[|"|-?\d|\]|true|false|null)/.test(text)) return null
  if (first === "{" && !/^\{\s*("|\}|\/\/|\/\*)/.test(text)) return null
  const valid = sample.complete ? parses(text) : null
  // several objects, one a line: records
  if (valid !== true && sample.lines.length > 1 && sample.lines.slice(0, 20).every((line) => /^\s*\{.*\}\s*,?\s*$/.test(line) && parses(line.trim().replace(/,$/, "")))) {
    if (has(text, "traceId", "spanId") && any(text, "duration", "endTimeUnixNano") && !any(text, "level", "severity", "message", "msg")) return opinion("trace", 0.9, "one JSON span a line")
    if (sample.lines.slice(0, 20).every((line) => isMeasurement(line))) return opinion("metrics", 0.9, "timed values, one JSON object a line")
    return any(text, "message", "msg", "log", "level", "severity", "event", "@timestamp") ? opinion("logs", 0.94, "one JSON record a line") : opinion("logs", 0.8, "one JSON object a line")
  }
  if (valid === false) {
    const keyed = sample.lines.filter((line) => /^\s*"[^"]{1,200}"\s*:/.test(line)).length
    return keyed >= 2 && keyed >= sample.lines.length * 0.4 ? opinion("configuration", 0.78, "JSON with a mistake in it") : null
  }
  if (any(text, "resourceSpans", "scopeSpans") || (has(text, "traceID", "spans") && any(text, "operationName", "processes")) || (has(text, "traceId", "id", "duration") && any(text, "localEndpoint", "parentId", "kind")) || has(text, "traceId", "spanId", "startTimeUnixNano")) return opinion("trace", 0.96, "spans in JSON")
  if (has(text, "startedDateTime", "entries", "request", "response")) return opinion("trace", 0.93, "requests of a browser (HAR)")
  if (has(text, "ph", "ts", "pid") && any(text, "dur", "tid", "cat")) return opinion("profile", 0.94, "trace events of a browser")
  if (has(text, "Plan", "Node Type") || has(text, "Node Type", "Total Cost")) return opinion("profile", 0.95, "a query plan in JSON")
  if (/speedscope\.app/.test(text) || has(text, "nodes", "samples", "timeDeltas") || has(text, "callFrame", "hitCount") || has(text, "traceEvents")) return opinion("profile", 0.94, "a profile in JSON")
  if (has(text, "resultType", "result") || has(text, "MetricDataResults") || has(text, "Datapoints", "Label") || (has(text, "Timestamps", "Values") && any(text, "Label", "Id", "MetricName")) || any(text, "pointlist", "timeslices") || has(text, "frames", "schema", "fields", "values") || has(text, "resourceMetrics")) return opinion("metrics", 0.95, "a metrics API's answer")
  if (has(text, "metric_name") && any(text, "values", "datapoints", "timestamps", "value")) return opinion("metrics", 0.9, "metric series in JSON")
  if (has(text, "exception", "frames") && any(text, "in_app", "lineno", "lineNumber", "stacktrace")) return opinion("error_report", 0.93, "an event of an error tracker")
  if (first === "{" && sample.lines.length === 1 && any(text, "message", "msg") && any(text, "level", "severity", "lvl") && any(text, "@timestamp", "timestamp", "time", "ts")) return opinion("logs", 0.86, "one log record in JSON")
  if (any(text, "stacktrace", "stackTrace", "stack_trace", "exception") && any(text, "frames", "filename", "lineno", "type") && !any(text, "level", "logger")) return opinion("error_report", 0.85, "an exception in JSON")
  if (any(text, "commonLabels", "alertname", "alert_source") && any(text, "commonAnnotations", "annotations", "state", "status")) return opinion("error_report", 0.86, "an alert")
  if (/"(\w+_)?(events|Events)"\s*:\s*\[/.test(text) && any(text, "reason", "message", "Message", "eventTime", "SourceIdentifier")) return opinion("logs", 0.86, "a list of events")
  if (any(text, "involvedObject", "involved_object") && has(text, "reason", "message")) return opinion("logs", 0.9, "a list of Kubernetes events")
  if (has(text, "reason", "message") && any(text, "firstTimestamp", "lastTimestamp", "first_time", "last_time", "eventTime") && !has(text, "spec")) return opinion("logs", 0.84, "a list of events")
  if (has(text, "apiVersion", "kind") && has(text, "items") && any(text, "status", "involvedObject")) return opinion("command_output", 0.9, "kubectl's JSON")
  if (any(text, "restartCount", "restart_count", "overall_state", "readyReplicas", "ready_replicas", "allocatable") || (has(text, "conditions") && any(text, "phase", "status") && !has(text, "spec"))) return opinion("command_output", 0.87, "a snapshot of a system's state")
  if (has(text, "desired", "ready") || any(text, "memory_pressure", "disk_pressure", "pid_pressure")) return opinion("command_output", 0.86, "a snapshot of workloads or nodes")
  if (/"logs?"\s*:\s*"(?:[^"\\]|\\[^n])*\\n/.test(text)) return opinion("logs", 0.88, "a log inside JSON")
  if (any(text, "logStreamName", "logs", "logEvents", "hits", "records", "entries") && any(text, "message", "msg", "log")) return opinion("logs", 0.88, "log records in JSON")
  if (first === "[" && any(text, "message", "msg", "log") && any(text, "timestamp", "time", "@timestamp", "ts", "date")) return opinion("logs", 0.88, "a list of log records")
  if (first === "[" && any(text, "timestamp", "time", "ts", "date", "t") && /:\s*-?\d+(\.\d+)?\s*[,}]/.test(text)) return opinion("metrics", 0.8, "a list of timed values")
  if ((any(text, "timestamps", "datapoints", "data_points", "series") && any(text, "values", "value", "points", "unit", "name")) || (any(text, "metrics") && /\[\s*(\[\s*)?("\d{4}-|\d{10})/.test(text))) return opinion("metrics", 0.84, "series in JSON")
  return opinion("configuration", sample.extension === "json" || valid === true ? 0.85 : 0.7, "JSON")
}

const WORDED = /^(message|msg|log|level|severity|lvl|event|status|method|path|url|uri|request|user_?agent|remote.*|client.*|query|statement|error|err|logger|caller|reason)$/i

/** A line of numbers with a time and labels; requests and messages are records of a log. */
const isMeasurement = (line: string): boolean => {
  const row: unknown = JSON.parse(line.trim().replace(/,$/, ""))
  if (typeof row !== "object" || row === null) return false
  const entries = Object.entries(row)
  const timed = entries.some(([key]) => /^@?(timestamp|time|ts|date|datetime|t)$/i.test(key))
  const numbers = entries.filter(([key, value]) => typeof value === "number" && !/^@?(timestamp|time|ts|date|datetime|t|pid|v|id)$/i.test(key)).length
  return timed && numbers > 0 && !entries.some(([key, value]) => WORDED.test(key) || (typeof value === "string" && value.length > 80))
}

const parses = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
