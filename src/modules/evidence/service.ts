import { Config, Effect, Stream } from "effect"
import { Files } from "../../providers/files/Files.js"
import { Jobs } from "../../providers/jobs/Jobs.js"
import { Llm } from "../../providers/llm/Llm.js"
import { UsageLedger } from "../../providers/llm/UsageLedger.js"
import { Cases } from "../case/index.js"
import { CurrentActor } from "../kernel/actor.js"
import { Conflict, NotFound } from "../kernel/errors.js"
import { now } from "../kernel/time.js"
import { Analyzer } from "./Analyzer.js"
import { makeArtifacts } from "./artifacts.js"
import { makeComparing } from "./comparing.js"
import { makeDeclaring } from "./declaring.js"
import { makeDescribing } from "./describing.js"
import { Evidences } from "./Evidences.js"
import { DescribeImage, ProcessEvidence } from "./jobs.js"
import { localCopy } from "./localCopy.js"
import { makeProcessing } from "./processing.js"
import { makeReading } from "./reading.js"
import { makeRedaction } from "./redaction.js"
import { makeRepository, type StoredEvidence } from "./repository.js"
import { makeUpload } from "./upload.js"

const settings = Config.all({
  maxFileMb: Config.integer("MAX_FILE_SIZE_MB").pipe(Config.withDefault(200)),
  workers: Config.integer("INGEST_CONCURRENCY").pipe(Config.withDefault(1))
})

/** Models are waited for, not worked with: files are analysed meanwhile. */
const DESCRIBED_AT_ONCE = 4

/** An upload that is being written has no row yet: its object is an orphan only after this long. */
const ORPHAN_AGE_MS = 60 * 60 * 1000

export const makeEvidences = Effect.gen(function*() {
  const files = yield* Files
  const jobs = yield* Jobs
  const cases = yield* Cases
  const analyzer = yield* Analyzer
  const repository = yield* makeRepository
  const config = yield* settings

  const owned = (evidenceId: string): Effect.Effect<StoredEvidence, NotFound, CurrentActor> =>
    Effect.flatMap(CurrentActor, (actor) => Effect.flatMap(repository.find(evidenceId, actor.userId), (found) =>
      found === null ? Effect.fail(new NotFound({ resource: "evidence", id: evidenceId })) : Effect.succeed(found)))

  const redaction = makeRedaction({ repository, cases })
  const artifacts = yield* makeArtifacts({ files, analyzer })
  const describing = makeDescribing({ files, artifacts, jobs, repository, llm: yield* Llm, usage: yield* UsageLedger })
  const reading = makeReading({ files, artifacts, repository, owned, redact: redaction.redact })

  /** The row goes first: an object without a row is swept, a row without an object would lie. */
  const forget = (stored: StoredEvidence) => Effect.gen(function*() {
    yield* repository.remove(stored.file.evidenceId)
    if (stored.file.jobId !== null) yield* jobs.cancel(stored.file.jobId)
    yield* artifacts.forget(stored)
    yield* files.remove(stored.storageKey)
  })

  yield* jobs.work(ProcessEvidence, { concurrency: config.workers }, makeProcessing({ files, analyzer, repository, describing, comparing: makeComparing({ files, analyzer, repository }) }))
  yield* jobs.work(DescribeImage, { concurrency: DESCRIBED_AT_ONCE }, describing.run)

  return Evidences.of({
    upload: makeUpload({ files, jobs, cases, repository, limitBytes: config.maxFileMb * 1024 * 1024 }),
    text: (evidenceId, artifact = "#text") => Effect.scoped(Effect.gen(function*() {
      const stored = yield* owned(evidenceId)
      return yield* analyzer.text({ path: yield* localCopy(files, stored.storageKey), name: stored.file.filename, artifact })
    })),
    get: (evidenceId) => Effect.map(owned(evidenceId), (stored) => stored.file),
    analysis: (evidenceId) => Effect.zipRight(owned(evidenceId), repository.analysis(evidenceId)),
    list: (query) => Effect.gen(function*() {
      const c = yield* cases.get(query.caseId)
      const page = yield* repository.list(query.caseId, c.ownerId, query.type, query.limit, query.offset)
      return { files: page.files.map((stored) => stored.file), total: page.total }
    }),
    analysed: (caseId) => Effect.gen(function*() {
      yield* cases.get(caseId)
      const [stored, analyses] = yield* Effect.all([repository.ofCase(caseId), repository.analysesOfCase(caseId)])
      return stored.flatMap(({ file }) => {
        const analysis = analyses.get(file.evidenceId)
        return analysis === undefined ? [] : [{ file, analysis }]
      })
    }),
    unfinished: (caseId) => Effect.gen(function*() {
      yield* cases.get(caseId)
      const stored = yield* repository.ofCase(caseId)
      return stored.map(({ file }) => file).filter((file) => file.status === "pending" || file.status === "processing")
    }),
    download: (evidenceId) => Effect.gen(function*() {
      const stored = yield* owned(evidenceId)
      return { file: stored.file, body: yield* files.get(stored.storageKey) }
    }),
    remove: (evidenceId) => Effect.flatMap(owned(evidenceId), forget),
    removeCase: (caseId) => Effect.gen(function*() {
      yield* cases.get(caseId)
      yield* Effect.forEach(yield* repository.ofCase(caseId), forget, { discard: true })
      yield* repository.removePseudonyms(caseId)
    }),
    link: (evidenceId, caseId, description) => Effect.gen(function*() {
      const stored = yield* owned(evidenceId)
      yield* cases.assertWritable(caseId)
      if (yield* repository.findSame(caseId, stored.file.sha256, stored.file.filename).pipe(Effect.map((same) => same !== null && same.file.evidenceId !== evidenceId))) {
        return yield* new Conflict({ code: "evidence_exists", reason: "the target case already holds this file" })
      }
      yield* repository.update(evidenceId, { case_id: caseId, ...(description === null ? {} : { description }) })
      return { ...stored.file, caseId, description: description ?? stored.file.description }
    }),
    counts: (caseIds) => Effect.flatMap(CurrentActor, (actor) => repository.counts(actor.userId, caseIds)),
    ownTotal: Effect.flatMap(CurrentActor, (actor) => repository.ownTotal(actor.userId)),
    sweep: Effect.gen(function*() {
      const known = yield* repository.caseIds
      const alive = yield* cases.existing(known)
      let rows = 0
      for (const caseId of known) {
        if (alive.has(caseId)) continue
        const stored = yield* repository.ofCase(caseId)
        yield* Effect.forEach(stored, forget, { discard: true })
        yield* repository.removePseudonyms(caseId)
        rows += stored.length
      }
      const at = yield* now
      const objects = yield* files.list("evidence/").pipe(
        Stream.filter((object) => object.modifiedAt < at - ORPHAN_AGE_MS),
        Stream.grouped(200),
        Stream.mapEffect((batch) => Effect.gen(function*() {
          const keys = Array.from(batch, (object) => object.key)
          const owned = yield* repository.knownKeys(keys)
          const orphans = keys.filter((key) => !owned.has(key))
          yield* Effect.forEach(orphans, files.remove, { discard: true })
          return orphans.length
        })),
        Stream.runSum
      )
      return { objects, rows }
    }).pipe(Effect.withSpan("Evidences.sweep")),
    totals: repository.totals,
    ...makeDeclaring({ jobs, repository, owned }),
    ...redaction,
    ...reading
  })
})
