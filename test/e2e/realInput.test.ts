import { createHash } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { type Client, fileForm, removeFolder, type RunningServer, signIn, startServer, until } from "../support/server.js"
import { describeWithData, sharedData } from "../support/shared.js"

interface Quote { readonly byte_start: number; readonly byte_end: number; readonly sha256: string; readonly line_start: number }
interface Finding { readonly kind: string; readonly quotes: ReadonlyArray<Quote> }

describeWithData("real logs and runbooks through the built server", () => {
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

  it.each(["Android", "Apache", "BGL", "HDFS", "Linux", "OpenSSH", "Spark", "Zookeeper"])("%s: levels, span, templates and findings whose quotes hold", async (system) => {
    const bytes = readFileSync(join(sharedData, "loghub", system, `${system}_2k.log`))
    const caseId = (await me.post("/api/v1/cases", { title: system })).body.case_id
    const uploaded = await me.post("/api/v1/evidence", fileForm(`${system}.log`, bytes, { case_id: caseId }))
    const { body } = await until(() => me.get(`/api/v1/evidence/${uploaded.body.evidence_id}`), (a) => !["pending", "processing"].includes(a.body.status))
    expect(body.status).toBe("completed")
    expect(body.analysis.data_type).toBe("logs")
    expect(body.analysis.lines).toBe(2000)
    expect(body.analysis.from).not.toBeNull()
    expect(body.analysis.findings.length).toBeGreaterThan(0)
    for (const finding of body.analysis.findings as ReadonlyArray<Finding>) {
      expect(finding.quotes.length).toBeGreaterThan(0)
      for (const quote of finding.quotes) expect(createHash("sha256").update(bytes.subarray(quote.byte_start, quote.byte_end)).digest("hex"), finding.kind).toBe(quote.sha256)
    }
    const { templates } = (await me.get(`/api/v1/evidence/${uploaded.body.evidence_id}/templates`)).body
    expect(templates.reduce((sum: number, t: { count: number }) => sum + t.count, 0)).toBeGreaterThan(1900)
    const answer = await me.post(`/api/v1/agent/chat/${caseId}`, { message: "What happened here?" })
    expect(answer.status).toBe(200)
    expect(answer.body.citations.some((c: { kind: string; verified: boolean }) => c.kind === "evidence" && c.verified)).toBe(true)
    expect(answer.body.agent_response).not.toContain("(unverified)")
  })

  it("finds the runbook of an alert among all of them", async () => {
    const folders = readdirSync(join(sharedData, "runbooks"), { withFileTypes: true }).filter((e) => e.isDirectory())
    for (const folder of folders) {
      for (const name of readdirSync(join(sharedData, "runbooks", folder.name)).filter((n) => n.endsWith(".md"))) {
        const added = await me.post("/api/v1/knowledge/documents", { title: name.replace(/\.md$/, ""), document_type: "runbook", content: readFileSync(join(sharedData, "runbooks", folder.name, name), "utf8"), tags: [folder.name] })
        expect(added.status).toBe(201)
      }
    }
    const search = async (query: string) => (await me.post("/api/v1/knowledge/search", { query, search_mode: "hybrid", limit: 3 })).body.results.map((r: { title: string }) => r.title)
    expect((await search("etcd cluster has no leader"))[0]).toBe("etcdNoLeader")
    expect(await search("etcdHighFsyncDurations")).toContain("etcdHighFsyncDurations")
    expect(await search("Kubernetes API server is down")).toContain("KubeAPIDown")
  })
})
