import { createHash } from "node:crypto"
import { Effect, Stream } from "effect"
import type { Files } from "../../providers/files/Files.js"
import type { Jobs } from "../../providers/jobs/Jobs.js"
import type { Cases } from "../case/index.js"
import { CurrentActor } from "../kernel/actor.js"
import { InvalidInput, TooLarge } from "../kernel/errors.js"
import { uuid } from "../kernel/ids.js"
import { now } from "../kernel/time.js"
import type { Evidences } from "./Evidences.js"
import { ProcessEvidence } from "./jobs.js"
import { makeLineIndexer } from "./lineIndex.js"
import type { EvidenceFile } from "./models.js"
import { cleanName, mimeOf, typeOfMime } from "./naming.js"
import type { EvidenceRepository } from "./repository.js"

const HEAD_BYTES = 512

interface Needs {
  readonly files: Files["Type"]
  readonly cases: Cases["Type"]
  readonly jobs: Jobs["Type"]
  readonly repository: EvidenceRepository
  readonly limitBytes: number
}

/**
 * Slow I/O first, then one short transaction with row and job. Whatever fails
 * on the way removes the stored object again.
 */
export const makeUpload = ({ cases, files, jobs, limitBytes, repository }: Needs): Evidences["Type"]["upload"] => (input, body) =>
  Effect.gen(function*() {
    const c = yield* cases.assertWritable(input.caseId)
    const actor = yield* CurrentActor
    const filename = cleanName(input.filename)
    const evidenceId = uuid()
    const key = `evidence/${input.caseId}/${evidenceId}`
    const indexer = makeLineIndexer()
    const hash = createHash("sha256")
    const head = Buffer.alloc(HEAD_BYTES)
    let bytes = 0
    const counted = body.pipe(Stream.tap((chunk) => {
      if (bytes < HEAD_BYTES) head.set(chunk.subarray(0, HEAD_BYTES - bytes), bytes)
      bytes += chunk.length
      if (bytes > limitBytes) {
        return Effect.fail(new TooLarge({ limitBytes, reason: `${filename} is larger than the limit of ${Math.floor(limitBytes / 1024 / 1024)} MB; nothing was kept` }))
      }
      hash.update(chunk)
      indexer.push(chunk)
      return Effect.void
    }))

    const store = Effect.gen(function*() {
      yield* files.put(key, counted)
      if (bytes === 0) return yield* new InvalidInput({ loc: ["body", "file"], type: "file_empty", reason: `${filename} is empty` })
      const sha256 = hash.digest("hex")
      const at = yield* now
      const fileType = mimeOf(filename, head.subarray(0, Math.min(bytes, HEAD_BYTES)))
      const file: EvidenceFile = {
        evidenceId, caseId: input.caseId, ownerId: actor.userId, filename, fileType, bytes, sha256,
        evidenceType: typeOfMime(fileType, filename), description: input.description ?? null, sourceType: input.sourceType ?? "file_upload",
        sourceUrl: input.sourceUrl ?? null, turnNumber: c.currentTurn, uploadedAt: at, processedAt: null, status: "pending", statusReason: null,
        declaredType: input.declaredType ?? null, jobId: evidenceId, metadata: input.metadata ?? {}
      }
      const inserted = yield* repository.transaction(Effect.gen(function*() {
        if (!(yield* repository.insert(file, key, indexer.end()))) return false
        yield* Effect.orDie(jobs.enqueue(ProcessEvidence, { evidenceId }, { id: evidenceId, key: evidenceId, ownerId: actor.userId, subject: input.caseId }))
        return true
      }))
      if (inserted) return file
      // the same bytes under the same name are there already
      yield* Effect.ignore(files.remove(key))
      const same = yield* repository.findSame(input.caseId, sha256, filename)
      return same?.file ?? file
    })
    return yield* Effect.onError(store, () => Effect.ignore(files.remove(key)))
  }).pipe(Effect.withSpan("Evidences.upload"))
