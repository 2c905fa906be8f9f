import { OpenApi } from "@effect/platform"
import { JSONSchema } from "effect"
import { Api } from "./api.js"
import { ProblemBody } from "./errors.js"

type Json = null | boolean | number | string | ReadonlyArray<Json> | { readonly [key: string]: Json }

/** The platform describes what handlers fail with; on the wire every failure is a problem body. */
const onlyProblems = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(onlyProblems)
  if (typeof value !== "object" || value === null) return value
  const source = value as { readonly [key: string]: Json }
  const options = source["anyOf"]
  if (Array.isArray(options) && options.some(isDecodeError)) return { $ref: "#/components/schemas/Problem" }
  if (isDecodeError(source)) return { $ref: "#/components/schemas/Problem" }
  return Object.fromEntries(Object.entries(source).map(([key, member]) => [key, onlyProblems(member)]))
}

const isDecodeError = (value: Json): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value) && (value as { readonly [key: string]: Json })["$ref"] === "#/components/schemas/HttpApiDecodeError"

const made = (): { readonly paths: Record<string, unknown>; readonly components: { readonly schemas: Record<string, unknown> } } => {
  const document = onlyProblems(OpenApi.fromApi(Api) as unknown as Json) as unknown as { paths: Record<string, unknown>; components: { schemas: Record<string, unknown> } }
  const { $schema: _, $defs, ...reference } = JSONSchema.make(ProblemBody, { target: "openApi3.1" }) as unknown as { $schema?: string; $defs?: Record<string, unknown>; $ref?: string }
  const { HttpApiDecodeError: _decode, Issue: _issue, PropertyKey: _key, ...schemas } = document.components.schemas
  return { ...document, components: { ...document.components, schemas: { ...schemas, ...$defs, ...(reference.$ref === undefined ? { Problem: reference } : {}) } } }
}

let kept: ReturnType<typeof made> | null = null

/** OpenAPI 3.1 of the whole interface, made once from the schemas that decode requests. */
export const openApiDocument = () => kept ??= made()
