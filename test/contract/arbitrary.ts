import fc from "fast-check"
import type { Operation, Schema } from "./openapi.js"

/** One request made from the description of an operation: right, nearly right, or nonsense. */
export interface Request {
  readonly ids: Record<string, string>
  readonly query: Record<string, string>
  readonly body: string | FormData | undefined
  readonly headers: Record<string, string>
}

const oddText = fc.oneof(
  fc.string({ maxLength: 40 }), fc.string({ unit: "grapheme", maxLength: 20 }), fc.constantFrom("", " ", "null", "0", "-1", "true", "💥", "a\u0000b", "\ud800", "' OR 1=1 --", "<script>", "%", "_", "\\", "x".repeat(300)),
  fc.integer().map(String)
)

/** Values of a schema; `depth` keeps recursion short. */
const valueOf = (schema: Schema, schemas: Record<string, Schema>, depth = 0): fc.Arbitrary<unknown> => {
  const reference = schema["$ref"]
  if (typeof reference === "string") return valueOf(schemas[reference.split("/").at(-1)!] ?? {}, schemas, depth + 1)
  const options = (schema["anyOf"] ?? schema["oneOf"]) as ReadonlyArray<Schema> | undefined
  if (options !== undefined && options.length > 0) return fc.oneof(...options.map((option) => valueOf(option, schemas, depth + 1)))
  const all = schema["allOf"] as ReadonlyArray<Schema> | undefined
  if (all !== undefined) return valueOf(Object.assign({}, schema, { allOf: undefined }, ...all) as Schema, schemas, depth + 1)
  const values = schema["enum"] as ReadonlyArray<unknown> | undefined
  if (values !== undefined && values.length > 0) return fc.constantFrom(...values)
  const number = (name: string, fallback: number): number => (typeof schema[name] === "number" ? schema[name] as number : fallback)
  switch (schema["type"]) {
    case "string":
      return fc.string({ minLength: number("minLength", 0), maxLength: Math.min(number("maxLength", 60), Math.max(60, number("minLength", 0))) })
    case "integer":
      return fc.integer({ min: number("minimum", -5), max: number("maximum", 1_000) })
    case "number":
      return fc.double({ min: number("minimum", -5), max: number("maximum", 1_000), noNaN: true })
    case "boolean":
      return fc.boolean()
    case "null":
      return fc.constant(null)
    case "array":
      return fc.array(valueOf((schema["items"] ?? {}) as Schema, schemas, depth + 1), { maxLength: depth > 4 ? 1 : Math.min(4, number("maxItems", 4)) })
    case "object": {
      const properties = Object.entries((schema["properties"] ?? {}) as Record<string, Schema>)
      const required = new Set((schema["required"] ?? []) as ReadonlyArray<string>)
      if (properties.length === 0) return fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 })
      return fc.record(Object.fromEntries(properties.map(([name, member]) => [name, valueOf(member, schemas, depth + 1)])), { requiredKeys: properties.map(([name]) => name).filter((name) => required.has(name)) })
    }
    default:
      return fc.jsonValue({ maxDepth: 2 })
  }
}

const json = (value: unknown): string => JSON.stringify(value) ?? "null"

/** The valid body with one member replaced by something else, or something else altogether. */
const bodyOf = (operation: Operation, schemas: Record<string, Schema>, ids: Record<string, string>): fc.Arbitrary<string | FormData | undefined> => {
  if (operation.body === null) return fc.constantFrom(undefined, undefined, undefined, "{}", "{")
  if (operation.body.type === "multipart/form-data") return formOf(operation.body.schema, ids)
  const right = valueOf(operation.body.schema, schemas).map((value) => known(value, ids))
  const nearly = fc.tuple(right, fc.nat(), fc.jsonValue({ maxDepth: 2 })).map(([value, at, odd]) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return odd
    const names = Object.keys(value)
    return names.length === 0 ? { odd } : { ...value, [names[at % names.length]!]: odd }
  })
  return fc.oneof({ weight: 6, arbitrary: right.map(json) }, { weight: 4, arbitrary: nearly.map(json) }, { weight: 1, arbitrary: fc.jsonValue().map(json) }, { weight: 1, arbitrary: fc.string({ maxLength: 30 }) })
}

/** Members that name things get things that exist, so that requests come further than the first lookup. */
const known = (value: unknown, ids: Record<string, string>): unknown => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, typeof member === "string" && ids[name] !== undefined && member.length % 4 !== 0 ? ids[name] : member]))
}

const formOf = (schema: Schema, ids: Record<string, string>): fc.Arbitrary<FormData> => {
  const names = Object.keys((schema["properties"] ?? {}) as object)
  return fc.tuple(
    fc.subarray(names.length === 0 ? ["file"] : names), fc.array(oddText, { minLength: 12, maxLength: 12 }), fc.uint8Array({ maxLength: 300 }), fc.constantFrom("a.log", "b.json", "../../etc/passwd", "c", "ü💥.txt", "x.zip", "d.html"), fc.boolean()
  ).map(([chosen, texts, bytes, filename, withId]) => {
    const form = new FormData()
    chosen.forEach((name, i) => {
      if (name === "file" || name === "files") form.append(name, new Blob([bytes as unknown as ArrayBuffer]), filename)
      else form.set(name, withId && ids[name] !== undefined ? ids[name] : texts[i % 12]!)
    })
    return form
  })
}

const idOf = (name: string, ids: Record<string, string>): fc.Arbitrary<string> => fc.oneof(
  { weight: 4, arbitrary: fc.constant(ids[name] ?? "unknown") },
  { weight: 1, arbitrary: oddText.filter((text) => !/[\ud800-\udfff]/.test(text) && !["", ".", ".."].includes(text) && !/[/\\]/.test(text)) }
)

const queryOf = (schema: Schema, schemas: Record<string, Schema>): fc.Arbitrary<string> => fc.oneof({ weight: 4, arbitrary: valueOf(schema, schemas).map(String) }, { weight: 2, arbitrary: oddText })

export const requestOf = (operation: Operation, schemas: Record<string, Schema>, ids: Record<string, string>): fc.Arbitrary<Request> => {
  const of = (place: string) => operation.parameters.filter((parameter) => parameter.in === place)
  return fc.record({
    ids: fc.record(Object.fromEntries(of("path").map(({ name }) => [name, idOf(name, ids)]))) as fc.Arbitrary<Record<string, string>>,
    query: fc.record(Object.fromEntries(of("query").map(({ name, schema }) => [name, ids[name] === undefined ? queryOf(schema, schemas) : fc.constant(ids[name])])), {
      requiredKeys: of("query").filter((p) => p.required === true).map((p) => p.name)
    }) as fc.Arbitrary<Record<string, string>>,
    body: operation.method === "GET" ? fc.constant(undefined) : bodyOf(operation, schemas, ids),
    headers: fc.record({
      "idempotency-key": fc.oneof({ weight: 1, arbitrary: fc.constantFrom("k1", "k2", "with space", "x".repeat(300)) }),
      "x-session-id": fc.constantFrom("s1", "00000000-0000-4000-8000-000000000000"), prefer: fc.constantFrom("respond-async", "wait=1"), "x-user-id": fc.constant("admin"),
      "last-event-id": fc.constantFrom("0", "3", "-1", "x")
    }, { requiredKeys: [] }) as fc.Arbitrary<Record<string, string>>
  })
}
