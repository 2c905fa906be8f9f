import { Schema } from "effect"

/**
 * One error per kind of failure, the same for every provider and every
 * implementation. `provider` names tag and implementation, such as
 * `files/s3`; `detail` is safe to log and never holds a secret.
 */
const fields = { provider: Schema.String, detail: Schema.String }
const messageOf = (error: { readonly provider: string; readonly detail: string }): string => `${error.provider}: ${error.detail}`

/** The object, index, bucket or model does not exist. */
export class ProviderNotFound extends Schema.TaggedError<ProviderNotFound>()("ProviderNotFound", fields) {
  override get message(): string {
    return messageOf(this)
  }
}
/** The state of the thing forbids it (wrong dimension, exists already). */
export class ProviderConflict extends Schema.TaggedError<ProviderConflict>()("ProviderConflict", fields) {
  override get message(): string {
    return messageOf(this)
  }
}
/** Unreachable, broken or 5xx: may work later. `retryAfter` in seconds when the peer said so. */
export class ProviderUnavailable extends Schema.TaggedError<ProviderUnavailable>()("ProviderUnavailable", {
  ...fields,
  retryAfter: Schema.optional(Schema.Number)
}) {
  override get message(): string {
    return messageOf(this)
  }
}
/** No answer within the deadline. */
export class ProviderTimeout extends Schema.TaggedError<ProviderTimeout>()("ProviderTimeout", fields) {
  override get message(): string {
    return messageOf(this)
  }
}
/** The peer understood and said no: wrong credentials, forbidden, invalid request, content policy. */
export class ProviderRefused extends Schema.TaggedError<ProviderRefused>()("ProviderRefused", fields) {
  override get message(): string {
    return messageOf(this)
  }
}
/** Rate limit, spent budget, full disk. `retryAfter` in seconds when known. */
export class ProviderQuota extends Schema.TaggedError<ProviderQuota>()("ProviderQuota", {
  ...fields,
  retryAfter: Schema.optional(Schema.Number)
}) {
  override get message(): string {
    return messageOf(this)
  }
}

export type ProviderError =
  | ProviderNotFound | ProviderConflict | ProviderUnavailable | ProviderTimeout | ProviderRefused | ProviderQuota

/** What a readiness check reports about one provider. */
export interface ProviderHealth {
  readonly implementation: string
  readonly detail: string
}
