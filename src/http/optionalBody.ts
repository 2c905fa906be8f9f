import { HttpServerRequest } from "@effect/platform"
import { Effect, ParseResult, Schema } from "effect"
import { Problem } from "./errors.js"

/** A JSON body that may be missing altogether; an absent or empty one reads as `{}`. */
export const optionalJson = <A, I>(schema: Schema.Schema<A, I>): Effect.Effect<A, Problem, HttpServerRequest.HttpServerRequest> =>
  Effect.gen(function*() {
    const request = yield* HttpServerRequest.HttpServerRequest
    const raw = yield* request.text.pipe(Effect.mapError(() => invalid("json_invalid", ["body"], "the body cannot be read")))
    const value: unknown = raw.trim() === "" ? {} : yield* Effect.try({ try: () => JSON.parse(raw) as unknown, catch: () => invalid("json_invalid", ["body"], "the body is not valid JSON") })
    return yield* Schema.decodeUnknown(schema)(value ?? {}, { errors: "all" }).pipe(Effect.mapError((error) => {
      const issues = ParseResult.ArrayFormatter.formatErrorSync(error)
      const first = issues[0]
      return invalid("value_error", ["body", ...(first?.path ?? []).map((p) => (typeof p === "number" ? p : String(p)))], first?.message.split(", actual ")[0] ?? "not valid")
    }))
  })

const invalid = (type: string, loc: ReadonlyArray<string | number>, msg: string) =>
  new Problem({ status: 422, code: "validation_error", detail: msg, errors: [{ type, loc: [...loc], msg, input: null }] })
