import { readFileSync } from "node:fs"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll } from "vitest"
import { type Client, fileForm, removeFolder, type RunningServer, signIn, startServer, until } from "../../support/server.js"
import { png } from "../../support/images.js"
import { zip } from "../../modules/evidence/support/files.js"
import { openBrowser } from "./browser.js"

const sample = (name: string): string => readFileSync(new URL(`../../../samples/checkout-outage/${name}`, import.meta.url), "utf8")

const metrics = ["time,requests,latency_ms", ...Array.from({ length: 160 }, (_, i) => `2026-03-14T09:${String(Math.floor(i / 12)).padStart(2, "0")}:${String((i % 12) * 5).padStart(2, "0")}Z,${100 + (i % 7)},${i > 100 ? 2_400 + i : 80 + (i % 9)}`)].join("\n")

export interface Seeded { readonly caseId: string; readonly solvedId: string; readonly evidence: Readonly<Record<string, string>>; readonly documentId: string; readonly draftId: string }

/** A working installation: an open case with evidence of several kinds, a solved one with reports, runbooks and a draft. */
export const seed = async (server: RunningServer): Promise<Seeded> => {
  const me: Client = await signIn(server.url)
  const open = async (title: string, priority: string, description: string): Promise<string> => (await me.post("/api/v1/cases", { title, priority, description })).body.case_id as string
  const give = async (caseId: string, name: string, content: string | Uint8Array): Promise<string> => {
    const id = (await me.post("/api/v1/evidence", fileForm(name, content, { case_id: caseId }))).body.evidence_id as string
    await until(() => me.get(`/api/v1/evidence/${id}`), (answer) => ["completed", "failed", "needs_type"].includes(answer.body.status as string))
    return id
  }
  const runbook = (await me.post("/api/v1/documents/upload", fileForm("runbook-connection-pool.md", sample("runbook-connection-pool.md"), { title: "Connection pool exhausted", document_type: "runbook", tags: "database,checkout" }))).body
  for (const [title, text] of [["Disk full on a node", "# Disk full\n\n## Symptoms\nWrites fail with ENOSPC.\n\n## Fix\nDelete old segments, then grow the volume."], ["Certificate expired", "# Certificate expired\n\nTLS handshakes fail. Renew with certbot and reload the proxy."]] as const) {
    await me.post("/api/v1/documents/upload", fileForm(`${title}.md`, text, { title, document_type: "runbook", tags: "operations" }))
  }
  await until(() => me.get(`/api/v1/documents/${runbook.document_id}`), (answer) => answer.body.status === "indexed")

  const solvedId = await open("Checkout was down on Tuesday", "critical", "Orders failed for ten minutes")
  await give(solvedId, "tuesday.log", sample("checkout.log"))
  await me.post(`/api/v1/agent/chat/${solvedId}`, { message: "What went wrong?" })
  await me.post(`/api/v1/cases/${solvedId}/status`, { status: "investigating" })
  await me.post(`/api/v1/cases/${solvedId}/solutions`, { title: "Set the batch size back to 500", immediate_action: "Roll the configuration back and restart the export", commands: ["kubectl rollout undo deploy/checkout"] })
  const resolved = await me.post(`/api/v1/cases/${solvedId}/status`, { status: "resolved" })
  if (resolved.status !== 200) throw new Error(`the case could not be resolved: ${JSON.stringify(resolved.body)}`)
  const reports = await me.post(`/api/v1/cases/${solvedId}/reports`, { report_types: ["post_mortem", "runbook"] })
  if (reports.status !== 200) throw new Error(`no reports: ${JSON.stringify(reports.body)}`)
  const draftId = (await me.post(`/api/v1/cases/${solvedId}/runbook-draft`)).body.document_id as string

  const caseId = await open("Checkout fails at peak", "high", "Customers cannot place orders since nine; the database team sees many connections.")
  const evidence = {
    log: await give(caseId, "checkout.log", sample("checkout.log")),
    packed: await give(caseId, "logs.zip", await zip([{ name: "app/checkout.log", content: sample("checkout.log") }, { name: "app/quiet.log", content: sample("checkout.log").split("\n").slice(0, 60).join("\n") }])),
    table: await give(caseId, "latency.csv", metrics),
    tree: await give(caseId, "deployment.json", JSON.stringify({ service: "checkout", replicas: 3, pool: { max: 20, idleTimeout: 30_000 }, features: ["orders", "export"] }, null, 2)),
    image: await give(caseId, "graph.png", png(420, 180))
  }
  await me.post(`/api/v1/agent/chat/${caseId}`, { message: "What went wrong, and what do I do about it?" })
  await me.post(`/api/v1/cases/${caseId}/hypotheses`, { statement: "The load balancer drops connections", likelihood: 0.2 })
  await open("Search results are stale", "low", "")
  await me.post("/api/v1/admin/users", { username: "dana", email: "dana@example.org", display_name: "Dana Ito" })
  return { caseId, solvedId, evidence, documentId: runbook.document_id as string, draftId }
}

/** A seeded server and a browser for the tests of one file. */
export const installation = (): { readonly server: RunningServer; readonly browser: Browser; readonly seeded: Seeded } => {
  const held = {} as { server: RunningServer; browser: Browser; seeded: Seeded }
  beforeAll(async () => {
    held.server = await startServer()
    held.seeded = await seed(held.server)
    held.browser = await openBrowser()
  })
  afterAll(async () => {
    await held.browser?.close()
    await held.server?.stop()
    await removeFolder(held.server.dataFolder)
  })
  return held
}
