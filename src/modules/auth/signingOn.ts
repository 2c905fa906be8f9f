import { createHash, randomBytes } from "node:crypto"
import { SqlClient, type SqlError } from "@effect/sql"
import { Effect } from "effect"
import { Identity, type SignOnParty } from "../../providers/identity/Identity.js"
import { NotFound, Unauthenticated } from "../kernel/errors.js"
import { now } from "../kernel/time.js"
import { makeForeigners } from "./foreigners.js"
import type { AuthRepository } from "./repository.js"
import { authSettings } from "./settings.js"
import { SignOn } from "./SignOn.js"
import { makeTokens } from "./tokens.js"

const LIFE_MS = 600_000

interface Row { readonly nonce: string; readonly verifier: string; readonly return_to: string; readonly created_at: number }

const random = (): string => randomBytes(32).toString("base64url")
const sha256 = (text: string, encoding: "hex" | "base64url"): string => createHash("sha256").update(text).digest(encoding)

/** A path on this server; whatever a browser could read as another host is none. */
const ownPath = (path: string): string => (/^\/(?![/\\])[^\s\\]{0,1000}$/.test(path) ? path : "/")

export const makeSigningOn = (repository: AuthRepository) => Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const identity = yield* Identity
  const settings = yield* authSettings
  const tokens = makeTokens({ repository, identity, settings })
  const foreigners = yield* makeForeigners(repository)
  const dead = <A>(effect: Effect.Effect<A, SqlError.SqlError>) => Effect.orDie(effect)
  const party: Effect.Effect<SignOnParty, NotFound> = identity.signOn === null ? Effect.fail(new NotFound({ resource: "sign-in at an issuer", id: "oidc" })) : Effect.succeed(identity.signOn)
  const failed = new Unauthenticated({ code: "sign_on_failed", reason: "the sign-in was not completed; begin again" })

  return SignOn.of({
    offered: identity.signOn !== null,
    begin: ({ redirectUri, returnTo }) => Effect.gen(function*() {
      const issuer = yield* party
      const [state, nonce, verifier] = [random(), random(), random()]
      const url = yield* issuer.begin({ redirectUri, state, nonce, codeChallenge: sha256(verifier, "base64url") })
      const at = yield* now
      yield* dead(sql`DELETE FROM sign_ons WHERE created_at < ${at - LIFE_MS}`)
      yield* dead(sql`INSERT INTO sign_ons ${sql.insert({ state_hash: sha256(state, "hex"), nonce, verifier, return_to: ownPath(returnTo), created_at: at })}`)
      return { url, state }
    }),
    finish: (answer, facts) => Effect.gen(function*() {
      const issuer = yield* party
      // only the browser that began may end it: else somebody could be signed in to a stranger's account
      if (answer.state === "" || sha256(answer.state, "hex") !== sha256(answer.binding, "hex")) return yield* failed
      const taken = yield* dead(sql<Row>`DELETE FROM sign_ons WHERE state_hash = ${sha256(answer.state, "hex")} RETURNING nonce, verifier, return_to, created_at`)
      const row = taken[0]
      if (row === undefined || (yield* now) - Number(row.created_at) > LIFE_MS) return yield* failed
      const person = yield* issuer.finish({ code: answer.code, redirectUri: answer.redirectUri, codeVerifier: row.verifier, nonce: row.nonce }).pipe(
        Effect.catchTag("TokenRejected", (error) => Effect.zipRight(Effect.logWarning(`sign-in at the issuer: ${error.detail}`), failed))
      )
      const user = yield* foreigners.account(person)
      if (!user.active) return yield* failed
      return { ...(yield* tokens.start(user, facts)), returnTo: row.return_to }
    })
  })
})
