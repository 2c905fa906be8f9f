import { Effect } from "effect"
import type { Files } from "../../providers/files/Files.js"
import type { Analyzer } from "./Analyzer.js"
import { configurationNames, pairVersions, withDifferences } from "./engine/versions.js"
import type { EvidenceAnalysis } from "./models.js"
import { localCopy } from "./localCopy.js"
import type { EvidenceRepository, StoredEvidence } from "./repository.js"

/** Files of a case that are asked for earlier versions, latest first. */
const MAX_EARLIER = 20
const ARCHIVE = /zip|tar/

/**
 * Findings about what a configuration file changed of its latest earlier
 * version in the case: read from the stored bytes of both, so that it does not
 * matter whether the earlier one is analysed yet. The file uploaded later is
 * the newer one. Where the earlier cannot be read, the analysis stays as it is.
 */
export const makeComparing = (needs: { readonly files: Files["Type"]; readonly analyzer: Analyzer["Type"]; readonly repository: EvidenceRepository }) => {
  const earlierOf = ({ file }: StoredEvidence, names: ReadonlySet<string>) => Effect.gen(function*() {
    const before = (yield* needs.repository.ofCase(file.caseId)).filter((one) =>
      (one.file.uploadedAt < file.uploadedAt || (one.file.uploadedAt === file.uploadedAt && one.file.evidenceId < file.evidenceId))
      && one.file.sha256 !== file.sha256 && (one.file.filename === file.filename || names.has(one.file.filename) || ARCHIVE.test(one.file.fileType)))
    return yield* Effect.forEach(before.reverse().slice(0, MAX_EARLIER), (stored) =>
      Effect.map(needs.repository.analysis(stored.file.evidenceId), (analysis) => ({ name: stored.file.filename, analysis, stored })))
  })
  return <A extends EvidenceAnalysis>(stored: StoredEvidence, path: string, analysis: A) => Effect.gen(function*() {
    const newer = { name: stored.file.filename, analysis }
    const names = configurationNames(newer)
    if (names.length === 0) return analysis
    const found = pairVersions(newer, yield* earlierOf(stored, new Set(names)))
    if (found.length === 0) return analysis
    const pairs = yield* Effect.forEach(found, ({ artifact, earlier }) => Effect.map(localCopy(needs.files, earlier.file.stored.storageKey), (older) => {
      const { evidenceId, filename } = earlier.file.stored.file
      return { artifact, older: { path: older, name: filename }, earlier: { name: filename, evidenceId, artifact: earlier.artifact } }
    }))
    return withDifferences(analysis, yield* needs.analyzer.compare({ path, name: stored.file.filename, pairs }))
  }).pipe(Effect.catchAll((error) => Effect.as(Effect.logWarning("versions of a configuration were not compared", error.message), analysis)))
}
