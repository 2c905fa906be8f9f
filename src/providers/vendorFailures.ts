import { type ProviderError, ProviderNotFound, ProviderQuota, ProviderRefused, ProviderTimeout, ProviderUnavailable } from "./errors.js"

interface Raw {
  readonly status?: unknown
  readonly status_code?: unknown
  readonly statusCode?: unknown
  readonly name?: string
  readonly message?: string
  readonly code?: unknown
  readonly type?: unknown
  readonly param?: unknown
  readonly headers?: unknown
  readonly error?: unknown
  readonly cause?: unknown
  readonly rawResponse?: unknown
}

/** In the detail of a refusal: the prompt was longer than the model's window. */
export const TOO_LONG = "context_length_exceeded"
/** In the detail of a quota error: waiting does not help, money does. */
export const SPENT = "insufficient_quota"

const word = (value: unknown): string => (typeof value === "string" && /^[\w.\-/:]{1,80}$/.test(value) ? value : "")

const headerOf = (headers: unknown, name: string): string | null => {
  if (typeof headers !== "object" || headers === null) return null
  if ("get" in headers && typeof headers.get === "function") return headers.get(name) as string | null
  const found = (headers as Record<string, unknown>)[name]
  return typeof found === "string" ? found : null
}

/** Seconds from `retry-after-ms`, or from `retry-after` as seconds or as a date. */
export const retryAfterOf = (headers: unknown, now: number = Date.now()): number | null => {
  const milliseconds = headerOf(headers, "retry-after-ms")
  if (milliseconds !== null && /^\d+(\.\d+)?$/.test(milliseconds)) return Number(milliseconds) / 1_000
  const value = headerOf(headers, "retry-after")
  if (value === null) return null
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value)
  const date = Date.parse(value)
  return Number.isNaN(date) ? null : Math.max(0, (date - now) / 1_000)
}

const nested = (error: unknown): Raw => {
  const body = (error as Raw).error
  if (typeof body !== "object" || body === null) return {}
  return typeof (body as Raw).error === "object" && (body as Raw).error !== null ? (body as Raw).error as Raw : body as Raw
}

/**
 * The vendors' SDK errors as ours. The detail carries status, type and code
 * only: messages of vendors repeat prompts and parts of keys.
 */
export const failureOf = (provider: string) => (error: unknown): ProviderError => {
  const raw = (typeof error === "object" && error !== null ? error : {}) as Raw
  const inner = nested(raw)
  const status = [raw.status, raw.status_code, raw.statusCode].find((value): value is number => typeof value === "number")
  const kind = [word(raw.type) || word(inner.type), word(raw.code) || word(inner.code)].filter((part, i, all) => part !== "" && all.indexOf(part) === i)
  const className = raw.name !== undefined && raw.name !== "Error" ? raw.name : (error as object | undefined)?.constructor?.name ?? "error"
  const cause = word((raw.cause as Raw | undefined)?.code)
  const message = `${raw.message ?? ""} ${inner.message ?? ""}`
  const said = (extra = ""): string => [status ?? className, ...kind, word(raw.param) || word(inner.param), cause, extra].filter((part) => part !== "").join(" ")
  const retryAfter = retryAfterOf(raw.headers ?? (raw.rawResponse as Raw | undefined)?.headers)
  const later = retryAfter === null ? {} : { retryAfter }

  if (/timeout/i.test(className) || /timed? ?out/i.test(message) && status === undefined || status === 408 || /ETIMEDOUT|UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT/.test(cause)) return new ProviderTimeout({ provider, detail: said() })
  if (/insufficient_quota|billing|credit balance/.test(`${kind.join(" ")} ${message}`) || status === 402) return new ProviderQuota({ provider, detail: said(SPENT), ...later })
  if (status === 429 || kind.some((k) => /rate_limit/.test(k))) return new ProviderQuota({ provider, detail: said(), ...later })
  if (status === 404) return new ProviderNotFound({ provider, detail: said() })
  if (status !== undefined && status >= 400 && status < 500) {
    const tooLong = status === 413 || /context.?length|context window|prompt is too long|maximum context|too many tokens/i.test(`${kind.join(" ")} ${message}`)
    return new ProviderRefused({ provider, detail: said(tooLong && !kind.includes(TOO_LONG) ? TOO_LONG : "") })
  }
  return new ProviderUnavailable({ provider, detail: said(), ...later })
}

/** Another try of the same request may succeed. */
export const isTransient = (error: ProviderError): boolean =>
  error._tag === "ProviderUnavailable" || error._tag === "ProviderTimeout" || (error._tag === "ProviderQuota" && !error.detail.includes(SPENT))

/** The provider answered properly, our request was wrong for it: no sign of an outage. */
export const isRefusal = (error: ProviderError): boolean => error._tag === "ProviderRefused" || error._tag === "ProviderNotFound" || error._tag === "ProviderConflict"
