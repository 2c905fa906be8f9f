// What a search costs among 10,000 chunks, on SQLite (a file) and on PostgreSQL.
// Each asked text is an alert's words with one word left out, another one every
// time: no text is asked twice. "first" is the first round of a new process on
// an index it has not read yet; the others are its later rounds. CPU
// milliseconds are those of this process and of PostgreSQL.
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { SqlClient } from "@effect/sql"
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
import { asTheServer } from "./asTheServer.js"
import { available, distractors, readPairs } from "./corpus.js"
import { measureCpu } from "./cpu.js"

const ROUNDS = Number(process.env["BENCH_ROUNDS"] ?? 20)
const PAGES = Number(process.env["BENCH_DISTRACTORS"] ?? 1_500)
const wanted = (process.env["BENCH_DATABASES"] ?? "sqlite,postgres").split(",")
const actor = { userId: "usr_bench", username: "bench", email: "", roles: ["user"], organizationId: "default", teamIds: [], loginId: null, scopes: null, anonymous: false }

if (!available) {
  console.log("SKIPPED: ../shared/data/runbooks is not here")
  process.exit(process.env["CI"] === "true" ? 1 : 0)
}

type Database = Layer.Layer<SqlClient.SqlClient, unknown>
const on = <A>(database: Database, effect: Effect.Effect<A, unknown, Knowledge | SqlClient.SqlClient | CurrentActor>) => Effect.runPromise(effect.pipe(
  Effect.provideService(CurrentActor, actor),
  Effect.provide(layer.pipe(Layer.provide([hashEmbedding, memoryVectors, noModel]), Layer.provide(memoryFiles), Layer.provide(jobsWith({ pollMs: 60_000 })), Layer.provideMerge(database), Layer.orDie)),
  Effect.provide(Logger.minimumLogLevel(LogLevel.Error)), asTheServer
))

const { pairs, runbooks } = readPairs()
const texts = [...new Set(pairs.map((pair) => pair.query.slice(0, 1_000)))]
const asked = (round: number) => texts.map((text) => text.split(" ").filter((_, i, words) => i !== round % words.length).join(" "))

const fill = Effect.gen(function*() {
  const knowledge = yield* Knowledge
  let chunks = 0
  for (const page of [...runbooks, ...distractors(PAGES)]) chunks += (yield* knowledge.create({ title: page.title, content: page.content, documentType: "runbook" })).chunkCount
  return chunks
})

/** CPU and wall milliseconds a query, round by round. */
const rounds = Effect.gen(function*() {
  const knowledge = yield* Knowledge
  const results: Array<{ readonly own: number; readonly children: number; readonly wall: number }> = []
  for (let round = 0; round < ROUNDS; round++) {
    const cpu = measureCpu()
    const walls: Array<number> = []
    for (const query of asked(round)) {
      const begun = performance.now()
      yield* knowledge.search({ query, mode: "hybrid", limit: 10 })
      walls.push(performance.now() - begun)
    }
    const { children, own } = cpu()
    results.push({ own: own * 1_000 / texts.length, children: children * 1_000 / texts.length, wall: median(walls) })
  }
  return results
})

const median = (values: ReadonlyArray<number>): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!

const measure = async (name: string, database: Database) => {
  const chunks = await on(database, fill)
  // what the database does in the background of so many writes is no search's cost
  await on(database, Effect.flatMap(SqlClient.SqlClient, (sql) => sql.onDialectOrElse({ pg: () => Effect.asVoid(sql.unsafe("VACUUM ANALYZE")), orElse: () => Effect.void })))
  // a second service on the same data has nothing of the first one's memory but its compiled code
  const [first, ...later] = await on(database, rounds)
  const cpu = ({ children, own }: { readonly own: number; readonly children: number }) => own + children
  console.log(`| ${name} | ${chunks} | ${cpu(first!).toFixed(1)} | ${median(later.map(cpu)).toFixed(1)} | ${median(later.map((r) => r.own)).toFixed(1)} | ${median(later.map((r) => r.wall)).toFixed(1)} |`)
}

console.log(`\n${texts.length} alerts, each round in other words; goal ≤ 5 ms CPU a query\n`)
console.log("| database | chunks | first round, CPU ms a query | later rounds, median | of this process | wall ms, median |\n|---|---|---|---|---|---|")
if (wanted.includes("sqlite")) {
  const folder = mkdtempSync(join(tmpdir(), "fm-search-"))
  await measure("SQLite", sqliteAt(join(folder, "faultmaven.db")))
  rmSync(folder, { recursive: true })
}
if (wanted.includes("postgres")) {
  const server = await startPostgres()
  if ("missing" in server) console.log(`\nSKIPPED PostgreSQL: ${server.missing}`)
  else {
    await measure("PostgreSQL", postgresAt({ url: Redacted.make(await freshDatabase(server.url)), poolSize: 10, connectTimeout: Duration.seconds(5), statementTimeout: Duration.zero, startDeadline: Duration.seconds(20) }))
    await server.stop()
  }
}
process.exit(0)
