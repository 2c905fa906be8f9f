import { fileForm } from "../support/server.js"
import { unique, type World } from "./world.js"

/** How an endpoint is called so that it succeeds. */
export interface Call {
  readonly query?: Record<string, string>
  readonly body?: unknown
  /** ids in the path that are not the world's own, because the call uses them up */
  readonly ids?: Record<string, string>
  /** no credentials are needed */
  readonly open?: boolean
  readonly path?: string
  readonly method?: string
  /** the caller, where it must not be the shared one */
  readonly as?: World["me"]
}

type Make = (world: World) => Call | Promise<Call>

const plain: Make = () => ({})
const open: Make = () => ({ open: true })
const aMessage = { message: "What fails?" }

/** One entry per endpoint of the contract; an endpoint without one fails the build. */
export const calls: Record<string, Make> = {
  "gateway.health": open, "gateway.health.live": open, "gateway.health.ready": open, "gateway.openapi": open, "gateway.docs": open, "gateway.redoc": open,
  "gateway.admin.refreshOpenapi": plain, "gateway.admin.openapiHealth": plain,
  "auth.devLogin": () => ({ open: true, body: { username: "admin" } }),
  "auth.devRegister": () => ({ open: true, body: { username: unique("dev"), display_name: "Dev" } }),
  "auth.logout": async (w) => ({ as: await w.fresh.signedIn() as World["me"] }),
  "auth.me": plain, "auth.health": open,
  "auth.dev.revokeAll": async (w) => {
    const username = unique("revoked")
    const made = await w.nobody.post("/api/v1/auth/dev-register", { username })
    const { client } = await import("../support/server.js")
    return { as: client(w.server.url, made.body.access_token as string) as World["me"] }
  },
  "sessions.create": () => ({ body: { client_id: unique("client"), session_type: "troubleshooting", timeout_minutes: 180 } }),
  "sessions.list": plain, "sessions.get": plain,
  "sessions.update": () => ({ body: { title: "Night shift", status: "active", context: { a: 1 }, metadata: {} } }),
  "sessions.delete": async (w) => ({ ids: { session_id: await w.fresh.session() } }),
  "sessions.heartbeat": plain, "sessions.cases": plain, "sessions.stats": plain,
  "sessions.messages.add": () => ({ body: { role: "user", content: "hello" } }),
  "sessions.messages.list": plain,
  "sessions.search": () => ({ body: { query: "", limit: 10 } }),
  "sessions.archive": async (w) => ({ ids: { session_id: await w.fresh.session() } }),
  "sessions.restore": plain, "sessions.cleanupExpired": plain, "sessions.cleanupOne": plain, "sessions.recoveryInfo": plain,
  "cases.health": plain,
  "cases.create": () => ({ body: { title: unique("case"), description: "d", priority: "high", metadata: { a: 1 } } }),
  "cases.list": plain, "cases.get": plain,
  "cases.update": async (w) => ({ ids: { case_id: await w.fresh.case() }, body: { title: "Renamed", priority: "high" } }),
  "cases.delete": async (w) => ({ ids: { case_id: await w.fresh.case() } }),
  "cases.ui": plain,
  "cases.title": () => ({ body: { max_words: 8 } }),
  "cases.bySession": plain,
  "cases.status": async (w) => ({ ids: { case_id: await w.fresh.case() }, body: { status: "investigating" } }),
  "cases.data.list": plain, "cases.data.get": plain,
  "cases.data.delete": async (w) => ({ ids: { data_id: await w.fresh.evidence() } }),
  "cases.data.add": () => ({ body: { content: unique("observed"), source: "user", category: "observation" } }),
  "cases.evidence.get": plain, "cases.uploadedFiles.list": plain, "cases.uploadedFiles.get": plain,
  "cases.close": async (w) => ({ ids: { case_id: await w.fresh.case() }, body: {} }),
  "cases.search": () => ({ body: { query: "", limit: 5 } }),
  "cases.hypotheses.add": () => ({ body: { description: "A slow disk", category: "root_cause", confidence: 0.5 } }),
  "cases.hypotheses.update": () => ({ body: { status: "active", confidence: 0.6, validation_notes: "seen" } }),
  "cases.queries.add": () => ({ body: aMessage }),
  "cases.queries.list": plain, "cases.messages": plain, "cases.analytics": plain, "cases.reportRecommendations": plain,
  "cases.reports.generate": () => ({ body: { report_types: ["post_mortem"], options: {} } }),
  "cases.reports.list": plain, "cases.reports.download": plain, "cases.reports.all": plain, "cases.reports.byId": plain, "cases.analytics.summary": plain, "cases.analytics.trends": plain,
  "gateway.hypotheses": () => ({ path: "/api/v1/hypotheses", method: "GET" }),
  "gateway.solutions": () => ({ path: "/api/v1/solutions", method: "GET" }),
  "evidence.upload": (w) => ({ body: fileForm("app.log", `2026-11-24T10:00:00Z ERROR ${unique("boom")}\n`, { case_id: w.ids["case_id"]!, description: "from the pod" }) }),
  "evidence.list": (w) => ({ query: { case_id: w.ids["case_id"]! } }),
  "evidence.get": plain, "evidence.download": plain,
  "evidence.delete": async (w) => ({ ids: { evidence_id: await w.fresh.evidence() } }),
  "evidence.byCase": plain,
  "evidence.link": async (w) => ({ ids: { evidence_id: await w.fresh.evidence() }, body: { case_id: await w.fresh.case(), description: "moved" } }),
  "evidence.health": plain,
  "knowledge.documents.create": () => ({ body: { title: unique("Doc"), content: unique("text"), document_type: "guide", tags: ["a"], metadata: {} } }),
  "knowledge.documents.list": plain, "knowledge.documents.get": plain,
  "knowledge.documents.update": () => ({ body: { title: "Changed", tags: ["b"] } }),
  "knowledge.documents.delete": async (w) => ({ ids: { document_id: await w.fresh.document() } }),
  "knowledge.documents.stats": plain,
  "knowledge.documents.bulkUpdate": (w) => ({ body: [{ document_id: w.ids["document_id"], tags: ["c"] }, { title: "no id" }] }),
  "knowledge.documents.search": () => ({ body: { query: "pool", limit: 5 } }),
  "knowledge.documents.collections.list": plain,
  "knowledge.documents.collections.create": () => ({ body: { name: unique("Collection") } }),
  "knowledge.documents.batchDelete": async (w) => ({ body: [await w.fresh.document(), "unknown"] }),
  "knowledge.documents.bulkDelete": async (w) => ({ body: { document_ids: [await w.fresh.document(), "unknown"] } }),
  "knowledge.search": () => ({ body: { query: "restart the pool", search_mode: "hybrid", limit: 5 } }),
  "knowledge.jobs.get": plain, "knowledge.stats": plain, "knowledge.analytics.search": plain,
  "agent.chat": () => ({ body: { message: "What fails?", attachments: null } }),
  "agent.health": plain
}
