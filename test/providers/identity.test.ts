import { createPrivateKey } from "node:crypto"
import { SqlClient } from "@effect/sql"
import { Clock, Context, Effect, Layer } from "effect"
import { generateKeyPair, SignJWT } from "jose"
import { Identity } from "../../src/providers/identity/Identity.js"
import { layer as jwt } from "../../src/providers/identity/jwt.js"
import { configuration, memoryDatabase } from "../support/layers.js"
import { makeMock } from "../support/identityMock.js"
import { postgres } from "../servers/servers.js"
import { type Forged, identityContract } from "./identity.contract.js"
import { onServer, postgresAt } from "./layers.js"

const seconds = (at: number, from = 0): number => Math.floor(at / 1000) + from

/** The key that signs, for tokens that `sign` would never make. */
class Sql extends Context.Tag("test/Sql")<Sql, SqlClient.SqlClient>() {}

const forgeJwt = (sql: SqlClient.SqlClient) => (forged: Forged) => Effect.gen(function*() {
  const at = yield* Clock.currentTimeMillis
  const identity = yield* Identity
  const current = (yield* identity.jwks).keys[0]!["kid"] as string
  const rows = yield* sql<{ private_pem: string }>`SELECT private_pem FROM signing_keys WHERE kid = ${current}`
  const strange = yield* Effect.promise(() => generateKeyPair("EdDSA"))
  const claims = {
    sub: forged.subject, jti: "forged", lid: "login", email: "f@example.org", roles: [...(forged.roles ?? ["user"])], type: forged.wrongType ? "refresh" : "access",
    iss: forged.issuer ?? "faultmaven", aud: forged.audience ?? "faultmaven-api", iat: seconds(at, forged.issuedIn ?? 0), exp: seconds(at, forged.expiresIn ?? 600)
  }
  return yield* Effect.promise(() => new SignJWT(claims).setProtectedHeader({ alg: "EdDSA", kid: forged.key === "strange" ? "strange" : current })
    .sign(forged.key === "strange" ? strange.privateKey : createPrivateKey(rows[0]!.private_pem)))
})

const contractOn = (name: string, database: Layer.Layer<SqlClient.SqlClient, unknown>) => {
  // the suite and the forger look into the same database
  let shared: SqlClient.SqlClient
  const seen = Layer.effect(Sql, Effect.tap(SqlClient.SqlClient, (sql) => Effect.sync(() => void (shared = sql))))
  identityContract(name, {
    skew: 60, layer: Layer.merge(jwt, seen).pipe(Layer.provide(database), Layer.provide(configuration({})), Layer.orDie),
    forge: (forged) => Effect.suspend(() => forgeJwt(shared)(forged))
  })
}

contractOn("JWT on SQLite", memoryDatabase())
const server = await postgres()
onServer(server, ["identity · JWT on PostgreSQL"], ({ url }) => contractOn("JWT on PostgreSQL", postgresAt(url)))

const mock = makeMock()
identityContract("mock", {
  layer: mock.layer, skew: 60,
  forge: (forged) => Effect.map(Clock.currentTimeMillis, (at) => {
    const claims = {
      sub: forged.subject, iss: forged.issuer ?? mock.issuer, aud: forged.audience ?? mock.audience, iat: seconds(at, forged.issuedIn ?? 0), exp: seconds(at, forged.expiresIn ?? 600),
      jti: "forged", roles: forged.roles ?? [], ...(forged.wrongType ? { type: "refresh" } : {})
    }
    return forged.key === "strange" ? mock.seal(claims, "ffffffffffffffff") : mock.seal(claims)
  })
})
