import { SqlClient } from "@effect/sql"
import { Effect } from "effect"
import { migrations } from "../../providers/data/migrations.js"

export const reportMigrations = migrations("report", {
  "0001_reports": Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    // no foreign key to cases: runbooks outlive them
    yield* sql`CREATE TABLE reports (
      report_id TEXT PRIMARY KEY, case_id TEXT NOT NULL, owner_id TEXT NOT NULL, report_type TEXT NOT NULL, title TEXT NOT NULL, content TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('pending','generating','completed','failed')), error TEXT, version INTEGER NOT NULL, is_current INTEGER NOT NULL,
      linked_to_closure INTEGER NOT NULL, job_id TEXT NOT NULL, sources TEXT NOT NULL, provider TEXT, model TEXT, generation_ms BIGINT,
      created_at BIGINT NOT NULL, completed_at BIGINT, UNIQUE (case_id, report_type, version))`
    yield* sql`CREATE INDEX reports_owner ON reports (owner_id, created_at)`
  }),
  "0002_solved_cases": Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    yield* sql`CREATE TABLE solved_cases (
      case_id TEXT PRIMARY KEY, owner_id TEXT NOT NULL, title TEXT NOT NULL, cause TEXT, fix TEXT, resolved_at BIGINT NOT NULL, changed_at BIGINT NOT NULL,
      terms TEXT NOT NULL, templates TEXT NOT NULL)`
    yield* sql`CREATE INDEX solved_cases_owner ON solved_cases (owner_id, resolved_at)`
  })
})
