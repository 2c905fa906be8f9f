import { randomFillSync } from "node:crypto"
import { describe, expect, it } from "vitest"
import { analyzeFile } from "../../../../src/modules/evidence/engine/index.js"
import { analyzeBytes, gz, LOG, renamed, sha, tarball, zip } from "../support/files.js"

const noise = (size: number) => randomFillSync(Buffer.alloc(size))

describe("bad input ends in a clear status", () => {
  it("an empty file", async () => {
    expect(await analyzeBytes("", "empty.log")).toMatchObject({ status: "failed", code: "empty", lines: 0, bytes: 0, findings: [] })
  })

  it("a file that is not there, and a folder", async () => {
    expect(await analyzeFile({ path: "/nowhere/at/all.log", name: "all.log" })).toMatchObject({ status: "failed", code: "unreadable", reason: "no such file" })
    expect(await analyzeFile({ path: "/tmp", name: "tmp" })).toMatchObject({ status: "failed", code: "unreadable", reason: "is a folder" })
  })

  it("a binary called .log", async () => {
    const bytes = noise(200_000)
    expect(await analyzeBytes(bytes, "app.log")).toMatchObject({ status: "failed", code: "binary", dataType: "unanalysable", bytes: 200_000, sha256: sha(bytes), findings: [] })
    expect(await analyzeBytes(Buffer.concat([Buffer.from("\x7fELF\x02\x01\x01\0", "latin1"), noise(5_000)]), "app.log")).toMatchObject({ code: "binary" })
  })

  it("truncated and damaged gzip: what came before is analysed", async () => {
    const whole = gz(LOG.repeat(50))
    const cut = await analyzeBytes(whole.subarray(0, Math.floor(whole.length / 2)), "app.log.gz")
    expect(cut).toMatchObject({ status: "partial", code: "damaged", dataType: "logs" })
    expect(cut.lines).toBeGreaterThan(10)
    expect(cut.artifacts[0]).toMatchObject({ path: "app.log", status: "partial", code: "damaged" })
    const broken = Buffer.from(whole)
    broken.fill(0xff, 30, 60)
    expect((await analyzeBytes(broken, "app.log.gz")).code).toBe("damaged")
    expect(await analyzeBytes(whole.subarray(0, 12), "app.log.gz")).toMatchObject({ status: "failed", code: "damaged" })
  })

  it("bombs: by ratio, by size, by entries, nested", async () => {
    const zeros = Buffer.alloc(20 * 1024 * 1024)
    expect(await analyzeBytes(gz(zeros), "zeros.gz")).toMatchObject({ status: "failed", code: "zip_bomb", findings: [] })
    expect(await analyzeBytes(await zip([{ name: "ok.log", content: LOG }, { name: "zeros.txt", content: zeros }]), "a.zip")).toMatchObject({ status: "failed", code: "zip_bomb" })
    expect(await analyzeBytes(gz(gz(zeros)), "zeros.gz.gz")).toMatchObject({ status: "failed", code: "zip_bomb" })
    // hardly compressible: the ratio has no say
    expect(await analyzeBytes(gz(`${LOG}${noise(100_000).toString("hex")}`), "a.log.gz", { limits: { maxExpandedBytes: 100_000 } })).toMatchObject({ status: "failed", code: "zip_bomb", reason: expect.stringContaining("100,000 bytes") })
    const many = await zip(Array.from({ length: 1_001 }, (_, i) => ({ name: `f${i}.txt`, content: `file ${i}` })))
    expect(await analyzeBytes(many, "many.zip")).toMatchObject({ status: "failed", code: "too_many_entries" })
  })

  it("a thousand and one files in nested archives together are too many", async () => {
    const inner = await zip(Array.from({ length: 600 }, (_, i) => ({ name: `f${i}.txt`, content: `file ${i}` })))
    expect(await analyzeBytes(await zip([{ name: "a.zip", content: inner }, { name: "b.zip", content: inner }]), "both.zip")).toMatchObject({ status: "failed", code: "too_many_entries" })
  })

  it("nesting: two levels are opened, the third is refused alone", async () => {
    const one = await zip([{ name: "app.log", content: LOG }])
    const two = await zip([{ name: "one.zip", content: one }, { name: "beside.log", content: LOG }])
    expect(await analyzeBytes(two, "two.zip")).toMatchObject({ status: "ok" })
    const three = await analyzeBytes(await zip([{ name: "two.zip", content: two }]), "three.zip")
    expect(three).toMatchObject({ status: "partial", code: "nested_too_deep" })
    expect(three.artifacts.map((one) => [one.path, one.code])).toEqual([["two.zip!/one.zip", "nested_too_deep"], ["two.zip!/beside.log", null]])
  })

  it("paths that leave the archive, absolute paths and links are refused, their neighbours are read", async () => {
    const made = await zip([{ name: "aa/evil.log", content: LOG }, { name: "bbbb/abs.log", content: LOG }, { name: "good.log", content: LOG }, { name: "link", content: "/etc/passwd", mode: 0o120777 }])
    const bad = await analyzeBytes(renamed(renamed(made, "aa/evil.log", "../evil.log"), "bbbb/abs.log", "/etc/abs.log"), "bad.zip")
    expect(bad).toMatchObject({ status: "partial", code: "unsafe_path" })
    expect(Object.fromEntries(bad.artifacts.map((one) => [one.path, one.code]))).toEqual({ "../evil.log": "unsafe_path", "/etc/abs.log": "unsafe_path", "good.log": null, link: "unsafe_path" })
    const tarred = await tarball([{ name: "../evil.log", content: LOG }, { name: "good.log", content: LOG }, { name: "link", link: "/etc/passwd" }])
    const packed = await analyzeBytes(gz(tarred), "logs.tar.gz")
    expect(Object.fromEntries(packed.artifacts.map((one) => [one.path, one.code]))).toEqual({ "../evil.log": "unsafe_path", "good.log": null, link: "unsafe_path" })
    expect(packed.findings.some((one) => one.kind === "first_error" && one.artifact === "good.log")).toBe(true)
  })

  it("damaged zip and tar", async () => {
    const made = await zip([{ name: "app.log", content: LOG }])
    expect(await analyzeBytes(made.subarray(0, made.length - 30), "cut.zip")).toMatchObject({ status: "failed", code: "damaged" })
    const packed = await tarball([{ name: "a.log", content: LOG }, { name: "b.log", content: LOG }])
    const cut = await analyzeBytes(packed.subarray(0, 5_000), "cut.tar")
    expect(cut.status).not.toBe("ok")
    expect(cut.code).toBe("damaged")
  })

  it("an encrypted member", async () => {
    const made = Buffer.from(await zip([{ name: "secret.log", content: LOG }, { name: "open.log", content: LOG }]))
    // the flag that says so, in the directory and in the member's header
    const directory = made.indexOf(Buffer.from("PK\x01\x02", "latin1"))
    made.writeUInt16LE(made.readUInt16LE(directory + 8) | 1, directory + 8)
    made.writeUInt16LE(made.readUInt16LE(6) | 1, 6)
    const found = await analyzeBytes(made, "some.zip")
    expect(found).toMatchObject({ status: "partial", code: "encrypted" })
    expect(found.artifacts.find((one) => one.path === "open.log")).toMatchObject({ status: "ok" })
  })

  it("archives of other makes are named", async () => {
    expect(await analyzeBytes(Buffer.concat([Buffer.from("\xfd7zXZ\0", "latin1"), noise(100)]), "a.log.xz")).toMatchObject({ status: "failed", code: "unsupported", reason: expect.stringContaining("xz") })
  })

  it("one endless line: bounded memory and a clear status", async () => {
    const block = Buffer.alloc(1024 * 1024, "2026-03-14T09:08:41Z ERROR x ")
    const size = 256
    async function* stream() {
      for (let i = 0; i < size; i++) {
        // what is kept counts, not what waits for collection
        if (i % 16 === 15) globalThis.gc?.()
        yield block
      }
    }
    expect(globalThis.gc).toBeTypeOf("function")
    const before = process.memoryUsage().rss
    const found = await analyzeFile({ stream: stream(), name: "line.log" })
    expect(found).toMatchObject({ status: "partial", code: "line_too_long", lines: 1, bytes: size * block.length })
    expect(process.memoryUsage().rss - before).toBeLessThan(128 * 1024 * 1024)
  })

  it("a long stream leaves no listeners behind", async () => {
    const warnings: Array<string> = []
    const note = (warning: Error) => void warnings.push(warning.name)
    process.on("warning", note)
    const block = Buffer.concat(Array.from({ length: 40 }, () => Buffer.from(noise(100_000).toString("hex"))))
    const whole = gz(block)
    async function* stream() {
      for (let at = 0; at < whole.length; at += 16_384) yield whole.subarray(at, at + 16_384)
    }
    await analyzeFile({ stream: stream(), name: "long.gz" })
    await new Promise((resolve) => setImmediate(resolve))
    process.off("warning", note)
    expect(warnings).toEqual([])
  })

  it("a stopped analysis says so", async () => {
    const stop = new AbortController()
    stop.abort()
    expect(await analyzeFile({ stream: (async function*() { yield Buffer.from(LOG) })(), name: "a.log", signal: stop.signal })).toMatchObject({ status: "failed", code: "aborted" })
  })

  it("PDFs that are damaged or encrypted", async () => {
    expect(await analyzeBytes("%PDF-1.7\n1 0 obj\n<< broken", "a.pdf")).toMatchObject({ status: "failed", code: "damaged" })
    const encrypted = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n3 0 obj\n<< /Filter /Standard /V 1 /R 2 /O (aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) /U (bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb) /P -44 >>\nendobj\ntrailer\n<< /Size 4 /Root 1 0 R /Encrypt 3 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] >>\n%%EOF\n"
    expect(await analyzeBytes(encrypted, "b.pdf")).toMatchObject({ status: "failed", code: "encrypted" })
  })

  it("deeply nested JSON and YAML do not break the process", async () => {
    const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`
    expect((await analyzeBytes(deep, "deep.json")).status).toMatch(/ok|partial|failed/)
    const anchors = `a: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefghij".split("").map((key, i) => `${key}: &${key} [${Array(9).fill(`*${"abcdefghij"[i]}`).join(",")}]`).join("\n")}\n`
    expect((await analyzeBytes(anchors, "laughs.yaml")).status).toBe("ok")
  })
})
