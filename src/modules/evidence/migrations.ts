import { SqlClient } from "@effect/sql"
import { Effect } from "effect"
import { migrations } from "../../providers/data/migrations.js"

export const evidenceMigrations = migrations("evidence", {
  "0001_evidence": Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    yield* sql`CREATE TABLE evidence (
      evidence_id TEXT PRIMARY KEY, case_id TEXT NOT NULL, owner_id TEXT NOT NULL, filename TEXT NOT NULL, file_type TEXT NOT NULL,
      bytes BIGINT NOT NULL, sha256 TEXT NOT NULL, storage_key TEXT NOT NULL, evidence_type TEXT NOT NULL, description TEXT,
      source_type TEXT NOT NULL, source_url TEXT, turn_number INTEGER NOT NULL, uploaded_at BIGINT NOT NULL, processed_at BIGINT,
      status TEXT NOT NULL CHECK (status IN ('pending','processing','completed','failed','needs_type')), status_reason TEXT,
      declared_type TEXT, job_id TEXT, metadata TEXT NOT NULL, line_index TEXT NOT NULL)`
    yield* sql`CREATE INDEX evidence_case ON evidence (case_id, uploaded_at)`
    yield* sql`CREATE UNIQUE INDEX evidence_same_bytes ON evidence (case_id, sha256, filename)`
    yield* sql`CREATE TABLE evidence_analyses (
      evidence_id TEXT PRIMARY KEY REFERENCES evidence (evidence_id) ON DELETE CASCADE, analysis TEXT NOT NULL)`
    yield* sql`CREATE TABLE evidence_pseudonyms (case_id TEXT PRIMARY KEY, owner_id TEXT NOT NULL, state TEXT NOT NULL, version INTEGER NOT NULL)`
  })
})
