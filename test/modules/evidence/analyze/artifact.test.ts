import { appendFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { AnalysisPool } from "../../../../src/modules/evidence/analysis/pool.js"
import { checkArtifacts, withArtifact } from "../../../../src/modules/evidence/engine/index.js"
import { pdfOf } from "../../../support/documents.js"
import { gz, LOG, renamed, sha, tarball, withFolder, zip } from "../support/files.js"

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

  it("of two members with one name the first counts; what a damaged tail leaves still holds", async () => {
    const twice = renamed(await zip([{ name: "a.log", content: "one\ntwo\n" }, { name: "b.log", content: "six\nten\n" }]), "b.log", "a.log")
    await stored("twice.zip", twice, async (file) => expect(await checkArtifacts(file, [check("a.log", "one\ntwo\n", 0, 3), check("a.log", "six\nten\n", 0, 3)])).toEqual([true, false]))
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
