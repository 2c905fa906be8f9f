import { randomFillSync } from "node:crypto"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { ExpansionGuard } from "../../../../src/modules/evidence/engine/input/guard.js"
import { defaultLimits } from "../../../../src/modules/evidence/engine/input/limits.js"
import { unzip } from "../../../../src/modules/evidence/engine/input/zip.js"
import { LOG, zip } from "../support/files.js"

let folder = ""
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fm-zip-"))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Length, and what broke it off, of each member. */
const membersOf = async (bytes: Uint8Array) => {
  const path = join(folder, "a.zip")
  await writeFile(path, bytes)
  const found: Record<string, { bytes: number; text: string; problem: string | null }> = {}
  for await (const member of unzip(path, new ExpansionGuard(defaultLimits))) {
    const parts: Array<Uint8Array> = []
    let problem = member.problem?.message ?? null
    try {
      if (member.problem === null) for await (const part of member.bytes) parts.push(part)
    } catch (error) {
      problem = (error as Error).message
    }
    const all = Buffer.concat(parts)
    found[member.path] = { bytes: all.length, text: all.toString("utf8", 0, 40), problem }
  }
  return found
}

describe("a zip that is held in memory, and one that is read where it lies", () => {
  it("have the same members, whole and damaged ones", async () => {
    const long = randomFillSync(Buffer.alloc(200_000)).toString("hex")
    const members = [
      { name: "short.log", content: LOG }, { name: "empty.log", content: "" }, { name: "long.log", content: long },
      { name: "torn.log", content: LOG.repeat(20) }, { name: "lying.log", content: LOG.repeat(20) }
    ]
    const tear = (made: Buffer): Buffer => {
      const own = made.indexOf("torn.log") + 40
      made.fill(0xff, own + 60, own + 160)
      made.writeUInt32LE(100, made.lastIndexOf("lying.log") - 22)
      return made
    }
    const held = await membersOf(tear(await zip(members)))
    const large = await membersOf(tear(await zip([...members, { name: "noise.bin", content: randomFillSync(Buffer.alloc(5 * 1024 * 1024)) }])))
    expect(large["noise.bin"]?.bytes).toBe(5 * 1024 * 1024)
    const { "noise.bin": _noise, ...others } = large
    expect(held).toEqual(others)
    expect([held["short.log"], held["empty.log"]?.bytes, held["long.log"]?.bytes]).toEqual([{ bytes: LOG.length, text: LOG.slice(0, 40), problem: null }, 0, 400_000])
    expect(held["torn.log"]?.problem).toContain("the member is damaged")
    expect(held["lying.log"]).toMatchObject({ problem: expect.stringContaining("too many bytes in the stream") })
  })
})
