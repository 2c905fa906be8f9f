import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { register, removeFolder, type RunningServer, startServer } from "../support/server.js"

describe("jobs, told as they change", () => {
  let server: RunningServer
  beforeAll(async () => {
    server = await startServer()
  })
  afterAll(async () => {
    await server.stop()
    await removeFolder(server.dataFolder)
  })
  const read = async (token: string) => {
    const response = await fetch(`${server.url}/api/v1/jobs/events`, { headers: { authorization: `Bearer ${token}` }, signal: AbortSignal.timeout(30_000) })
    expect(response.headers.get("content-type")).toContain("text/event-stream")
    return [...(await response.text()).matchAll(/event: jobs\ndata: (.*)\n/g)].map((match) => JSON.parse(match[1]!) as { open: number; jobs: ReadonlyArray<{ job_id: string; status: string; progress: number | null }> })
  }

  it("until the work is done, and only one's own", async () => {
    const me = await register(server.url, "worker")
    const other = await register(server.url, "idler")
    expect(await read(me.token)).toEqual([])
    const form = new FormData()
    for (let i = 0; i < 40; i++) form.append("files", new Blob([`# Page ${i}\n\n${"The gateway restarts when the queue is full. ".repeat(200)}`]), `page-${i}.md`)
    const { job_id } = (await me.post("/api/v1/documents/import", form)).body
    const told = await read(me.token)
    expect(told.length).toBeGreaterThan(0)
    expect(told.at(-1)).toMatchObject({ open: 0 })
    expect(told.at(-1)!.jobs.find((job) => job.job_id === job_id)).toMatchObject({ status: "completed", progress: 100 })
    expect(await read(other.token)).toEqual([])
  })
})
