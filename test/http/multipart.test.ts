import { createHash, randomBytes } from "node:crypto"
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { HttpServerRequest, type Multipart } from "@effect/platform"
import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import { Chunk, Effect, Stream } from "effect"
import { importFolder } from "../../src/http/folderForm.js"
import { spool } from "../../src/http/multipart.js"
import { Idempotency } from "../../src/modules/idempotency/index.js"
import { Knowledge } from "../../src/modules/knowledge/index.js"
import { as } from "../support/layers.js"

const before = process.env["TMPDIR"]
const folder = mkdtempSync(join(tmpdir(), "fm-spool-"))
beforeAll(() => {
  process.env["TMPDIR"] = folder
})
afterAll(() => {
  if (before === undefined) delete process.env["TMPDIR"]
  else process.env["TMPDIR"] = before
  rmSync(folder, { recursive: true })
})

describe("a file of a form", () => {
  for (const [size, kept] of [[64 * 1024, "in memory"], [64 * 1024 + 1, "in a file of its own until the form is done"], [0, "in memory"]] as const) {
    it.live(`of ${size} bytes is kept ${kept}`, () => Effect.gen(function*() {
      const sent = randomBytes(size)
      const parts = [sent.subarray(0, 1_000), sent.subarray(1_000, 60_000), sent.subarray(60_000)]
      yield* Effect.scoped(Effect.gen(function*() {
        const { body, bytes, held, sha256 } = yield* spool(Stream.fromIterable(parts), 100_000)
        expect(bytes).toBe(size)
        expect(sha256).toBe(createHash("sha256").update(sent).digest("hex"))
        expect([held === null, readdirSync(folder).length]).toEqual(kept === "in memory" ? [false, 0] : [true, 1])
        expect(Buffer.concat(Chunk.toReadonlyArray(yield* Stream.runCollect(body))).equals(sent)).toBe(true)
      }))
      expect(readdirSync(folder)).toEqual([])
    }))
  }

  it.live("is refused as soon as it is too large", () => Effect.gen(function*() {
    const endless = Stream.repeatEffect(Effect.sync(() => randomBytes(10_000)))
    expect((yield* Effect.flip(Effect.scoped(spool(endless, 90_000))))._tag).toBe("TooLarge")
  }))
})

describe("a form of many files", () => {
  it.live("has the knowledge base expect them from the first one on, once", () => as("usr_one")(Effect.gen(function*() {
    const told: Array<string> = []
    const knowledge = Knowledge.of({
      ...({} as Knowledge["Type"]),
      expectImport: Effect.sync(() => void told.push("expected")),
      importFiles: (_input, archive) => Effect.map(Stream.runFold(archive, 0, (sum, chunk) => sum + chunk.length), (bytes) => {
        told.push(`imported ${bytes > 0}`)
        return { jobId: "job" }
      })
    })
    const file = (name: string) => ({ _tag: "File", key: "files", name, contentType: "text/plain", content: Stream.sync(() => {
      told.push(name)
      return Buffer.from(name)
    }) }) as unknown as Multipart.Part
    const request = HttpServerRequest.fromWeb(new Request("http://localhost/api/v1/documents/import", { method: "POST" }))
    yield* importFolder(Stream.make(file("a.md"), file("b.md")), knowledge).pipe(Effect.provideService(HttpServerRequest.HttpServerRequest, request), Effect.provideService(Idempotency, {} as Idempotency["Type"]))
    expect(told).toEqual(["expected", "a.md", "b.md", "imported true"])
  })))
})
