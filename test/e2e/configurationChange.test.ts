import { createHash } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Client, fileForm, removeFolder, type RunningServer, signIn, startServer, until } from "../support/server.js"

const settings = (size: number, theme: string): string => `# orders\nserver:\n  port: 8080\ndb:\n  url: jdbc:postgresql://db-1/orders\n  password: \${DB_PASSWORD}\n  pool:\n    maximum_size: ${size}\n    name: orders\nui:\n  theme: ${theme}\n`
const at = (seconds: number): string => new Date(Date.UTC(2026, 4, 5, 12, 0, seconds)).toISOString()
const log = [
  ...Array.from({ length: 60 }, (_, i) => `${at(i)} INFO [api] GET /orders/${i} 200 in ${10 + i} ms`),
  ...Array.from({ length: 40 }, (_, i) => `${at(60 + i)} ERROR [pool] HikariPool-1 - Connection is not available, request timed out after ${30_000 + i}ms`), ""
].join("\n")

describe("a changed configuration, from outside", () => {
  let server: RunningServer
  let me: Client
  let caseId = ""
  const send = async (name: string, content: string) => (await me.post("/api/v1/evidence", fileForm(name, content, { case_id: caseId }))).body.evidence_id as string
  const ended = async (id: string) => (await until(() => me.get(`/api/v1/evidence/${id}`), (a) => !["pending", "processing"].includes(a.body.status))).body

  beforeAll(async () => {
    server = await startServer()
    me = await signIn(server.url)
    caseId = (await me.post("/api/v1/cases", { title: "Orders time out" })).body.case_id
  })
  afterAll(async () => {
    await server.stop()
    await removeFolder(server.dataFolder)
  })

  it("the newer version tells what it changed, the answer names the change and cites its line", async () => {
    const older = await send("app.yaml", settings(20, "dark"))
    const newer = await send("app.yaml", settings(2, "dark"))
    await ended(await send("orders.log", log))
    const kinds = (analysis: { findings: ReadonlyArray<{ kind: string }> }) => analysis.findings.filter((one) => one.kind === "configuration_change")
    expect(kinds((await ended(older)).analysis)).toEqual([])
    expect(kinds((await ended(newer)).analysis)).toMatchObject([{
      title: "db.pool.maximum_size changed from 20 to 2", severity: "warning", quotes: [{ line_start: 8, text: "    maximum_size: 2" }],
      data: { earlier: { evidence_id: older, name: "app.yaml", lines: [8, 8] } }
    }])
    // the older one analysed again: nothing is lost, nothing is turned round
    expect((await me.put(`/api/v1/evidence/${older}/type`, { data_type: "configuration" })).status).toBeLessThan(300)
    expect(kinds((await ended(older)).analysis)).toEqual([])
    expect(kinds((await ended(newer)).analysis)).toHaveLength(1)

    const answer = (await me.post(`/api/v1/agent/chat/${caseId}`, { message: "Why do orders fail?" })).body
    expect(answer.agent_response).toContain("maximum_size changed from 20 to 2")
    const cited = answer.citations.find((one: { evidence_id: string; line_start: number }) => one.evidence_id === newer && one.line_start === 8)
    expect(cited, JSON.stringify(answer.citations)).toMatchObject({ verified: true })
    const bytes = Buffer.from(settings(2, "dark")).subarray(cited.byte_start, cited.byte_end)
    expect(bytes.toString()).toBe("    maximum_size: 2")
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(cited.sha256)
    expect(answer.agent_response).toContain(`[${cited.marker}]`)
  })
})
