import { randomBytes } from "node:crypto"
import { HttpServerResponse } from "@effect/platform"
import { Duration } from "effect"

export const SESSION_COOKIE = "fm_session"
export const CSRF_COOKIE = "fm_csrf"

/** httpOnly token for the dashboard and a readable CSRF value that its unsafe calls repeat in a header. */
export const sessionCookies = (
  response: HttpServerResponse.HttpServerResponse,
  signed: { readonly accessToken: string; readonly expiresAt: number },
  secure: boolean
): HttpServerResponse.HttpServerResponse => {
  const options = { path: "/", sameSite: "lax", secure, maxAge: Duration.millis(Math.max(0, signed.expiresAt - Date.now())) } as const
  return response.pipe(
    HttpServerResponse.unsafeSetCookie(SESSION_COOKIE, signed.accessToken, { ...options, httpOnly: true }),
    HttpServerResponse.unsafeSetCookie(CSRF_COOKIE, randomBytes(18).toString("base64url"), { ...options, httpOnly: false })
  )
}

export const clearedCookies = (response: HttpServerResponse.HttpServerResponse): HttpServerResponse.HttpServerResponse => response.pipe(
  HttpServerResponse.unsafeSetCookie(SESSION_COOKIE, "", { path: "/", sameSite: "lax", httpOnly: true, maxAge: Duration.zero }),
  HttpServerResponse.unsafeSetCookie(CSRF_COOKIE, "", { path: "/", sameSite: "lax", maxAge: Duration.zero })
)
