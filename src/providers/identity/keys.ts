import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto"
import { SqlClient, type SqlError } from "@effect/sql"
import { Clock, Effect, Schedule } from "effect"
import { migrations } from "../data/migrations.js"
import { type ProviderError, ProviderUnavailable } from "../errors.js"

const DAY_MS = 86_400_000
/** A key signs this long at most. */
const ROTATE_AFTER_MS = 30 * DAY_MS
/** And verifies this long: well beyond the last token that it signed. */
const KEEP_MS = 90 * DAY_MS

export const schema = migrations("identity", {
  "0001_signing_keys": Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    yield* sql`CREATE TABLE signing_keys (kid TEXT PRIMARY KEY, private_pem TEXT NOT NULL, created_at BIGINT NOT NULL)`
  })
})

/** One Ed25519 key pair; `createdAt` in epoch milliseconds. */
export interface Key { readonly kid: string; readonly privateKey: KeyObject; readonly publicKey: KeyObject; readonly createdAt: number }

const keyOf = (pem: string, createdAt: number): Key => {
  const privateKey = createPrivateKey(pem)
  const publicKey = createPublicKey(privateKey)
  const kid = createHash("sha256").update(publicKey.export({ type: "spki", format: "der" })).digest("base64url").slice(0, 16)
  return { kid, privateKey, publicKey, createdAt }
}

export interface SigningKeys {
  /** the one that signs */
  readonly current: () => Key
  /** newest first */
  readonly all: () => ReadonlyArray<Key>
  readonly find: (kid: string) => Key | undefined
  /** reads them again: another replica may have made one */
  readonly load: Effect.Effect<void, ProviderError>
  readonly generate: Effect.Effect<void, ProviderError>
  /** fails where the table cannot be read */
  readonly check: Effect.Effect<void, ProviderError>
}

/**
 * Keys of our own making, kept in the database and shared by replicas. A new
 * one is made when the newest is 30 days old; old ones go after 90.
 */
export const makeKeys = (provider: string) => Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const dead = <A>(effect: Effect.Effect<A, SqlError.SqlError>) => Effect.mapError(effect, (error) => new ProviderUnavailable({ provider, detail: error.message }))
  let keys: ReadonlyArray<Key> = []

  const load = Effect.gen(function*() {
    const at = yield* Clock.currentTimeMillis
    const rows = yield* dead(sql<{ private_pem: string; created_at: number }>`SELECT private_pem, created_at FROM signing_keys WHERE created_at > ${at - KEEP_MS} ORDER BY created_at DESC, kid`)
    if (rows.length > 0) keys = rows.map((row) => keyOf(row.private_pem, Number(row.created_at)))
  })
  const generate = Effect.gen(function*() {
    const { privateKey } = generateKeyPairSync("ed25519")
    const newest = keys[0]?.createdAt ?? 0
    // later than every other, even within one millisecond: the order decides who signs
    const at = Math.max(yield* Clock.currentTimeMillis, newest + 1)
    const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString()
    yield* dead(sql`INSERT INTO signing_keys ${sql.insert({ kid: keyOf(pem, at).kid, private_pem: pem, created_at: at })}`)
    yield* dead(sql`DELETE FROM signing_keys WHERE created_at < ${at - KEEP_MS}`)
    yield* load
  })
  const renew = Effect.gen(function*() {
    yield* load
    if (keys.length === 0 || (yield* Clock.currentTimeMillis) - keys[0]!.createdAt >= ROTATE_AFTER_MS) yield* generate
  })
  yield* Effect.orDie(renew)
  yield* renew.pipe(
    Effect.catchAll((error) => Effect.logWarning("signing keys could not be renewed; the next try is in 12 hours", error)),
    Effect.schedule(Schedule.spaced("12 hours")),
    Effect.forkScoped
  )
  const found: SigningKeys = {
    current: () => keys[0]!, all: () => keys, find: (kid) => keys.find((key) => key.kid === kid), load, generate,
    check: Effect.asVoid(dead(sql`SELECT 1 AS one FROM signing_keys`))
  }
  return found
})
