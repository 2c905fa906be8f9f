import { SqlClient, type SqlError } from "@effect/sql"
import { Effect } from "effect"
import type { Document, DocumentQuery } from "./models.js"
import { postgresArrays } from "./postgresArrays.js"

interface Row {
  readonly document_id: string; readonly owner_id: string; readonly scope: string; readonly title: string; readonly document_type: string
  readonly tags: string; readonly metadata: string; readonly filename: string | null; readonly path: string | null; readonly source_url: string | null; readonly description: string | null
  readonly sha256: string; readonly bytes: number; readonly storage_key: string | null; readonly chunk_count: number; readonly status: string
  readonly status_reason: string | null; readonly attempts: number; readonly job_id: string | null; readonly published: number; readonly case_id: string | null
  readonly created_at: number; readonly updated_at: number
}

/** A passage as a search shows it. */
export interface PassageRow {
  readonly chunk_id: string; readonly document_id: string; readonly heading_path: string; readonly byte_start: number; readonly byte_end: number
  readonly sha256: string; readonly text: string; readonly title: string; readonly document_type: string; readonly tags: string
  readonly version: string
}

/** Tells one text of a document (alias `d`) from its next. The hash and the title stand beside the time for two changes within one millisecond. */
export const VERSION = "d.updated_at || ' ' || d.sha256 || ' ' || d.title AS version"

export interface StoredDocument extends Document {
  readonly storageKey: string | null
}

/** A document that has no row yet. */
export interface NewRow { readonly document: Document; readonly content: string; readonly storageKey: string | null }

const COLUMNS = "document_id, owner_id, scope, title, document_type, tags, metadata, filename, path, source_url, description, sha256, bytes, storage_key, chunk_count, status, status_reason, attempts, job_id, published, case_id, created_at, updated_at"

const toDocument = (row: Row): StoredDocument => ({
  documentId: row.document_id, ownerId: row.owner_id, scope: row.scope, title: row.title, documentType: row.document_type,
  tags: JSON.parse(row.tags) as ReadonlyArray<string>, metadata: JSON.parse(row.metadata) as Record<string, unknown>, filename: row.filename,
  path: row.path, sourceUrl: row.source_url, description: row.description, sha256: row.sha256, bytes: Number(row.bytes), storageKey: row.storage_key,
  chunkCount: row.chunk_count, status: row.status as Document["status"], statusReason: row.status_reason, attempts: row.attempts, jobId: row.job_id,
  published: row.published === 1, caseId: row.case_id, createdAt: Number(row.created_at), updatedAt: Number(row.updated_at)
})

const dead = <A, R>(effect: Effect.Effect<A, SqlError.SqlError, R>) => Effect.orDie(effect)
const like = (text: string): string => `%${text.toLowerCase().replace(/[\\%_]/g, (c) => `\\${c}`)}%`

