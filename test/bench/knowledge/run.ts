// Which runbook an alert's words find, with names and titles taken out of the
// runbooks and no embedding model, on SQLite and on PostgreSQL; how fast it is
// found among 10,000 chunks, and how fast chunks are written.
import { SqliteClient } from "@effect/sql-sqlite-node"
import { Effect, Layer, Logger, LogLevel, Redacted, Duration } from "effect"
import { CurrentActor } from "../../../src/modules/kernel/actor.js"
import { Knowledge } from "../../../src/modules/knowledge/index.js"
import { layer } from "../../../src/modules/knowledge/layer.js"
import { layerAt as postgresAt } from "../../../src/providers/data/postgres.js"
import { layer as hashEmbedding } from "../../../src/providers/embedding/hash.js"
import { layer as memoryFiles } from "../../../src/providers/files/memory.js"
import { layerWith as jobsWith } from "../../../src/providers/jobs/sql.js"
import { layer as memoryVectors } from "../../../src/providers/vectors/memory.js"
import { freshDatabase, startPostgres } from "../../servers/postgres.js"
import { crossValidated } from "./crossValidation.js"
import { available, distractors, type Page, type Pair, paraphrased, type Question, readPairs } from "./corpus.js"
import { noModel } from "../../support/layers.js"

const DISTRACTORS = Number(process.env["BENCH_DISTRACTORS"] ?? 1_200)
const actor = { userId: "usr_bench", username: "bench", email: "", roles: ["user"], organizationId: "default", teamIds: [], loginId: null, scopes: null, anonymous: false }

const knowledgeOn = (database: Layer.Layer<import("@effect/sql").SqlClient.SqlClient, unknown>) =>
  layer.pipe(Layer.provide([hashEmbedding, memoryVectors, noModel]), Layer.provide(memoryFiles), Layer.provide(jobsWith({ pollMs: 1_000 })), Layer.provideMerge(database), Layer.orDie)

const create = (page: Page) => Effect.flatMap(Knowledge, (knowledge) => knowledge.create({ title: page.title, content: page.content, documentType: "runbook", metadata: { id: page.id } }))

const ranksOf = <Q extends Question>(pairs: ReadonlyArray<Q>, ids: ReadonlyMap<string, string>, limit: number) => Effect.flatMap(Knowledge, (knowledge) => Effect.forEach(pairs, (pair) => Effect.map(
  knowledge.search({ query: pair.query.slice(0, 1_000), mode: "hybrid", limit }),
  ({ chunks }) => {
    const order = [...new Set(chunks.map((chunk) => ids.get(chunk.documentId)!))]
    const at = order.indexOf(pair.runbook)
    if (at !== 0 && process.env["BENCH_VERBOSE"] !== undefined) console.log(`${at} ${pair.runbook}: ${pair.query}\n     ${order.slice(0, 3).join(" | ")}`)
    return { pair, rank: at === -1 ? Number.POSITIVE_INFINITY : at + 1 }
  }
)))

const figures = (ranks: ReadonlyArray<{ readonly rank: number }>): string => {
  const hits = ranks.filter((r) => r.rank === 1).length / ranks.length
  const mrr = ranks.reduce((sum, r) => sum + 1 / r.rank, 0) / ranks.length
  return `${hits.toFixed(2)} | ${mrr.toFixed(2)}`
}

const cpuMs = (): number => {
  const used = process.cpuUsage()
  return (used.user + used.system) / 1_000
}

const measure = (database: string, withDistractors: number) => Effect.gen(function*() {
  const { pairs, runbooks } = readPairs()
  const pages = [...runbooks, ...distractors(withDistractors)]
  const begun = cpuMs()
  const wall = performance.now()
  const documents = yield* Effect.forEach(pages, (page) => Effect.map(create(page), (document) => ({ document, id: page.id })))
  const chunks = documents.reduce((sum, { document }) => sum + document.chunkCount, 0)
  const seconds = (performance.now() - wall) / 1_000
  const written = (cpuMs() - begun) / 1_000
  const ids = new Map(documents.map(({ document, id }) => [document.documentId, id]))
  const ranks = yield* ranksOf(pairs, ids, 50)
  const worded = yield* ranksOf(paraphrased(), ids, 50)
  const before = cpuMs()
  yield* ranksOf(pairs, ids, 10)
  const each = (cpuMs() - before) / pairs.length
  const of = (half: Pair["half"]) => figures(ranks.filter((r) => r.pair.half === half))
  console.log(`| ${database} | ${pages.length - runbooks.length} | ${chunks} | ${of("tuning")} | ${of("report")} | ${figures(ranks)} | ${figures(worded)} | ${each.toFixed(1)} | ${Math.round(chunks / seconds)} (${Math.round(chunks / written)}/CPU s) |`)
}).pipe(Effect.provideService(CurrentActor, actor))

if (!available) {
  console.log("SKIPPED: ../shared/data/runbooks is not here")
  process.exit(process.env["CI"] === "true" ? 1 : 0)
}
const quiet = Logger.minimumLogLevel(LogLevel.Error)
console.log("\nAlert → runbook, blind, no embedding model (goal with 1,000 others: hit@1 ≥ .80, MRR ≥ .86; without: .87, .92)\n")
console.log("| database | other pages | chunks | tuning hit@1 | MRR | report hit@1 | MRR | all hit@1 | MRR | paraphrased hit@1 | MRR | CPU ms a query (goal ≤ 5 at 10,000 chunks) | chunks/s written (goal ≥ 5,000) |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|")
for (const others of [0, DISTRACTORS]) {
  await Effect.runPromise(measure("SQLite", others).pipe(Effect.provide(knowledgeOn(SqliteClient.layer({ filename: ":memory:" }))), Effect.provide(quiet)))
}
console.log("\nEvery pair asked with ranking parameters chosen without its runbook (five folds), on the other pairs alone and on those and paraphrased alerts:\n\n| other pages | pairs | alone hit@1 | MRR | both hit@1 | MRR |\n|---|---|---|---|---|---|")
const { pairs, runbooks } = readPairs()
const { alone, both } = crossValidated([0, DISTRACTORS].map((others) => [...runbooks, ...distractors(others)]), pairs, paraphrased())
alone.forEach((held, i) => console.log(`| ${[0, DISTRACTORS][i]} | ${pairs.length} | ${[held, both[i]!].map(({ hit, mrr }) => `${hit.toFixed(2)} | ${mrr.toFixed(2)}`).join(" | ")} |`))
const server = process.env["BENCH_POSTGRES"] === "0" ? { missing: "BENCH_POSTGRES=0" } : await startPostgres()
if ("missing" in server) console.log(`\nSKIPPED PostgreSQL: ${server.missing}`)
else {
  const database = postgresAt({ url: Redacted.make(await freshDatabase(server.url)), poolSize: 10, connectTimeout: Duration.seconds(5), statementTimeout: Duration.zero, startDeadline: Duration.seconds(20) })
  await Effect.runPromise(measure("PostgreSQL", DISTRACTORS).pipe(Effect.provide(knowledgeOn(database)), Effect.provide(quiet)))
  await server.stop()
}
process.exit(0)
