import { Schema } from "effect"

/**
 * The failures a caller can act on, shared by all modules. The HTTP status of
 * each lives in src/http/errors.ts. Anything else is a defect: logged once
 * with a request id, never shown.
 */

/** Unknown or foreign: the two answer alike. */
export class NotFound extends Schema.TaggedError<NotFound>()("NotFound", {
  resource: Schema.String,
  id: Schema.String
}) {
  override get message() {
    return `${this.resource} '${this.id}' not found`
  }
}

/** The state of the thing forbids it now. `retryAfter` in seconds where waiting helps. */
export class Conflict extends Schema.TaggedError<Conflict>()("Conflict", {
  code: Schema.String,
  reason: Schema.String,
  retryAfter: Schema.optional(Schema.Number)
}) {
  override get message() {
    return this.reason
  }
}

/** Well-formed but not acceptable; `loc` is the path of the offending field. */
export class InvalidInput extends Schema.TaggedError<InvalidInput>()("InvalidInput", {
  loc: Schema.Array(Schema.Union(Schema.String, Schema.Number)),
  reason: Schema.String,
  type: Schema.optional(Schema.String)
}) {
  override get message() {
    return this.reason
  }
}

/** Not valid at all (the contract's 400s, such as an empty message). */
export class BadRequest extends Schema.TaggedError<BadRequest>()("BadRequest", { reason: Schema.String, code: Schema.optional(Schema.String) }) {
  override get message() {
    return this.reason
  }
}

export class Forbidden extends Schema.TaggedError<Forbidden>()("Forbidden", { reason: Schema.String }) {
  override get message() {
    return this.reason
  }
}

export class Unauthenticated extends Schema.TaggedError<Unauthenticated>()("Unauthenticated", {
  /** machine code, such as `missing_authorization`, `invalid_token`, `invalid_credentials` */
  code: Schema.String,
  reason: Schema.String
}) {
  override get message() {
    return this.reason
  }
}

export class TooLarge extends Schema.TaggedError<TooLarge>()("TooLarge", { reason: Schema.String, limitBytes: Schema.Number }) {
  override get message() {
    return this.reason
  }
}

export class TooMany extends Schema.TaggedError<TooMany>()("TooMany", { reason: Schema.String, retryAfter: Schema.Number }) {
  override get message() {
    return this.reason
  }
}

/** A part that this needs is down; `retryAfter` in seconds. */
export class Unavailable extends Schema.TaggedError<Unavailable>()("Unavailable", {
  part: Schema.String,
  reason: Schema.String,
  retryAfter: Schema.optional(Schema.Number)
}) {
  override get message() {
    return this.reason
  }
}
