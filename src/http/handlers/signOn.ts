import { HttpApiBuilder, type HttpServerRequest, HttpServerResponse } from "@effect/platform"
import { Duration, Effect } from "effect"
import { SignOn } from "../../modules/auth/index.js"
import { Api } from "../api.js"
import { sessionCookies } from "../cookies.js"
import { answer } from "../errors.js"
import { factsOf } from "../middleware/context.js"

/** Ties the answer to the browser that asked. */
const COOKIE = "fm_sign_on"
const PATH = "/api/v1/auth/oidc"

const callbackOf = (request: HttpServerRequest.HttpServerRequest): string => `${factsOf(request).origin}${PATH}/callback`
const to = (location: string) => HttpServerResponse.empty({ status: 302, headers: { location, "cache-control": "no-store" } })
const failed = (code: string) => to(`/login?${new URLSearchParams({ error: code })}`)

export const signOnHandlers = HttpApiBuilder.group(Api, "signOn", (handlers) => Effect.gen(function*() {
  const signOn = yield* SignOn
  return handlers
    .handle("begin", ({ request, urlParams }) => answer(Effect.map(signOn.begin({ redirectUri: callbackOf(request), returnTo: urlParams.return_to }), ({ state, url }) =>
      HttpServerResponse.unsafeSetCookie(to(url), COOKIE, state, {
        path: PATH, httpOnly: true, sameSite: "lax", secure: factsOf(request).origin.startsWith("https:"), maxAge: Duration.minutes(10)
      }))))
    .handle("callback", ({ request, urlParams }) => {
      const { address, origin } = factsOf(request)
      const facts = { address, userAgent: request.headers["user-agent"] ?? "", client: "dashboard" }
      const cleared = HttpServerResponse.unsafeSetCookie(COOKIE, "", { path: PATH, httpOnly: true, maxAge: Duration.zero })
      // a person looks at this: what goes wrong is told by the sign-in page
      if (signOn.offered && urlParams.error !== "") return Effect.succeed(cleared(failed(/^[a-z_]{1,40}$/.test(urlParams.error) ? urlParams.error : "sign_on_failed")))
      return answer(signOn.finish({ state: urlParams.state, binding: request.cookies[COOKIE] ?? "", code: urlParams.code, redirectUri: callbackOf(request) }, facts).pipe(
        Effect.map((signed) => cleared(sessionCookies(to(signed.returnTo), signed, origin.startsWith("https:")))),
        Effect.catchTag("Unauthenticated", (error) => Effect.succeed(cleared(failed(error.code))))
      ))
    })
}))