export const makeRepository = Effect.map(SqlClient.SqlClient, (sql) => {
  const columns = sql.literal(COLUMNS)
  /** The permission, as part of every statement. Drafts are seen by their owner only. */
  const visible = (scopes: ReadonlyArray<string>, ownerId: string) =>
    sql`(${sql.in("scope", scopes)} AND (published = 1 OR owner_id = ${ownerId}))`
  const tagged = (tag: string) => sql`LOWER(tags) LIKE ${like(JSON.stringify(tag).toLowerCase())} ESCAPE '\\'`
  const matching = (query: DocumentQuery, scopes: ReadonlyArray<string>, ownerId: string) => sql.and([
    visible(scopes, ownerId),
    sql`published = ${query.drafts === true ? 0 : 1}`,
    ...(query.documentType === undefined ? [] : [sql`document_type = ${query.documentType}`]),
    ...(query.status === undefined ? [] : [sql`status = ${query.status}`]),
    ...(query.caseId === undefined ? [] : [sql`case_id = ${query.caseId}`]),
    ...(query.collectionId === undefined ? [] : [sql`document_id IN (SELECT m.document_id FROM knowledge_collection_documents m JOIN knowledge_collections c ON c.collection_id = m.collection_id WHERE m.collection_id = ${query.collectionId} AND c.owner_id = ${ownerId})`]),
    ...(query.tag === undefined ? [] : [tagged(query.tag)]),
    ...(query.scope === undefined ? [] : [sql`scope LIKE ${{ user: "user:%", team: "team:%", organization: "org:%", global: "global" }[query.scope]}`]),
    ...(query.text === undefined || query.text.trim() === "" ? [] : [sql`(LOWER(title) LIKE ${like(query.text)} ESCAPE '\\' OR LOWER(tags) LIKE ${like(query.text)} ESCAPE '\\' OR LOWER(content) LIKE ${like(query.text)} ESCAPE '\\')`])
  ])
  /** Documents under one of the paths; PostgreSQL's index knows these by their hash. */
  const at = (paths: ReadonlyArray<string>) => sql.onDialectOrElse({
    pg: () => sql`MD5(path) = ANY(ARRAY(SELECT MD5(asked) FROM unnest(${postgresArrays.texts(paths)}::text[]) AS asked)) AND path = ANY(${postgresArrays.texts(paths)}::text[])`,
    orElse: () => sql.in("path", paths)
  })
  const version = sql.literal(VERSION)
  return {
    sql,
    transaction: <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
      sql.withTransaction(effect).pipe(Effect.catchIf((e): e is SqlError.SqlError & E => (e as { _tag?: string })._tag === "SqlError", Effect.die)) as Effect.Effect<A, E, R>,
    /** For search: documents (alias `d`) that the actor may find, narrowed by type and tags. */
    searchable: (scopes: ReadonlyArray<string>, documentType: string | null | undefined, tags: ReadonlyArray<string> | null | undefined) => sql.and([
      sql.in("d.scope", scopes), sql`d.published = 1`, sql`d.status = 'indexed'`,
      ...(documentType == null ? [] : [sql`d.document_type = ${documentType}`]),
      ...(tags ?? []).map((tag) => sql`LOWER(d.tags) LIKE ${like(JSON.stringify(tag).toLowerCase())} ESCAPE '\\'`)
    ]),
    /** Of these chunks the documents, where `searchable` lets them through. */
    documentsOf: (chunkIds: ReadonlyArray<string>, searchable: ReturnType<typeof sql.and>) => chunkIds.length === 0
      ? Effect.succeed(new Map<string, string>())
      : dead(sql<{ chunk_id: string; document_id: string }>`SELECT c.chunk_id, c.document_id FROM chunks c JOIN documents d ON d.document_id = c.document_id
        WHERE ${sql.in("c.chunk_id", chunkIds)} AND ${searchable}`).pipe(Effect.map((rows) => new Map(rows.map((row) => [row.chunk_id, row.document_id])))),
    /** Passages of documents that `searchable` lets through, with what is shown of these. */
    passages: (chunkIds: ReadonlyArray<string>, searchable: ReturnType<typeof sql.and>) => chunkIds.length === 0
      ? Effect.succeed(new Map<string, PassageRow>())
      : dead(sql<PassageRow>`SELECT c.chunk_id, c.document_id, c.heading_path, c.byte_start, c.byte_end, c.sha256, c.text, d.title, d.document_type, d.tags, ${version}
        FROM chunks c JOIN documents d ON d.document_id = c.document_id WHERE ${sql.in("c.chunk_id", chunkIds)} AND ${searchable}`).pipe(Effect.map((rows) => new Map(rows.map((row) => [row.chunk_id, row])))),
    /** Writes the rows of documents and returns their ids; no row where the scope holds the same bytes under the same title. */
    insert: (documents: ReadonlyArray<NewRow>) =>
      sql<{ document_id: string }>`INSERT INTO documents ${sql.insert(documents.map(({ content, document: d, storageKey }) => ({
        document_id: d.documentId, owner_id: d.ownerId, scope: d.scope, title: d.title, document_type: d.documentType, tags: JSON.stringify(d.tags),
        metadata: JSON.stringify(d.metadata), filename: d.filename, path: d.path, source_url: d.sourceUrl, description: d.description, sha256: d.sha256, bytes: d.bytes, content,
        storage_key: storageKey, chunk_count: d.chunkCount, status: d.status, status_reason: d.statusReason, attempts: d.attempts, job_id: d.jobId,
        published: d.published ? 1 : 0, case_id: d.caseId, created_at: d.createdAt, updated_at: d.updatedAt
      })))} ON CONFLICT (scope, sha256, title) DO NOTHING RETURNING document_id`,
    findSame: (scope: string, sha256: string, title: string) =>
      dead(sql<Row>`SELECT ${columns} FROM documents WHERE scope = ${scope} AND sha256 = ${sha256} AND title = ${title}`).pipe(Effect.map((rows) => (rows[0] ? toDocument(rows[0]) : null))),
    /** Documents that an import may meet: under one of the paths, or with the bytes of one of the hashes. */
    findMet: (scope: string, ownerId: string, paths: ReadonlyArray<string>, sha256s: ReadonlyArray<string>) => Effect.zipWith(
      dead(sql<Row>`SELECT ${columns} FROM documents WHERE scope = ${scope} AND owner_id = ${ownerId} AND ${at(paths)}`),
      dead(sql<Row>`SELECT ${columns} FROM documents WHERE scope = ${scope} AND ${sql.in("sha256", sha256s)}`),
      (at, same) => ({ at: new Map(at.map((row) => [row.path ?? "", toDocument(row)])), same: same.map(toDocument) })
    ),
    find: (documentId: string, scopes: ReadonlyArray<string>, ownerId: string) =>
      dead(sql<Row>`SELECT ${columns} FROM documents WHERE document_id = ${documentId} AND ${visible(scopes, ownerId)}`).pipe(Effect.map((rows) => (rows[0] ? toDocument(rows[0]) : null))),
    findAny: (documentId: string) => dead(sql<Row>`SELECT ${columns} FROM documents WHERE document_id = ${documentId}`).pipe(Effect.map((rows) => (rows[0] ? toDocument(rows[0]) : null))),
    contents: (documentIds: ReadonlyArray<string>, scopes: ReadonlyArray<string>, ownerId: string) => documentIds.length === 0
      ? Effect.succeed(new Map<string, string>())
      : dead(sql<{ document_id: string; content: string }>`SELECT document_id, content FROM documents WHERE ${sql.in("document_id", documentIds)} AND ${visible(scopes, ownerId)}`).pipe(
        Effect.map((rows) => new Map(rows.map((row) => [row.document_id, row.content])))
      ),
    list: (query: DocumentQuery, scopes: ReadonlyArray<string>, ownerId: string) => {
      const where = matching(query, scopes, ownerId)
      return Effect.all({
        documents: dead(sql<Row>`SELECT ${columns} FROM documents WHERE ${where} ORDER BY updated_at DESC, document_id LIMIT ${query.limit} OFFSET ${query.offset}`).pipe(Effect.map((rows) => rows.map(toDocument))),
        total: dead(sql<{ n: number }>`SELECT COUNT(*) AS n FROM documents WHERE ${where}`).pipe(Effect.map((rows) => Number(rows[0]!.n)))
      })
    },
    /** False where there is no such document. */
    update: (documentId: string, set: Record<string, string | number | null>) =>
      dead(sql`UPDATE documents SET ${sql.update(set)} WHERE document_id = ${documentId} RETURNING document_id`).pipe(Effect.map((rows) => rows.length > 0)),
    remove: (documentId: string) => dead(sql`DELETE FROM documents WHERE document_id = ${documentId}`),
    overview: (scopes: ReadonlyArray<string>, ownerId: string) =>
      dead(sql<{ document_type: string; scope: string; status: string; tags: string; bytes: number; owner_id: string; updated_at: number }>`
        SELECT document_type, scope, status, tags, bytes, owner_id, updated_at FROM documents WHERE ${visible(scopes, ownerId)}`),
    /** Text of a document, whoever may read it; empty where there is none. */
    text: (documentId: string) => dead(sql<{ content: string }>`SELECT content FROM documents WHERE document_id = ${documentId}`).pipe(Effect.map((rows) => rows[0]?.content ?? "")),
    /** Documents that were to be indexed before then (epoch ms) and are not. */
    unfinished: (before: number) => dead(sql<Row>`SELECT ${columns} FROM documents WHERE status IN ('pending', 'processing') AND updated_at < ${before}`).pipe(Effect.map((rows) => rows.map(toDocument))),
    /** Indexed documents, last changed before then, that lack chunks or what finds them. */
    incomplete: (before: number) => dead(sql<Row>`SELECT ${columns} FROM documents d WHERE d.status = 'indexed' AND d.updated_at < ${before} AND (
      d.chunk_count <> (SELECT COUNT(*) FROM chunks c WHERE c.document_id = d.document_id) OR d.chunk_count <> (SELECT COUNT(*) FROM chunk_terms t WHERE t.document_id = d.document_id))`).pipe(Effect.map((rows) => rows.map(toDocument))),
    knownKeys: (keys: ReadonlyArray<string>) => keys.length === 0
      ? Effect.succeed(new Set<string>())
      : dead(sql<{ storage_key: string }>`SELECT storage_key FROM documents WHERE ${sql.in("storage_key", keys)}`).pipe(Effect.map((rows) => new Set(rows.map((row) => row.storage_key))))
  }
})

export type KnowledgeRepository = Effect.Effect.Success<typeof makeRepository>
