import type { Finding } from "../finding.js"
import { CONFIGURATION_CHANGE, withConfigurationChanges } from "./changes.js"
import { cluster } from "./mechanisms/cluster.js"
import { database } from "./mechanisms/database.js"
import { databaseChanges } from "./mechanisms/databaseChanges.js"
import { names } from "./mechanisms/names.js"
import { pods } from "./mechanisms/pods.js"
import { service } from "./mechanisms/service.js"
import { unexplained, unread } from "./mechanisms/unexplained.js"
import { type DiagnosedFile, observe } from "./observations.js"
import { rankCauses } from "./rank.js"
import { clause, MAX_STATEMENT } from "./statement.js"
import type { Observation, RankedCause } from "./types.js"
import { healthyVerdict } from "./verdict.js"

export type { DiagnosedFile } from "./observations.js"
export type { CauseCategory, RankedCause } from "./types.js"

const MECHANISMS = [...pods, ...cluster, ...database, ...databaseChanges, ...names, ...service]

/** A scene shows what stands around the trouble, told of by findings of its own; a changed setting is no trouble by itself. */
const withoutContext = (file: DiagnosedFile): DiagnosedFile => ({ ...file, findings: file.findings.filter((finding) => finding.kind !== "scene" && finding.kind !== CONFIGURATION_CHANGE) })

const MAX_SHOWN = 240

const checksOf = (value: unknown): ReadonlyArray<string> => (Array.isArray(value) ? value.map(String) : [])

/** The change, and in short how it shows: the cause that says so in full comes right after it. */
const changeStatement = (change: Finding, cause: RankedCause | undefined): string => {
  const shows = cause === undefined ? "" : `; how it shows: ${clause(cause.statement.split("; ")[0]!.replace(/^\w+: /, ""), MAX_SHOWN)}`
  return `${clause(change.title, MAX_STATEMENT - shows.length)}${shows}`
}

/**
 * A change right before the onset, seen in the same log, stands before the
 * mechanism it set off: taking it back is the first thing to try.
 */
const withChanges = (observations: ReadonlyArray<Observation>, causes: ReadonlyArray<RankedCause>): ReadonlyArray<RankedCause> => {
  const top = causes[0]?.confidence ?? 0
  const changes = observations.filter((o) => o.finding.kind === "likely_cause" && !o.harmless).map(({ finding }): RankedCause => ({
    id: "change_before_onset", category: "configuration_error", statement: changeStatement(finding, causes[0]),
    confidence: Math.min(0.85, Math.max(finding.confidence, top)), findings: [finding, ...(causes[0]?.findings.slice(0, 3) ?? [])], checks: [...checksOf(finding.data["checks"]), ...(causes[0]?.checks.slice(0, 2) ?? [])]
  }))
  return [...changes.slice(0, 2), ...causes]
}

/**
 * What went wrong, from the findings of all files of a case together, with no
 * model: causes by the weight of their evidence, best first, or the statement
 * that nothing is wrong. Empty where neither can be said.
 */
export const diagnose = (files: ReadonlyArray<DiagnosedFile>): ReadonlyArray<RankedCause> => {
  const observations = observe(files.map(withoutContext))
  const causes = withChanges(observations, rankCauses(observations, MECHANISMS, [unexplained, unread]))
  if (causes.length > 0) return withConfigurationChanges(causes, files.flatMap((file) => file.findings.filter((finding) => finding.kind === CONFIGURATION_CHANGE)))
  const healthy = healthyVerdict(observations, files.length)
  return healthy === null ? [] : [healthy]
}
