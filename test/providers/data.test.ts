import { createServer } from "node:net"
import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { SqlClient } from "@effect/sql"
import { describe, expect, it } from "@effect/vitest"
import { Chunk, ConfigProvider, Deferred, Duration, Effect, Fiber, Layer, Logger, Redacted, Stream } from "effect"
import * as postgres from "../../src/providers/data/postgres.js"
import * as sqlite from "../../src/providers/data/sqlite.js"
import * as servers from "../servers/servers.js"
import { dataContract } from "./data.contract.js"
import { onServer, postgresAt } from "./layers.js"
import { silentServer } from "./silent.js"

dataContract("SQLite", Layer.suspend(() => sqlite.layerAt(join(mkdtempSync(join(tmpdir(), "data-")), "contract.db"))))
const database = await servers.postgres()
onServer(database, ["data · PostgreSQL"], ({ url }) => dataContract("PostgreSQL", postgresAt(url)))

const changed = (change: (url: URL) => void): string => {
  const url = new URL(database!.url)
  change(url)
  return url.href
}
const failure = (layer: Layer.Layer<SqlClient.SqlClient, unknown>) =>
  Effect.map(Effect.flip(Effect.scoped(Layer.build(layer))), (error) => error as { readonly _tag: string; readonly message: string })
const quiet = Effect.provide(Logger.remove(Logger.defaultLogger))

