import { SqlClient } from "@effect/sql"
import { createHash } from "node:crypto"
import { gzipSync } from "node:zlib"
import { describe, expect, it, layer as withLayer } from "@effect/vitest"
import { Effect, Layer, Stream } from "effect"
import { type Case, Cases } from "../../../src/modules/case/index.js"
import { analyzerLayer } from "../../../src/modules/evidence/analysis/layer.js"
import { verifyFinding } from "../../../src/modules/evidence/engine/index.js"
import { describedAnalysis, descriptionOf, descriptionRequest } from "../../../src/modules/evidence/imageDescription.js"
import { type EvidenceFile, Evidences } from "../../../src/modules/evidence/index.js"
import { layer } from "../../../src/modules/evidence/layer.js"
import { layer as memoryFiles } from "../../../src/providers/files/memory.js"
import type { NotFound } from "../../../src/modules/kernel/errors.js"
import { Jobs } from "../../../src/providers/jobs/Jobs.js"
import { layerWith as jobsWith } from "../../../src/providers/jobs/sql.js"
import type { ChatRequest } from "../../../src/providers/llm/Llm.js"
import { layer as builtin } from "../../../src/providers/llm/builtin.js"
import { layer as scripted, makeScript } from "../../../src/providers/llm/scripted.js"
import { type UsageEntry, UsageLedger } from "../../../src/providers/llm/UsageLedger.js"
import { as, memoryDatabase } from "../../support/layers.js"
import { png } from "../../support/images.js"
import { LOG, zip } from "./support/files.js"

const cases = Layer.mock(Cases, {
  get: (id) => Effect.succeed({ caseId: id, ownerId: "usr_me", currentTurn: 0 } as Case),
  assertWritable: (id) => Effect.succeed({ caseId: id, ownerId: "usr_me", currentTurn: 0 } as Case)
})

const used: Array<UsageEntry> = []
const ledger = Layer.succeed(UsageLedger, UsageLedger.of({ record: (entry) => Effect.sync(() => void used.push(entry)) }))
const script = makeScript()
const aloneWith = (llm: typeof builtin) => layer.pipe(
  Layer.provide([cases, ledger, llm, analyzerLayer]), Layer.provideMerge(memoryFiles), Layer.provideMerge(jobsWith({ pollMs: 20 })), Layer.provideMerge(memoryDatabase())
)

const me = as("usr_me")
const upload = (name: string, bytes: Uint8Array) => Effect.flatMap(Evidences, (e) => me(e.upload({ caseId: "case_mine", filename: name }, Stream.make(bytes))))
/** The file once it is as wanted; by default, once it is no longer being worked on. */
const settled = (evidenceId: string, done: (file: EvidenceFile) => boolean = (f) => f.status !== "pending" && f.status !== "processing"): Effect.Effect<EvidenceFile, NotFound, Evidences> =>
  Effect.flatMap(Effect.flatMap(Evidences, (e) => me(e.get(evidenceId))), (file) => (done(file) ? Effect.succeed(file) : Effect.delay(Effect.suspend(() => settled(evidenceId, done)), "10 millis")))
const analysisOf = (evidenceId: string) => Effect.map(Effect.flatMap(Evidences, (e) => me(e.analysis(evidenceId))), (analysis) => analysis!)
/** The pauses between tries are over. */
const hurry = Effect.flatMap(SqlClient.SqlClient, (sql) => sql`UPDATE jobs SET run_at = 0 WHERE kind = 'evidence.describe' AND state = 'queued'`)

const seen = {
  summary: "A Grafana panel of the checkout service. Latency jumps at 10:05.",
  text: "p99 latency\nError: upstream timed out for jane.doe@example.org",
  observations: ["p99 rises from 80 ms to 2.4 s at 10:05 UTC"]
}

