import { createHash } from "node:crypto"
import { readdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { gunzipSync, gzipSync } from "node:zlib"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import yauzl from "yauzl"
import { zip } from "../modules/evidence/support/files.js"
import { pdfOf } from "../support/documents.js"
import { type Client, fileForm, register, removeFolder, type RunningServer, signIn, startServer, until } from "../support/server.js"

interface Cited {
  readonly kind: string; readonly verified: boolean; readonly evidence_id: string; readonly artifact: string | null; readonly sha256: string
  readonly byte_start: number; readonly byte_end: number; readonly line_start: number; readonly line_end: number; readonly quote: string
}

const sha = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex")
const at = (seconds: number): string => new Date(Date.UTC(2026, 2, 14, 9, 0, seconds)).toISOString()
const log = (service: string, error: string): string => [
  ...Array.from({ length: 60 }, (_, i) => `${at(i)} INFO [${service}] request ${i} served in ${i % 7} ms`),
  ...Array.from({ length: 15 }, (_, i) => `${at(60 + i)} ERROR [${service}] ${error} attempt=${i}`)
].join("\n") + "\n"

/** Members of a zip by an unpacker of this test's own. */
const unzipped = (path: string): Promise<Map<string, Buffer>> => new Promise((resolve, reject) => {
  const members = new Map<string, Buffer>()
  yauzl.open(path, { lazyEntries: true }, (error, file) => {
    if (error !== null) return reject(error)
    file.on("entry", (entry: yauzl.Entry) => file.openReadStream(entry, (failure, stream) => {
      if (failure !== null) return reject(failure)
      const parts: Array<Buffer> = []
      stream.on("data", (part: Buffer) => parts.push(part)).on("end", () => {
        members.set(entry.fileName, Buffer.concat(parts))
        file.readEntry()
      })
    })).on("end", () => resolve(members)).on("error", reject)
    file.readEntry()
  })
})

/** What is found inside archives and documents is cited like any line: by bytes that exist. */
describe("citations into archives and documents, from outside", () => {
  let server: RunningServer
  let me: Client
  let caseId = ""
  let inZip = ""
  let inGzip = ""
  let inPdf = ""
  let members = new Map<string, Buffer>()
  const ask = async (message: string): Promise<{ readonly agent_response: string; readonly citations: ReadonlyArray<Cited> }> => {
    const asked = await me.post("/api/v1/agent/chat", { case_id: caseId, message })
    const ended = await until(() => me.get(`/api/v1/agent/chat/${asked.body.job_id}`), (a) => a.body.status !== "processing")
    expect(ended.body.status, JSON.stringify(ended.body.error)).toBe("completed")
    return ended.body.result
  }
  const upload = async (name: string, content: Uint8Array): Promise<string> => {
    const { body } = await me.post("/api/v1/evidence", fileForm(name, content, { case_id: caseId }))
    expect((await until(() => me.get(`/api/v1/evidence/${body.evidence_id}`), (a) => a.body.status === "completed")).body.analysis.findings.length).toBeGreaterThan(0)
    return body.evidence_id
  }
  const linesOf = (evidenceId: string, artifact: string, query: string) => me.get(`/api/v1/evidence/${evidenceId}/lines?artifact=${encodeURIComponent(artifact)}&${query}`)

  beforeAll(async () => {
    server = await startServer()
    me = await signIn(server.url)
    caseId = (await me.post("/api/v1/cases", { title: "Orders fail" })).body.case_id
    const archive = await zip([
      { name: "api/app.log", content: log("orders", "connection pool exhausted: 50 of 50 in use") },
      { name: "db/db.log.gz", content: gzipSync(log("database", "could not extend relation: No space left on device")) },
      { name: "notes/report.pdf", content: pdfOf(["Minutes of the call", "The mail relay failed with connection refused at 09:08."]) }
    ])
    const path = join(server.dataFolder, "sent.zip")
    await writeFile(path, archive)
    members = await unzipped(path)
    inZip = await upload("logs.zip", archive)
    inGzip = await upload("edge.log.gz", gzipSync(log("edge", "upstream timed out while reading response header")))
    inPdf = await upload("incident.pdf", pdfOf(["Incident", "The payment gateway failed with connection refused\nafter the deployment."]))
  })
  afterAll(async () => {
    await server.stop()
    await removeFolder(server.dataFolder)
  })

  it("an answer cites the members' lines; their hashes are those of the bytes in the member", async () => {
    const { agent_response: answer, citations } = await ask("What went wrong?")
    expect(answer).not.toContain("(unverified)")
    const inside = citations.filter((c) => c.artifact !== null)
    expect(inside.every((c) => c.verified)).toBe(true)
    const found = new Set(inside.map((c) => c.artifact))
    expect([...found]).toEqual(expect.arrayContaining(["api/app.log", "db/db.log.gz!/db.log"]))
    expect(answer).toContain("logs.zip › api/app.log")
    const bytesOf = (c: Cited): Buffer => c.evidence_id === inGzip ? Buffer.from(log("edge", "upstream timed out while reading response header"))
      : c.artifact === "db/db.log.gz!/db.log" ? gunzipSync(members.get("db/db.log.gz")!) : members.get(c.artifact!)!
    let checked = 0
    for (const cited of inside.filter((c) => !c.artifact!.endsWith("#text"))) {
      const bytes = bytesOf(cited).subarray(cited.byte_start, cited.byte_end)
      expect(sha(bytes)).toBe(cited.sha256)
      const { body } = await linesOf(cited.evidence_id, cited.artifact!, `start=${cited.line_start}&count=${cited.line_end - cited.line_start + 1}`)
      expect(body.lines.map((line: { text: string }) => line.text).join("\n"), "the lines that a person opens").toBe(bytes.toString())
      checked++
    }
    expect(checked).toBeGreaterThan(3)
  })

  it("the text of a document, alone and in an archive, is read and cited by its lines", async () => {
    for (const [evidenceId, artifact, text] of [[inPdf, "#text", "payment gateway"], [inZip, "notes/report.pdf#text", "mail relay"]] as const) {
      const { analysis } = (await me.get(`/api/v1/evidence/${evidenceId}`)).body
      const finding = analysis.findings.find((f: { artifact: string; title: string }) => f.artifact === artifact && f.title.includes(text))
      const [quote] = finding.quotes
      const { body } = await linesOf(evidenceId, artifact, `start=${quote.line_start}&count=${quote.line_end - quote.line_start + 1}`)
      expect(body.lines.map((line: { text: string }) => line.text).join("\n")).toContain(text)
      const whole = (await me.get(`/api/v1/evidence/${evidenceId}/text?artifact=${encodeURIComponent(artifact)}`)).body.text as string
      expect(sha(Buffer.from(whole).subarray(quote.byte_start, quote.byte_end))).toBe(quote.sha256)
      expect((await me.get(`/api/v1/evidence/${evidenceId}/search?q=${encodeURIComponent(text)}&artifact=${encodeURIComponent(artifact)}`)).body.matches.length).toBeGreaterThan(0)
    }
    expect((await me.get(`/api/v1/evidence/${inPdf}/text`)).body.text).toContain("payment gateway")
    expect((await ask("What does the incident report say about the payment gateway?")).citations.some((c) => c.evidence_id === inPdf && c.artifact === "#text" && c.verified)).toBe(true)
  })

  it("reports and the timeline name the same places", async () => {
    await me.post(`/api/v1/cases/${caseId}/status`, { status: "investigating" })
    const { sources, content } = (await me.post(`/api/v1/cases/${caseId}/reports`, { report_types: ["incident_report"] })).body.reports[0]
    const inside = sources.filter((s: Cited) => s.artifact === "api/app.log")
    expect(inside.length).toBeGreaterThan(0)
    for (const source of inside) expect(sha(members.get("api/app.log")!.subarray(source.byte_start, source.byte_end))).toBe(source.sha256)
    expect(content).toContain("logs.zip › api/app.log")
    const { events } = (await me.get(`/api/v1/cases/${caseId}/timeline`)).body
    const event = events.find((e: { kind: string; artifact: string | null }) => e.kind === "first_error" && e.artifact === "api/app.log")
    expect((await linesOf(inZip, "api/app.log", `start=${event.line_start}&count=1`)).body.lines[0].text).toContain("connection pool exhausted")
  })

  it("what is not inside, and what is somebody else's, is not found", async () => {
    expect((await linesOf(inZip, "api/other.log", "start=1")).status).toBe(404)
    expect((await linesOf(inZip, "../../etc/passwd", "start=1")).status).toBe(404)
    expect((await (await register(server.url, "mallory")).get(`/api/v1/evidence/${inZip}/lines?artifact=api%2Fapp.log`)).status).toBe(404)
  })

  it("a stored file that was tampered with no longer verifies", async () => {
    const names = await readdir(server.dataFolder, { recursive: true })
    const path = join(server.dataFolder, names.find((name) => name.endsWith(inZip))!)
    const stored = await readFile(path)
    expect(await unzipped(path)).toEqual(members)
    // a log with another error in the same place, and as long
    await writeFile(path, await zip([...members].map(([member, content]) => ({ name: member, content: member === "api/app.log" ? content.toString().replaceAll("exhausted", "is healthy") : content }))))
    expect((await ask("And now?")).citations.filter((c) => c.evidence_id === inZip)).toEqual([])
    expect((await me.post(`/api/v1/cases/${caseId}/reports`, { report_types: ["incident_report"] })).body.reports[0].sources.filter((s: Cited) => s.evidence_id === inZip)).toEqual([])
    await writeFile(path, stored)
    expect((await ask("And again?")).citations.some((c) => c.evidence_id === inZip && c.artifact === "api/app.log")).toBe(true)
  })
})