describe.skipIf(database === null)("data · PostgreSQL, failures", () => {
  it.live("wrong credentials end the start at once and show no secret", () => Effect.gen(function*() {
    const error = yield* failure(postgresAt(changed((url) => void (url.password = "not-the-password")), { startDeadline: Duration.minutes(10) }))
    expect(error._tag).toBe("ProviderRefused")
    expect(error.message).toMatch(/password authentication failed/)
    expect(error.message).not.toContain("not-the-password")
  }))

  it.live("a database that does not exist is not found", () => Effect.gen(function*() {
    expect((yield* failure(postgresAt(changed((url) => void (url.pathname = "/nowhere")))))._tag).toBe("ProviderNotFound")
  }))

  it.live("an unreachable host is unavailable after the deadline, and named", () => Effect.gen(function*() {
    const error = yield* failure(postgresAt("postgresql://u:secret-value@127.0.0.1:1/db", { startDeadline: Duration.millis(300) }))
    expect(error._tag).toBe("ProviderUnavailable")
    expect(error.message).toContain("127.0.0.1:1/db")
    expect(error.message).not.toContain("secret-value")
  }).pipe(quiet))

  it.live("a server that never answers ends in a timeout", () => Effect.gen(function*() {
    const error = yield* failure(postgresAt(`postgresql://u:p@127.0.0.1:${yield* silentServer}/db`, { connectTimeout: Duration.millis(200), startDeadline: Duration.millis(100) }))
    expect(error._tag).toBe("ProviderTimeout")
  }).pipe(Effect.scoped, quiet))

  it.live("waits for a server that is still starting", () => Effect.gen(function*() {
    // a port that refuses at first; the proxy behind it opens after the first warning
    const target = new URL(database!.url)
    const { port } = yield* Effect.promise(() => import("../servers/process.js").then((module) => module.freePort())).pipe(Effect.map((free) => ({ port: free })))
    const warned = yield* Deferred.make<void>()
    const logger = Logger.replace(Logger.defaultLogger, Logger.make(({ message }) => void (String(message).includes("waiting for") && Effect.runSync(Deferred.succeed(warned, undefined)))))
    const boot = yield* Effect.fork(Effect.scoped(Layer.build(postgresAt(changed((url) => void (url.port = String(port))), { startDeadline: Duration.seconds(30) }))).pipe(Effect.provide(logger)))
    yield* Deferred.await(warned)
    yield* Effect.acquireRelease(
      Effect.async<{ close: () => void }>((resume) => {
        const server = createServer((socket) => {
          const upstream = import("node:net").then(({ connect }) => connect(Number(target.port), target.hostname))
          void upstream.then((peer) => {
            socket.pipe(peer).pipe(socket)
            socket.on("error", () => peer.destroy())
            peer.on("error", () => socket.destroy())
          })
        }).listen(port, "127.0.0.1", () => resume(Effect.succeed({ close: () => void server.close() })))
      }),
      (server) => Effect.sync(server.close)
    )
    expect((yield* Fiber.await(boot))._tag).toBe("Success")
  }).pipe(Effect.scoped))

  it.live("a statement beyond its time is ended by the server, and the next is served", () => Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const error = yield* Effect.flip(sql`SELECT pg_sleep(20)`)
    expect(postgres.toProviderError(error, "here")._tag).toBe("ProviderTimeout")
    expect(yield* sql`SELECT 1 AS one`).toEqual([{ one: 1 }])
  }).pipe(Effect.provide(Layer.suspend(() => postgresAt(database!.url, { statementTimeout: Duration.millis(100) })))))

  it.live("connections that the server ends are replaced", () => Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const mine = yield* sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`
    const other = yield* Layer.build(postgresAt(database!.url))
    yield* Effect.provide(Effect.flatMap(SqlClient.SqlClient, (admin) => admin`SELECT pg_terminate_backend(${mine[0]!.pid})`), other)
    expect(yield* Effect.retry(sql`SELECT 1 AS one`, { times: 2 })).toEqual([{ one: 1 }])
    // in a transaction the loss is an error, and the pool goes on
    const lost = yield* Effect.exit(sql.withTransaction(Effect.gen(function*() {
      const inside = yield* sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`
      yield* Effect.provide(Effect.flatMap(SqlClient.SqlClient, (admin) => admin`SELECT pg_terminate_backend(${inside[0]!.pid})`), other)
      return yield* sql`SELECT 1`
    })))
    expect(lost._tag).toBe("Failure")
    expect(yield* Effect.retry(sql`SELECT 1 AS one`, { times: 2 })).toEqual([{ one: 1 }])
  }).pipe(Effect.scoped, Effect.provide(Layer.suspend(() => Layer.fresh(postgresAt(database!.url, { poolSize: 2 }))))))

  it.live("statements that come again are kept by their connection, those of one time and without parameters are not", () => Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const kept = Effect.map(sql<{ statement: string }>`SELECT statement FROM pg_prepared_statements ORDER BY statement`, (rows) => rows.map((row) => row.statement))
    for (let i = 0; i < 3; i++) expect(yield* sql`SELECT ${i}::int8 AS n`).toEqual([{ n: i }])
    yield* sql`SELECT ${1}::int8 AS once`
    for (let i = 0; i < 3; i++) yield* sql`SELECT 1 AS plain`
    expect(yield* kept).toEqual(["SELECT $1::int8 AS n"])
    expect(yield* sql`SELECT ${4}::int8 AS n`.values).toEqual([[4]])
  }).pipe(Effect.provide(Layer.suspend(() => Layer.fresh(postgresAt(database!.url, { poolSize: 1 }))))))

  it.live("none is kept where a pooler could not", () => Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    for (let i = 0; i < 3; i++) yield* sql`SELECT ${i}::int8 AS n`
    expect(yield* sql`SELECT statement FROM pg_prepared_statements`).toEqual([])
  }).pipe(Effect.provide(Layer.suspend(() => Layer.fresh(postgresAt(database!.url, { poolSize: 1, prepare: false }))))))

  it.live("a plan that no longer fits its table, or that the server has forgotten, is made anew without an error", () => Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const kept = Effect.map(sql<{ n: number }>`SELECT COUNT(*) AS n FROM pg_prepared_statements`, (rows) => rows[0]!.n)
    yield* sql`CREATE TEMPORARY TABLE animals (name TEXT)`
    yield* sql`INSERT INTO animals VALUES ('walrus')`
    const read = (name: string) => sql`SELECT * FROM animals WHERE name = ${name}`
    for (let i = 0; i < 3; i++) yield* read("walrus")
    yield* sql`ALTER TABLE animals ADD COLUMN age INTEGER`
    for (let i = 0; i < 3; i++) expect(yield* read("walrus")).toEqual([{ name: "walrus", age: null }])
    expect(yield* kept).toBeGreaterThan(1)
    yield* sql`DEALLOCATE ALL`
    for (let i = 0; i < 3; i++) expect(yield* read("walrus")).toEqual([{ name: "walrus", age: null }])
    expect(yield* kept, "a server or pooler that forgets is not given names any more").toBe(0)
  }).pipe(Effect.provide(Layer.suspend(() => Layer.fresh(postgresAt(database!.url, { poolSize: 1 }))))))

  it.live("rows can be streamed", () => Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    expect(Chunk.toReadonlyArray(yield* Stream.runCollect(sql<{ n: number }>`SELECT n FROM generate_series(1, ${300}::int) AS n`.stream)).length).toBe(300)
  }).pipe(Effect.provide(Layer.suspend(() => postgresAt(database!.url)))))

  it.live("takes the older deployment's address and libpq's encryption names", () => Effect.gen(function*() {
    const configured = (url: string) => Effect.scoped(Layer.build(postgres.layer)).pipe(
      Effect.withConfigProvider(ConfigProvider.fromMap(new Map([["DATABASE_URL", url], ["DATABASE_START_DEADLINE", "1 millis"]]))), quiet)
    yield* configured(database!.url.replace("postgresql:", "postgresql+asyncpg:"))
    yield* configured(`${database!.url.replace("postgresql:", "postgres:")}?sslmode=disable`)
    // the server has no certificate: asking for encryption must not go on without it
    for (const parameter of ["sslmode", "ssl"]) {
      const error = yield* Effect.flip(configured(`${database!.url}?${parameter}=require`))
      expect(String(error)).toMatch(/SSL/)
    }
    expect(yield* Effect.flip(configured("mysql://u:p@h/db"))).toHaveProperty("_op")
  }))

  it.live("a pool that is too large or none is refused before anything is opened", () => Effect.gen(function*() {
    for (const size of ["0", "201", "many"]) {
      const loaded = yield* Effect.either(Effect.withConfigProvider(postgres.settings, ConfigProvider.fromMap(new Map([["DATABASE_URL", "postgresql://u:p@h/db"], ["DATABASE_POOL_SIZE", size]]))))
      expect(loaded._tag).toBe("Left")
    }
    const good = yield* Effect.withConfigProvider(postgres.settings, ConfigProvider.fromMap(new Map([["DATABASE_URL", "postgresql://u:p@h/db"]])))
    expect(Redacted.value(good.url)).toBe("postgresql://u:p@h/db")
    expect(String(good.url)).not.toContain("p@h")
  }))
})
