import type { Cite } from "../../findings/draft.js"
import type { JsonPath } from "../../findings/jsonLocate.js"
import type { TextFile } from "../../findings/text.js"
import { timeOf } from "../values.js"

/** One span; times in UTC epoch milliseconds with fractions. */
export interface Span {
  readonly id: string
  readonly traceId: string
  readonly parentId: string | null
  readonly name: string
  readonly service: string
  readonly start: number
  readonly duration: number
  readonly error: string | null
  readonly cite: Cite
}

type Row = { readonly [key: string]: unknown }
const isRow = (value: unknown): value is Row => typeof value === "object" && value !== null && !Array.isArray(value)
const text = (value: unknown): string => (typeof value === "string" ? value : typeof value === "number" ? String(value) : "")
const rows = (value: unknown): ReadonlyArray<Row> => (Array.isArray(value) ? value.filter(isRow) : [])

/** OTLP's attribute value: {stringValue} and the like. */
const attributeValue = (value: unknown): string => (isRow(value) ? text(Object.values(value)[0]) || String(Object.values(value)[0] ?? "") : text(value))
const attribute = (list: unknown, ...keys: ReadonlyArray<string>): string => {
  if (isRow(list)) for (const key of keys) if (list[key] !== undefined) return attributeValue(list[key])
  for (const one of rows(list)) if (keys.includes(text(one["key"]))) return attributeValue(one["value"])
  return ""
}

const nanos = (value: unknown): number => Number(text(value) || Number.NaN) / 1e6

const MAX_SPANS = 200_000

const otlpSpan = (span: Row, service: string, cite: Cite): Span | null => {
  const id = text(span["spanId"] ?? span["span_id"])
  const start = nanos(span["startTimeUnixNano"] ?? span["start_time_unix_nano"])
  const end = nanos(span["endTimeUnixNano"] ?? span["end_time_unix_nano"])
  if (id === "" || Number.isNaN(start) || Number.isNaN(end)) return null
  const status = isRow(span["status"]) ? span["status"] : {}
  const failed = status["code"] === 2 || /error/i.test(text(status["code"]))
  const exception = rows(span["events"]).find((event) => event["name"] === "exception")
  const reason = text(status["message"]) || attribute(exception?.["attributes"], "exception.message") || attribute(span["attributes"], "error.message", "http.status_code", "http.response.status_code", "rpc.grpc.status_code")
  return { id, traceId: text(span["traceId"] ?? span["trace_id"]), parentId: text(span["parentSpanId"] ?? span["parent_span_id"]) || null, name: text(span["name"]), service, start, duration: end - start, error: failed ? reason || "error" : null, cite }
}

const otlp = (root: Row, path: JsonPath): ReadonlyArray<Span> => rows(root["resourceSpans"] ?? root["resource_spans"] ?? root["batches"]).flatMap((resource, i) => {
  const service = attribute(isRow(resource["resource"]) ? resource["resource"]["attributes"] : null, "service.name")
  const key = ["scopeSpans", "scope_spans", "instrumentationLibrarySpans"].find((one) => Array.isArray(resource[one])) ?? "scopeSpans"
  const outer = ["resourceSpans", "resource_spans", "batches"].find((one) => Array.isArray(root[one])) ?? "resourceSpans"
  return rows(resource[key]).flatMap((scope, j) => rows(scope["spans"]).flatMap((span, k) => {
    const found = otlpSpan(span, service, { path: [...path, outer, i, key, j, "spans", k] })
    return found === null ? [] : [found]
  }))
})

const jaeger = (trace: Row, path: JsonPath): ReadonlyArray<Span> => {
  const processes = isRow(trace["processes"]) ? trace["processes"] : {}
  return rows(trace["spans"]).flatMap((span, i) => {
    const id = text(span["spanID"])
    if (id === "") return []
    const process = processes[text(span["processID"])]
    const parent = rows(span["references"]).find((reference) => reference["refType"] === "CHILD_OF") ?? rows(span["references"])[0]
    const tags = rows(span["tags"])
    const tag = (key: string) => tags.find((one) => one["key"] === key)?.["value"]
    const failed = tag("error") === true || tag("error") === "true" || tag("otel.status_code") === "ERROR"
    const log = rows(span["logs"]).flatMap((one) => rows(one["fields"])).find((field) => /^(message|error\.object|exception\.message)$/.test(text(field["key"])))
    return [{
      id, traceId: text(span["traceID"]), parentId: parent === undefined ? (text(span["parentSpanID"]) || null) : text(parent["spanID"]), name: text(span["operationName"]),
      service: isRow(process) ? text(process["serviceName"]) : "", start: Number(span["startTime"]) / 1e3, duration: Number(span["duration"]) / 1e3,
      error: failed ? text(tag("error.message")) || text(tag("otel.status_description")) || text(log?.["value"]) || text(tag("http.status_code")) || "error" : null, cite: { path: [...path, "spans", i] }
    }]
  })
}

