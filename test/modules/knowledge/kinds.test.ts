import { createHash } from "node:crypto"
import { describe, expect, layer as withLayer } from "@effect/vitest"
import { Effect, Layer, Stream } from "effect"
import { Knowledge } from "../../../src/modules/knowledge/index.js"
import { layer } from "../../../src/modules/knowledge/layer.js"
import { layer as hashEmbedding } from "../../../src/providers/embedding/hash.js"
import { layer as memoryFiles } from "../../../src/providers/files/memory.js"
import { Jobs } from "../../../src/providers/jobs/Jobs.js"
import { layerWith as jobsWith } from "../../../src/providers/jobs/sql.js"
import { layer as memoryVectors } from "../../../src/providers/vectors/memory.js"
import { docxOf, pdfOf, xlsxOf } from "../../support/documents.js"
import { as, memoryDatabase, noModel } from "../../support/layers.js"
import { zip } from "../evidence/support/files.js"

const alone = layer.pipe(Layer.provide([hashEmbedding, memoryVectors, noModel]), Layer.provideMerge(memoryFiles), Layer.provideMerge(jobsWith({ pollMs: 20 })), Layer.provideMerge(memoryDatabase()))
const me = as("usr_me")

const ingest = (filename: string, bytes: Uint8Array) => Effect.gen(function*() {
  const knowledge = yield* Knowledge
  const { document, jobId } = yield* knowledge.upload({ filename }, Stream.make(bytes))
  const job = yield* (yield* Jobs).awaitEnd(jobId)
  return { job, document: yield* knowledge.get(document.documentId), text: yield* knowledge.content(document.documentId) }
})

/** What is found for the query, its bytes checked against the document's text. */
const passage = (query: string) => Effect.gen(function*() {
  const knowledge = yield* Knowledge
  const chunk = (yield* knowledge.search({ query, mode: "keyword", limit: 1 })).chunks[0]!
  const bytes = Buffer.from(yield* knowledge.content(chunk.documentId)).subarray(chunk.byteStart, chunk.byteEnd)
  expect(createHash("sha256").update(bytes).digest("hex")).toBe(chunk.sha256)
  return chunk
})

