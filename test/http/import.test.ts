import { spawn } from "node:child_process"
import { mkdir, mkdtemp, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { zip } from "../modules/evidence/support/files.js"
import { docxOf, pdfOf } from "../support/documents.js"
import { type Client, register, removeFolder, type RunningServer, startServer, until } from "../support/server.js"

const formOf = (files: Record<string, string | Uint8Array>, fields: Record<string, string> = {}): FormData => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  for (const [path, content] of Object.entries(files)) form.append("files", new Blob([Buffer.from(content)]), path)
  return form
}

describe("folders over HTTP", () => {
  let server: RunningServer
  let user: Client & { readonly token: string }
  beforeAll(async () => {
    server = await startServer()
    user = await register(server.url, "importer")
  })
  afterAll(async () => {
    await server.stop()
    await removeFolder(server.dataFolder)
  })

  const imported = async (form: FormData) => {
    const accepted = await user.post("/api/v1/documents/import", form)
    expect(accepted.status, JSON.stringify(accepted.body)).toBe(202)
    return (await until(() => user.get(`/api/v1/jobs/${accepted.body.job_id}`), (a) => a.body.status === "completed" || a.body.status === "failed")).body
  }

  it("files with relative paths and an archive beside them are one job with a result for each", async () => {
    const files = {
      "runbooks/disk full.md": "# Disk full\n\nRemove the pangolin images.\n", "runbooks/renew.docx": await docxOf("Renewal", ["Renew the ocelot certificate."]),
      "runbooks/broken.pdf": "%PDF-1.4 nothing", "more.zip": await zip([{ name: "a/scan.pdf", content: pdfOf(["first", "Restart the lemur gateway"]) }])
    }
    const job = await imported(formOf(files, { tags: "ops, on-call", document_type: "runbook" }))
    expect(job).toMatchObject({ status: "completed", job_type: "knowledge.import", result: { counts: { created: 3, failed: 1 } } })
    expect(job.result.files.find((f: { path: string }) => f.path === "runbooks/broken.pdf")).toMatchObject({ status: "failed", document_id: null, reason: expect.stringMatching(/PDF/) })
    const found = (await user.post("/api/v1/knowledge/search", { query: "lemur gateway restart" })).body.results[0]
    expect(found).toMatchObject({ title: "scan", page: 2, document_type: "runbook", tags: ["ops", "on-call"] })
    expect((await user.get(`/api/v1/documents/${found.document_id}`)).body).toMatchObject({ path: "more/a/scan.pdf", status: "indexed" })
    const again = await imported(formOf(files, { tags: "ops, on-call", document_type: "runbook" }))
    expect(again.result.counts).toMatchObject({ created: 0, updated: 0, unchanged: 3, failed: 1 })
    expect((await user.get("/api/v1/documents")).body.total_count).toBe(3)
  })

  it("faultmaven ingest takes a folder, and a second time changes nothing", async () => {
    const folder = await mkdtemp(join(tmpdir(), "faultmaven-ingest-"))
    await mkdir(join(folder, "kb", "db"), { recursive: true })
    await writeFile(join(folder, "kb", "db", "vacuum.md"), "# Vacuum\n\nThe dugong table is bloated.\n")
    await writeFile(join(folder, "kb", "bad.pdf"), "%PDF-1.4 nothing")
    const ingest = () => new Promise<{ readonly code: number | null; readonly out: string }>((resolve) => {
      const child = spawn(process.execPath, [join(process.env["BUILD_FOLDER"] ?? "dist", "cli.js"), "ingest", join(folder, "kb"), "--url", server.url, "--json"], { env: { ...process.env, FAULTMAVEN_TOKEN: user.token } })
      let out = ""
      child.stdout.on("data", (part: Buffer) => void (out += part.toString()))
      child.stderr.on("data", (part: Buffer) => void (out += part.toString()))
      child.on("close", (code) => resolve({ code, out }))
    })
    const first = await ingest()
    expect(first.code, first.out).toBe(1)
    expect(JSON.parse(first.out), first.out).toMatchObject({ counts: { created: 1, failed: 1 } })
    expect((await user.post("/api/v1/knowledge/search", { query: "dugong table" })).body.results[0].title).toBe("vacuum")
    expect(JSON.parse((await ingest()).out)).toMatchObject({ counts: { unchanged: 1, failed: 1 } })
    await removeFolder(folder)
  })

  it("says what is wrong with a form", async () => {
    expect((await user.post("/api/v1/documents/import", formOf({}, { folder: "x" }))).status).toBe(422)
    expect((await user.post("/api/v1/documents/import", formOf({ "a.md": "# a" }, { colour: "red" }))).status).toBe(422)
    expect((await user.post("/api/v1/documents/import", formOf({ "a.md": "# a" }, { scope: "moon" }))).status).toBe(422)
    expect((await user.post("/api/v1/documents/import", formOf({ "a.md": "# a" }, { folder: "../x" }))).status).toBe(422)
    expect((await user.post("/api/v1/documents/import", formOf({ "a.md": "# a" }, { scope: "global" }))).status).toBe(403)
  })

  it("takes a folder of hundreds of files", async () => {
    const many = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`big/${i}.md`, `# Page ${i}\n\nAbout thing ${i}.\n`]))
    expect((await imported(formOf(many))).result.counts).toMatchObject({ created: 400, failed: 0 })
  })
})
