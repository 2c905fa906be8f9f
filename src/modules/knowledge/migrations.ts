import { SqlClient } from "@effect/sql"
import { Effect } from "effect"
import { migrations } from "../../providers/data/migrations.js"

export const knowledgeMigrations = migrations("knowledge", {
  "0001_documents": Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    yield* sql`CREATE TABLE documents (
      document_id TEXT PRIMARY KEY, owner_id TEXT NOT NULL, scope TEXT NOT NULL, title TEXT NOT NULL, document_type TEXT NOT NULL, tags TEXT NOT NULL,
      metadata TEXT NOT NULL, filename TEXT, source_url TEXT, description TEXT, sha256 TEXT NOT NULL, bytes BIGINT NOT NULL, content TEXT NOT NULL,
      storage_key TEXT, chunk_count INTEGER NOT NULL, status TEXT NOT NULL, status_reason TEXT, attempts INTEGER NOT NULL, job_id TEXT,
      published INTEGER NOT NULL, case_id TEXT, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL)`
    yield* sql`CREATE UNIQUE INDEX documents_same ON documents (scope, sha256, title)`
    yield* sql`CREATE INDEX documents_scope ON documents (scope, updated_at)`
    yield* sql`CREATE TABLE document_searches (id TEXT PRIMARY KEY, owner_id TEXT NOT NULL, at BIGINT NOT NULL, query TEXT NOT NULL, results INTEGER NOT NULL)`
    yield* sql`CREATE INDEX document_searches_owner ON document_searches (owner_id, at)`
  }),
  "0002_path": Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    yield* sql`ALTER TABLE documents ADD COLUMN path TEXT`
    yield* sql`CREATE UNIQUE INDEX documents_path ON documents (scope, owner_id, path) WHERE path IS NOT NULL`
  }),
  // SQLite walks through a row's whole text to what stands behind it; search asks this of every candidate. PostgreSQL keeps long texts elsewhere.
  "0003_findable": Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    yield* sql.onDialectOrElse({
      pg: () => Effect.void,
      orElse: () => sql`CREATE INDEX documents_findable ON documents (document_id, scope, document_type, updated_at, sha256, title) WHERE published = 1 AND status = 'indexed'`
    })
  }),
  // an entry of PostgreSQL's index holds 2,704 bytes, and a path of 1,000 characters may be longer
  "0004_long_paths": Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    yield* sql.onDialectOrElse({
      pg: () => Effect.zipRight(sql`DROP INDEX documents_path`, sql`CREATE UNIQUE INDEX documents_path ON documents (scope, owner_id, MD5(path)) WHERE path IS NOT NULL`),
      orElse: () => Effect.void
    })
  })
})