const zipkin = (list: ReadonlyArray<unknown>, cite: (i: number) => Cite): ReadonlyArray<Span> => list.flatMap((span, i): ReadonlyArray<Span> => {
  if (!isRow(span)) return []
  if (span["spanId"] !== undefined && span["startTimeUnixNano"] !== undefined) {
    const found = otlpSpan(span, text(span["serviceName"]) || attribute(span["resource"], "service.name"), cite(i))
    return found === null ? [] : [found]
  }
  const id = text(span["id"] ?? span["spanId"] ?? span["span_id"])
  const traceId = text(span["traceId"] ?? span["trace_id"])
  if (id === "" || traceId === "") return []
  const tags = isRow(span["tags"]) ? span["tags"] : isRow(span["attributes"]) ? span["attributes"] : {}
  const zip = span["localEndpoint"]
  const micros = span["timestamp"] !== undefined && typeof span["timestamp"] === "number" && span["timestamp"] > 1e14
  const start = micros ? Number(span["timestamp"]) / 1e3 : timeOf(span["start_time"] ?? span["startTime"] ?? span["start"] ?? span["timestamp"])
  const end = timeOf(span["end_time"] ?? span["endTime"] ?? span["end"])
  const named = span["duration_ms"] ?? span["durationMs"]
  const duration = named !== undefined ? Number(named) : micros ? Number(span["duration"]) / 1e3 : end !== null && start !== null ? end - start : Number(span["duration"] ?? Number.NaN)
  if (start === null || Number.isNaN(duration)) return []
  const status = text(span["status"]) || (isRow(span["status"]) ? text(span["status"]["code"]) || text(span["status"]["status_code"]) : "")
  const failed = tags["error"] !== undefined && tags["error"] !== "false" && tags["error"] !== false || span["error"] === true || /error/i.test(status)
  return [{
    id, traceId, parentId: text(span["parentId"] ?? span["parent_id"] ?? span["parentSpanId"] ?? span["parent_span_id"]) || null, name: text(span["name"] ?? span["operation"] ?? span["operationName"]),
    service: isRow(zip) ? text(zip["serviceName"]) : text(span["service"] ?? span["serviceName"] ?? span["service_name"]), start, duration,
    error: failed ? (typeof tags["error"] === "string" && tags["error"] !== "true" ? tags["error"] : text(tags["error.message"]) || text(tags["http.status_code"]) || "error") : null, cite: cite(i)
  }]
})

/** Requests of a browser (HAR): each stands for itself. */
const har = (log: Row): ReadonlyArray<Span> => rows(log["entries"]).flatMap((entry, i) => {
  const request = isRow(entry["request"]) ? entry["request"] : {}
  const response = isRow(entry["response"]) ? entry["response"] : {}
  const start = timeOf(entry["startedDateTime"])
  const status = Number(response["status"])
  if (start === null) return []
  return [{ id: String(i), traceId: `request ${i + 1}`, parentId: null, name: `${text(request["method"])} ${text(request["url"])}`, service: "", start, duration: Number(entry["time"]) || 0, error: status >= 400 ? `${status} ${text(response["statusText"])}`.trim() : status === 0 ? text(response["_error"]) || "no answer" : null, cite: { path: ["log", "entries", i] } }]
})

/** Spans of OTLP, Jaeger or Zipkin JSON, of one span object a line, or of a plain list; empty where there are none. */
export const readSpans = (file: TextFile): ReadonlyArray<Span> => {
  if (file.json === null) {
    const list = file.wholeLines.map((line): unknown => {
      if (!line.startsWith("{") || line.length > 1_000_000) return null
      try {
        return JSON.parse(line)
      } catch {
        return null
      }
    })
    const whole = list.flatMap((one, i) => (isRow(one) && one["resourceSpans"] !== undefined ? otlp(one, []).map((span) => ({ ...span, cite: { lines: [i + 1, i + 1] as const } })) : []))
    return (whole.length > 0 ? whole : zipkin(list, (i) => ({ lines: [i + 1, i + 1] }))).slice(0, MAX_SPANS)
  }
  const root = file.json.value
  const inner = isRow(root) && isRow(root["trace"]) ? root["trace"] : root
  const prefix: JsonPath = inner === root ? [] : ["trace"]
  if (isRow(inner) && (inner["resourceSpans"] ?? inner["resource_spans"] ?? inner["batches"]) !== undefined) return otlp(inner, prefix).slice(0, MAX_SPANS)
  if (isRow(inner) && Array.isArray(inner["data"]) && rows(inner["data"]).some((one) => Array.isArray(one["spans"]))) return rows(inner["data"]).flatMap((trace, i) => jaeger(trace, [...prefix, "data", i])).slice(0, MAX_SPANS)
  if (isRow(inner) && isRow(inner["log"]) && Array.isArray(inner["log"]["entries"])) return har(inner["log"]).slice(0, MAX_SPANS)
  if (isRow(inner) && Array.isArray(inner["spans"])) {
    const spans = jaeger(inner, prefix)
    return (spans.length > 0 ? spans : zipkin(inner["spans"], (i) => ({ path: [...prefix, "spans", i] }))).slice(0, MAX_SPANS)
  }
  if (Array.isArray(inner)) {
    // Zipkin: a list of spans, or a list of traces
    const nested = inner.every(Array.isArray)
    return (nested ? inner.flatMap((trace, i) => zipkin(trace as ReadonlyArray<unknown>, (k) => ({ path: [...prefix, i, k] }))) : zipkin(inner, (i) => ({ path: [...prefix, i] }))).slice(0, MAX_SPANS)
  }
  return []
}
