import { Ajv, type ValidateFunction } from "ajv"

export type Schema = { readonly [key: string]: unknown }

export interface Operation {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly parameters: ReadonlyArray<{ readonly name: string; readonly in: string; readonly required?: boolean; readonly schema: Schema }>
  readonly body: { readonly type: string; readonly schema: Schema } | null
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema?: Schema }> }>
  readonly secured: boolean
}

export interface Document {
  readonly operations: ReadonlyArray<Operation>
  readonly schemas: Record<string, Schema>
  /** null where the response has no JSON body */
  readonly validatorOf: (operation: Operation, status: number) => ValidateFunction | null
}

/** The server's own description of itself, as any client gets it. */
export const readDocument = async (url: string): Promise<Document> => {
  const raw = await (await fetch(`${url}/openapi.json`)).json() as { paths: Record<string, Record<string, Schema>>; components: { schemas: Record<string, Schema> } }
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false })
  ajv.addSchema({ $id: "http://openapi/", components: strip(raw.components) as Schema })
  const operations = Object.entries(raw.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]): Operation => {
    const content = (operation["requestBody"] as { content?: Record<string, { schema: Schema }> } | undefined)?.content
    const type = content === undefined ? undefined : Object.keys(content)[0]
    return {
      id: String(operation["operationId"]), method: method.toUpperCase(), path, parameters: (operation["parameters"] ?? []) as Operation["parameters"],
      body: type === undefined ? null : { type, schema: content![type]!.schema }, responses: operation["responses"] as Operation["responses"],
      secured: Array.isArray(operation["security"]) && operation["security"].length > 0
    }
  }))
  const compiled = new Map<string, ValidateFunction>()
  return {
    operations, schemas: raw.components.schemas,
    validatorOf: (operation, status) => {
      const schema = operation.responses[String(status)]?.content?.["application/json"]?.schema
      if (schema === undefined) return null
      const key = `${operation.id} ${status}`
      const known = compiled.get(key) ?? ajv.compile(absolute(strip(schema)) as Schema)
      compiled.set(key, known)
      return known
    }
  }
}

/** Ids inside schemas would collide; they say nothing here. */
const strip = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(strip)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(Object.entries(value).filter(([key, member]) => !(key === "$id" && typeof member === "string")).map(([key, member]) => [key, strip(member)]))
}

const absolute = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(absolute)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, key === "$ref" && typeof member === "string" ? `http://openapi/${member}` : absolute(member)]))
}
