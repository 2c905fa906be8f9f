import { createHash, randomBytes } from "node:crypto"
import { expect, layer as suite } from "@effect/vitest"
import { Chunk, Deferred, Effect, Fiber, type Layer, Stream } from "effect"
import { Files } from "../../src/providers/files/Files.js"

const collect = <E>(stream: Stream.Stream<Uint8Array, E>) => Effect.map(Stream.runCollect(stream), (chunks) => Buffer.concat(Chunk.toReadonlyArray(chunks)))
const read = (key: string) => Effect.flatMap(Effect.flatMap(Files, (files) => files.get(key)), collect)
const text = (value: string) => Stream.make(new TextEncoder().encode(value))
const tagOf = <A, E extends { readonly _tag: string }, R>(effect: Effect.Effect<A, E, R>) => Effect.map(Effect.flip(effect), (error) => error._tag)
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex")

/**
 * What every store of files must do. Run it on your own implementation:
 * `filesContract("mine", layer)`; the layer starts empty.
 */
export const filesContract = (name: string, layer: Layer.Layer<Files, unknown>, options: { readonly presigns?: boolean } = {}) =>
  suite(layer, { excludeTestServices: true, timeout: "60 seconds" })(`files · ${name}`, (it) => {
    it.effect("gives back the bytes that were put, with size and hash", () => Effect.gen(function*() {
      const files = yield* Files
      const body = randomBytes(700_001)
      const put = yield* files.put("a/whole", Stream.fromIterable([body.subarray(0, 5), new Uint8Array(0), body.subarray(5, 300_000), body.subarray(300_000)]))
      expect(put).toEqual({ bytes: body.length, sha256: sha256(body) })
      expect(sha256(yield* read("a/whole"))).toBe(put.sha256)
      const stat = yield* files.stat("a/whole")
      expect([stat.key, stat.bytes]).toEqual(["a/whole", body.length])
      expect(Number.isInteger(stat.modifiedAt) && Math.abs(stat.modifiedAt - Date.now()) < 86_400_000).toBe(true)
    }))

    it.effect("keeps an empty object", () => Effect.gen(function*() {
      const files = yield* Files
      expect((yield* files.put("a/empty", Stream.empty)).bytes).toBe(0)
      expect((yield* files.stat("a/empty")).bytes).toBe(0)
      expect((yield* read("a/empty")).length).toBe(0)
      expect((yield* files.range("a/empty", 0, 10)).length).toBe(0)
    }))

    it.effect("streams a body of unknown length over several parts", () => Effect.gen(function*() {
      const files = yield* Files
      const piece = randomBytes(1024 * 1024 + 13)
      const hash = createHash("sha256")
      const body = Stream.range(1, 13).pipe(Stream.map(() => piece), Stream.tap((bytes) => Effect.sync(() => hash.update(bytes))))
      const put = yield* files.put("a/large", body)
      expect(put).toEqual({ bytes: 13 * piece.length, sha256: hash.digest("hex") })
      expect((yield* files.stat("a/large")).bytes).toBe(put.bytes)
      expect(sha256(yield* read("a/large"))).toBe(put.sha256)
      expect(Buffer.from(yield* files.range("a/large", piece.length - 2, piece.length + 2))).toEqual(Buffer.concat([piece.subarray(-2), piece.subarray(0, 2)]))
    }))

    it.effect("reads ranges, clamped to the end", () => Effect.gen(function*() {
      const files = yield* Files
      yield* files.put("a/range", text("0123456789"))
      const range = (start: number, end: number) => Effect.map(files.range("a/range", start, end), (bytes) => Buffer.from(bytes).toString())
      expect(yield* range(0, 10)).toBe("0123456789")
      expect(yield* range(3, 6)).toBe("345")
      expect(yield* range(8, 99)).toBe("89")
      expect(yield* range(10, 20)).toBe("")
      expect(yield* range(50, 60)).toBe("")
      expect(yield* range(4, 4)).toBe("")
      expect(yield* range(6, 3)).toBe("")
    }))

    it.effect("replaces an object as a whole", () => Effect.gen(function*() {
      const files = yield* Files
      yield* files.put("a/replaced", text("the first and longer one"))
      yield* files.put("a/replaced", text("second"))
      expect((yield* read("a/replaced")).toString()).toBe("second")
    }))

    it.effect("stores many small objects together, whole, and replaces what was there", () => Effect.gen(function*() {
      const files = yield* Files
      yield* files.put("many/one/3", text("the old and longer one"))
      const all = Array.from({ length: 11 }, (_, i) => ({ key: `many/${i % 2 === 0 ? "two" : "one"}/${i}`, bytes: i === 5 ? new Uint8Array(0) : randomBytes(100 * i + 1) }))
      yield* files.putAll(all)
      for (const { bytes, key } of all) expect(sha256(yield* read(key))).toBe(sha256(bytes))
      expect(Chunk.size(yield* Stream.runCollect(files.list("many/")))).toBe(all.length)
      yield* files.putAll([])
      expect(yield* tagOf(files.putAll([{ key: "many/good", bytes: new Uint8Array(1) }, { key: "../bad", bytes: new Uint8Array(1) }]))).toBe("ProviderRefused")
    }))

    it.effect("keeps the old object when the new body fails, and passes the failure through", () => Effect.gen(function*() {
      const files = yield* Files
      yield* files.put("a/kept", text("old"))
      const broken = Stream.concat(Stream.make(randomBytes(6 * 1024 * 1024)), Stream.fail("cut off" as const))
      expect(yield* Effect.flip(files.put("a/kept", broken))).toBe("cut off")
      expect((yield* read("a/kept")).toString()).toBe("old")
      expect(yield* Effect.flip(files.put("half/new", broken))).toBe("cut off")
      expect(yield* tagOf(files.stat("half/new"))).toBe("ProviderNotFound")
      expect(Chunk.size(yield* Stream.runCollect(files.list("half")))).toBe(0)
    }))

    it.effect("leaves nothing behind when a put is interrupted", () => Effect.gen(function*() {
      const files = yield* Files
      const started = yield* Deferred.make<void>()
      const body = Stream.concat(
        Stream.make(randomBytes(6 * 1024 * 1024)),
        Stream.fromEffect(Effect.zipRight(Deferred.succeed(started, undefined), Effect.never))
      )
      const fiber = yield* Effect.fork(files.put("half/interrupted", body))
      yield* Deferred.await(started)
      yield* Fiber.interrupt(fiber)
      expect(yield* tagOf(files.stat("half/interrupted"))).toBe("ProviderNotFound")
      expect(Chunk.size(yield* Stream.runCollect(files.list("half")))).toBe(0)
    }))

    it.effect("concurrent puts of one key leave one of them whole", () => Effect.gen(function*() {
      const files = yield* Files
      const bodies = Array.from({ length: 6 }, (_, i) => Buffer.alloc(200_000, i + 1))
      yield* Effect.forEach(bodies, (body) => files.put("a/raced", Stream.make(body)), { concurrency: "unbounded" })
      const found = yield* read("a/raced")
      expect(bodies.some((body) => body.equals(found))).toBe(true)
    }))

    it.effect("says not found", () => Effect.gen(function*() {
      const files = yield* Files
      expect(yield* tagOf(files.get("none/here"))).toBe("ProviderNotFound")
      expect(yield* tagOf(files.stat("none/here"))).toBe("ProviderNotFound")
      expect(yield* tagOf(files.range("none/here", 0, 1))).toBe("ProviderNotFound")
      expect(yield* tagOf(files.localPath("none/here"))).toBe("ProviderNotFound")
    }))

    it.effect("removes, also twice", () => Effect.gen(function*() {
      const files = yield* Files
      yield* files.put("a/removed", text("x"))
      yield* files.remove("a/removed")
      yield* files.remove("a/removed")
      expect(yield* tagOf(files.stat("a/removed"))).toBe("ProviderNotFound")
    }))

    it.effect("lists by prefix, ascending, nothing else", () => Effect.gen(function*() {
      const files = yield* Files
      for (const key of ["list/b", "list/a/2", "list/a-1", "list/a/1", "listing/x", "list/c.txt"]) yield* files.put(key, text(key))
      const keys = (prefix: string) => Effect.map(Stream.runCollect(files.list(prefix)), (found) => Chunk.toReadonlyArray(found).map((file) => file.key))
      expect(yield* keys("list/")).toEqual(["list/a-1", "list/a/1", "list/a/2", "list/b", "list/c.txt"])
      expect(yield* keys("list/a/")).toEqual(["list/a/1", "list/a/2"])
      expect(yield* keys("list/a")).toEqual(["list/a-1", "list/a/1", "list/a/2"])
      expect(yield* keys("nowhere/")).toEqual([])
      expect(yield* keys("")).toEqual(expect.arrayContaining(["list/b", "listing/x"]))
      expect(Chunk.toReadonlyArray(yield* Stream.runCollect(files.list("list/b")))[0]).toMatchObject({ key: "list/b", bytes: 6 })
    }))

    for (const key of ["", "/", "a//b", "../x", "a/../b", "/etc/passwd", "a/", "a b", "a\\b", "a\0b", ".hidden", "a/.tmp-1", "ä", "x".repeat(201), "x/".repeat(300) + "x"]) {
      it.effect(`refuses the key ${JSON.stringify(key.length > 20 ? `${key.slice(0, 8)}… (${key.length})` : key)}`, () => Effect.gen(function*() {
        const files = yield* Files
        expect(yield* tagOf(files.put(key, text("x")))).toBe("ProviderRefused")
        expect(yield* tagOf(files.get(key))).toBe("ProviderRefused")
        expect(yield* tagOf(files.remove(key))).toBe("ProviderRefused")
        expect(yield* tagOf(files.presign(key, { expiresIn: 60, filename: "x" }))).toBe("ProviderRefused")
      }))
    }

    it.effect("takes the longest key", () => Effect.gen(function*() {
      const files = yield* Files
      const key = ["k".repeat(200), "k".repeat(200), "k".repeat(110)].join("/")
      expect(key.length).toBe(512)
      yield* files.put(key, text("deep"))
      expect((yield* read(key)).toString()).toBe("deep")
    }))

    it.effect("hands out a link or says it has none", () => Effect.gen(function*() {
      const files = yield* Files
      yield* files.put("a/linked", text("linked"))
      const url = yield* files.presign("a/linked", { expiresIn: 60, filename: "näme \"q\".log" })
      if (options.presigns !== true) return expect(url).toBeNull()
      const answer = yield* Effect.promise(() => fetch(url!))
      expect(answer.status).toBe(200)
      expect(answer.headers.get("content-disposition")).toMatch(/^attachment; filename="n_me _q_.log"; filename\*=UTF-8''n%C3%A4me%20%22q%22.log$/)
      expect(yield* Effect.promise(() => answer.text())).toBe("linked")
      const forged = yield* Effect.promise(() => fetch(url!.replace(/Signature=[0-9a-f]{4}/, "Signature=0000")))
      expect(forged.status).toBe(403)
    }))

    it.effect("gives a local path only to a real file", () => Effect.gen(function*() {
      const files = yield* Files
      yield* files.put("a/path", text("on disk"))
      const path = yield* files.localPath("a/path")
      if (path === null) return
      const { readFileSync } = yield* Effect.promise(() => import("node:fs"))
      expect(readFileSync(path, "utf8")).toBe("on disk")
    }))

    it.effect("checks itself", () => Effect.gen(function*() {
      const files = yield* Files
      expect((yield* files.check).implementation).toBe(files.implementation)
    }))
  })
