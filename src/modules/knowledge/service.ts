import { createHash } from "node:crypto"
import { Chunk, Effect, Stream } from "effect"
import { Embedding } from "../../providers/embedding/Embedding.js"
import { Files } from "../../providers/files/Files.js"
import { JobRejected, Jobs } from "../../providers/jobs/Jobs.js"
import { Vectors } from "../../providers/vectors/Vectors.js"
import { Accounts } from "../auth/index.js"
import { CurrentActor } from "../kernel/actor.js"
import { Conflict, InvalidInput, TooLarge } from "../kernel/errors.js"
import { uuid } from "../kernel/ids.js"
import { now } from "../kernel/time.js"
import { makeBulkDelete } from "./bulk.js"
import { makeChunkIndex } from "./chunkIndex.js"
import { makeCollections } from "./collections.js"
import { makeImporting } from "./importing.js"
import { makeIndexing } from "./indexing.js"
import { IngestDocument } from "./jobs.js"
import { Knowledge } from "./Knowledge.js"
import type { Document, NewDocument } from "./models.js"
import { makeOverview } from "./overview.js"
import { makePreparing } from "./preparing/preparing.js"
import { makePolicy, readable, writableScope } from "./policy.js"
import { makeReconciling } from "./reconciling.js"
import { makeReranking } from "./reranking.js"
import { makeRepository } from "./repository.js"
import { makeSearching } from "./searching.js"
import { makeSearchRecord } from "./searchRecord.js"
import { makeStanding } from "./standing.js"

const MAX_TITLE = 500
const MAX_FILE_BYTES = 50 * 1024 * 1024

const sha256 = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex")

const draftOf = (input: NewDocument, ownerId: string, scope: string, at: number): Document => ({
  documentId: uuid(), ownerId, scope, title: input.title.trim(), documentType: input.documentType, tags: input.tags ?? [], metadata: input.metadata ?? {},
  filename: null, path: null, sourceUrl: input.sourceUrl ?? null, description: input.description ?? null, sha256: sha256(input.content), bytes: Buffer.byteLength(input.content),
  chunkCount: 0, status: "processing", statusReason: null, attempts: 1, jobId: null, published: input.published ?? true, caseId: input.caseId ?? null, createdAt: at, updatedAt: at
})

