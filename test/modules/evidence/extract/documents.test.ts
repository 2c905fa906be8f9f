import { describe, expect, it } from "vitest"
import { pdfOf as pdf, xlsxOf } from "../../../support/documents.js"
import { analyzeBytes, LOG, zip } from "../support/files.js"

const docx = (paragraphs: ReadonlyArray<string>) => zip([
  { name: "[Content_Types].xml", content: "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>" },
  { name: "_rels/.rels", content: "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>" },
  { name: "word/document.xml", content: `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${paragraphs.map((text) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`).join("")}</w:body></w:document>` }
])

describe("documents: findings rest on the extracted text, which can be made again", () => {
  it("PDF", async () => {
    const found = await analyzeBytes(pdf(["Incident report", "The gateway failed with connection refused at 09:08\nafter the deployment."]), "report.pdf")
    expect(found).toMatchObject({ status: "ok", dataType: "document", mime: "application/pdf" })
    expect(found.artifacts[0]).toMatchObject({ path: "#text" })
    expect(found.findings).toHaveLength(1)
    expect(found.findings[0]).toMatchObject({ kind: "error_line", artifact: "#text" })
    expect(found.findings[0]!.title).toContain("connection refused at 09:08")
  })

  it("PDF over the page limit is read in part", async () => {
    expect(await analyzeBytes(pdf(["one page", "two pages", "three pages"]), "long.pdf", { limits: { maxPages: 2 } })).toMatchObject({ status: "partial", code: "too_large", reason: "only the first 2 of 3 pages were read" })
  })

  it("DOCX, also inside a zip", async () => {
    const file = await docx(["Postmortem", "The primary database ran out of memory and the failover failed."])
    const found = await analyzeBytes(file, "postmortem.docx")
    expect(found).toMatchObject({ status: "ok", dataType: "document" })
    expect(found.findings[0]).toMatchObject({ artifact: "#text", severity: "error" })
    const packed = await analyzeBytes(await zip([{ name: "docs/postmortem.docx", content: file }, { name: "app.log", content: LOG }]), "all.zip")
    expect(packed.findings.map((one) => one.artifact)).toContain("docs/postmortem.docx#text")
    expect(packed.dataType).toBe("archive")
  })

  it("XLSX: a table by its columns, several sheets under their names, also inside a zip", async () => {
    const rows = [["at", "service", "state"], [new Date("2026-03-01T22:30:00Z"), "orders", "failed: connection refused"], [new Date("2026-03-02T00:00:00Z"), "billing", "ok"], [new Date("2026-03-03T00:00:00Z"), "billing", "ok"]]
    const one = await analyzeBytes(await xlsxOf({ States: rows }), "states.xlsx")
    expect(one).toMatchObject({ status: "ok", dataType: "document", mime: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", artifacts: [{ path: "#text", lines: 4 }] })
    expect(one.summary).toContain("A table of 3 rows and 3 columns")
    expect(one.findings[0]).toMatchObject({ artifact: "#text", quotes: [{ lines: { start: 2, end: 2 }, text: "2026-03-01T22:30:00Z\torders\tfailed: connection refused" }] })
    const two = await analyzeBytes(await zip([{ name: "docs/states.xlsx", content: await xlsxOf({ States: rows, Owners: [["orders", "team-a"]] }) }]), "all.zip")
    expect(two.findings[0]).toMatchObject({ artifact: "docs/states.xlsx#text", quotes: [{ lines: { start: 3 } }] })
    expect(two.summary).toContain("Owners")
  })

  it("XLSX: damaged, empty, or far larger inside than outside", async () => {
    const file = await xlsxOf({ States: [["a", "b"], ["c", "d"]] })
    expect(await analyzeBytes(file.subarray(0, file.length - 200), "cut.xlsx")).toMatchObject({ status: "failed", code: "damaged" })
    expect(await analyzeBytes(await xlsxOf({ Nothing: [] }), "empty.xlsx")).toMatchObject({ status: "failed", code: "unsupported", reason: "the workbook holds no text" })
    const bomb = await zip([{ name: "[Content_Types].xml", content: "<Types/>" }, { name: "xl/workbook.xml", content: "<workbook/>" }, { name: "xl/worksheets/sheet1.xml", content: Buffer.alloc(70 * 1024 * 1024, 32) }])
    expect(await analyzeBytes(bomb, "bomb.xlsx")).toMatchObject({ status: "failed", code: "zip_bomb" })
    const word = await zip([{ name: "[Content_Types].xml", content: "<Types/>" }, { name: "word/document.xml", content: Buffer.alloc(70 * 1024 * 1024, 32) }])
    expect(await analyzeBytes(word, "bomb.docx")).toMatchObject({ status: "failed", code: "zip_bomb" })
  })

  it("HTML: a page capture by its address, scripts left out", async () => {
    const page = "<!doctype html><html><head><title>Status</title><script>var error = 'failed'</script></head><body><nav>Home</nav><h1>Payments degraded</h1><p>Card payments are failing: the provider answers 503 and requests timed out.</p></body></html>"
    const plain = await analyzeBytes(page, "status.html")
    expect(plain).toMatchObject({ dataType: "document", mime: "text/html" })
    expect(plain.summary).not.toContain("var error")
    expect(await analyzeBytes(page, "status.html", { sourceUrl: "https://status.acme.io/incidents/1" })).toMatchObject({ dataType: "page_capture" })
  })

  it("an image is kept, its size is known, nothing is claimed of its content", async () => {
    const png = Buffer.from("89504e470d0a1a0a0000000d4948445200000280000001e00802000000", "hex")
    const found = await analyzeBytes(png, "screenshot.txt")
    expect(found).toMatchObject({ status: "ok", dataType: "image", mime: "image/png", findings: [] })
    expect(found.summary).toContain("640 × 480")
  })

  it("Markdown, text and tables", async () => {
    const markdown = await analyzeBytes("# Runbook\n\nRestart the service when it is unable to connect.\n\n## Steps\n\n```\nkubectl rollout restart\n```\n", "runbook.md")
    expect(markdown).toMatchObject({ dataType: "document" })
    expect(markdown.summary).toContain("line 5: Steps")
    const table = await analyzeBytes("host,role,owner\nweb-1,frontend,amy\nweb-2,frontend,bob\ndb-1,database,amy\n", "hosts.csv")
    expect(table.dataType).toBe("text")
    expect(table.summary).toContain("role: 2 different, most often frontend (2)")
  })

  it("source code and patches", async () => {
    const code = await analyzeBytes("import requests\n\ndef fetch(url):\n    try:\n        return requests.get(url, verify=False)\n    except:\n        pass\n", "fetch.py")
    expect(code.dataType).toBe("source_code")
    expect(code.findings.map((one) => [one.kind, one.quotes[0]!.lines.start])).toEqual([["tls_not_verified", 5], ["broad_catch", 6], ["outline", 3]])
    expect(code.summary).toContain("line 3: def fetch")
    expect((await analyzeBytes("diff --git a/x.ts b/x.ts\n--- a/x.ts\n+++ b/x.ts\n@@ -1,2 +1,2 @@\n-const a = 1\n+const a = 2\n", "change.patch")).summary).toContain("1 lines added, 1 removed")
  })

  it("records and events in one JSON value", async () => {
    const records = await analyzeBytes(JSON.stringify({ logs: [{ timestamp: "2026-03-14T09:00:00Z", message: "started", status: "info", service: "api" }, { timestamp: "2026-03-14T09:01:00Z", message: "connect ECONNREFUSED 10.0.0.9:5432", status: "error", service: "api" }, { timestamp: "2026-03-14T09:02:00Z", message: "connect ECONNREFUSED 10.0.0.9:5432", status: "error", service: "api" }] }, null, 2), "logs.json")
    expect(records).toMatchObject({ dataType: "logs", levels: { INFO: 1, ERROR: 2 }, from: Date.UTC(2026, 2, 14, 9), to: Date.UTC(2026, 2, 14, 9, 2) })
    expect(records.findings.map((one) => one.kind)).toEqual(["first_error", "repeated_error", "record"])
    expect(records.findings[1]!.quotes).toHaveLength(2)
    const pods = await analyzeBytes(JSON.stringify({ apiVersion: "v1", kind: "List", items: [{ metadata: { name: "web-1" }, status: { phase: "Running", containerStatuses: [{ name: "app", restartCount: 12, state: { waiting: { reason: "CrashLoopBackOff" } }, lastState: { terminated: { reason: "OOMKilled", exitCode: 137 } } }] } }] }), "pods.json")
    expect(pods.dataType).toBe("command_output")
    expect(pods.findings.map((one) => one.title)).toEqual(["web-1/app is OOMKilled, exit code 137", "web-1/app is CrashLoopBackOff", "web-1/app was restarted 12 times"])
  })
})
