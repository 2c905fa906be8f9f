import { SqlClient, type SqlError } from "@effect/sql"
import { Clock, Effect, Ref, Schedule, Schema } from "effect"
import { migrations } from "../../providers/data/migrations.js"
import { Embedding } from "../../providers/embedding/Embedding.js"
import { JobRejected, jobKind, Jobs } from "../../providers/jobs/Jobs.js"
import { Vectors } from "../../providers/vectors/Vectors.js"
import { makeReindex } from "./reindex.js"

/** Embeds all chunks anew for the model that the payload names; another attempt goes on where the last one ended. */
export const ReindexKnowledge = jobKind("knowledge.reindex", Schema.Struct({ model: Schema.String, dimension: Schema.Number }))

const KEY = "vectors"

/** What an attempt leaves to the next one: the store that it has cleared. */
const isCleared = Schema.is(Schema.Struct({ cleared: Schema.String }))

export const reindexMigrations = migrations("knowledge_reindex", {
  "0001_model": Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    yield* sql`CREATE TABLE knowledge_vector_model (id INTEGER PRIMARY KEY CHECK (id = 1), model TEXT NOT NULL, dimension INTEGER NOT NULL, completed_at BIGINT NOT NULL)`
  })
})

const dead = <A, R>(effect: Effect.Effect<A, SqlError.SqlError, R>) => Effect.orDie(effect)

/**
 * Keeps vectors and documents together where the model or the store has
 * changed since the last start: one durable job embeds everything again while
 * searches answer from full text and from what is embedded already. A job that
 * fails for good is followed by another, later and later.
 */
export const startReindexing = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const jobs = yield* Jobs
  const embedding = yield* Embedding
  const vectors = yield* Vectors
  const reindex = yield* makeReindex({ vectors, embedding })
  const { dimension, model } = embedding
  const semantic = embedding.kind === "semantic"

  const recorded = Effect.map(dead(sql<{ model: string; dimension: number }>`SELECT model, dimension FROM knowledge_vector_model WHERE id = 1`), (rows) => rows[0])
  const record = Effect.flatMap(Clock.currentTimeMillis, (at) => dead(sql`INSERT INTO knowledge_vector_model (id, model, dimension, completed_at) VALUES (1, ${model}, ${dimension}, ${at})
    ON CONFLICT (id) DO UPDATE SET model = excluded.model, dimension = excluded.dimension, completed_at = excluded.completed_at`))
  const needed = Effect.gen(function*() {
    const last = yield* recorded
    return last?.model !== model || Number(last.dimension) !== dimension || (yield* vectors.needsReindex)
  })

  yield* jobs.work(ReindexKnowledge, { concurrency: 1 }, (wanted, job) => Effect.gen(function*() {
    if (!semantic) return { skipped: "no model is configured that needs vectors" }
    if (wanted.model !== model || wanted.dimension !== dimension) return yield* new JobRejected({ reason: `this process embeds with ${model}, not with ${wanted.model}` })
    const total = yield* reindex.count
    const startedAt = yield* Clock.currentTimeMillis
    const embedded = yield* Ref.make(0)
    yield* vectors.reindex(
      // from here on another attempt need not clear this store again
      Effect.zipRight(job.save({ cleared: vectors.implementation }), Effect.flatMap(
        reindex.fill(startedAt, (documents) => job.progress(Math.min(99, Math.floor((documents * 100) / Math.max(1, total))), `${documents} of ${total} documents`)),
        (n) => Ref.set(embedded, n)
      )),
      { resume: isCleared(job.checkpoint) && job.checkpoint.cleared === vectors.implementation }
    )
    yield* record
    return { documents: total, chunks: yield* Ref.get(embedded) }
  }))

  // full text alone answers: what is written from now on has no vectors, and the next model must know
  if (!semantic) return yield* record
  const once = Effect.gen(function*() {
    if (!(yield* needed)) return true
    const id = yield* jobs.enqueue(ReindexKnowledge, { model, dimension }, { key: KEY, subject: model }).pipe(
      Effect.tap(() => Effect.logInfo(`all documents are embedded anew with ${model}; search goes on`)),
      Effect.catchTag("JobExists", (exists) => Effect.succeed(exists.id))
    )
    yield* jobs.awaitEnd(id)
    return !(yield* needed)
  })
  yield* once.pipe(
    Effect.catchAllCause((cause) => Effect.as(Effect.logWarning("vectors could not be brought up to date; it is tried again", cause), false)),
    Effect.repeat({ until: (complete) => complete, schedule: Schedule.union(Schedule.exponential("1 minute"), Schedule.spaced("1 hour")) }),
    Effect.forkScoped
  )
})
