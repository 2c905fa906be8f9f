import { randomBytes } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import pg from "pg"
import Database from "better-sqlite3"
import { join } from "node:path"
import { readdir } from "node:fs/promises"
import { postgres } from "../servers/servers.js"
import { type Client, removeFolder, type RunningServer, signIn, startServer, until } from "../support/server.js"
import { zip } from "../modules/evidence/support/files.js"

const TABLES = ["documents", "chunks", "chunk_terms", "document_terms", "vectors"]

/** Rows written since the tables exist, and rows that there are; on SQLite the latter with everything in them. */
interface Looking { readonly writes: () => Promise<string>; readonly rows: () => Promise<Record<string, number>>; readonly end: () => Promise<void> }

const onSqlite = (folder: string): Looking => {
  const db = new Database(join(folder, "faultmaven.db"), { readonly: true })
  const one = (statement: string): number => (db.prepare(statement).get() as { readonly n: number }).n
  return {
    writes: async () => JSON.stringify([...TABLES, "chunk_words_data"].map((table) => db.prepare(`SELECT * FROM ${table}`).all())),
    rows: async () => Object.fromEntries([...TABLES.map((table) => [table, one(`SELECT COUNT(*) AS n FROM ${table}`)]), ["chunk_words", one("SELECT COUNT(*) AS n FROM chunk_words_docsize")]]),
    end: async () => void db.close()
  }
}

const onPostgres = async (url: string): Promise<Looking> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return {
    writes: async () => {
      // a backend reports what it has done when it has been idle
      await until(() => client.query("SELECT pg_stat_force_next_flush()"), () => true)
      const { rows } = await client.query("SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_user_tables WHERE relname = ANY ($1) ORDER BY relname", [TABLES])
      return JSON.stringify([rows, (await client.query("SELECT document_id, xmin::text FROM documents ORDER BY 1")).rows, (await client.query("SELECT chunk_id, xmin::text FROM chunks ORDER BY 1")).rows, (await client.query("SELECT n, xmin::text FROM chunk_terms ORDER BY 1")).rows])
    },
    rows: async () => Object.fromEntries(await Promise.all(TABLES.map(async (table) => [table, Number((await client.query(`SELECT COUNT(*) AS n FROM ${table}`)).rows[0].n)] as const))),
    end: () => client.end()
  }
}

const page = (i: number): string => `# Runbook ${i}\n\nRestart the narwhal${i} service.\n\n## Steps\n\n${Array.from({ length: 30 }, (_, k) => `${k}. Drain node${(i * 31 + k) % 97} and check queue depth of shard ${k} before the walrus${i % 13} job runs again.`).join("\n")}\n`

const suite = (name: string, env: () => Record<string, string>, look: (server: RunningServer) => Promise<Looking>) => describe(`a folder of files, imported over HTTP, on ${name}`, () => {
  let server: RunningServer, client: Client, looking: Looking
  beforeAll(async () => {
    server = await startServer({ env: env() })
    client = await signIn(server.url)
    looking = await look(server)
  })
  afterAll(async () => {
    await looking?.end()
    await server?.stop()
    if (server !== undefined) await removeFolder(server.dataFolder)
  })

  const importing = async (archive: Buffer) => {
    const form = new FormData()
    form.set("files", new Blob([archive]), "ops.zip")
    const { body, status } = await client.post("/api/v1/documents/import", form)
    expect(status).toBe(202)
    const job = await until(() => client.get(`/api/v1/knowledge/jobs/${body.job_id}`), ({ body: found }) => ["done", "failed", "completed"].includes(found.state ?? found.status), 1_200)
    return job.body
  }

  it("takes in five hundred, writes nothing the second time, and forgets them without a trace", async () => {
    const files = Array.from({ length: 500 }, (_, i) => ({ name: `group${i % 10}/page-${i}.md`, content: page(i) }))
    const archive = await zip([...files, { name: "broken.pdf", content: Buffer.concat([Buffer.from("%PDF-1.7\n"), randomBytes(500)]) }, { name: "group0/same.md", content: page(0) }])
    const began = performance.now()
    const first = await importing(archive)
    const took = performance.now() - began
    console.log(JSON.stringify(first).slice(0, 300))
    const rows = await looking.rows()
    console.log(name, rows, `${Math.round(rows["chunks"]! / (took / 1000))} chunks/s end to end`)
    expect(first.result.counts).toMatchObject({ created: 501, failed: 1 })
    expect(rows).toMatchObject({ documents: 501 })
    const before = await looking.writes()
    const second = await importing(archive)
    expect(second.result.counts).toMatchObject({ created: 0, updated: 0, unchanged: 501, failed: 1 })
    expect(await looking.writes()).toBe(before)
    const { body } = await client.post("/api/v1/knowledge/search", { query: "narwhal77 service", limit: 1 })
    console.log(JSON.stringify(body).slice(0, 300))
    const ids: Array<string> = second.result.files.flatMap((file: { document_id: string | null }) => file.document_id ?? [])
    for (const id of ids) expect((await client.del(`/api/v1/knowledge/documents/${id}`)).status).toBeLessThan(300)
    for (const n of Object.values(await looking.rows())) expect(n).toBe(0)
    const kept = await readdir(server.dataFolder, { recursive: true })
    expect(kept.filter((path) => /(knowledge|imports)\//.test(path))).toEqual([])
  })
})

suite("SQLite", () => ({}), async (server) => onSqlite(server.dataFolder))
const database = await postgres()
if (database !== null) suite("PostgreSQL", () => ({ PROFILE: "team", DATABASE_URL: database.url }), () => onPostgres(database.url))