export const makeKnowledge = Effect.gen(function*() {
  const repository = yield* makeRepository
  const index = yield* makeChunkIndex
  const files = yield* Files
  const jobs = yield* Jobs
  const vectors = yield* Vectors
  const embedding = yield* Embedding
  const record = yield* makeSearchRecord
  const policy = makePolicy(repository)
  const standing = makeStanding(yield* Accounts)
  const preparing = yield* makePreparing()
  const indexing = makeIndexing({ repository, index, vectors, embedding, preparing })

  const checkTitle = (title: string) => title.trim() === "" || title.length > MAX_TITLE
    ? Effect.fail(new InvalidInput({ loc: ["body", "title"], type: title.trim() === "" ? "string_too_short" : "string_too_long", reason: `title must have 1 to ${MAX_TITLE} characters` }))
    : Effect.void

  const create: Knowledge["Type"]["create"] = Effect.fn("Knowledge.create")(function*(given) {
    // PostgreSQL refuses NUL in a text
    const input = given.content.includes("\0") ? { ...given, content: given.content.replaceAll("\0", "") } : given
    yield* checkTitle(input.title)
    if (input.content.trim() === "") return yield* new InvalidInput({ loc: ["body", "content"], type: "string_too_short", reason: "content must not be blank" })
    if (Buffer.byteLength(input.content) > MAX_FILE_BYTES) return yield* new InvalidInput({ loc: ["body", "content"], type: "string_too_long", reason: "content is larger than 50 MB" })
    const actor = yield* CurrentActor
    const scope = yield* writableScope(actor, input.scope, input.team)
    const draft = draftOf(input, actor.userId, scope, yield* now)
    const prepared = yield* preparing.text(draft, input.content)
    if ((yield* indexing.create([{ document: draft, content: input.content, storageKey: null, prepared }])).size > 0) return { ...draft, status: "indexed" as const, chunkCount: prepared.chunks.length }
    const same = (yield* repository.findSame(scope, draft.sha256, draft.title))!
    return same.status === "indexed" ? same : { ...same, status: "indexed" as const, chunkCount: yield* indexing.replace(same, input.content, {}) }
  })

  const upload: Knowledge["Type"]["upload"] = (input, body) => Effect.gen(function*() {
    const actor = yield* CurrentActor
    const scope = yield* writableScope(actor, input.scope, input.team)
    const title = input.title?.trim() || input.filename.replace(/\.[A-Za-z0-9]{1,8}$/, "") || input.filename
    yield* checkTitle(title)
    const documentId = uuid()
    const key = `knowledge/${documentId}`
    let bytes = 0
    const counted = body.pipe(Stream.tap((chunk) => {
      bytes += chunk.length
      return bytes > MAX_FILE_BYTES ? Effect.fail(new TooLarge({ limitBytes: MAX_FILE_BYTES, reason: "the document is larger than 50 MB; nothing was kept" })) : Effect.void
    }))
    const store = Effect.gen(function*() {
      const put = yield* files.put(key, counted)
      if (put.bytes === 0) return yield* new InvalidInput({ loc: ["body", "file"], type: "file_empty", reason: `${input.filename} is empty` })
      const at = yield* now
      const document: Document = {
        ...draftOf({ title, content: "", documentType: input.documentType ?? "other" }, actor.userId, scope, at), documentId, tags: input.tags ?? [], metadata: input.metadata ?? {},
        filename: input.filename, sourceUrl: input.sourceUrl ?? null, description: input.description ?? null, sha256: put.sha256, bytes: put.bytes, status: "pending", attempts: 0, jobId: documentId
      }
      const inserted = yield* repository.transaction(Effect.gen(function*() {
        const row = (yield* Effect.orDie(repository.insert([{ document, content: "", storageKey: key }]))).length > 0
        if (row) yield* Effect.orDie(jobs.enqueue(IngestDocument, { documentId }, { id: documentId, key: documentId, ownerId: actor.userId, subject: documentId }))
        return row
      }))
      if (inserted) return { document, jobId: documentId }
      const same = (yield* repository.findSame(scope, put.sha256, title))!
      if (same.status !== "failed") {
        yield* Effect.ignore(files.remove(key))
        return { document: same as Document, jobId: same.jobId ?? same.documentId }
      }
      // it failed before: to upload it again is to try it again
      const jobId = yield* repository.transaction(Effect.gen(function*() {
        const id = yield* jobs.enqueue(IngestDocument, { documentId: same.documentId }, { id: uuid(), key: same.documentId, ownerId: actor.userId, subject: same.documentId }).pipe(
          Effect.catchTag("JobExists", (exists) => Effect.succeed(exists.id)))
        yield* repository.update(same.documentId, { status: "pending", status_reason: null, attempts: 0, job_id: id, storage_key: key, updated_at: at })
        return id
      }))
      if (same.storageKey !== null) yield* Effect.ignore(files.remove(same.storageKey))
      return { document: { ...same, status: "pending" as const, statusReason: null, attempts: 0, jobId }, jobId }
    })
    return yield* Effect.onError(store, () => Effect.ignore(files.remove(key)))
  }).pipe(Effect.withSpan("Knowledge.upload"))

  yield* jobs.work(IngestDocument, { concurrency: 1 }, ({ documentId }, job) => Effect.gen(function*() {
    const document = yield* repository.findAny(documentId)
    if (document === null || document.storageKey === null) return { skipped: "the document was removed" }
    yield* repository.update(documentId, { status: "processing", attempts: job.attempt })
    const failed = (reason: string) => Effect.zipRight(repository.update(documentId, { status: "failed", status_reason: reason }), Effect.fail(new JobRejected({ reason })))
    const chunks = yield* Effect.flatMap(files.get(document.storageKey), Stream.runCollect).pipe(Effect.catchTag("ProviderNotFound", () => failed("the stored file has vanished")))
    const read = yield* preparing.file(document, Buffer.concat(Chunk.toReadonlyArray(chunks)), document.filename ?? document.title).pipe(Effect.catchTag("Unparsable", (error) => failed(error.reason)))
    yield* job.progress(50, "indexing")
    const count = yield* indexing.replace(document, read.text, {}, read.prepared).pipe(Effect.tapError((error) =>
      job.attempt >= job.maxAttempts ? repository.update(documentId, { status: "failed", status_reason: error._tag }) : Effect.void))
    return { document_id: documentId, chunks: count }
  }))

  const remove: Knowledge["Type"]["remove"] = Effect.fn("Knowledge.remove")(function*(documentId) {
    const document = yield* policy.write(documentId)
    yield* repository.transaction(Effect.zipRight(index.remove(documentId), repository.remove(documentId)))
    if (document.jobId !== null) yield* jobs.cancel(document.jobId)
    yield* vectors.removeDocument(documentId)
    if (document.storageKey !== null) yield* files.remove(document.storageKey)
  })

  return Knowledge.of({
    create, upload, remove,
    get: (documentId) => policy.read(documentId),
    content: (documentId) => Effect.gen(function*() {
      yield* policy.read(documentId)
      const actor = yield* CurrentActor
      return (yield* repository.contents([documentId], readable(actor), actor.userId)).get(documentId) ?? ""
    }),
    contents: (documentIds) => Effect.flatMap(CurrentActor, (actor) => repository.contents(documentIds, readable(actor), actor.userId)),
    list: (query) => Effect.flatMap(CurrentActor, (actor) => repository.list(query, readable(actor), actor.userId)),
    change: Effect.fn("Knowledge.change")(function*(documentId, changes) {
      const before = yield* policy.write(documentId)
      if (typeof changes.title === "string") yield* checkTitle(changes.title)
      if (typeof changes.content === "string" && changes.content.trim() === "") return yield* new InvalidInput({ loc: ["body", "content"], type: "string_too_short", reason: "content must not be blank" })
      const content = changes.content?.replaceAll("\0", "") ?? (yield* repository.text(documentId))
      const next = { ...before, title: changes.title?.trim() ?? before.title, documentType: changes.documentType ?? before.documentType }
      // a new title or tag leaves the source what it was: the same file uploaded again is known
      const source = changes.content == null ? { sha256: before.sha256, bytes: before.bytes } : { sha256: sha256(content), bytes: Buffer.byteLength(content) }
      const same = yield* repository.findSame(before.scope, source.sha256, next.title)
      if (same !== null && same.documentId !== documentId) return yield* new Conflict({ code: "document_exists", reason: "a document with this title and content exists already" })
      const set = { title: next.title, document_type: next.documentType, tags: JSON.stringify(changes.tags ?? before.tags), metadata: JSON.stringify(changes.metadata ?? before.metadata), ...source }
      // what has no text yet is not indexed by another title
      if (changes.content == null && before.status !== "indexed") yield* repository.update(documentId, { ...set, updated_at: yield* now })
      else yield* indexing.replace(next, content, set)
      return yield* Effect.orDie(policy.write(documentId))
    }),
    publish: (documentId, to) => Effect.gen(function*() {
      const document = yield* policy.write(documentId)
      if (document.published) return yield* new Conflict({ code: "already_published", reason: "the document is published already" })
      const actor = yield* CurrentActor
      const scope = to?.scope === undefined && to?.team === undefined ? document.scope : yield* writableScope(actor, to.scope, to.team)
      if (scope === document.scope) yield* repository.update(documentId, { published: 1, updated_at: yield* now })
      else {
        if ((yield* repository.findSame(scope, document.sha256, document.title)) !== null) return yield* new Conflict({ code: "document_exists", reason: "a document with this title and content exists there already" })
        // vectors know their scope: they are written anew with it
        yield* indexing.replace({ ...document, scope }, yield* repository.text(documentId), { scope, published: 1 })
      }
      return { ...document, scope, published: true }
    }),
    reject: (documentId) => Effect.gen(function*() {
      const document = yield* policy.write(documentId)
      if (document.published) return yield* new Conflict({ code: "already_published", reason: "the document is published; delete it instead" })
      yield* remove(documentId)
    }),
    ...(yield* makeReconciling({ repository, index, files, jobs, vectors, indexing })),
    ...(yield* makeBulkDelete(jobs, remove, standing)),
    ...(yield* makeImporting({ repository, files, jobs, indexing, preparing, standing })),
    ...(yield* makeCollections),
    ...makeOverview(repository, record),
    ...makeSearching({ repository, record, index, vectors, embedding, reranking: yield* makeReranking })
  })
})
