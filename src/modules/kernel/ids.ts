import { randomBytes, randomUUID } from "node:crypto"
import { Schema } from "effect"

/**
 * Identifiers in the contract's forms: prefix + 12 lower-case hex digits for
 * domain objects, plain UUID v4 where the contract shows UUIDs. The
 * application makes them; the database never does.
 */
const hex12 = (): string => randomBytes(6).toString("hex")

const prefixed = <const P extends string, const B extends string>(prefix: P, _brand: B) => ({
  prefix,
  make: (): string => `${prefix}${hex12()}`
})

export const ids = {
  case: prefixed("case_", "CaseId"),
  user: prefixed("usr_", "UserId"),
  organization: prefixed("org_", "OrganizationId"),
  message: prefixed("msg_", "MessageId"),
  evidenceItem: prefixed("ev_", "EvidenceItemId"),
  hypothesis: prefixed("hyp_", "HypothesisId"),
  solution: prefixed("sol_", "SolutionId"),
  file: prefixed("file_", "FileId"),
  report: prefixed("rep_", "ReportId"),
  job: prefixed("job_", "JobId"),
  chunk: prefixed("chk_", "ChunkId"),
  request: prefixed("req_", "RequestId")
} as const

/** UUID v4, for sessions, stored evidence and knowledge documents (the contract's form). */
export const uuid = (): string => randomUUID()

export const CaseId = Schema.String.annotations({ identifier: "CaseId", description: "case_ + 12 hex digits" })