describe("kinds of documents", () => {
  withLayer(alone, { excludeTestServices: true })((it) => {
    it.effect("keep headings, pages and sheets", () => me(Effect.gen(function*() {
      yield* ingest("a.pdf", pdfOf(["Overview of the gatekeeper\n# not a heading", "Restart the flotilla scheduler before the quorum is lost"]))
      expect(yield* passage("flotilla scheduler quorum")).toMatchObject({ page: 2, title: "a" })
      expect(yield* passage("gatekeeper overview")).toMatchObject({ page: 1 })
      yield* ingest("b.docx", yield* Effect.promise(() => docxOf("Rotating certificates", ["Run the kubeadm renewal on every controller."])))
      expect(yield* passage("kubeadm renewal controller")).toMatchObject({ headingPath: ["Rotating certificates"], page: null })
      yield* ingest("c.xlsx", yield* Effect.promise(() => xlsxOf({ Contacts: [["team", "pager"], ["storage", "ceph-oncall"]], Limits: [["tenant", "iops"], ["zebra", 4200]] })))
      expect(yield* passage("zebra iops")).toMatchObject({ headingPath: ["Limits"] })
      yield* ingest("d.html", Buffer.from("<!doctype html><html><head><title>x</title></head><body><h1>Kafka</h1><h2>Draining brokers</h2><p>Reassign the kafka partitions.</p></body></html>"))
      expect(yield* passage("reassign kafka partitions")).toMatchObject({ headingPath: expect.arrayContaining(["Kafka"]), text: expect.stringContaining("## Draining brokers") })
    })))

    it.effect("tables stay tables, and every window of rows says what its columns are", () => me(Effect.gen(function*() {
      const row = (i: number) => [`host-${i}`, i % 7 === 0 ? "" : `rack ${i}`, `team-${i % 5}`, "restart the exporter, then look at its log"]
      const rows = [["node", "place", "owner", "what to do"], ...Array.from({ length: 120 }, (_, i) => row(i + 1))]
      yield* ingest("hosts.xlsx", yield* Effect.promise(() => xlsxOf({ Hosts: [["Hosts of the estate"], ...rows] })))
      // an empty cell keeps its column, the header stands above every window
      const cell = yield* passage("host-77 exporter")
      expect(cell.text).toContain("node | place | owner | what to do\n")
      expect(cell.text).toContain("host-77 |  | team-2 | restart")
      expect(cell.headingPath.join(" / ")).toMatch(/^Hosts \/ Rows \d+–\d+$/)
      const csv = yield* ingest("hosts.csv", Buffer.from(rows.map((cells) => cells.map((text) => (text.includes(",") ? `"${text}\nslowly"` : `csv${text}`)).join(",")).join("\r\n")))
      const record = yield* passage("csvhost-77 csvteam-2")
      expect(record.text).toContain("csvnode,csvplace,csvowner,csvwhat to do\n")
      expect(record.text).toContain("csvhost-77,csv,csvteam-2,\"restart the exporter, then look at its log\nslowly\"\n")
      expect(record.headingPath[0]).toMatch(/^Rows \d+–\d+$/)
      expect(csv.document.chunkCount).toBe(csv.text.match(/^## Rows/gm)!.length)
      const when = yield* ingest("when.xlsx", yield* Effect.promise(() => xlsxOf({ Windows: [["day", "at"], [new Date("2026-03-01T00:00:00Z"), new Date("2026-03-01T22:30:00Z")]] })))
      expect(when.text).toBe("# Windows\n\nday | at\n2026-03-01 | 2026-03-01T22:30:00Z\n")
      const page = "<h2>Errors of x_y_z</h2><table><thead><tr><th>code</th><th>meaning</th></tr></thead><tbody><tr><td>E_12</td><td><p>quota a|b</p></td></tr></tbody></table><p># no heading, kube_pod_status_phase</p>"
      expect((yield* ingest("codes.html", Buffer.from(`<html><body>${page}</body></html>`))).text).toBe("## Errors of x_y_z\n\n| code | meaning |\n| --- | --- |\n| E_12 | quota a\\|b |\n\n\\# no heading, kube_pod_status_phase")
      expect((yield* passage("kube_pod_status_phase")).title).toBe("codes")
    })))

    it.effect("text of any encoding, tables, settings and source code", () => me(Effect.gen(function*() {
      const utf16 = Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from("Größenänderung des Datenträgers\n", "utf16le").swap16()])
      expect((yield* ingest("u.txt", utf16)).text).toBe("Größenänderung des Datenträgers\n")
      expect((yield* ingest("l.txt", Buffer.from("Le disque est saturé, déjà signalé à l'équipe\n", "latin1"))).text).toContain("saturé, déjà")
      expect((yield* ingest("n.txt", Buffer.from("a note that was cut\0\0\0 by a crash\n"))).text).toBe("a note that was cut by a crash\n")
      for (const [name, body] of [["h.csv", "service,owner\nbilling,team-walrus\n"], ["v.json", "{\"replicas\":3,\"image\":\"walrus\"}"], ["k.yaml", "kind: Deployment\nname: walrus\n"], ["m.go", "package main\nfunc walrus() {}\n"]] as const) {
        expect(yield* ingest(name, Buffer.from(body))).toMatchObject({ job: { state: "done" }, document: { status: "indexed" }, text: body })
      }
    })))

    it.effect("a damaged or foreign file fails alone, with its reason and its attempts", () => me(Effect.gen(function*() {
      const bomb = yield* Effect.promise(() => zip([{ name: "[Content_Types].xml", content: "<Types/>" }, { name: "word/document.xml", content: " ".repeat(80 * 1024 * 1024) }]))
      const cases: ReadonlyArray<readonly [string, Uint8Array, RegExp]> = [
        ["broken.pdf", Buffer.concat([Buffer.from("%PDF-1.7\n"), Buffer.alloc(2_000, 7)]), /PDF is damaged/],
        ["broken.docx", (yield* Effect.promise(() => docxOf("x", ["y"]))).subarray(0, 600), /damaged/],
        ["bomb.docx", bomb, /expands/],
        ["picture.md", Buffer.from("\x89PNG\r\n\x1a\n0000", "latin1"), /binary \(png\)/],
        ["old.doc", Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), Buffer.alloc(600, 1)]), /Office 97/],
        ["blank.md", Buffer.from(" \n\n"), /no text/],
        ["long.pdf", pdfOf(Array.from({ length: 501 }, (_, i) => `p${i}`)), /first 500 of 501 pages/]
      ]
      for (const [name, bytes, reason] of cases) {
        const found = yield* ingest(name, bytes)
        expect(found, name).toMatchObject({ job: { state: "failed", attempt: 1 }, document: { status: "failed", attempts: 1, chunkCount: 0 } })
        expect(found.document.statusReason, name).toMatch(reason)
        expect(found.job?.error, name).toMatch(reason)
      }
      expect((yield* ingest("fine.md", Buffer.from("# Fine\n\nstill works"))).document.status).toBe("indexed")
    })))
  })
})
