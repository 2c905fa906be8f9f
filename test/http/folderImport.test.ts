import { createHash } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import pg from "pg"
import Database from "better-sqlite3"
import { join } from "node:path"
import { readdir } from "node:fs/promises"
import { postgres } from "../servers/servers.js"
import { type Client, removeFolder, type RunningServer, signIn, startServer, until } from "../support/server.js"
import { zip } from "../modules/evidence/support/files.js"

const TABLES = ["documents", "chunks", "chunk_terms", "document_terms", "vectors"]
const digest = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("hex")

/** The database from beside the server: a fingerprint that any write of a row changes, and how many rows there are. */
interface Looking { readonly fingerprint: () => Promise<string>; readonly rows: () => Promise<Record<string, number>>; readonly end: () => Promise<void> }

const onSqlite = (folder: string): Looking => {
  const db = new Database(join(folder, "faultmaven.db"), { readonly: true })
  return {
    // what is written again as it was keeps no number of its own here: the index's blocks and the times of the documents would differ
    fingerprint: async () => digest([...TABLES, "chunk_words_data"].map((table) => db.prepare(`SELECT * FROM ${table}`).all())),
    rows: async () => Object.fromEntries([...TABLES, "chunk_words_docsize"].map((table) => [table, (db.prepare(`SELECT COUNT(*) AS n FROM ${table}`).get() as { readonly n: number }).n])),
    end: async () => void db.close()
  }
}

const onPostgres = async (url: string): Promise<Looking> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const all = async <A>(ask: (table: string) => Promise<A>): Promise<ReadonlyArray<A>> => {
    const answers: Array<A> = []
    for (const table of TABLES) answers.push(await ask(table))
    return answers
  }
  return {
    // the transaction that wrote each row
    fingerprint: async () => digest(await all(async (table) => (await client.query(`SELECT xmin::text, ctid::text FROM ${table} ORDER BY ctid`)).rows)),
    rows: async () => Object.fromEntries(await all(async (table) => [table, Number((await client.query(`SELECT COUNT(*) AS n FROM ${table}`)).rows[0].n)] as const)),
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
    const job = await until(() => client.get(`/api/v1/knowledge/jobs/${body.job_id}`), ({ body: found }) => found.status === "completed" || found.status === "failed", 3_000)
    return job.body
  }

  it("takes in five hundred, writes nothing the second time, and forgets them without a trace", async () => {
    const files = Array.from({ length: 500 }, (_, i) => ({ name: `group${i % 10}/page-${i}.md`, content: page(i) }))
    const broken = { name: "broken.pdf", content: "%PDF-1.7 nothing of the kind" }
    // the same file twice and its copy elsewhere, side by side, where they could be written at the same time
    const entries = [...files.slice(0, 1), { name: "group0/page-0.md", content: page(0) }, { name: "other/page-0.md", content: page(0) }, ...files.slice(1), broken]
    const archive = await zip(entries)
    const first = await importing(archive)
    expect(first.result.counts).toEqual({ created: 500, updated: 0, unchanged: 1, duplicate: 1, skipped: 0, failed: 1 })
    expect(first.result.files.map((file: { path: string }) => file.path)).toEqual(entries.map(({ name: path }) => `ops/${path}`))
    expect(first.result.files.at(-1)).toMatchObject({ status: "failed", document_id: null, reason: expect.stringMatching(/damaged/) })
    const { chunks, ...rows } = await looking.rows()
    expect(chunks).toBeGreaterThan(1_000)
    expect(rows).toMatchObject({ documents: 500, document_terms: 500, chunk_terms: chunks })

    const before = await looking.fingerprint()
    const second = await importing(archive)
    expect(second.result.counts).toEqual({ created: 0, updated: 0, unchanged: 501, duplicate: 1, skipped: 0, failed: 1 })
    expect(await looking.fingerprint()).toBe(before)
    expect((await client.post("/api/v1/knowledge/search", { query: "narwhal77 service" })).body.results[0]?.title).toBe("page-77")

    for (const id of new Set(first.result.files.flatMap((file: { document_id: string | null }) => file.document_id ?? []))) {
      expect((await client.del(`/api/v1/knowledge/documents/${id}`)).status).toBeLessThan(300)
    }
    for (const [table, n] of Object.entries(await looking.rows())) expect(n, table).toBe(0)
    expect((await readdir(server.dataFolder, { recursive: true })).filter((path) => /(knowledge|imports)\/./.test(path))).toEqual([])
  }, 240_000)

  it("takes a path as long as paths may be, of characters of three bytes", async () => {
    // no two alike side by side: an index would store a repetition in few bytes
    const name = (length: number) => `${Array.from({ length: length - 3 }, (_, i) => (i % 100 === 99 ? "/" : String.fromCodePoint(0x4e00 + (i * 7_919 + i * i * 31) % 20_000))).join("")}.md`
    const archive = await zip([{ name: name(996), content: page(1) }, { name: name(998), content: page(2) }])
    const first = await importing(archive)
    expect(first.status).toBe("completed")
    expect(first.result.files).toEqual([
      expect.objectContaining({ path: `ops/${name(996)}`, status: "created" }),
      expect.objectContaining({ status: "failed", reason: "its path is longer than 1000 characters" })
    ])
    expect((await importing(archive)).result.counts).toMatchObject({ created: 0, unchanged: 1, failed: 1 })
    expect((await client.del(`/api/v1/knowledge/documents/${first.result.files[0].document_id}`)).status).toBeLessThan(300)
  }, 240_000)
})

suite("SQLite", () => ({}), async (server) => onSqlite(server.dataFolder))
const database = await postgres()
if (database !== null) suite("PostgreSQL", () => ({ PROFILE: "team", DATABASE_URL: database.url }), () => onPostgres(database.url))
