/**
 * Where this server answers otherwise than the contract declares, on purpose.
 * Each reason stands in docs/compatibility.md under the same words; a test
 * compares the two.
 */
export interface Difference {
  readonly endpoint: string
  /** the declared status that never comes, or the parameter whose bound differs */
  readonly what: string
  readonly reason: string
}

const validation = "validation errors are 422 with errors[]"
const oneForeign = "foreign things are 404"

export const differences: ReadonlyArray<Difference> = [
  { endpoint: "auth.devLogin", what: "400", reason: validation },
  { endpoint: "auth.devRegister", what: "400", reason: "a taken name or address is 409" },
  { endpoint: "sessions.create", what: "400", reason: "identity comes from the token alone" },
  { endpoint: "sessions.create", what: "401", reason: "a session can be opened before sign-in" },
  { endpoint: "evidence.upload", what: "400", reason: "over-limit uploads are 413, a missing field is 422" },
  { endpoint: "knowledge.search", what: "400", reason: validation },
  { endpoint: "cases.reports.all", what: "404", reason: "the list of reports is not shadowed by the path of a case" },
  { endpoint: "evidence.health", what: "404", reason: "the health of a part is not shadowed by the path of an object" },
  { endpoint: "knowledge.documents.stats", what: "404", reason: "the health of a part is not shadowed by the path of an object" },
  { endpoint: "knowledge.documents.collections.list", what: "404", reason: "the health of a part is not shadowed by the path of an object" },
  ...["sessions.get", "sessions.update", "sessions.delete", "sessions.heartbeat", "sessions.cases", "sessions.stats", "sessions.messages.add", "sessions.messages.list",
    "sessions.archive", "sessions.restore", "sessions.cleanupOne", "sessions.recoveryInfo", "cases.ui", "cases.title", "cases.data.list", "cases.data.get", "cases.data.delete",
    "cases.uploadedFiles.get", "cases.queries.add", "cases.messages", "cases.analytics", "cases.reportRecommendations", "cases.reports.generate", "cases.reports.list",
    "cases.reports.download", "agent.chat"].map((endpoint) => ({ endpoint, what: "403", reason: oneForeign })),
  { endpoint: "gateway.openapi", what: "503", reason: "the document is made from the running code" },
  { endpoint: "gateway.admin.openapiHealth", what: "503", reason: "the document is made from the running code" },
  { endpoint: "gateway.health.live", what: "429", reason: "probes are not rate limited" },
  { endpoint: "cases.reports.download", what: "501", reason: "PDF is made by printing the HTML form" },
  { endpoint: "cases.reports.byId", what: "501", reason: "what was announced works" },
  { endpoint: "knowledge.documents.collections.create", what: "501", reason: "what was announced works" },
  { endpoint: "agent.chat", what: "504", reason: "a long answer is kept, not cut off" }
]

export const differs = (endpoint: string, what: string): boolean => differences.some((d) => d.endpoint === endpoint && d.what === what)
