import { HttpApiSchema } from "@effect/platform"
import { Schema } from "effect"

/** Building blocks of request schemas. Responses use plain schemas without refinements. */

const wholeNumber = (name: string, min: number, max: number) =>
  Schema.NumberFromString.pipe(Schema.int(), Schema.between(min, max, { message: () => `${name} must be a whole number between ${min} and ${max}` }))

/** A whole number in the query string, with its default. */
export const queryInt = (name: string, options: { readonly min: number; readonly max: number; readonly default: number }) =>
  Schema.optionalWith(wholeNumber(name, options.min, options.max), { default: () => options.default })

export const optionalQueryInt = (name: string, options: { readonly min: number; readonly max: number }) =>
  Schema.optional(wholeNumber(name, options.min, options.max))

/** `true`/`false`/`1`/`0` in the query string. */
export const queryFlag = (fallback: boolean) =>
  Schema.optionalWith(
    Schema.transform(Schema.Literal("true", "false", "1", "0"), Schema.Boolean, { decode: (text) => text === "true" || text === "1", encode: (flag) => (flag ? "true" : "false") }),
    { default: () => fallback }
  )

/** Absent, null or a value. */
export const optionalNull = <A, I, R>(schema: Schema.Schema<A, I, R>) => Schema.optional(Schema.NullOr(schema))

export const JsonObject = Schema.Record({ key: Schema.String, value: Schema.Unknown })

export const text = (name: string, min: number, max: number) =>
  Schema.String.pipe(Schema.filter((s) => (s.length < min
    ? `${name} must have at least ${min} character${min === 1 ? "" : "s"}`
    : s.length > max ? `${name} may have at most ${max} characters` : true), { jsonSchema: { minLength: min, maxLength: max } }))

/** Ids in paths are opaque; anything else than a known one is 404. */
export const caseIdParam = HttpApiSchema.param("case_id", Schema.String)

/** Reports every offending field, not only the first. */
export const body = <S extends Schema.Schema.Any>(schema: S): S => schema.annotations({ parseOptions: { errors: "all" } }) as S

export const Timestamp = Schema.String.annotations({ description: "ISO 8601, UTC, milliseconds, Z" })
