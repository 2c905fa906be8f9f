import { readFileSync } from "node:fs"
import { Ajv, type ValidateFunction } from "ajv"

/** The HTTP contract of December 2025, read from the shared folder beside the project. */
export interface Parameter { readonly type?: string | ReadonlyArray<string>; readonly minimum?: number; readonly maximum?: number; readonly minLength?: number; readonly maxLength?: number; readonly enum?: ReadonlyArray<unknown>; readonly required?: boolean }

export interface Endpoint {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly request: {
    readonly query: Record<string, Parameter>
    readonly contentType: string | null
    readonly body: Record<string, unknown>
    readonly bodyRequired: boolean
  }
  readonly responses: Record<string, { readonly schema: unknown; readonly contentType: string | null }>
  readonly errors: Record<string, string>
}

interface Contract { readonly endpoints: ReadonlyArray<Endpoint>; readonly schemas: Record<string, unknown> }

const contract = JSON.parse(readFileSync(new URL("../../../shared/contract/v1.json", import.meta.url), "utf8")) as Contract

export const endpoints = contract.endpoints

/** The body's schema with its reference resolved. */
export const bodySchema = (endpoint: Endpoint): { readonly type?: string; readonly properties?: Record<string, Parameter>; readonly required?: ReadonlyArray<string> } => {
  const reference = (endpoint.request.body ?? {})["$ref"]
  return (typeof reference === "string" ? contract.schemas[reference.split("/").at(-1)!] : endpoint.request.body ?? {}) as ReturnType<typeof bodySchema>
}

/**
 * Pins of stubs go (constant texts, empty arrays, `null` where the stub had
 * nothing), as the deliberate differences say; names, types and required
 * members stay. Timestamps must have the one form.
 */
const relaxed = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(relaxed)
  if (typeof schema !== "object" || schema === null) return schema
  const source = schema as Record<string, unknown>
  if (typeof source["$ref"] === "string") return { $ref: source["$ref"].replace("#/schemas/", "#/definitions/") }
  if (source["type"] === "null") return {}
  const { const: pinned, maxItems, description, default: _default, ...rest } = source
  const kept: Record<string, unknown> = Object.fromEntries(Object.entries(rest).filter(([key]) => !key.startsWith("x-") && key !== "note").map(([key, value]) => [
    key, key === "properties" ? Object.fromEntries(Object.entries(value as Record<string, unknown>).map(([name, member]) => [name, relaxed(member)])) : relaxed(value)
  ]))
  if (maxItems !== undefined && maxItems !== 0) kept["maxItems"] = maxItems
  if (pinned !== undefined && kept["type"] === undefined) kept["type"] = pinned === null ? undefined : Array.isArray(pinned) ? "array" : typeof pinned === "number" ? "number" : typeof pinned
  if (kept["type"] === undefined) delete kept["type"]
  if (source["x-timestampFormat"] !== undefined) {
    const nullable = Array.isArray(source["type"]) && (source["type"] as ReadonlyArray<unknown>).includes("null")
    return nullable ? { anyOf: [timestamp, { type: "null" }] } : timestamp
  }
  // an id is a UUID or a prefixed hex string: opaque to clients
  if (kept["format"] === "uuid") delete kept["format"]
  return kept
}

const timestamp = { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$" }

const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false })
const definitions: Record<string, unknown> = Object.fromEntries(Object.entries(contract.schemas).map(([name, schema]) => [name, relaxed(schema)]))

// the parts of one process have other names than twelve containers
const component = definitions["HealthComponent"] as { properties: Record<string, unknown> }
component.properties["name"] = { type: "string" }

export const validator = (schema: unknown): ValidateFunction => ajv.compile({ ...(relaxed(schema) as object), definitions })

/** Every error has this one body, whatever the originals sent. */
export const problem = ajv.compile({
  type: "object", required: ["type", "title", "status", "detail", "message", "error", "code", "request_id"],
  properties: {
    type: { type: "string" }, title: { type: "string" }, status: { type: "integer" }, detail: { type: "string" }, message: { type: "string" }, error: { type: "string" }, code: { type: "string" },
    request_id: { type: "string" },
    errors: { type: "array", items: { type: "object", required: ["type", "loc", "msg", "input"], properties: { type: { type: "string" }, loc: { type: "array" }, msg: { type: "string" } } } }
  }
})
