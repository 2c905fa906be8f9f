import { SqlClient } from "@effect/sql"
import { Effect } from "effect"
import { migrations } from "../../providers/data/migrations.js"

export const caseMigrations = migrations("case", {
  "0001_cases": Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    yield* sql`CREATE TABLE cases (
      case_id TEXT PRIMARY KEY, owner_id TEXT NOT NULL, organization_id TEXT NOT NULL,
      title TEXT NOT NULL, title_source TEXT NOT NULL, description TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('consulting','investigating','resolved','closed')),
      priority TEXT NOT NULL CHECK (priority IN ('low','medium','high','critical')),
      metadata TEXT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, last_activity_at BIGINT NOT NULL,
      resolved_at BIGINT, closed_at BIGINT, closure_reason TEXT, resolution_notes TEXT, archived_at BIGINT, session_id TEXT,
      message_count INTEGER NOT NULL, current_turn INTEGER NOT NULL, version INTEGER NOT NULL, investigation TEXT NOT NULL)`
    yield* sql`CREATE INDEX cases_owner_activity ON cases (owner_id, last_activity_at)`
    yield* sql`CREATE INDEX cases_owner_created ON cases (owner_id, created_at)`
    yield* sql`CREATE TABLE case_messages (
      message_id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (case_id) ON DELETE CASCADE,
      position INTEGER NOT NULL, turn_number INTEGER NOT NULL,
      role TEXT NOT NULL CHECK (role IN ('user','assistant','system')), content TEXT NOT NULL,
      created_at BIGINT NOT NULL, metadata TEXT NOT NULL, UNIQUE (case_id, position))`
    yield* sql`CREATE UNIQUE INDEX case_messages_one_answer ON case_messages (case_id, turn_number) WHERE role = 'assistant'`
    yield* sql`CREATE TABLE case_status_history (
      case_id TEXT NOT NULL REFERENCES cases (case_id) ON DELETE CASCADE, position INTEGER NOT NULL,
      from_status TEXT, to_status TEXT NOT NULL, at BIGINT NOT NULL, changed_by TEXT NOT NULL, reason TEXT NOT NULL,
      PRIMARY KEY (case_id, position))`
    yield* sql`CREATE TABLE hypotheses (
      hypothesis_id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (case_id) ON DELETE CASCADE,
      statement TEXT NOT NULL, category TEXT NOT NULL, status TEXT NOT NULL, likelihood DOUBLE PRECISION NOT NULL,
      rationale TEXT NOT NULL, generated_at_turn INTEGER NOT NULL, validation_notes TEXT,
      evidence_links TEXT NOT NULL, trend TEXT NOT NULL, created_by TEXT NOT NULL,
      created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL)`
    yield* sql`CREATE INDEX hypotheses_case ON hypotheses (case_id, created_at)`
    yield* sql`CREATE TABLE solutions (
      solution_id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (case_id) ON DELETE CASCADE,
      solution_type TEXT NOT NULL, title TEXT NOT NULL, immediate_action TEXT, longterm_fix TEXT,
      steps TEXT NOT NULL, commands TEXT NOT NULL, risks TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('proposed','applied','verified','rejected')),
      verification_method TEXT, proposed_at BIGINT NOT NULL, applied_at BIGINT, verified_at BIGINT)`
    yield* sql`CREATE INDEX solutions_case ON solutions (case_id, proposed_at)`
  })
})
