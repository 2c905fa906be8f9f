import { randomBytes } from "node:crypto"
import { appendFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { AnalysisPool } from "../../../../src/modules/evidence/analysis/pool.js"
import { checkArtifacts, readArtifactRange, withArtifact } from "../../../../src/modules/evidence/engine/index.js"
import { pdfOf } from "../../../support/documents.js"
import { analyzeBytes, gz, LOG, renamed, sha, tarball, withFolder, zip } from "../support/files.js"

const check = (artifact: string, content: string, start: number, end: number) => ({ artifact, start, end, sha256: sha(Buffer.from(content).subarray(start, end)) })

const stored = <A>(name: string, bytes: Uint8Array, use: (file: { readonly path: string; readonly name: string }) => Promise<A>): Promise<A> => withFolder(async (folder) => {
  const path = join(folder, "object")
  await writeFile(path, bytes)
  return use({ path, name })
})

describe("texts inside a file, made again", () => {
  it("passages of several members hold, each on its own; others do not", async () => {
    const inner = await zip([{ name: "deep.log", content: LOG }])
    const archive = await zip([{ name: "a.log", content: "one\ntwo\n" }, { name: "b.log.gz", content: gz(LOG) }, { name: "inner.zip", content: inner }, { name: "a.pdf", content: pdfOf(["The disk failed."]) }])
    await stored("all.zip", archive, async (file) => {
      const text = await withArtifact(file, "a.pdf#text", async (bytes) => {
        const parts: Array<Uint8Array> = []
        for await (const part of bytes) parts.push(part)
        return Buffer.concat(parts).toString()
      })
      expect(text).toContain("The disk failed.")
      const good = [check("a.log", "one\ntwo\n", 4, 7), check("b.log.gz!/b.log", LOG, 100, 900), check("inner.zip!/deep.log", LOG, 0, LOG.length), check("a.pdf#text", text!, 0, 8), check("a.log", "one\ntwo\n", 0, 3)]
      expect(await checkArtifacts(file, good)).toEqual([true, true, true, true, true])
      expect(await checkArtifacts(file, [
        { ...good[0]!, artifact: "c.log" }, { ...good[0]!, sha256: sha(Buffer.from("six")) }, { ...good[0]!, start: 3 }, { ...good[2]!, end: LOG.length + 1 }, { ...good[0]!, start: 7, end: 4 },
        { artifact: "a.log", start: 4, end: 4, sha256: sha(Buffer.from("")) }, good[0]!
      ])).toEqual([false, false, false, false, false, false, true])
    })
  })

  it("members of one name are told apart by their number, and each is cited under its own address", async () => {
    const failing = (what: string) => LOG.replace("connection to 10.0.0.5:5432 refused", what)
    const inner = (content: string) => zip([{ name: "deep.log", content }])
    const names = ["a.log", "b.log", "c.log", "d.log#2"]
    const first = await zip([
      ...names.map((name, i) => ({ name, content: failing(`failure ${i} of disk`) })), { name: "e#text", content: failing("failure of no document") },
      { name: "x.zip", content: await inner(failing("inner failure one")) }, { name: "y.zip", content: await inner(failing("inner failure two")) }
    ])
    const archive = [["b.log", "a.log"], ["c.log", "a.log"], ["d.log#2", "a.log#2"], ["y.zip", "x.zip"]].reduce((bytes, [from, to]) => renamed(bytes, from!, to!), first)
    const paths = ["a.log", "a.log#2", "a.log#3", "a.log#2#2", "e#text#1", "x.zip!/deep.log", "x.zip!/deep.log#2"]
    const analysis = await analyzeBytes(archive, "twice.zip")
    expect(analysis.artifacts.map((one) => one.path)).toEqual(paths)
    const errors = analysis.findings.filter((finding) => finding.kind === "first_error")
    expect(new Map(errors.map((finding) => [finding.artifact, /(?:inner )?failure.*$/.exec(finding.quotes[0]!.text)?.[0]]))).toEqual(new Map([
      ["a.log", "failure 0 of disk"], ["a.log#2", "failure 1 of disk"], ["a.log#3", "failure 2 of disk"], ["a.log#2#2", "failure 3 of disk"], ["e#text#1", "failure of no document"],
      ["x.zip!/deep.log", "inner failure one"], ["x.zip!/deep.log#2", "inner failure two"]
    ]))
    await stored("twice.zip", archive, async (file) => expect(await checkArtifacts(file, [
      check("a.log", failing("failure 0 of disk"), 0, 90), check("a.log#3", failing("failure 2 of disk"), 0, LOG.length - 20), check("a.log", failing("failure 2 of disk"), 0, LOG.length - 20), check("a.log#4", LOG, 0, 9)
    ])).toEqual([true, true, false, false]))
  })

  it("the start of a large member is read without its end, whatever it is packed in", async () => {
    const large = LOG.repeat(1_500)
    const entries = [{ name: "large.log", content: large }, { name: "small.log", content: LOG }]
    const pool = new AnalysisPool({})
    try {
      for (const [name, archive] of [["all.tar", await tarball(entries)], ["all.tar.gz", gz(Buffer.concat([await tarball([{ name: "noise", content: randomBytes(400_000).toString("hex") }, ...entries])]))], ["all.zip", await zip([{ name: "noise", content: randomBytes(400_000) }, ...entries])]] as const) {
        await stored(name, archive, async (file) => {
          expect(Buffer.from(await readArtifactRange(file, "large.log", 100, 300)).toString(), name).toBe(large.slice(100, 300))
          expect(Buffer.from(await readArtifactRange(file, "small.log", 100, 300)).toString(), name).toBe(LOG.slice(100, 300))
          expect((await pool.text({ ...file, limits: {}, artifact: "large.log" }))!.length, name).toBe(2 * 1024 * 1024)
        })
      }
    } finally {
      await pool.close()
    }
  })

  it("what a damaged tail leaves still holds", async () => {
    const long = Array.from({ length: 5_000 }, (_, i) => `2026-03-14T09:08:00Z INFO [api] request ${sha(Buffer.from(String(i)))} served\n`).join("")
    const cut = gz(long).subarray(0, -2_000)
    await stored("app.log.gz", cut, async (file) => expect(await checkArtifacts(file, [check("app.log", long, 0, 5_000), check("app.log", long, long.length - 50, long.length)])).toEqual([true, false]))
    const tar = gz(await tarball([{ name: "x/a.log", content: LOG }, { name: "x/b.log", content: "one\ntwo\n" }]))
    await stored("all.tar.gz", tar, async (file) => expect(await checkArtifacts(file, [check("x/b.log", "one\ntwo\n", 4, 7), check("x/a.log", LOG, 7, 70)])).toEqual([true, true]))
  })

  it("a worker answers for the file that was stored and for no other, and leaves no temporary file of a bomb", async () => {
    const pool = new AnalysisPool({})
    try {
      const archive = await zip([{ name: "a.log", content: LOG }])
      await stored("a.zip", archive, async (file) => {
        const task = { ...file, limits: {}, sha256: sha(archive), passages: [check("a.log", LOG, 5, 50)] }
        expect(await pool.verify(task)).toEqual([true])
        expect(await pool.verify({ ...task, passages: [] })).toEqual([])
        const target = `${file.path}.unpacked`
        expect(await pool.unpack({ ...task, artifact: "a.log", target })).toMatchObject({ lines: 40, bytes: LOG.length })
        await expect(pool.unpack({ ...task, artifact: "a.log", target }), "never over an existing file").rejects.toMatchObject({ code: "crashed" })
        expect(await pool.unpack({ ...task, artifact: "b.log", target: `${target}2` })).toBeNull()
        await expect(pool.unpack({ ...task, artifact: "a.log", target: `${target}3`, limits: { maxExpandedBytes: 1_000 } })).rejects.toMatchObject({ code: "zip_bomb" })
        await appendFile(file.path, "\n")
        expect(await pool.verify(task), "the member is the same, the file is not").toBeNull()
        await expect(pool.unpack({ ...task, artifact: "a.log", target: `${target}4` })).rejects.toMatchObject({ code: "damaged" })
      })
    } finally {
      await pool.close()
    }
  })
})
