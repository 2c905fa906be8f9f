import { createHash } from "node:crypto"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { describe, expect, layer as withLayer } from "@effect/vitest"
import { Effect, Layer, Stream } from "effect"
import { type Case, Cases } from "../../../src/modules/case/index.js"
import { AnalysisFailed, Analyzer, Evidences } from "../../../src/modules/evidence/index.js"
import { layer } from "../../../src/modules/evidence/layer.js"
import { makeLineIndexer } from "../../../src/modules/evidence/lineIndex.js"
import { Conflict, NotFound, TooLarge } from "../../../src/modules/kernel/errors.js"
import { Files } from "../../../src/providers/files/Files.js"
import { layer as memoryFiles } from "../../../src/providers/files/memory.js"
import { Jobs } from "../../../src/providers/jobs/Jobs.js"
import { layerWith as jobsWith } from "../../../src/providers/jobs/sql.js"
import { as, configuration, memoryDatabase, noModel } from "../../support/layers.js"

const known = (id: string) => id === "case_mine" ? Effect.succeed({ caseId: id, ownerId: "usr_me", currentTurn: 0 } as Case) : Effect.fail(new NotFound({ resource: "case", id }))

/** Only what evidence asks of cases; anything else dies loudly. */
const cases = Layer.mock(Cases, {
  get: known,
  assertWritable: (id) => id === "case_closed" ? Effect.fail(new Conflict({ code: "case_closed", reason: "closed" })) : known(id),
  existing: (ids) => Effect.succeed(new Set(ids.filter((id) => id === "case_mine")))
})

const inside = Buffer.from("first\nERROR inside\nlast\n")
let passes = 0
let targets: ReadonlyArray<string> = []
/** Stands for the worker thread: `packed.zip` holds one text, `a.log`. */
const analyzer = Layer.succeed(Analyzer, Analyzer.of({
  verify: ({ name, passages, path, sha256 }) => Effect.sync(() => {
    passes++
    if (createHash("sha256").update(readFileSync(path)).digest("hex") !== sha256) return null
    return passages.map((p) => name === "packed.zip" && p.artifact === "a.log" && createHash("sha256").update(inside.subarray(p.start, p.end)).digest("hex") === p.sha256)
  }),
  unpack: ({ artifact, name, target }) => {
    if (name === "bomb.zip") return Effect.fail(new AnalysisFailed({ code: "zip_bomb", reason: "it is a bomb", retryable: false }))
    return Effect.sync(() => {
      targets = [...targets, target]
      if (artifact !== "a.log") return null
      writeFileSync(target, inside, { flag: "wx" })
      const indexer = makeLineIndexer()
      indexer.push(inside)
      return indexer.end()
    })
  },
  compare: ({ name, pairs }) => name === "odd.yaml"
    ? Effect.fail(new AnalysisFailed({ code: "timeout", reason: "it took too long", retryable: false }))
    : Effect.sync(() => pairs.map(({ artifact, earlier, older }) => ({
      earlier, total: 1,
      findings: [{ kind: "configuration_change", severity: "warning" as const, title: `${artifact ?? name} was ${readFileSync(older.path, "utf8")}`, detail: "", at: null, confidence: 1, quotes: [], data: { evidence_id: earlier.evidenceId } }]
    }))),
  text: (input) => Effect.succeed(input.name.endsWith(".pdf") ? "inside" : null),
  analyze: (input) => input.name === "broken.log"
    ? Effect.fail(new AnalysisFailed({ code: "damaged", reason: "it is damaged", retryable: false }))
    : Effect.succeed({
      dataType: input.name.endsWith(".yaml") ? "configuration" : "logs", confidence: 0.9, suggestedTypes: [], encoding: "utf-8", lines: 3, levels: {}, from: null, to: null, summary: "", findings: [], timeline: [], templates: [], needsUserChoice: input.name === "odd.bin"
    })
}))

const alone = layer.pipe(
  Layer.provide([cases, analyzer, noModel]), Layer.provideMerge(memoryFiles), Layer.provideMerge(jobsWith({ pollMs: 20 })), Layer.provideMerge(memoryDatabase()), Layer.provide(configuration({ MAX_FILE_SIZE_MB: "1" }))
)

const me = as("usr_me")
const body = (text: string) => Stream.make(Buffer.from(text))
const stored = Effect.flatMap(Files, (files) => Effect.map(Stream.runCollect(files.list("evidence/")), (c) => c.length))
const processed = (evidenceId: string) => Effect.zipRight(Effect.flatMap(Jobs, (jobs) => jobs.awaitEnd(evidenceId)), Effect.flatMap(Evidences, (e) => me(e.get(evidenceId))))

