// How fast documents are chunked, analysed and written, on SQLite and on
// PostgreSQL, with no embedding model: as files of a folder that is imported,
// as so many folders one after the other (the same pages, each with a line of
// its own: what a process does once its code is compiled and its words are
// known), and as texts that are created one after the other. Beside it how long
// the event loop was held up meanwhile (99th percentile and longest, ms).
// Each figure is the median of BENCH_ROUNDS rounds on an empty database. CPU
// seconds are those of this process and, where it can be told, of PostgreSQL:
// one after the other they are the time that a machine of its own would need.
// The PostgreSQL of the tests runs without fsync, as test/servers/postgres.ts says.
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { monitorEventLoopDelay } from "node:perf_hooks"
import { SqlClient } from "@effect/sql"
import { Duration, Effect, Layer, Logger, LogLevel, Redacted, Stream } from "effect"
import { pack } from "tar-stream"
import { CurrentActor } from "../../../src/modules/kernel/actor.js"
import { Knowledge } from "../../../src/modules/knowledge/index.js"
import { layer } from "../../../src/modules/knowledge/layer.js"
import { layerAt as postgresAt } from "../../../src/providers/data/postgres.js"
import { layerAt as sqliteAt } from "../../../src/providers/data/sqlite.js"
import { layer as hashEmbedding } from "../../../src/providers/embedding/hash.js"
import { layer as memoryFiles } from "../../../src/providers/files/memory.js"
import { Jobs } from "../../../src/providers/jobs/Jobs.js"
import { layerWith as jobsWith } from "../../../src/providers/jobs/sql.js"
import { layer as memoryVectors } from "../../../src/providers/vectors/memory.js"
import { freshDatabase, startPostgres } from "../../servers/postgres.js"
import { noModel } from "../../support/layers.js"
import { asTheServer } from "./asTheServer.js"
import { distractors } from "./corpus.js"
import { measureCpu } from "./cpu.js"

const ROUNDS = Number(process.env["BENCH_ROUNDS"] ?? 3)
const wanted = (process.env["BENCH_DATABASES"] ?? "sqlite,file,postgres").split(",")
const FOLDERS = Number(process.env["BENCH_FOLDERS"] ?? 8)
const ways = (process.env["BENCH_WAYS"] ?? "folder,folders,one by one").split(",")
const pages = distractors(Number(process.env["BENCH_DISTRACTORS"] ?? 1_200))
const actor = { userId: "usr_bench", username: "bench", email: "", roles: ["user"], organizationId: "default", teamIds: [], loginId: null, scopes: null, anonymous: false }

interface Round { readonly chunks: number; readonly wall: number; readonly own: number; readonly children: number; readonly p99: number; readonly longest: number }

const measured = <E, R>(work: Effect.Effect<number, E, R>): Effect.Effect<Round, E, R> => Effect.gen(function*() {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const cpu = measureCpu()
  const wall = performance.now()
  const chunks = yield* work
  const wallSeconds = (performance.now() - wall) / 1_000
  const { children, own } = cpu()
  delay.disable()
  return { chunks, wall: wallSeconds, own, children, p99: delay.percentile(99) / 1e6, longest: delay.max / 1e6 }
})

const created = Effect.flatMap(Knowledge, (knowledge) => Effect.reduce(pages, 0, (sum, page) =>
  Effect.map(knowledge.create({ title: page.title, content: page.content, documentType: "guide" }), ({ chunkCount }) => sum + chunkCount)))

/** An archive holds a thousand files at most. */
const archivesOf = (copy: number): Promise<ReadonlyArray<Buffer>> => Promise.all([pages.slice(0, pages.length / 2), pages.slice(pages.length / 2)].map(async (half) => {
  const out = pack()
  for (const page of half) out.entry({ name: `${copy}/${page.id.replace(/^\//, "").replaceAll("node_modules", "packages")}.md` }, copy === 0 ? page.content : `${page.content}\n\nRevision ${copy}.\n`)
  out.finalize()
  const parts: Array<Buffer> = []
  for await (const part of out) parts.push(Buffer.from(part as Uint8Array))
  return Buffer.concat(parts)
}))
const folders: Array<ReadonlyArray<Buffer>> = []
for (let copy = 0; copy < (ways.includes("folders") ? FOLDERS : 1); copy++) folders.push(await archivesOf(copy))

const importedFrom = (archives: ReadonlyArray<Buffer>) => Effect.gen(function*() {
  const knowledge = yield* Knowledge
  const jobs = yield* Jobs
  for (const archive of archives) {
    const { jobId } = yield* knowledge.importFiles({}, Stream.make(archive))
    const ended = yield* jobs.awaitEnd(jobId)
    if (ended?.state !== "done") return yield* Effect.dieMessage(`the import ended as ${ended?.state}: ${ended?.error}`)
  }
  const sql = yield* SqlClient.SqlClient
  return Number((yield* sql<{ n: number }>`SELECT SUM(chunk_count) AS n FROM documents`)[0]!.n)
})
const imported = importedFrom(folders[0]!)
const importedAll = importedFrom(folders.flat())

const median = (values: ReadonlyArray<number>): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!

type Database = () => Promise<{ readonly layer: Layer.Layer<SqlClient.SqlClient, unknown>; readonly remove: () => void }>

const measure = async (name: string, database: Database) => {
  for (const [way, work] of [["folder", imported], ["folders", importedAll], ["one by one", created]] as const) {
    if (!ways.includes(way)) continue
    const rounds: Array<Round> = []
    for (let i = 0; i < ROUNDS; i++) {
      const { layer: data, remove } = await database()
      const knowledge = layer.pipe(Layer.provide([hashEmbedding, memoryVectors, noModel]), Layer.provide(memoryFiles), Layer.provideMerge(jobsWith({ pollMs: 1_000 })), Layer.provideMerge(data), Layer.orDie)
      rounds.push(await Effect.runPromise(measured(work).pipe(Effect.provideService(CurrentActor, actor), Effect.provide(knowledge), Effect.provide(Logger.minimumLogLevel(LogLevel.Error)), asTheServer)))
      remove()
    }
    const of = (figure: (round: Round) => number) => Math.round(median(rounds.map(figure)))
    console.log(`| ${name} | ${way} | ${pages.length * (way === "folders" ? FOLDERS : 1)} | ${rounds[0]!.chunks} | ${of((r) => r.chunks / r.wall)} | ${of((r) => r.chunks / (r.own + r.children))} | ${of((r) => r.chunks / r.own)} | ${of((r) => r.p99)}, ${of((r) => r.longest)} |`)
  }
}

console.log(`\nWriting without embeddings, median of ${ROUNDS} (goal ≥ 5,000 chunks/s)\n`)
console.log("| database | way | documents | chunks | chunks/s | per CPU-second of server and database | of the server | event loop ms (p99, longest) |\n|---|---|---|---|---|---|---|---|")
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