describe("images described by a model", () => {
  withLayer(aloneWith(scripted(script)), { excludeTestServices: true })((it) => {
    it.effect("what the model sees becomes findings that cite the image's bytes, and its tokens are recorded", () => Effect.gen(function*() {
      // mostly NUL, as UTF-16 text is: the check of a citation must not take it for one
      const image = Buffer.concat([png(40, 20), Buffer.alloc(400)])
      script.replies.push({ text: JSON.stringify(seen), usage: { input: 900, output: 80 } })
      const file = yield* upload("panel.png", image)
      expect(yield* settled(file.evidenceId)).toMatchObject({ status: "completed", statusReason: null, evidenceType: "screenshot" })
      const [request] = script.requests.splice(0) as [ChatRequest]
      expect(request.task).toBe("vision")
      expect(request.messages.at(-1)!.content).toContainEqual({ type: "image", mimeType: "image/png", base64: image.toString("base64") })
      // nothing of the case goes along
      expect(JSON.stringify(request.messages).includes("case_mine") || JSON.stringify(request.messages).includes("panel.png")).toBe(false)
      const { findings, summary } = yield* analysisOf(file.evidenceId)
      expect(summary).toContain("PNG image, 40 × 20 pixels, described by scripted: A Grafana panel")
      expect(findings.map((f) => [f.kind, f.severity, f.title])).toEqual([
        ["image_description", "info", "Image: A Grafana panel of the checkout service."], ["image_description", "info", "Text in the image"]
      ])
      expect(findings[0]!.quotes[0]!.text).toContain("- p99 rises from 80 ms to 2.4 s")
      expect(findings[1]!.quotes[0]!.text).toBe(seen.text)
      for (const finding of findings) {
        expect(finding.confidence).toBeLessThan(0.6)
        const [quote] = finding.quotes
        expect(quote!.sha256).toBe(createHash("sha256").update(image).digest("hex"))
        const evidences = yield* Evidences
        expect(yield* me(evidences.verify({ evidenceId: file.evidenceId, byteStart: quote!.bytes.start, byteEnd: quote!.bytes.end, lineStart: 1, lineEnd: 1, sha256: quote!.sha256 }))).toBe(true)
        expect(yield* Effect.promise(() => verifyFinding(async (start, end) => image.subarray(start, end), finding))).toBe(true)
      }
      expect(used.splice(0)).toMatchObject([{ ownerId: "usr_me", caseId: "case_mine", task: "vision", result: { usage: { inputTokens: 900, outputTokens: 80 } } }])
    }))

    it.effect("a model that fails leaves the file completed with the reason, and is asked again", () => Effect.gen(function*() {
      script.replies.push({ status: 500 }, { status: 429 }, { text: JSON.stringify(seen) })
      const file = yield* upload("later.png", png(41, 20))
      expect(yield* settled(file.evidenceId)).toMatchObject({ status: "completed", statusReason: "not described: the model cannot be reached; it is tried again" })
      expect((yield* analysisOf(file.evidenceId)).findings).toEqual([])
      yield* hurry
      expect(yield* settled(file.evidenceId, (f) => f.statusReason?.includes("quota") === true)).toMatchObject({ status: "completed" })
      yield* hurry
      yield* settled(file.evidenceId, (f) => f.statusReason === null)
      expect((yield* analysisOf(file.evidenceId)).findings).toHaveLength(2)
    }))

    it.effect("three tries are all; a refusal is final at once", () => Effect.gen(function*() {
      script.replies.push({ status: 500 }, { status: 500 }, { status: 500 })
      const file = yield* upload("never.png", png(42, 20))
      const first = (yield* settled(file.evidenceId)).jobId
      yield* hurry
      yield* settled(file.evidenceId, (f) => f.jobId !== first)
      yield* hurry
      expect(yield* settled(file.evidenceId, (f) => f.statusReason?.includes("again") === false)).toMatchObject({ status: "completed", statusReason: "not described: the model cannot be reached" })
      script.replies.push({ status: 400 })
      const refused = yield* upload("refused.png", png(43, 20))
      expect((yield* settled(refused.evidenceId)).statusReason).toBe("not described: scripted 400")
    }))

    it.effect("what no model takes is not sent, and says so", () => Effect.gen(function*() {
      script.requests.splice(0)
      const bmp = Buffer.alloc(64)
      bmp.write("BM", 0, "latin1")
      bmp.writeUInt16LE(10, 18)
      const reasons = yield* Effect.forEach([["old.bmp", bmp], ["wide.png", png(9_000, 1)], ["huge.png", Buffer.concat([png(10, 10), Buffer.alloc(4_000_000, 7)])]] as const, ([name, bytes]) =>
        Effect.map(Effect.flatMap(upload(name, bytes), (file) => settled(file.evidenceId)), (file) => file.statusReason))
      expect(reasons[0]).toContain("not described: models take PNG, JPEG, GIF and WebP, not BMP")
      expect(reasons[1]).toContain("9000 × 1 pixels")
      expect(reasons[2]).toContain("4.0 MB")
      expect(script.requests).toEqual([])
    }))

    it.effect("a later analysis takes the place of a try that is still to come", () => Effect.gen(function*() {
      const evidences = yield* Evidences
      const jobs = yield* Jobs
      script.replies.push({ status: 500 }, { text: JSON.stringify(seen) })
      const file = yield* upload("twice.png", png(45, 20))
      const waiting = (yield* settled(file.evidenceId)).jobId!
      yield* jobs.awaitEnd(file.evidenceId)
      yield* me(evidences.declareType(file.evidenceId, "image"))
      expect(yield* settled(file.evidenceId)).toMatchObject({ status: "completed", statusReason: null })
      script.requests.splice(0)
      yield* hurry
      expect((yield* jobs.awaitEnd(waiting))!.result).toEqual({ skipped: "the file was removed or analysed again" })
      expect(script.requests).toEqual([])
      expect((yield* analysisOf(file.evidenceId)).findings).toHaveLength(2)
    }))

    it.effect("images in an archive are described and cited as its members, the largest of many, and what the rest says stays", () => Effect.gen(function*() {
      const evidences = yield* Evidences
      const jobs = yield* Jobs
      script.requests.splice(0)
      script.replies.splice(0)
      // eleven: three icons, eight panels, one of which the model refuses for now; the log beside them, and a member that cannot be read
      const icons = [0, 1, 2].map((i) => ({ name: `icons/${i}.png`, content: png(2 + i, 2) }))
      const panels = Array.from({ length: 8 }, (_, i) => ({ name: `shots/panel${i}.png`, content: Buffer.concat([png(30 + i, 20), Buffer.alloc(500, i)]) }))
      const widthOf = (request: ChatRequest) => Buffer.from((request.messages.at(-1)!.content as ReadonlyArray<{ readonly base64?: string }>).find((part) => part.base64 !== undefined)!.base64!, "base64").readUInt32BE(16)
      let refuses = true
      script.fallback = (request) => widthOf(request) === 33 && refuses ? { status: 500 } : { text: JSON.stringify({ ...seen, summary: `A panel ${widthOf(request)} wide.` }) }
      const archive = yield* Effect.promise(() => zip([...icons, { name: "app.log", content: LOG }, ...panels, { name: "empty.log", content: "" }]))
      const file = yield* upload("outage.zip", archive)
      const settledFile = yield* settled(file.evidenceId)
      expect(settledFile).toMatchObject({ status: "completed", evidenceType: "other" })
      expect(settledFile.statusReason).toMatch(/^in part only: .*empty.*; 1 of 8 images not described: the model cannot be reached; it is tried again; 3 more images not described: of an archive the 8 largest are$/)
      expect(script.requests.map(widthOf).sort()).toEqual(panels.map((_, i) => 30 + i))
      expect(JSON.stringify(script.requests).includes("panel3") || JSON.stringify(script.requests).includes("outage")).toBe(false)
      script.requests.splice(0)
      refuses = false
      yield* hurry
      expect(yield* settled(file.evidenceId, (f) => f.statusReason?.includes("again") === false)).toMatchObject({ status: "completed" })
      expect(script.requests.map(widthOf), "the others are not asked about again").toEqual([33])
      expect(yield* jobs.get((yield* me(evidences.get(file.evidenceId))).jobId!)).toMatchObject({ kind: "evidence.describe", result: { described: 1 } })

      const { findings, summary } = yield* analysisOf(file.evidenceId)
      expect(findings.some((f) => f.kind === "first_error" && f.artifact === "app.log")).toBe(true)
      const described = findings.filter((f) => f.kind === "image_description" && f.data["part"] === "description")
      expect(new Map(described.map((f) => [f.artifact, f.title]))).toEqual(new Map(panels.map(({ name }, i) => [name, `Image: A panel ${30 + i} wide.`])))
      for (const finding of described) {
        const [quote] = finding.quotes
        const member = panels.find(({ name }) => name === finding.artifact)!.content
        expect(quote).toMatchObject({ bytes: { start: 0, end: member.length }, sha256: createHash("sha256").update(member).digest("hex") })
        const citation = { evidenceId: file.evidenceId, artifact: finding.artifact!, byteStart: 0, byteEnd: member.length, lineStart: 1, lineEnd: 1, sha256: quote!.sha256 }
        expect(yield* me(evidences.verifyAll([citation, { ...citation, artifact: "icons/0.png" }]))).toEqual([true, false])
      }
      expect(summary).toContain("== shots/panel3.png (image, 0 lines)\nPNG image, 33 × 20 pixels, described by scripted: A panel 33 wide.\n")
      expect(summary).toContain("needs a vision model")
    }))

    it.effect("an image alone in an archive is described as that member, not as the archive", () => Effect.gen(function*() {
      script.requests.splice(0)
      script.fallback = () => ({ text: JSON.stringify(seen) })
      const image = png(50, 20)
      const file = yield* upload("panel.png.gz", gzipSync(image))
      expect(yield* settled(file.evidenceId)).toMatchObject({ status: "completed", statusReason: null })
      const { findings } = yield* analysisOf(file.evidenceId)
      expect(findings.map((f) => [f.artifact, f.quotes[0]!.bytes.end])).toEqual([["panel.png", image.length], ["panel.png", image.length]])
    }))

    it.effect("an image that is removed while the model looks at it stays removed", () => Effect.gen(function*() {
      const evidences = yield* Evidences
      const jobs = yield* Jobs
      script.replies.push({ status: 500 })
      const file = yield* upload("gone.png", png(44, 20))
      const waiting = (yield* settled(file.evidenceId)).jobId!
      yield* me(evidences.remove(file.evidenceId))
      expect(waiting).not.toBe(file.evidenceId)
      expect((yield* jobs.get(waiting))!.state).toBe("cancelled")
    }))
  })

  withLayer(aloneWith(builtin), { excludeTestServices: true })((it) => {
    it.effect("without a model the image is kept and its size known, without a complaint", () => Effect.gen(function*() {
      const file = yield* upload("panel.png", png(40, 20))
      expect(yield* settled(file.evidenceId)).toMatchObject({ status: "completed", statusReason: null, jobId: file.evidenceId })
      const analysis = yield* analysisOf(file.evidenceId)
      expect(analysis.findings).toEqual([])
      expect(analysis.summary).toContain("40 × 20 pixels")
    }))
  })

  it("an answer is taken at its words where it keeps to no schema, and not at all where it is cut", () => {
    expect(descriptionOf({ text: "A terminal with a stack trace.", finishReason: "stop" })).toEqual({ summary: "A terminal with a stack trace.", text: "", observations: [] })
    expect(descriptionOf({ text: "{\"summary\":\"A terminal\",\"text\":null}", finishReason: "stop" })).toEqual({ summary: "A terminal", text: "", observations: [] })
    expect(descriptionOf({ text: "{\"summary\":\"A termi", finishReason: "length" })).toBeNull()
    expect(descriptionOf({ text: "  ", finishReason: "stop" })).toBeNull()
    expect(descriptionOf({ text: "I cannot help.", finishReason: "content_filter" })).toBeNull()
  })

  it("long text is split into passages that a prompt takes whole, without losing a line", () => {
    const lines = Array.from({ length: 120 }, (_, i) => `2026-05-01T10:00:${i} ERROR request ${i} failed`)
    const analysis = describedAnalysis({ findings: [] } as never, { picture: { artifact: null, bytes: 9, sha256: "ab" }, head: png(1, 1) }, descriptionOf({ text: JSON.stringify({ summary: "A log.", text: lines.join("\n") }), finishReason: "stop" })!, { provider: "p", model: "m" })
    const texts = analysis.findings.filter((f) => f.data["part"] === "text").map((f) => f.quotes[0]!.text)
    expect(texts.length).toBeGreaterThan(2)
    expect(Math.max(...texts.map((text) => text.length))).toBeLessThanOrEqual(1_200)
    expect(lines.join("\n").startsWith(texts.join("\n").replace(/…$/, ""))).toBe(true)
    expect(descriptionRequest(Buffer.from("no image"))).toBe("models take PNG, JPEG, GIF and WebP")
  })
})