describe("evidence, alone", () => {
  withLayer(alone, { excludeTestServices: true })((it) => {
    it.effect("a configuration is compared with its latest earlier version, whichever is analysed first or again", () => Effect.gen(function*() {
      const evidences = yield* Evidences
      const changes = (id: string) => Effect.map(me(evidences.analysis(id)), (analysis) => analysis!.findings.map((one) => one.title))
      // the next one is later by the clock
      const upload = (filename: string, text: string) => Effect.tap(me(evidences.upload({ caseId: "case_mine", filename }, body(text))), (file) => {
        while (Date.now() <= file.uploadedAt) { /* a millisecond */ }
      })
      const first = yield* upload("orders.yaml", "first")
      yield* processed(first.evidenceId)
      const other = yield* upload("billing.yaml", "other")
      const second = yield* upload("orders.yaml", "second")
      const third = yield* upload("orders.yaml", "third")
      for (const one of [other, second, third]) expect((yield* processed(one.evidenceId)).status).toBe("completed")
      expect(yield* changes(first.evidenceId)).toEqual([])
      expect(yield* changes(other.evidenceId)).toEqual([])
      expect(yield* changes(second.evidenceId)).toEqual(["orders.yaml was first"])
      expect(yield* changes(third.evidenceId)).toEqual(["orders.yaml was second"])
      yield* me(evidences.declareType(second.evidenceId, "configuration"))
      yield* processed(second.evidenceId)
      expect(yield* changes(second.evidenceId)).toEqual(["orders.yaml was first"])
      expect(yield* changes(third.evidenceId)).toEqual(["orders.yaml was second"])
      // versions that cannot be compared cost the comparison, not the analysis
      yield* upload("odd.yaml", "a")
      const odd = yield* upload("odd.yaml", "b")
      expect((yield* processed(odd.evidenceId)).status).toBe("completed")
      for (const one of (yield* me(evidences.list({ caseId: "case_mine", limit: 100, offset: 0 }))).files) yield* me(evidences.remove(one.evidenceId))
    }))

    it.effect("stores, analyses, reads ranges and verifies by bytes", () => Effect.gen(function*() {
      const evidences = yield* Evidences
      const text = "one\ntwo ERROR\nthree\n"
      const file = yield* me(evidences.upload({ caseId: "case_mine", filename: "../../etc/a.log" }, body(text)))
      expect(file).toMatchObject({ filename: "a.log", bytes: text.length, sha256: createHash("sha256").update(text).digest("hex"), status: "pending" })
      expect((yield* processed(file.evidenceId)).status).toBe("completed")
      const { lines, totalLines } = yield* me(evidences.lines(file.evidenceId, { start: 2, count: 5, redacted: false }))
      expect(totalLines).toBe(3)
      expect(lines).toEqual([{ number: 2, text: "two ERROR", level: "ERROR" }, { number: 3, text: "three", level: null }])
      expect((yield* me(evidences.search(file.evidenceId, { text: "error", from: 1, limit: 10 }))).matches.map((l) => l.number)).toEqual([2])
      expect((yield* me(evidences.search(file.evidenceId, { text: "t<*> E<*>R", from: 1, limit: 10 }))).matches.map((l) => l.number)).toEqual([2])
      expect((yield* me(evidences.search(file.evidenceId, { text: "ERROR<*>two", from: 1, limit: 10 }))).matches).toEqual([])
      const citation = { evidenceId: file.evidenceId, byteStart: 4, byteEnd: 13, lineStart: 2, lineEnd: 2, sha256: createHash("sha256").update("two ERROR").digest("hex") }
      expect(yield* me(evidences.verify(citation))).toBe(true)
      expect(yield* me(evidences.verify({ ...citation, byteEnd: 12 }))).toBe(false)
      expect(yield* as("usr_other")(evidences.verify(citation))).toBe(false)
      expect(yield* me(evidences.verifyFile(file.evidenceId))).toBe(true)
    }))

    it.effect("a text inside a file is read by its lines and verified by its bytes, in one pass and of the stored file only", () => Effect.gen(function*() {
      const evidences = yield* Evidences
      const files = yield* Files
      const file = yield* me(evidences.upload({ caseId: "case_mine", filename: "packed.zip" }, body("PK stands for an archive")))
      yield* processed(file.evidenceId)
      const page = () => me(evidences.lines(file.evidenceId, { start: 2, count: 1, redacted: false, artifact: "a.log" }))
      expect(yield* page()).toEqual({ lines: [{ number: 2, text: "ERROR inside", level: "ERROR" }], totalLines: 3 })
      expect(yield* page()).toMatchObject({ totalLines: 3 })
      expect((yield* me(evidences.search(file.evidenceId, { text: "last", from: 1, limit: 5, artifact: "a.log" }))).matches.map((l) => l.number)).toEqual([3])
      expect(Buffer.from(yield* me(evidences.range(file.evidenceId, 6, 99, "a.log"))).toString()).toBe("ERROR inside\nlast\n")
      expect(targets, "kept, not unpacked for every page").toHaveLength(1)
      expect(existsSync(targets[0]!), "nothing of it has a name").toBe(false)
      expect((yield* Effect.flip(me(evidences.lines(file.evidenceId, { start: 1, count: 1, redacted: false, artifact: "b.log" })))).message).toContain("b.log")
      expect((yield* Effect.flip(as("usr_other")(evidences.lines(file.evidenceId, { start: 1, count: 1, redacted: false, artifact: "a.log" }))))._tag).toBe("NotFound")

      const citation = { evidenceId: file.evidenceId, artifact: "a.log", byteStart: 6, byteEnd: 18, lineStart: 2, lineEnd: 2, sha256: createHash("sha256").update("ERROR inside").digest("hex") }
      passes = 0
      expect(yield* me(evidences.verifyAll([citation, { ...citation, byteEnd: 17 }, { ...citation, artifact: "b.log" }, { ...citation, artifact: null }]))).toEqual([true, false, false, false])
      expect(passes).toBe(1)
      expect(yield* as("usr_other")(evidences.verifyAll([citation]))).toEqual([false])
      // the very object is written over: what was found of it before does not count any more
      const key = Array.from(yield* Stream.runCollect(files.list("evidence/")), (object) => object.key).find((name) => name.endsWith(file.evidenceId))!
      yield* files.put(key, body("PK was written over again"))
      expect(yield* me(evidences.verifyAll([citation]))).toEqual([false])
      expect(yield* me(evidences.verify(citation))).toBe(false)
    }))

    it.effect("a text that cannot be opened says why, and is asked for again", () => Effect.gen(function*() {
      const evidences = yield* Evidences
      const file = yield* me(evidences.upload({ caseId: "case_mine", filename: "bomb.zip" }, body("PK boom")))
      for (let i = 0; i < 2; i++) expect(yield* Effect.flip(me(evidences.lines(file.evidenceId, { start: 1, count: 1, redacted: false, artifact: "a.log" })))).toMatchObject({ _tag: "AnalysisFailed", code: "zip_bomb" })
    }))

    it.effect("the same bytes again are the same evidence, and leave one object", () => Effect.gen(function*() {
      const evidences = yield* Evidences
      const first = yield* me(evidences.upload({ caseId: "case_mine", filename: "twice.log" }, body("same")))
      const before = yield* stored
      const second = yield* me(evidences.upload({ caseId: "case_mine", filename: "twice.log" }, body("same")))
      expect(second.evidenceId).toBe(first.evidenceId)
      expect(yield* stored).toBe(before)
    }))

    it.effect("a refused upload leaves nothing behind", () => Effect.gen(function*() {
      const evidences = yield* Evidences
      const before = yield* stored
      const refuse = (caseId: string, content: Stream.Stream<Uint8Array, Error>) => Effect.flip(me(evidences.upload({ caseId, filename: "x.log" }, content)))
      expect((yield* refuse("case_mine", body("")))).toMatchObject({ _tag: "InvalidInput" })
      expect((yield* refuse("case_mine", Stream.repeatValue(Buffer.alloc(65_536)).pipe(Stream.take(17))))).toBeInstanceOf(TooLarge)
      expect((yield* refuse("case_mine", Stream.concat(body("half"), Stream.fail(new Error("connection lost"))))).message).toBe("connection lost")
      expect((yield* refuse("case_other", body("x")))).toMatchObject({ _tag: "NotFound" })
      expect((yield* refuse("case_closed", body("x")))).toMatchObject({ _tag: "Conflict" })
      expect(yield* stored).toBe(before)
    }))

    it.effect("a damaged file fails alone with its reason, an unclear one asks", () => Effect.gen(function*() {
      const evidences = yield* Evidences
      const broken = yield* me(evidences.upload({ caseId: "case_mine", filename: "broken.log" }, body("?")))
      expect(yield* processed(broken.evidenceId)).toMatchObject({ status: "failed", statusReason: "it is damaged" })
      const odd = yield* me(evidences.upload({ caseId: "case_mine", filename: "odd.bin" }, body("??")))
      expect((yield* processed(odd.evidenceId)).status).toBe("needs_type")
      expect((yield* me(evidences.declareType(odd.evidenceId, "logs"))).declaredType).toBe("logs")
    }))

    it.effect("pseudonyms are stable in a case, reversible, and refused to others", () => Effect.gen(function*() {
      const evidences = yield* Evidences
      const one = yield* me(evidences.redact("case_mine", "mail jane@example.org about jane@example.org"))
      const two = yield* me(evidences.redact("case_mine", "and jane@example.org again"))
      const name = /<[A-Z_]+\d+>/.exec(one.text)![0]
      expect(one.text).toBe(`mail ${name} about ${name}`)
      expect(two.text).toContain(name)
      expect(yield* me(evidences.restore("case_mine", `hello ${name}`))).toBe("hello jane@example.org")
      expect((yield* Effect.flip(as("usr_other")(evidences.redact("case_other", "x"))))._tag).toBe("NotFound")
    }))

    it.effect("removing takes row and object; the sweep takes what belongs to no case", () => Effect.gen(function*() {
      const evidences = yield* Evidences
      const before = yield* stored
      const file = yield* me(evidences.upload({ caseId: "case_mine", filename: "gone.log" }, body("bye")))
      yield* me(evidences.remove(file.evidenceId))
      expect(yield* stored).toBe(before)
      expect((yield* Effect.flip(me(evidences.get(file.evidenceId))))._tag).toBe("NotFound")
      expect((yield* evidences.sweep).rows).toBe(0)
    }))
  })
})
