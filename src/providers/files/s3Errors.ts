import { Effect, Schedule } from "effect"
import { type ProviderError, ProviderNotFound, ProviderQuota, ProviderRefused, ProviderTimeout, ProviderUnavailable } from "../errors.js"

export const provider = "files/s3"

const REFUSED = new Set(["AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "Forbidden", "ExpiredToken", "InvalidToken", "AuthorizationHeaderMalformed", "CredentialsProviderError", "RequestTimeTooSkewed", "PermanentRedirect"])
const FULL = new Set(["QuotaExceeded", "XMinioStorageFull", "InsufficientStorage", "EntityTooLarge", "SlowDown", "TooManyRequests"])

/** What kind of failure the SDK reports: by the store's code, else by status. */
export const toProviderError = (error: unknown): ProviderError => {
  const { $metadata, Code, code, message, name } = error as {
    readonly name?: string
    readonly Code?: string
    readonly code?: string
    readonly message?: string
    readonly $metadata?: { readonly httpStatusCode?: number }
  }
  const kind = Code ?? name ?? ""
  const status = $metadata?.httpStatusCode
  const detail = [kind, code, status === undefined ? undefined : `status ${status}`, message].filter((part) => part !== undefined && part !== "" && part !== "UnknownError").join(", ").slice(0, 300)
  if (kind === "NoSuchBucket") return new ProviderNotFound({ provider, detail: "the bucket does not exist" })
  if (REFUSED.has(kind) || status === 401 || status === 403) return new ProviderRefused({ provider, detail })
  if (FULL.has(kind) || status === 429 || status === 507) return new ProviderQuota({ provider, detail })
  if (kind === "TimeoutError" || kind === "RequestTimeout" || kind === "AbortError" || code === "ETIMEDOUT") return new ProviderTimeout({ provider, detail })
  if (kind === "NoSuchKey" || kind === "NotFound" || status === 404) return new ProviderNotFound({ provider, detail: "no such object" })
  if (status !== undefined && status >= 400 && status < 500) return new ProviderRefused({ provider, detail })
  return new ProviderUnavailable({ provider, detail })
}

/** Two more tries for what may pass; a missing object, wrong credentials and a spent deadline do not. */
export const retryBrief = <A, R>(effect: Effect.Effect<A, ProviderError, R>): Effect.Effect<A, ProviderError, R> =>
  Effect.retry(effect, {
    while: (error) => error._tag === "ProviderUnavailable" || error._tag === "ProviderQuota",
    schedule: Schedule.exponential("100 millis").pipe(Schedule.jittered, Schedule.intersect(Schedule.recurs(2)))
  })
