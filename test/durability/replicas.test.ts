import { mkdtemp } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it } from "vitest"
import { postgres } from "../servers/servers.js"
import { startOpenAi } from "../support/openaiServer.js"
import { client, removeFolder, signIn, startServer, until } from "../support/server.js"

const database = await postgres()

it.skipIf(database === null)("three replicas over one PostgreSQL: a killed one's turn is taken over and answered once", async () => {
  let open = () => {}
  let gate: Promise<void> | undefined = new Promise<void>((resolve) => { open = resolve })
  const vendor = await startOpenAi(() => ({ text: "Is it the pool?", ...(gate === undefined ? {} : { gate }) }))
  const folder = await mkdtemp(join(tmpdir(), "fm-test-"))
  const env = { PROFILE: "team", DATABASE_URL: database!.url, OPENAI_API_KEY: "sk-test", OPENAI_BASE_URL: vendor.url, JOBS_LEASE_MS: "3000", LLM_REQUEST_TIMEOUT: "60" }
  const first = await startServer({ dataFolder: folder, env })
  const me = await signIn(first.url)
  const caseId = (await me.post("/api/v1/cases", { title: "Replicas" })).body.case_id
  const asked = await me.post("/api/v1/agent/chat", { case_id: caseId, message: "who answers?" })
  await until(async () => vendor.requests.length, (n) => n === 1)
  const others = await Promise.all([startServer({ dataFolder: folder, env }), startServer({ dataFolder: folder, env })])
  // a token of one replica is good at every other: keys, sign-ins and cases are shared
  const second = client(others[0].url, me.token)
  expect((await second.get(`/api/v1/agent/chat/${asked.body.job_id}`)).body.status).toBe("processing")
  expect((await second.post("/api/v1/agent/chat", { case_id: caseId, message: "twice?" })).status).toBe(409)
  gate = undefined
  await first.kill()
  const ended = await until(() => second.get(`/api/v1/agent/chat/${asked.body.job_id}`), (a) => a.body.status !== "processing")
  open()
  expect(ended.body.status).toBe("completed")
  const { messages } = (await client(others[1].url, me.token).get(`/api/v1/cases/${caseId}/messages`)).body
  expect(messages.map((m: { role: string }) => m.role)).toEqual(["user", "assistant"])
  // signed out at one replica is signed out at all
  await second.post("/api/v1/auth/logout")
  expect((await client(others[1].url, me.token).get("/api/v1/auth/me")).status).toBe(401)
  await Promise.all(others.map((server) => server.stop()))
  await vendor.close()
  await removeFolder(folder)
})
