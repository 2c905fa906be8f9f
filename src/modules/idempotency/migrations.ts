import { SqlClient } from "@effect/sql"
import { Effect } from "effect"
import { migrations } from "../../providers/data/migrations.js"

export const idempotencyMigrations = migrations("idempotency", {
  "0001_idempotency_keys": Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    yield* sql`CREATE TABLE idempotency_keys (
      owner_id TEXT NOT NULL, key TEXT NOT NULL, operation TEXT NOT NULL, fingerprint TEXT NOT NULL,
      status INTEGER NOT NULL, body TEXT NOT NULL, created_at BIGINT NOT NULL, PRIMARY KEY (owner_id, key))`
    yield* sql`CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at)`
  })
})
