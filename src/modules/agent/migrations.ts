import { SqlClient } from "@effect/sql"
import { Effect } from "effect"
import { migrations } from "../../providers/data/migrations.js"

export const agentMigrations = migrations("agent", {
  "0001_turns": Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    yield* sql`CREATE TABLE agent_turns (
      job_id TEXT PRIMARY KEY, case_id TEXT NOT NULL, owner_id TEXT NOT NULL, organization_id TEXT NOT NULL,
      turn_number INTEGER NOT NULL, created_at BIGINT NOT NULL)`
    yield* sql`CREATE INDEX agent_turns_created ON agent_turns (created_at)`
    yield* sql`CREATE TABLE turn_events (
      job_id TEXT NOT NULL REFERENCES agent_turns (job_id) ON DELETE CASCADE, seq INTEGER NOT NULL,
      type TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (job_id, seq))`
    yield* sql`CREATE TABLE llm_usage (
      id TEXT PRIMARY KEY, at BIGINT NOT NULL, owner_id TEXT, case_id TEXT, job_id TEXT, task TEXT NOT NULL, provider TEXT NOT NULL,
      model TEXT NOT NULL, input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL, cost_usd DOUBLE PRECISION, duration_ms INTEGER NOT NULL)`
    yield* sql`CREATE INDEX llm_usage_owner ON llm_usage (owner_id, at)`
  })
})
