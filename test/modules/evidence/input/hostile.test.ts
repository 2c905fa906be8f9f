import { randomFillSync } from "node:crypto"
import { describe, expect, it } from "vitest"
import { analyzeFile } from "../../../../src/modules/evidence/engine/index.js"
import { encryptedPdf, pdfOf } from "../../../support/documents.js"
import { analyzeBytes, gz, LOG, renamed, sha, streamedZip, tarball, zip } from "../support/files.js"

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
    expect(await analyzeBytes(made.subarray(0, 20), "cut.zip")).toMatchObject({ status: "failed", code: "damaged" })
    const packed = await tarball([{ name: "a.log", content: LOG }, { name: "b.log", content: LOG }])
    const cut = await analyzeBytes(packed.subarray(0, 5_000), "cut.tar")
    expect(cut.status).not.toBe("ok")
    expect(cut.code).toBe("damaged")
  })

  it("a tar that ends inside a member, and one whose next header is broken: what came before is there, the rest says why", async () => {
    const packed = await tarball([{ name: "a.log", content: LOG }, { name: "b.log", content: LOG.repeat(400) }])
    const second = packed.indexOf(Buffer.from("b.log"))
    const cut = await analyzeBytes(packed.subarray(0, second + 900_000), "cut.tar")
    expect(cut).toMatchObject({ status: "partial", code: "damaged", reason: expect.stringContaining("the tar archive is damaged or ends early") })
    expect(cut.artifacts[0]).toMatchObject({ path: "a.log", status: "ok", lines: 40 })
    expect(cut.artifacts.find((one) => one.path === "b.log")).toMatchObject({ status: "partial", code: "damaged", dataType: "logs" })
    const broken = Buffer.from(packed)
    broken.fill(0xff, second + 100, second + 200)
    const half = await analyzeBytes(broken, "broken.tar")
    expect(half).toMatchObject({ status: "partial", code: "damaged" })
    expect(half.artifacts.map((one) => [one.path, one.status])).toEqual([["a.log", "ok"]])
    expect(half.summary).toContain("the tar archive is damaged or ends early")
  })

  it("a tar of small members that breaks off gives the whole ones, what is there of the broken one, and the reason", async () => {
    const packed = await tarball([{ name: "a.log", content: LOG }, { name: "b.log", content: LOG.repeat(4) }, { name: "c.log", content: LOG }])
    const behind = packed.indexOf(Buffer.from("b.log")) + 512
    for (const [name, bytes] of [["cut.tar", packed.subarray(0, behind + LOG.length + 30)], ["cut.tar.gz", gz(packed.subarray(0, behind + LOG.length + 30))]] as const) {
      const cut = await analyzeBytes(bytes, name)
      expect(cut, name).toMatchObject({ status: "partial", code: "damaged", reason: expect.stringContaining("b.log: the tar archive is damaged or ends early") })
      expect(cut.artifacts.filter(({ path }) => path !== "cut.tar").map((one) => [one.path, one.status, one.code, one.lines]), name).toEqual([["a.log", "ok", null, 40], ["b.log", "partial", "damaged", 41]])
      expect(cut.findings.filter(({ kind }) => kind === "first_error").map(({ artifact }) => artifact), name).toEqual(["a.log", "b.log"])
    }
    // nothing but the padding behind the last byte of a member is missing: the member is whole, the archive is not
    const last = packed.indexOf(Buffer.from("b.log")) + 512 + LOG.length * 4
    const whole = await analyzeBytes(packed.subarray(0, last), "padding.tar")
    expect(whole).toMatchObject({ status: "partial", code: "damaged", reason: "1 of 3 files: the archive: the tar archive is damaged or ends early (Unexpected end of data)" })
    expect(whole.artifacts.map((one) => [one.path, one.status, one.lines])).toEqual([["a.log", "ok", 40], ["b.log", "ok", 160]])
    // a compressed stream that breaks off inside of a member
    const squeezed = gz(packed)
    const broken = await analyzeBytes(squeezed.subarray(0, Math.floor(squeezed.length * 0.9)), "broken.tgz")
    expect(broken.artifacts[0]).toMatchObject({ path: "a.log", status: "ok", lines: 40 })
    expect(broken.artifacts.find(({ path }) => path === "b.log")).toMatchObject({ status: "partial", code: "damaged", reason: expect.stringContaining("gzip stream") })
  })

  it("a zip that breaks off gives the whole members, what is there of the broken one, and the reason", async () => {
    const made = await zip([{ name: "a.log", content: LOG }, { name: "xx/b.log", content: LOG }, { name: "c.log", content: `${LOG}${noise(20_000).toString("hex")}\n`.repeat(2) }, { name: "d.log", content: LOG }])
    const told = (found: Awaited<ReturnType<typeof analyzeBytes>>) => found.artifacts.map((one) => [one.path, one.status, one.code])
    const directory = made.indexOf(Buffer.from("PK\x01\x02", "latin1"))
    for (const [end, reason] of [[made.length - 10, "its directory is cut off"], [directory + 20, "its directory is cut off"], [directory, "its directory is missing"]] as const) {
      const cut = await analyzeBytes(made.subarray(0, end), "cut.zip")
      expect(cut).toMatchObject({ status: "partial", code: "damaged", reason: expect.stringContaining(`the zip archive is damaged or ends early (${reason})`) })
      expect(told(cut).filter(([path]) => path !== "cut.zip")).toEqual([["a.log", "ok", null], ["xx/b.log", "ok", null], ["c.log", "ok", null], ["d.log", "ok", null]])
      expect(cut.findings.filter(({ kind }) => kind === "first_error").map(({ artifact }) => artifact)).toContain("a.log")
    }
    const fourth = made.indexOf(Buffer.from("d.log")) - 30
    const inside = await analyzeBytes(renamed(made, "xx/b.log", "../b.log").subarray(0, fourth - 5_000), "cut.zip")
    expect(told(inside)).toEqual(expect.arrayContaining([["a.log", "ok", null], ["../b.log", "failed", "unsafe_path"], ["c.log", "partial", "damaged"]]))
    expect(inside.artifacts.find(({ path }) => path === "c.log")).toMatchObject({ reason: expect.stringContaining("Unexpected end of data") })
    expect(inside.artifacts.find(({ path }) => path === "c.log")?.lines).toBeGreaterThan(40)
    // a byte of a member that changed
    const broken = Buffer.from(made.subarray(0, directory))
    broken[made.indexOf(Buffer.from("d.log")) + 5 + 40]! ^= 0x55
    expect(told(await analyzeBytes(broken, "cut.zip"))).toEqual(expect.arrayContaining([["c.log", "ok", null], ["d.log", expect.stringMatching(/partial|failed/), "damaged"]]))
  })

  it("limits hold for a zip without its directory", async () => {
    const cut = (made: Buffer) => made.subarray(0, made.indexOf(Buffer.from("PK\x01\x02", "latin1")))
    expect(await analyzeBytes(cut(await zip([{ name: "ok.log", content: LOG }, { name: "zeros.txt", content: Buffer.alloc(20 * 1024 * 1024) }])), "a.zip")).toMatchObject({ status: "failed", code: "zip_bomb" })
    // stated to be longer than the file
    const forged = Buffer.from(cut(await zip([{ name: "zeros.txt", content: Buffer.alloc(20 * 1024 * 1024) }])))
    forged.writeUInt32LE(0x7fffffff, 18)
    expect(await analyzeBytes(forged, "a.zip")).toMatchObject({ status: "failed", code: "zip_bomb" })
    expect(await analyzeBytes(cut(await zip(Array.from({ length: 1_001 }, (_, i) => ({ name: `f${i}.txt`, content: `file ${i}` })))), "many.zip")).toMatchObject({ status: "failed", code: "too_many_entries" })
    const secret = Buffer.from(cut(await zip([{ name: "secret.log", content: LOG }])))
    secret.writeUInt16LE(secret.readUInt16LE(6) | 1, 6)
    expect((await analyzeBytes(secret, "secret.zip")).artifacts.map((one) => one.code)).toContain("encrypted")
    // unpacked members whose sizes follow them end nowhere
    const stored = Buffer.from(cut(await zip([{ name: "a.log", content: LOG }, { name: "b.log", content: LOG }])))
    const second = stored.indexOf(Buffer.from("PK\x03\x04", "latin1"), 4)
    stored.writeUInt16LE(stored.readUInt16LE(second + 6) | 8, second + 6)
    stored.fill(0, second + 8, second + 10)
    stored.fill(0, second + 14, second + 26)
    expect(await analyzeBytes(stored, "s.zip")).toMatchObject({ status: "partial", code: "damaged", reason: expect.stringContaining("the size of b.log is not stated before it") })
  })

  it("members whose sizes follow them are found in a zip that breaks off", async () => {
    const entries = [{ name: "a.log", content: LOG }, { name: "xx/b.log", content: LOG }, { name: "c.log", content: `${LOG}${noise(100_000).toString("hex")}\n` }]
    const told = (found: Awaited<ReturnType<typeof analyzeBytes>>) => found.artifacts.filter(({ path }) => path !== "s.zip").map((one) => [one.path, one.status])
    const whole = [["a.log", "ok"], ["xx/b.log", "ok"], ["c.log", "ok"]]
    for (const wide of [false, true]) {
      const made = await streamedZip(entries, wide)
      const directory = made.indexOf(Buffer.from("PK\x01\x02", "latin1"))
      expect(await analyzeBytes(made, "s.zip")).toMatchObject({ status: "ok" })
      const cut = await analyzeBytes(made.subarray(0, directory), "s.zip")
      expect(cut).toMatchObject({ status: "partial", reason: expect.stringContaining("its directory is missing") })
      expect(told(cut)).toEqual(whole)
      expect(told(await analyzeBytes(made.subarray(0, directory + 10), "s.zip"))).toEqual(whole)
      expect(told(await analyzeBytes(renamed(made, "xx/b.log", "../b.log").subarray(0, directory), "s.zip"))).toEqual([["a.log", "ok"], ["../b.log", "failed"], ["c.log", "ok"]])
      const inside = await analyzeBytes(made.subarray(0, directory - 50_000), "s.zip")
      expect(told(inside)).toEqual([["a.log", "ok"], ["xx/b.log", "ok"], ["c.log", "partial"]])
      expect(inside.artifacts.find(({ path }) => path === "c.log")).toMatchObject({ lines: 41, reason: expect.stringContaining("Unexpected end of data") })
      // the signature before a checksum is optional
      const sign = made.indexOf(Buffer.from("PK\x07\x08", "latin1"))
      expect(told(await analyzeBytes(Buffer.concat([made.subarray(0, sign), made.subarray(sign + 4, directory)]), "s.zip"))).toEqual(whole)
      const changed = Buffer.from(made.subarray(0, directory))
      changed[sign + 4]! ^= 0x55
      expect(told(await analyzeBytes(changed, "s.zip"))).toEqual([["a.log", "partial"], ...whole.slice(1)])
    }
    const bomb = await streamedZip([{ name: "aa/zeros.txt", content: Buffer.alloc(20 * 1024 * 1024) }])
    expect(await analyzeBytes(renamed(bomb, "aa/zeros.txt", "../zeros.txt").subarray(0, bomb.indexOf(Buffer.from("PK\x01\x02", "latin1"))), "s.zip")).toMatchObject({ status: "failed", code: "zip_bomb" })
  })

  it("a zip member whose bytes or header are damaged fails alone", async () => {
    const made = await zip([{ name: "good.log", content: LOG }, { name: "bad.log", content: LOG.repeat(20) }])
    const own = made.indexOf(Buffer.from("PK\x03\x04", "latin1"), 4)
    const bytes = Buffer.from(made)
    bytes.fill(0xff, own + 60, own + 160)
    const header = Buffer.from(made)
    header.writeUInt32LE(0, own)
    // the length that the directory states is not that of the content
    const size = Buffer.from(made)
    size.writeUInt32LE(100, size.lastIndexOf(Buffer.from("PK\x01\x02", "latin1")) + 24)
    for (const damaged of [bytes, header, size]) {
      const found = await analyzeBytes(damaged, "some.zip")
      expect(found).toMatchObject({ status: "partial", code: "damaged", reason: expect.stringContaining("bad.log: the member is damaged") })
      expect(found.artifacts.find((one) => one.path === "bad.log")?.code).toBe("damaged")
      expect(found.artifacts.find((one) => one.path === "good.log")).toMatchObject({ status: "ok", lines: 40 })
    }
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
    expect(await analyzeBytes(encryptedPdf, "b.pdf")).toMatchObject({ status: "failed", code: "encrypted", reason: "the PDF is encrypted and needs a password" })
    // in an archive each fails alone
    const packed = await analyzeBytes(await zip([{ name: "b.pdf", content: encryptedPdf }, { name: "a.pdf", content: "%PDF-1.7\n1 0 obj\n<< broken" }, { name: "good.log", content: LOG }]), "docs.zip")
    expect(Object.fromEntries(packed.artifacts.map((one) => [one.path, one.code]))).toEqual({ "b.pdf": "encrypted", "a.pdf": "damaged", "good.log": null })
  })

  it("a PDF that opens and whose pages are missing, and one without any text", async () => {
    const lost = Buffer.from(pdfOf(["The disk failed."]).toString("latin1").replace("/Kids [4 0 R]", "/Kids [9 0 R]"), "latin1")
    expect(await analyzeBytes(lost, "lost.pdf")).toMatchObject({ status: "failed", code: "damaged", reason: expect.stringMatching(/^the PDF is damaged \(/) })
    expect(await analyzeBytes(pdfOf([" "]), "scan.pdf")).toMatchObject({ status: "failed", code: "unsupported", reason: "the PDF holds no text (scanned pages?)" })
  })

  it("deeply nested JSON and YAML do not break the process", async () => {
    const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`
    expect((await analyzeBytes(deep, "deep.json")).status).toMatch(/ok|partial|failed/)
    const anchors = `a: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefghij".split("").map((key, i) => `${key}: &${key} [${Array(9).fill(`*${"abcdefghij"[i]}`).join(",")}]`).join("\n")}\n`
    expect((await analyzeBytes(anchors, "laughs.yaml")).status).toBe("ok")
  })
})
