import { SqlClient, type SqlError } from "@effect/sql"
import { Effect, Ref, Stream } from "effect"
import type { Files } from "../../providers/files/Files.js"
import type { Jobs } from "../../providers/jobs/Jobs.js"
import type { Vectors } from "../../providers/vectors/Vectors.js"
import { now } from "../kernel/time.js"
import type { ChunkIndex } from "./chunkIndex.js"
import type { Indexing } from "./indexing.js"
import type { Knowledge } from "./Knowledge.js"
import type { KnowledgeRepository } from "./repository.js"

/** What is younger may belong to a write that goes on. */
const AGE_MS = 60 * 60 * 1000
const BATCH = 200

const dead = <A, R>(effect: Effect.Effect<A, SqlError.SqlError, R>) => Effect.orDie(effect)
const groups = <A>(all: ReadonlyArray<A>): ReadonlyArray<ReadonlyArray<A>> => Array.from({ length: Math.ceil(all.length / BATCH) }, (_, i) => all.slice(i * BATCH, (i + 1) * BATCH))

/** Finds what a crash between two stores has left behind, in rows, chunks, vectors and files, and removes it. */
export const makeReconciling = (needs: {
  readonly repository: KnowledgeRepository; readonly index: ChunkIndex; readonly files: Files["Type"]; readonly jobs: Jobs["Type"]
  readonly vectors: Vectors["Type"]; readonly indexing: Indexing
}) => Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const { files, index, indexing, jobs, repository, vectors } = needs
  /** Vectors without a chunk at the last sweep, by collection. A document's vectors are written before its chunks, so one sighting proves nothing. */
  const suspects = yield* Ref.make<ReadonlyMap<string, ReadonlySet<string>>>(new Map())

  const rows = Effect.gen(function*() {
    const terms = yield* dead(sql`DELETE FROM document_terms WHERE document_id NOT IN (SELECT document_id FROM documents) RETURNING document_id`)
    const members = yield* dead(sql`DELETE FROM knowledge_collection_documents WHERE document_id NOT IN (SELECT document_id FROM documents) OR collection_id NOT IN (SELECT collection_id FROM knowledge_collections) RETURNING document_id`)
    return terms.length + members.length
  })

  const lostVectors = Effect.gen(function*() {
    const before = yield* Ref.get(suspects)
    const seen = new Map<string, ReadonlySet<string>>()
    let removed = 0
    // of former models too: no other sweep comes by there
    for (const collection of yield* vectors.collections) {
      const lost: Array<string> = []
      for (const batch of groups(yield* vectors.allIds(collection))) {
        const known = new Set((yield* dead(sql<{ chunk_id: string }>`SELECT chunk_id FROM chunks WHERE ${sql.in("chunk_id", batch)}`)).map((row) => row.chunk_id))
        lost.push(...batch.filter((id) => !known.has(id)))
      }
      const proven = lost.filter((id) => before.get(collection)?.has(id) === true)
      if (proven.length > 0) yield* vectors.removeFrom(collection, proven)
      removed += proven.length
      seen.set(collection, new Set(lost))
    }
    yield* Ref.set(suspects, seen)
    return removed
  })

  const live = (jobId: string) => Effect.map(jobs.get(jobId), (job) => job !== null && (job.state === "queued" || job.state === "running"))

  const lostFiles = (at: number) => {
    const sweep = (prefix: string, orphans: (keys: ReadonlyArray<string>) => Effect.Effect<ReadonlyArray<string>>) => files.list(prefix).pipe(
      Stream.filter((object) => object.modifiedAt < at - AGE_MS),
      Stream.grouped(BATCH),
      Stream.mapEffect((batch) => Effect.gen(function*() {
        const lost = yield* orphans(Array.from(batch, (object) => object.key))
        yield* Effect.forEach(lost, files.remove, { discard: true })
        return lost.length
      })),
      Stream.runSum
    )
    return Effect.zipWith(
      sweep("knowledge/", (keys) => Effect.map(repository.knownKeys(keys), (known) => keys.filter((key) => !known.has(key)))),
      // a failed import can be tried again as long as its job is known
      sweep("imports/", (keys) => Effect.filter(keys, (key) => Effect.map(jobs.get(key.slice("imports/".length)), (job) => job === null || job.state === "done" || job.state === "cancelled"))),
      (documents, imports) => documents + imports
    )
  }

  /** Documents whose ingestion died end as failed, with a reason; those whose chunks are incomplete are indexed again from their text. */
  const repaired = (at: number) => Effect.gen(function*() {
    let count = 0
    for (const document of yield* repository.unfinished(at - AGE_MS)) {
      if (document.jobId !== null && (yield* live(document.jobId))) continue
      const content = yield* repository.text(document.documentId)
      if (content === "") yield* repository.update(document.documentId, { status: "failed", status_reason: "its ingestion did not end; upload it again", updated_at: at })
      else yield* indexing.replace(document, content, {})
      count++
    }
    for (const document of yield* repository.incomplete(at - AGE_MS)) {
      yield* indexing.replace(document, yield* repository.text(document.documentId), {})
      count++
    }
    return count
  })

  const reconcile: Knowledge["Type"]["reconcile"] = Effect.gen(function*() {
    const at = yield* now
    const found = { rows: yield* rows, chunks: yield* index.removeOrphans, vectors: yield* lostVectors, files: yield* lostFiles(at), repaired: yield* repaired(at) }
    if (Object.values(found).some((n) => n > 0)) yield* Effect.logInfo(`knowledge held what belonged to nothing; removed: ${found.rows} rows, ${found.chunks} chunks, ${found.vectors} vectors, ${found.files} files; repaired: ${found.repaired} documents`)
    return found
  })
  return { reconcile }
})
