import { SqlClient } from "@effect/sql"
import { Effect } from "effect"
import { migrations } from "../../providers/data/migrations.js"

export const sessionMigrations = migrations("session", {
  "0001_sessions": Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    yield* sql`CREATE TABLE sessions (
      session_id TEXT PRIMARY KEY, user_id TEXT, title TEXT, client_id TEXT, session_type TEXT NOT NULL, status TEXT NOT NULL, timeout_minutes INTEGER NOT NULL,
      context TEXT NOT NULL, metadata TEXT NOT NULL, message_count INTEGER NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,
      last_activity_at BIGINT NOT NULL, expires_at BIGINT NOT NULL)`
    yield* sql`CREATE UNIQUE INDEX sessions_client ON sessions (user_id, client_id) WHERE user_id IS NOT NULL AND client_id IS NOT NULL`
    yield* sql`CREATE INDEX sessions_user ON sessions (user_id, last_activity_at)`
    yield* sql`CREATE INDEX sessions_expiry ON sessions (expires_at)`
    yield* sql`CREATE TABLE session_messages (
      message_id TEXT PRIMARY KEY, session_id TEXT NOT NULL REFERENCES sessions (session_id) ON DELETE CASCADE, position INTEGER NOT NULL,
      role TEXT NOT NULL, content TEXT NOT NULL, at BIGINT NOT NULL, UNIQUE (session_id, position))`
  })
})
