import { Schema } from "effect"

/**
 * One error per kind of failure, the same for every provider and every
 * implementation. `provider` names tag and implementation, such as
 * `files/s3`; `detail` is safe to log and never holds a secret.
 */
const fields = { provider: Schema.String, detail: Schema.String }

/** The object, index, bucket or model does not exist. */
export class ProviderNotFound extends Schema.TaggedError<ProviderNotFound>()("ProviderNotFound", fields) {}
/** The state of the thing forbids it (wrong dimension, exists already). */
export class ProviderConflict extends Schema.TaggedError<ProviderConflict>()("ProviderConflict", fields) {}
/** Unreachable, broken or 5xx: may work later. `retryAfter` in seconds when the peer said so. */
export class ProviderUnavailable extends Schema.TaggedError<ProviderUnavailable>()("ProviderUnavailable", {
  ...fields,
  retryAfter: Schema.optional(Schema.Number)
}) {}
/** No answer within the deadline. */
export class ProviderTimeout extends Schema.TaggedError<ProviderTimeout>()("ProviderTimeout", fields) {}
/** The peer understood and said no: wrong credentials, forbidden, invalid request, content policy. */
export class ProviderRefused extends Schema.TaggedError<ProviderRefused>()("ProviderRefused", fields) {}
/** Rate limit, spent budget, full disk. `retryAfter` in seconds when known. */
export class ProviderQuota extends Schema.TaggedError<ProviderQuota>()("ProviderQuota", {
  ...fields,
  retryAfter: Schema.optional(Schema.Number)
}) {}

export type ProviderError =
  | ProviderNotFound | ProviderConflict | ProviderUnavailable | ProviderTimeout | ProviderRefused | ProviderQuota

/** What a readiness check reports about one provider. */
export interface ProviderHealth {
  readonly implementation: string
  readonly detail: string
}
