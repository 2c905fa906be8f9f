/** What a call that failed tells people: the server's own words and the id by which its log knows the request. */
export class ApiError extends Error {
  constructor(readonly status: number, message: string, readonly code: string, readonly requestId: string | null, readonly retryAfter: number | null) {
    super(message)
  }
  get offline(): boolean {
    return this.status === 0
  }
}

/** Path of the server as this page reaches it, with a slash at its end: `/`, or a proxy's prefix. */
export const basePath = new URL(document.baseURI).pathname

/** Address of a server path such as `api/v1/cases`, behind any proxy prefix. */
export const urlOf = (path: string, query: Readonly<Record<string, string | number | boolean | null | undefined>> = {}): string => {
  const url = new URL(path.replace(/^\//, ""), document.baseURI)
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== null && value !== "") url.searchParams.set(name, String(value))
  return url.href
}

const cookie = (name: string): string => document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1) ?? ""

/** Sent with every call: they mark it as the page's own. */
export const pageHeaders = (): Record<string, string> => ({ "x-requested-with": "faultmaven-dashboard", "x-csrf-token": cookie("fm_csrf") })

const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null)

export const errorOf = (status: number, body: unknown, requestId: string | null, retryAfter: string | null): ApiError => {
  const problem = typeof body === "object" && body !== null ? body as Record<string, unknown> : {}
  const message = text(problem["detail"]) ?? text(problem["message"]) ?? text(problem["title"]) ?? `The server answered with status ${status}.`
  return new ApiError(status, message, text(problem["code"]) ?? "", requestId ?? text(problem["request_id"]), retryAfter === null ? null : Number(retryAfter) || null)
}

type SignedOutListener = () => void
let signedOut: SignedOutListener = () => {}
export const onSignedOut = (listener: SignedOutListener): void => {
  signedOut = listener
}

export interface CallOptions {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE"
  readonly body?: unknown
  readonly query?: Readonly<Record<string, string | number | boolean | null | undefined>>
  readonly signal?: AbortSignal | undefined
  /** makes a repeated create the same one */
  readonly idempotencyKey?: string
  /** a 401 is an answer here, not the end of the session */
  readonly keepSession?: boolean
}

/** Calls the server and gives its JSON; every failure is an `ApiError`. */
export const call = async <A>(path: string, options: CallOptions = {}): Promise<A> => {
  const form = options.body instanceof FormData
  const init: RequestInit = {
    method: options.method ?? "GET", credentials: "same-origin", signal: options.signal ?? null,
    headers: {
      accept: "application/json", ...pageHeaders(),
      ...(options.body === undefined || form ? {} : { "content-type": "application/json" }),
      ...(options.idempotencyKey === undefined ? {} : { "idempotency-key": options.idempotencyKey })
    },
    ...(options.body === undefined ? {} : { body: form ? options.body as FormData : JSON.stringify(options.body) })
  }
  let response: Response
  try {
    response = await fetch(urlOf(path, options.query), init)
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause
    throw new ApiError(0, "The server cannot be reached. Check the connection; nothing you typed is lost.", "OFFLINE", null, null)
  }
  const raw = response.status === 204 ? "" : await response.text()
  let body: unknown = null
  try {
    body = raw === "" ? null : JSON.parse(raw)
  } catch {
    body = null
  }
  if (response.ok) return body as A
  if (response.status === 401 && options.keepSession !== true) signedOut()
  throw errorOf(response.status, body, response.headers.get("x-request-id") ?? response.headers.get("x-correlation-id"), response.headers.get("retry-after"))
}

export const get = <A>(path: string, query?: CallOptions["query"], signal?: AbortSignal): Promise<A> => call<A>(path, { ...(query === undefined ? {} : { query }), signal })
export const post = <A>(path: string, body?: unknown, options: CallOptions = {}): Promise<A> => call<A>(path, { ...options, method: "POST", ...(body === undefined ? {} : { body }) })
export const put = <A>(path: string, body: unknown): Promise<A> => call<A>(path, { method: "PUT", body })
export const remove = <A>(path: string): Promise<A> => call<A>(path, { method: "DELETE" })
