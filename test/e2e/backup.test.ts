import { execFile } from "node:child_process"
import { mkdtemp, readdir, readFile, truncate, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { client, fileForm, register, removeFolder, type RunningServer, signIn, startServer, until } from "../support/server.js"

const run = promisify(execFile)
const cli = join(process.env["BUILD_FOLDER"] ?? "dist", "cli.js")
const faultmaven = (...args: ReadonlyArray<string>) => run(process.execPath, [cli, ...args]).then(({ stdout }) => ({ code: 0, text: stdout }), (error: { code: number; stderr: string }) => ({ code: error.code, text: error.stderr }))

describe("backup and restore", () => {
  let server: RunningServer
  let folder = ""
  let archive = ""
  let token = ""
  let evidenceId = ""
  const log = "2026-05-01T10:00:00Z ERROR pool exhausted\n".repeat(5_000)

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "faultmaven-backup-test-"))
    archive = join(folder, "saved.tar")
    server = await startServer()
    const me = await signIn(server.url)
    token = me.token
    const caseId = (await me.post("/api/v1/cases", { title: "To be kept" })).body.case_id as string
    evidenceId = (await me.post("/api/v1/evidence", fileForm("api.log", log, { case_id: caseId }))).body.evidence_id as string
    await me.post("/api/v1/knowledge/documents", { title: "Pool", content: "# Pool\n\nThe wombat pool is exhausted.", document_type: "runbook" })
    await until(() => me.get(`/api/v1/evidence/${evidenceId}`), (answer) => answer.body.status === "completed")
  })
  afterAll(async () => {
    await server.stop()
    await removeFolder(server.dataFolder)
    await removeFolder(folder)
  })

  it("saves a running server, and another one restored from it has the same and works", async () => {
    const saved = await faultmaven("backup", archive, "--url", server.url, "--token", token)
    expect(saved, saved.text).toMatchObject({ code: 0 })
    const data = join(folder, "restored")
    const restored = await faultmaven("restore", archive, "--data", data)
    expect(restored, restored.text).toMatchObject({ code: 0 })
    const second = await startServer({ dataFolder: data })
    const me = await signIn(second.url)
    expect((await me.get("/api/v1/cases")).body.cases.map((c: { title: string }) => c.title)).toEqual(["To be kept"])
    expect((await me.get(`/api/v1/evidence/${evidenceId}/download`)).body).toBe(log)
    expect((await me.post("/api/v1/knowledge/search", { query: "wombat pool" })).body.results[0].title).toBe("Pool")
    expect((await me.post("/api/v1/cases", { title: "After" })).status).toBe(201)
    expect(await second.stop()).toBe(0)
    // never over an installation
    expect((await faultmaven("restore", archive, "--data", data)).code).toBe(1)
  })

  it("a cut, a changed and a foreign archive restore nothing", async () => {
    const bytes = await readFile(archive)
    const cut = join(folder, "cut.tar")
    await writeFile(cut, bytes)
    await truncate(cut, bytes.length - 4_000)
    const changed = join(folder, "changed.tar")
    const at = bytes.indexOf("pool exhausted\n2026")
    await writeFile(changed, Buffer.concat([bytes.subarray(0, at), Buffer.from("P"), bytes.subarray(at + 1)]))
    const foreign = join(folder, "foreign.tar")
    await writeFile(foreign, "no archive at all")
    for (const file of [cut, changed, foreign]) {
      const data = join(folder, `into-${file.split("/").at(-1)}`)
      const answer = await faultmaven("restore", file, "--data", data)
      expect(answer.code, answer.text).toBe(1)
      expect(await readdir(data)).toEqual([])
    }
  })

  it("a reader who goes away in the middle harms nothing", async () => {
    const me = client(server.url, token)
    // more than the sockets of both sides hold: what is not read is not sent
    const caseId = (await me.get("/api/v1/cases")).body.cases[0].case_id as string
    expect((await me.post("/api/v1/evidence", fileForm("large.txt", `${"x".repeat(1_023)}\n`.repeat(32 * 1_024), { case_id: caseId }))).status).toBe(201)
    const counted = async () => (await me.get("/api/v1/admin/audit?event=backup_taken")).body.total as number
    const before = await counted()
    for (let i = 0; i < 3; i++) {
      const response = await fetch(`${server.url}/api/v1/admin/backup`, { headers: { authorization: `Bearer ${token}` } })
      expect(response.status).toBe(200)
      if (i > 0) await response.body!.getReader().read()
      else await response.body!.cancel()
    }
    await new Promise((go) => setTimeout(go, 500))
    expect((await client(server.url).get("/health/ready")).status).toBe(200)
    // only one that was read to its end is a backup
    expect(await counted()).toBe(before)
    expect((await faultmaven("backup", join(folder, "after.tar"), "--url", server.url, "--token", token)).code).toBe(0)
    expect(await until(counted, (n) => n > before)).toBe(before + 1)
    expect((await me.get("/api/v1/admin/system")).body.last_backup_at).not.toBeNull()
  })

  it("is for administrators, and says so plainly to a wrong call", async () => {
    const other = await register(server.url, "plain")
    expect((await client(server.url, other.token).get("/api/v1/admin/backup")).status).toBe(403)
    const refused = await faultmaven("backup", join(folder, "refused.tar"), "--url", server.url, "--token", other.token)
    expect(refused).toMatchObject({ code: 1, text: expect.stringContaining("403") })
    expect((await readdir(folder)).filter((name) => name.startsWith("refused"))).toEqual([])
    expect((await faultmaven("backup")).code).toBe(2)
    expect((await faultmaven("restore", "--colour")).code).toBe(2)
  })
})
