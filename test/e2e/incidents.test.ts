import { existsSync, readdirSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Client, fileForm, removeFolder, type RunningServer, signIn, startServer, until } from "../support/server.js"

const folder = new URL("../../../shared/data/rca/", import.meta.url)
const here = existsSync(folder)

/** Whole incidents through the built server, with no model: what an engineer would upload, and one question. */
describe("incidents", () => {
  let server: RunningServer
  let me: Client
  beforeAll(async () => {
    server = await startServer()
    me = await signIn(server.url)
  })
  afterAll(async () => {
    await server.stop()
    await removeFolder(server.dataFolder)
  })

  it("are here", () => {
    if (!here) process.stdout.write("SKIPPED incidents: ../shared/data/rca is not here\n")
    expect(here || process.env["CI"] !== "true").toBe(true)
  })

  const ask = async (incident: string) => {
    const caseId = (await me.post("/api/v1/cases", { title: incident })).body.case_id as string
    const names = readdirSync(new URL(`${incident}/`, folder)).filter((name) => name.endsWith(".json"))
    for (const name of names) await me.post("/api/v1/evidence", fileForm(name, await readFile(new URL(`${incident}/${name}`, folder)), { case_id: caseId }))
    await until(() => me.get(`/api/v1/evidence?case_id=${caseId}&page_size=100`), (a) => a.body.evidence.every((e: { status: string }) => e.status !== "pending" && e.status !== "processing"))
    const answer = await me.post(`/api/v1/cases/${caseId}/queries`, { message: "What is the root cause?" })
    expect(answer.status).toBe(200)
    return { caseId, ...answer.body as { readonly agent_response: string; readonly citations: ReadonlyArray<{ readonly verified: boolean }>; readonly unverified_claims: number } }
  }

  it.skipIf(!here)("an exhausted quota is named, cited, and kept as a hypothesis", async () => {
    const { agent_response, caseId, citations, unverified_claims } = await ask("eks/005-resource-quota-exceeded")
    expect(agent_response).toMatch(/Most likely cause.*resource_exhaustion/)
    expect(agent_response).toMatch(/quota/i)
    expect(unverified_claims).toBe(0)
    expect(citations.length).toBeGreaterThan(0)
    for (const citation of citations) expect(citation.verified).toBe(true)
    const hypotheses = (await me.get(`/api/v1/cases/${caseId}/hypotheses`)).body.hypotheses
    expect(hypotheses[0]).toMatchObject({ category: "resource_exhaustion", created_by: "agent" })
    expect(hypotheses[0].evidence_links.length).toBeGreaterThan(0)
  })

  it.skipIf(!here)("an unrelated signal beside the cause is called so", async () => {
    const { agent_response } = await ask("rds_postgres/006-replication-lag-cpu-redherring")
    expect(agent_response).toMatch(/Most likely cause.*replication lag/)
    expect(agent_response).toContain("causally independent")
  })

  it.skipIf(!here)("healthy systems raise no alarm", async () => {
    for (const incident of ["eks/000-healthy", "rds_postgres/000-healthy", "eks/010-red-herring-old-rollout"]) {
      const { agent_response, caseId } = await ask(incident)
      expect(agent_response, incident).toMatch(/No failure found.*healthy/)
      expect((await me.get(`/api/v1/cases/${caseId}/hypotheses`)).body.total, incident).toBe(0)
    }
  })
})
