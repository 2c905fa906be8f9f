import type { Draft, Extraction } from "../../findings/draft.js"
import type { JsonPath } from "../../findings/jsonLocate.js"
import { isRow } from "../records/read.js"
import { clip } from "../values.js"

type Row = { readonly [key: string]: unknown }
const row = (value: unknown): Row => (isRow(value) ? value : {})
const list = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : [])
const text = (value: unknown): string => (typeof value === "string" ? value : typeof value === "number" ? String(value) : "")

interface Exceptions { readonly values: ReadonlyArray<unknown>; readonly path: JsonPath }

/** Where an error tracker's event keeps its exceptions, the root cause first or last. */
const exceptionsOf = (root: unknown): Exceptions | null => {
  const walk = (value: unknown, path: JsonPath): Exceptions | null => {
    if (path.length > 6) return null
    if (Array.isArray(value)) {
      for (let i = 0; i < Math.min(value.length, 20); i++) {
        const found = walk(value[i], [...path, i])
        if (found !== null) return found
      }
      return null
    }
    const one = row(value)
    const values = row(one["exception"])["values"]
    if (Array.isArray(values) && values.length > 0) return { values, path: [...path, "exception", "values"] }
    if (Array.isArray(one["exceptions"]) && one["exceptions"].length > 0) return { values: one["exceptions"], path: [...path, "exceptions"] }
    for (const [key, child] of Object.entries(one)) {
      const found = typeof child === "object" && child !== null ? walk(child, [...path, key]) : null
      if (found !== null) return found
    }
    return null
  }
  return walk(root, [])
}

/** The exceptions of an error tracker's event in JSON, with the frame that threw and the first own one; null where it holds none. */
export const extractErrorEvent = (root: unknown): Extraction | null => {
  const found = exceptionsOf(root)
  if (found === null) return null
  // the last value is what reached the top; the first is where it began
  const chain = found.values.map((value) => `${text(row(value)["type"] ?? row(value)["errorClass"])}: ${clip(text(row(value)["value"] ?? row(value)["message"]), 300)}`)
  const cause = row(found.values[0])
  const nested = Array.isArray(row(cause["stacktrace"])["frames"])
  const frames = nested ? list(row(cause["stacktrace"])["frames"]) : list(cause["stacktrace"] ?? cause["frames"])
  const base: JsonPath = [...found.path, 0, ...(nested ? ["stacktrace", "frames"] : Array.isArray(cause["stacktrace"]) ? ["stacktrace"] : ["frames"])]
  const order = frames.map((value, i) => ({ value: row(value), i }))
  // oldest call first where frames are nested under "stacktrace", newest first in flat lists
  const inner = nested ? order.toReversed() : order
  const place = (value: Row): string => `${text(value["function"] ?? value["method"]) || "?"} (${text(value["filename"] ?? value["file"] ?? value["abs_path"] ?? value["module"])}:${text(value["lineno"] ?? value["lineNumber"])})`
  const thrown = inner[0]
  const own = inner.find(({ value }) => value["in_app"] === true || value["inProject"] === true)
  const type = text(cause["type"] ?? cause["errorClass"])
  const message = text(cause["value"] ?? cause["message"])
  const draft: Draft = {
    kind: "root_exception", severity: /^fatal$/.test(text(row(root)["level"])) ? "critical" : "error", title: clip(`${type}${message === "" ? "" : `: ${message}`}`, 200),
    detail: [...(chain.length > 1 ? [`Chain: ${clip([...chain].reverse().join(" ← "), 300)}.`] : []), ...(thrown === undefined ? [] : [`Thrown in ${place(thrown.value)}.`]), ...(own === undefined || own === thrown ? [] : [`First own code: ${place(own.value)}.`])].join(" "),
    cites: [{ path: [...found.path, 0] }, ...(thrown === undefined ? [] : [{ path: [...base, thrown.i] }]), ...(own === undefined || own === thrown ? [] : [{ path: [...base, own.i] }])],
    data: { language: text(row(root)["platform"]), exception: type, message: clip(message, 500), chain, frames: frames.length, rootFrame: thrown === undefined ? null : place(thrown.value), ownFrame: own === undefined ? null : place(own.value) }
  }
  return { drafts: [draft], timeline: [], summary: [`An event of an error tracker, ${found.values.length} exception${found.values.length === 1 ? "" : "s"}.`, `- ${draft.title}. ${draft.detail}`].join("\n") }
}
