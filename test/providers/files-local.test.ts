import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "@effect/vitest"
import { build } from "esbuild"
import { ConfigProvider, Deferred, Effect, Fiber, Stream } from "effect"
import { Files } from "../../src/providers/files/Files.js"
import * as local from "../../src/providers/files/local.js"

const folder = () => mkdtempSync(join(tmpdir(), "files-local-"))
const text = (value: string) => Stream.make(new TextEncoder().encode(value))
const everything = (root: string): ReadonlyArray<string> => readdirSync(root, { recursive: true, encoding: "utf8" }).sort()

/** Puts an object of 4 MB where files may have 1 MB, then a small one; prints what happened. */
const program = `
import { Effect, Stream } from "effect"
import { Files } from "./src/providers/files/Files.js"
import { layerAt } from "./src/providers/files/local.js"
process.on("SIGXFSZ", () => {})
const main = Effect.gen(function*() {
  const files = yield* Files
  yield* files.put("kept/old", Stream.make(Buffer.from("old")))
  const full = yield* Effect.flip(files.put("kept/old", Stream.range(1, 64).pipe(Stream.map(() => new Uint8Array(65536)))))
  const after = yield* files.put("kept/small", Stream.make(Buffer.from("fits")))
  return { tag: full._tag, after: after.bytes, old: Buffer.from(yield* files.range("kept/old", 0, 99)).toString() }
}).pipe(Effect.provide(layerAt(process.argv[2])))
Effect.runPromise(main).then((result) => process.stdout.write(JSON.stringify(result)))
`

describe("files · local, the disk", () => {
  it.live("a disk without room ends the put in a quota error, keeps the old object and leaves no rest", () => Effect.gen(function*() {
    const root = folder()
    const script = join(folder(), "full.mjs")
    const resolveDir = join(dirname(fileURLToPath(import.meta.url)), "..", "..")
    yield* Effect.promise(() => build({ stdin: { contents: program, resolveDir, loader: "ts" }, bundle: true, platform: "node", format: "esm", outfile: script, logLevel: "error" }))
    const ran = spawnSync("sh", ["-c", `ulimit -f 2048; exec "${process.execPath}" "${script}" "${root}"`], { encoding: "utf8" })
    expect(ran.stderr).toBe("")
    expect(JSON.parse(ran.stdout)).toEqual({ tag: "ProviderQuota", after: 4, old: "old" })
    expect(everything(root)).toEqual(["kept", "kept/old", "kept/small"])
  }))

  it.live("nothing of a failed or interrupted put stays on disk", () => Effect.gen(function*() {
    const root = folder()
    yield* Effect.gen(function*() {
      const files = yield* Files
      yield* Effect.flip(files.put("a/b", Stream.concat(text("half"), Stream.fail("cut" as const))))
      const started = yield* Deferred.make<void>()
      const fiber = yield* Effect.fork(files.put("a/c", Stream.concat(text("half"), Stream.fromEffect(Effect.zipRight(Deferred.succeed(started, undefined), Effect.never)))))
      yield* Deferred.await(started)
      yield* Fiber.interrupt(fiber)
      // `a` is a folder: what was written beside it goes as well
      const error = yield* Effect.flip(files.putAll([{ key: "d", bytes: new Uint8Array(9) }, { key: "a", bytes: new Uint8Array(9) }]))
      expect(error._tag).toBe("ProviderConflict")
      yield* files.remove("d")
      yield* files.putAll([{ key: "e", bytes: new Uint8Array(9) }])
      expect((yield* Effect.flip(files.putAll([{ key: "e/below", bytes: new Uint8Array(9) }])))._tag).toBe("ProviderConflict")
      yield* files.remove("e")
    }).pipe(Effect.provide(local.layerAt(root)))
    expect(everything(root)).toEqual(["a"])
  }))

  it.live("what a killed process left is invisible, and swept when it is old", () => Effect.gen(function*() {
    const root = folder()
    mkdirSync(join(root, "a"))
    writeFileSync(join(root, "a", ".tmp-old"), "half")
    writeFileSync(join(root, "a", ".tmp-young"), "half")
    writeFileSync(join(root, "a", "whole"), "whole")
    utimesSync(join(root, "a", ".tmp-old"), 1, 1)
    yield* Effect.gen(function*() {
      const files = yield* Files
      const seen = yield* Stream.runCollect(files.list(""))
      expect([...seen].map((file) => file.key)).toEqual(["a/whole"])
      yield* Effect.repeat(Effect.delay(Effect.sync(() => everything(root)), "5 millis"), { until: (all) => !all.includes("a/.tmp-old") })
    }).pipe(Effect.provide(local.layerAt(root)))
    expect(everything(root)).toEqual(["a", "a/.tmp-young", "a/whole"])
  }))

  it.live("a key that lies below another object is a conflict", () => Effect.gen(function*() {
    const files = yield* Files
    yield* files.put("x", text("object"))
    expect((yield* Effect.flip(files.put("x/y", text("below"))))._tag).toBe("ProviderConflict")
    yield* files.put("f/y", text("below"))
    expect((yield* Effect.flip(files.put("f", text("object"))))._tag).toBe("ProviderConflict")
    expect((yield* Effect.flip(files.get("f")))._tag).toBe("ProviderNotFound")
    expect(Buffer.from(yield* files.range("x", 0, 9)).toString()).toBe("object")
  }).pipe(Effect.provide(local.layerAt(folder()))))

  it.live("objects are readable by their owner alone", () => Effect.gen(function*() {
    const root = folder()
    const { statSync } = yield* Effect.promise(() => import("node:fs"))
    yield* Effect.flatMap(Files, (files) => files.put("case/file", text("x"))).pipe(Effect.provide(local.layerAt(root)))
    expect(statSync(join(root, "case", "file")).mode & 0o777).toBe(0o600)
    expect(statSync(join(root, "case")).mode & 0o777).toBe(0o700)
  }))

  it.live("a root that cannot be written is not healthy", () => Effect.gen(function*() {
    const root = folder()
    const files = yield* Effect.provide(Files, local.layerAt(join(root, "store")))
    yield* files.check
    yield* Effect.promise(() => import("node:fs/promises").then(({ rm }) => rm(join(root, "store"), { recursive: true })))
    symlinkSync("/proc/self/nowhere", join(root, "store"))
    expect((yield* Effect.flip(files.check))._tag).toMatch(/Provider/)
  }))

  it.live("takes the root from the older names as well", () => Effect.gen(function*() {
    for (const name of ["LOCAL_UPLOAD_DIR", "STORAGE_LOCAL_PATH", "FILE_STORAGE_PATH"]) {
      const root = folder()
      yield* Effect.flatMap(Files, (files) => files.put("k", text("here"))).pipe(
        Effect.provide(local.layer), Effect.withConfigProvider(ConfigProvider.fromMap(new Map([[name, root]]))))
      expect(readFileSync(join(root, "k"), "utf8")).toBe("here")
    }
    const data = folder()
    yield* Effect.flatMap(Files, (files) => files.put("k", text("here"))).pipe(
      Effect.provide(local.layer), Effect.withConfigProvider(ConfigProvider.fromMap(new Map([["DATA_DIR", data]]))))
    expect(readFileSync(join(data, "files", "k"), "utf8")).toBe("here")
  }))
})
