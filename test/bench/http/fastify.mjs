// The peer: Fastify doing the same work by hand (bearer verified on every
// request, one case read, twenty listed, one written, one changed, messages
// read) over better-sqlite3 (WAL, synchronous FULL) or a pg pool.
import { createPublicKey, verify } from "node:crypto"
import Database from "better-sqlite3"
import Fastify from "fastify"
import pg from "pg"

const [, , store, jwk, withAuth] = process.argv
const key = createPublicKey({ key: JSON.parse(jwk), format: "jwk" })
const CASES = "case_id TEXT PRIMARY KEY, owner_id TEXT NOT NULL, title TEXT NOT NULL, description TEXT NOT NULL, status TEXT NOT NULL, priority TEXT NOT NULL, metadata TEXT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL"
const MESSAGES = "message_id TEXT PRIMARY KEY, case_id TEXT NOT NULL, position INTEGER NOT NULL, role TEXT NOT NULL, content TEXT NOT NULL, created_at BIGINT NOT NULL"
const SQL = {
  get: "SELECT * FROM cases WHERE case_id = ? AND owner_id = ?",
  list: "SELECT * FROM cases WHERE owner_id = ? ORDER BY updated_at DESC LIMIT ? OFFSET ?",
  count: "SELECT COUNT(*) AS n FROM cases WHERE owner_id = ?",
  insert: "INSERT INTO cases VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
  update: "UPDATE cases SET title = ?, updated_at = ? WHERE case_id = ? AND owner_id = ? RETURNING *",
  message: "INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?)",
  messages: "SELECT * FROM messages WHERE case_id = ? ORDER BY position"
}
const DDL = [`CREATE TABLE IF NOT EXISTS cases (${CASES})`, "CREATE INDEX IF NOT EXISTS cases_owner ON cases (owner_id, updated_at)", `CREATE TABLE IF NOT EXISTS messages (${MESSAGES})`, "CREATE INDEX IF NOT EXISTS messages_case ON messages (case_id, position)"]

/** name → function of the parameters that answers rows */
const open = async () => {
  if (!store.startsWith("postgresql:")) {
    const db = new Database(store)
    db.pragma("journal_mode = WAL")
    db.pragma("synchronous = FULL")
    for (const ddl of DDL) db.exec(ddl)
    return Object.fromEntries(Object.entries(SQL).map(([name, text]) => {
      const statement = db.prepare(text)
      return [name, statement.reader ? (...values) => statement.all(...values) : (...values) => statement.run(...values)]
    }))
  }
  pg.types.setTypeParser(20, Number)
  const pool = new pg.Pool({ connectionString: store, max: 10 })
  for (const ddl of DDL) await pool.query(ddl)
  return Object.fromEntries(Object.entries(SQL).map(([name, text]) => {
    let n = 0
    const prepared = text.replace(/\?/g, () => `$${++n}`)
    return [name, async (...values) => (await pool.query({ name, text: prepared, values })).rows]
  }))
}
const db = await open()

const subject = (request, reply) => {
  if (withAuth !== "auth") return "usr_bench"
  const token = (request.headers.authorization ?? "").slice(7)
  const [head, body, signature] = token.split(".")
  if (signature === undefined || !verify(null, Buffer.from(`${head}.${body}`), key, Buffer.from(signature, "base64url"))) {
    reply.code(401)
    return null
  }
  const claims = JSON.parse(Buffer.from(body, "base64url").toString())
  if (claims.exp * 1000 < Date.now()) {
    reply.code(401)
    return null
  }
  return "usr_bench"
}
const view = (row) => ({ ...row, user_id: row.owner_id, metadata: JSON.parse(row.metadata), created_at: new Date(row.created_at).toISOString(), updated_at: new Date(row.updated_at).toISOString() })
const item = { type: "object", properties: { case_id: { type: "string" }, owner_id: { type: "string" }, user_id: { type: "string" }, title: { type: "string" }, description: { type: "string" }, status: { type: "string" }, priority: { type: "string" }, metadata: { type: "object", additionalProperties: true }, created_at: { type: "string" }, updated_at: { type: "string" } } }
const message = { type: "object", properties: { message_id: { type: "string" }, case_id: { type: "string" }, role: { type: "string" }, content: { type: "string" }, created_at: { type: "string" } } }
const payload = { type: "object", properties: { title: { type: "string", maxLength: 200 }, priority: { type: "string" } } }
const missing = (reply) => reply.code(404).send({ detail: "not found" })

const app = Fastify({ logger: false })
app.get("/cases/:id", { schema: { response: { 200: item } } }, async (request, reply) => {
  const owner = subject(request, reply)
  if (owner === null) return { detail: "no" }
  const [row] = await db.get(request.params.id, owner)
  return row ? view(row) : missing(reply)
})
app.get("/cases", { schema: { response: { 200: { type: "object", properties: { cases: { type: "array", items: item }, total: { type: "integer" } } } } } }, async (request, reply) => {
  const owner = subject(request, reply)
  if (owner === null) return { detail: "no" }
  return { cases: (await db.list(owner, Number(request.query.page_size ?? 50), 0)).map(view), total: (await db.count(owner))[0].n }
})
app.post("/cases", { schema: { body: payload, response: { 201: item } } }, async (request, reply) => {
  const owner = subject(request, reply)
  if (owner === null) return { detail: "no" }
  const now = Date.now()
  const row = { case_id: `case_${Math.random().toString(16).slice(2, 14)}`, owner_id: owner, title: request.body.title, description: "", status: "consulting", priority: request.body.priority ?? "medium", metadata: "{}", created_at: now, updated_at: now }
  await db.insert(...Object.values(row))
  reply.code(201)
  return view(row)
})
app.put("/cases/:id", { schema: { body: payload, response: { 200: item } } }, async (request, reply) => {
  const owner = subject(request, reply)
  if (owner === null) return { detail: "no" }
  const [row] = await db.update(request.body.title, Date.now(), request.params.id, owner)
  return row ? view(row) : missing(reply)
})
app.post("/cases/:id/messages", async (request) => {
  await db.message(`msg_${Math.random().toString(16).slice(2, 14)}`, request.params.id, request.body.position, request.body.role, request.body.content, Date.now())
  return { ok: true }
})
app.get("/cases/:id/messages", { schema: { response: { 200: { type: "object", properties: { messages: { type: "array", items: message }, total_count: { type: "integer" } } } } } }, async (request, reply) => {
  const owner = subject(request, reply)
  if (owner === null) return { detail: "no" }
  const [row] = await db.get(request.params.id, owner)
  if (!row) return missing(reply)
  const messages = (await db.messages(row.case_id)).map((m) => ({ ...m, created_at: new Date(m.created_at).toISOString() }))
  return { messages, total_count: messages.length }
})
await app.listen({ port: 0, host: "127.0.0.1" })
console.log(`listening ${app.server.address().port}`)
