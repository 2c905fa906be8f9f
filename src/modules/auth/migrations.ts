import { SqlClient } from "@effect/sql"
import { Effect } from "effect"
import { migrations } from "../../providers/data/migrations.js"

export const authMigrations = migrations("auth", {
  "0001_accounts": Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    yield* sql`CREATE TABLE users (
      user_id TEXT PRIMARY KEY, username TEXT NOT NULL, username_key TEXT NOT NULL UNIQUE, email TEXT NOT NULL, email_key TEXT NOT NULL UNIQUE,
      display_name TEXT NOT NULL, roles TEXT NOT NULL, organization_id TEXT NOT NULL, active INTEGER NOT NULL, must_change_password INTEGER NOT NULL,
      dev_user INTEGER NOT NULL, password_hash TEXT, created_at BIGINT NOT NULL, last_login_at BIGINT)`
    yield* sql`CREATE TABLE logins (
      login_id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users (user_id) ON DELETE CASCADE, client TEXT NOT NULL, address TEXT NOT NULL,
      user_agent TEXT NOT NULL, scopes TEXT, created_at BIGINT NOT NULL, last_used_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, revoked_at BIGINT)`
    yield* sql`CREATE INDEX logins_user ON logins (user_id, last_used_at)`
    yield* sql`CREATE TABLE refresh_tokens (
      token_hash TEXT PRIMARY KEY, login_id TEXT NOT NULL REFERENCES logins (login_id) ON DELETE CASCADE, issued_at BIGINT NOT NULL,
      expires_at BIGINT NOT NULL, rotated_at BIGINT, replaced_by TEXT)`
    yield* sql`CREATE INDEX refresh_tokens_login ON refresh_tokens (login_id)`
    yield* sql`CREATE TABLE audit_events (
      id TEXT PRIMARY KEY, at BIGINT NOT NULL, event TEXT NOT NULL, user_id TEXT, username TEXT, address TEXT, success INTEGER NOT NULL, details TEXT NOT NULL)`
    yield* sql`CREATE INDEX audit_events_at ON audit_events (at)`
  }),
  "0002_oauth_codes": Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    yield* sql`CREATE TABLE oauth_codes (
      code_hash TEXT PRIMARY KEY, client_id TEXT NOT NULL, user_id TEXT NOT NULL REFERENCES users (user_id) ON DELETE CASCADE, redirect_uri TEXT NOT NULL,
      challenge TEXT NOT NULL, scopes TEXT NOT NULL, created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, used_at BIGINT, login_id TEXT)`
  }),
  "0003_identities": Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    yield* sql`CREATE TABLE identities (
      issuer TEXT NOT NULL, subject TEXT NOT NULL, user_id TEXT NOT NULL REFERENCES users (user_id) ON DELETE CASCADE, created_at BIGINT NOT NULL, PRIMARY KEY (issuer, subject))`
  }),
  "0004_sign_ons": Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    yield* sql`CREATE TABLE sign_ons (state_hash TEXT PRIMARY KEY, nonce TEXT NOT NULL, verifier TEXT NOT NULL, return_to TEXT NOT NULL, created_at BIGINT NOT NULL)`
  }),
  "0005_teams": Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    yield* sql`ALTER TABLE users ADD COLUMN teams TEXT NOT NULL DEFAULT '[]'`
  })
})
