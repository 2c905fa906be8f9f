// How fast documents are chunked, analysed and written, one after the other as
// a folder import does it, on SQLite and on PostgreSQL; no embedding model.
// Each figure is the median of BENCH_ROUNDS rounds on an empty database. CPU
// seconds are those of this process and, where it can be told, of PostgreSQL:
// one after the other they are the time that a machine of its own would need.
// The PostgreSQL of the tests runs without fsync, as test/servers/postgres.ts says.
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Duration, Effect, Layer, Logger, LogLevel, Redacted } from "effect"
import { CurrentActor } from "../../../src/modules/kernel/actor.js"
import { Knowledge } from "../../../src/modules/knowledge/index.js"
import { layer } from "../../../src/modules/knowledge/layer.js"
import { layerAt as postgresAt } from "../../../src/providers/data/postgres.js"
import { layerAt as sqliteAt } from "../../../src/providers/data/sqlite.js"
import { layer as hashEmbedding } from "../../../src/providers/embedding/hash.js"
import { layer as memoryFiles } from "../../../src/providers/files/memory.js"
import { layerWith as jobsWith } from "../../../src/providers/jobs/sql.js"
import { layer as memoryVectors } from "../../../src/providers/vectors/memory.js"
import { freshDatabase, startPostgres } from "../../servers/postgres.js"
import { noModel } from "../../support/layers.js"
import { distractors } from "./corpus.js"
import { cpuSeconds } from "./cpu.js"

const ROUNDS = Number(process.env["BENCH_ROUNDS"] ?? 3)
const wanted = (process.env["BENCH_DATABASES"] ?? "sqlite,file,postgres").split(",")
const pages = distractors(Number(process.env["BENCH_DISTRACTORS"] ?? 1_200))
const actor = { userId: "usr_bench", username: "bench", email: "", roles: ["user"], organizationId: "default", teamIds: [], loginId: null, scopes: null, anonymous: false }

const round = Effect.gen(function*() {
  const knowledge = yield* Knowledge
  const cpu = cpuSeconds()
  const wall = performance.now()
  let chunks = 0
  for (const page of pages) chunks += (yield* knowledge.create({ title: page.title, content: page.content, documentType: "guide" })).chunkCount
  const wallSeconds = (performance.now() - wall) / 1_000
  const after = cpuSeconds()
  return { chunks, wall: wallSeconds, own: after.own - cpu.own, children: after.children - cpu.children }
}).pipe(Effect.provideService(CurrentActor, actor))

const median = (values: ReadonlyArray<number>): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!

const measure = async (name: string, database: () => Promise<{ readonly layer: Layer.Layer<import("@effect/sql").SqlClient.SqlClient, unknown>; readonly remove: () => void }>) => {
  const rounds: Array<{ readonly chunks: number; readonly wall: number; readonly own: number; readonly children: number }> = []
  for (let i = 0; i < ROUNDS; i++) {
    const { layer: data, remove } = await database()
    const knowledge = layer.pipe(Layer.provide([hashEmbedding, memoryVectors, noModel]), Layer.provide(memoryFiles), Layer.provide(jobsWith({ pollMs: 1_000 })), Layer.provideMerge(data), Layer.orDie)
    rounds.push(await Effect.runPromise(round.pipe(Effect.provide(knowledge), Effect.provide(Logger.minimumLogLevel(LogLevel.Error)))))
    remove()
  }
  const of = (rate: (r: typeof rounds[number]) => number) => Math.round(median(rounds.map(rate)))
  console.log(`| ${name} | ${pages.length} | ${rounds[0]!.chunks} | ${of((r) => r.chunks / r.wall)} | ${of((r) => r.chunks / (r.own + r.children))} | ${of((r) => r.chunks / r.own)} |`)
}

console.log(`\nWriting without embeddings, median of ${ROUNDS} (goal ≥ 5,000 chunks/s)\n`)
console.log("| database | documents | chunks | chunks/s | chunks per CPU-second of both | of the server |\n|---|---|---|---|---|---|")
if (wanted.includes("sqlite")) await measure("SQLite, in memory", async () => ({ layer: sqliteAt(":memory:"), remove: () => {} }))
if (wanted.includes("file")) {
  await measure("SQLite, a file that is synced", async () => {
    const folder = mkdtempSync(join(tmpdir(), "fm-ingest-"))
    return { layer: sqliteAt(join(folder, "faultmaven.db")), remove: () => rmSync(folder, { recursive: true }) }
  })
}
if (wanted.includes("postgres")) {
  const server = await startPostgres()
  if ("missing" in server) console.log(`\nSKIPPED PostgreSQL: ${server.missing}`)
  else {
    await measure("PostgreSQL", async () => ({
      layer: postgresAt({ url: Redacted.make(await freshDatabase(server.url)), poolSize: 10, connectTimeout: Duration.seconds(5), statementTimeout: Duration.zero, startDeadline: Duration.seconds(20) }),
      remove: () => {}
    }))
    await server.stop()
  }
}
process.exit(0)
