import { afterAll, describe, expect, it } from "vitest"
import { startOpenAi } from "../support/openaiServer.js"
import { client, removeFolder, type RunningServer, signIn, startServer, until } from "../support/server.js"

describe("kill -9 in the middle of a turn", () => {
  const folders: Array<string> = []
  afterAll(async () => {
    for (const folder of folders) await removeFolder(folder)
  })

  it("the accepted turn is finished by the next process, answered once", async () => {
    let open = () => {}
    let gate: Promise<void> | undefined = new Promise<void>((resolve) => { open = resolve })
    const vendor = await startOpenAi(() => ({ text: "Nothing is known yet?", ...(gate === undefined ? {} : { gate }) }))
    const env = { OPENAI_API_KEY: "sk-test", OPENAI_BASE_URL: vendor.url }
    let server: RunningServer = await startServer({ env })
    folders.push(server.dataFolder)
    const me = await signIn(server.url)
    const caseId = (await me.post("/api/v1/cases", { title: "Killed" })).body.case_id
    const asked = await me.post("/api/v1/agent/chat", { case_id: caseId, message: "still there?" })
    await until(async () => vendor.requests.length, (n) => n === 1)
    await server.kill()
    gate = undefined
    open()
    server = await startServer({ env, dataFolder: server.dataFolder })
    const again = client(server.url, me.token)
    const ended = await until(() => again.get(`/api/v1/agent/chat/${asked.body.job_id}`), (a) => a.body.status !== "processing")
    expect(ended.body.status).toBe("completed")
    const { messages } = (await again.get(`/api/v1/cases/${caseId}/messages`)).body
    expect(messages.map((m: { role: string }) => m.role)).toEqual(["user", "assistant"])
    await server.stop()
    await vendor.close()
  })

  it("a turn that kills the process every time is failed after three attempts", async () => {
    const vendor = await startOpenAi(() => ({ text: "never", gate: new Promise<void>(() => {}) }))
    const env = { OPENAI_API_KEY: "sk-test", OPENAI_BASE_URL: vendor.url }
    let server = await startServer({ env })
    folders.push(server.dataFolder)
    const me = await signIn(server.url)
    const caseId = (await me.post("/api/v1/cases", { title: "Poison" })).body.case_id
    const asked = await me.post("/api/v1/agent/chat", { case_id: caseId, message: "poison" })
    for (let attempt = 1; attempt <= 3; attempt++) {
      await until(async () => vendor.requests.length, (n) => n === attempt)
      await server.kill()
      server = await startServer({ env, dataFolder: server.dataFolder })
    }
    const ended = await until(() => client(server.url, me.token).get(`/api/v1/agent/chat/${asked.body.job_id}`), (a) => a.body.status !== "processing")
    expect(ended.body).toMatchObject({ status: "failed", error: { message: "the process ended during every attempt" } })
    await server.stop()
    await vendor.close()
  })

  it("SIGTERM with an open event stream ends the process cleanly and hands the turn back", async () => {
    const vendor = await startOpenAi(() => ({ text: "late", gate: new Promise<void>(() => {}) }))
    const server = await startServer({ env: { OPENAI_API_KEY: "sk-test", OPENAI_BASE_URL: vendor.url, SHUTDOWN_DRAIN_MS: "200" } })
    folders.push(server.dataFolder)
    const me = await signIn(server.url)
    const caseId = (await me.post("/api/v1/cases", {})).body.case_id
    const asked = await me.post("/api/v1/agent/chat", { case_id: caseId, message: "hold" })
    const stream = await fetch(`${server.url}/api/v1/agent/chat/${asked.body.job_id}/events`, { headers: { authorization: `Bearer ${me.token}` } })
    const text = stream.text()
    await until(async () => vendor.requests.length, (n) => n === 1)
    expect(await server.stop()).toBe(0)
    expect(await text).toContain("event: progress")
    await vendor.close()
  })
})

describe("the record of searches", () => {
  it("is whole after a stop right after an answer; a crash loses none that was written", async () => {
    let server = await startServer()
    const me = await signIn(server.url)
    const search = async (query: string) => expect((await client(server.url, me.token).post("/api/v1/search", { query })).status).toBe(200)
    const recorded = async (): Promise<ReadonlyArray<string>> =>
      (await client(server.url, me.token).get("/api/v1/knowledge/analytics/search")).body.top_queries.map(({ query }: { readonly query: string }) => query)
    await search("just before the stop")
    expect(await server.stop()).toBe(0)
    server = await startServer({ dataFolder: server.dataFolder })
    expect(await recorded()).toEqual(["just before the stop"])
    await search("read, and so written")
    expect(await recorded()).toContain("read, and so written")
    await search("perhaps lost")
    await server.kill()
    server = await startServer({ dataFolder: server.dataFolder })
    expect(await recorded()).toEqual(expect.arrayContaining(["just before the stop", "read, and so written"]))
    await server.stop()
    await removeFolder(server.dataFolder)
  })
})
