import { type Answer, client, type Client, fileForm, register, type RunningServer, signIn, startServer, until } from "../support/server.js"

/** A server with one of everything, an owner and a stranger. */
export interface World {
  readonly server: RunningServer
  readonly me: Client & { readonly token: string }
  readonly other: Client & { readonly token: string }
  readonly nobody: Client
  readonly ids: Record<string, string>
  /** a fresh thing for calls that destroy theirs */
  readonly fresh: {
    readonly case: () => Promise<string>
    readonly session: () => Promise<string>
    readonly evidence: () => Promise<string>
    readonly document: () => Promise<string>
    readonly signedIn: () => Promise<Client>
  }
}

const created = (answer: Answer): Answer => {
  if (answer.status !== 201 && answer.status !== 200) throw new Error(`set-up answered ${answer.status}: ${JSON.stringify(answer.body)}`)
  return answer
}

let count = 0
export const unique = (prefix: string): string => `${prefix}-${process.pid}-${++count}`

export const makeWorld = async (env: Record<string, string>): Promise<World> => {
  const server = await startServer({ env: { AUTH_DEV_LOGIN: "true", RATE_LIMIT_ENABLED: "false", ACCESS_LOG: "false", ...env } })
  const me = await signIn(server.url)
  const other = await register(server.url, unique("stranger"))
  const fresh: World["fresh"] = {
    case: async () => created(await me.post("/api/v1/cases", { title: unique("case"), description: "Checkout fails with 500" })).body.case_id as string,
    session: async () => created(await me.post("/api/v1/sessions", { client_id: unique("client") })).body.session_id as string,
    evidence: async () => created(await me.post("/api/v1/evidence", fileForm(`${unique("file")}.log`, `2026-11-24T10:00:00Z ERROR api ${unique("failed")}\n`, { case_id: ids["case_id"]! }))).body.evidence_id as string,
    document: async () => created(await me.post("/api/v1/knowledge/documents", { title: unique("Runbook"), content: `Restart the pool ${unique("now")}.`, document_type: "guide" })).body.document_id as string,
    signedIn: async () => signIn(server.url)
  }
  const ids: Record<string, string> = {}
  ids["case_id"] = await fresh.case()
  ids["session_id"] = await fresh.session()
  ids["evidence_id"] = await fresh.evidence()
  ids["data_id"] = ids["evidence_id"]
  ids["file_id"] = ids["evidence_id"]
  ids["document_id"] = await fresh.document()
  await until(() => me.get(`/api/v1/evidence/${ids["evidence_id"]}`), (a) => a.body.status === "completed")
  ids["hypothesis_id"] = created(await me.post(`/api/v1/cases/${ids["case_id"]}/hypotheses`, { description: "The pool is too small" })).body.hypothesis.hypothesis_id
  ids["report_id"] = created(await me.post(`/api/v1/cases/${ids["case_id"]}/reports`, { report_types: ["incident_report"] })).body.reports[0].report_id
  ids["job_id"] = created(await me.post("/api/v1/knowledge/documents/bulk-delete", { document_ids: [await fresh.document()] })).body.job_id
  return { server, me, other, nobody: client(server.url), ids, fresh }
}
