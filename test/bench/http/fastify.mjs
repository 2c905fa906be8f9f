// The peer: Fastify + better-sqlite3 doing the same work (bearer verified on
// every request, one case read, twenty listed, one written, WAL, synchronous FULL).
import { createPublicKey, verify } from "node:crypto"
import Database from "better-sqlite3"
import Fastify from "fastify"

const [, , file, jwk, withAuth] = process.argv
const db = new Database(file)
db.pragma("journal_mode = WAL")
db.pragma("synchronous = FULL")
db.exec("CREATE TABLE IF NOT EXISTS cases (case_id TEXT PRIMARY KEY, owner_id TEXT NOT NULL, title TEXT NOT NULL, description TEXT NOT NULL, status TEXT NOT NULL, priority TEXT NOT NULL, metadata TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL)")
db.exec("CREATE INDEX IF NOT EXISTS cases_owner ON cases (owner_id, updated_at)")
const key = createPublicKey({ key: JSON.parse(jwk), format: "jwk" })
const get = db.prepare("SELECT * FROM cases WHERE case_id = ? AND owner_id = ?")
const list = db.prepare("SELECT * FROM cases WHERE owner_id = ? ORDER BY updated_at DESC LIMIT ? OFFSET ?")
const count = db.prepare("SELECT COUNT(*) AS n FROM cases WHERE owner_id = ?")
const insert = db.prepare("INSERT INTO cases VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")

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

const app = Fastify({ logger: false })
app.get("/cases/:id", { schema: { response: { 200: item } } }, (request, reply) => {
  const owner = subject(request, reply)
  if (owner === null) return { detail: "no" }
  const row = get.get(request.params.id, owner)
  if (!row) return reply.code(404).send({ detail: "not found" })
  return view(row)
})
app.get("/cases", { schema: { response: { 200: { type: "object", properties: { cases: { type: "array", items: item }, total: { type: "integer" } } } } } }, (request, reply) => {
  const owner = subject(request, reply)
  if (owner === null) return { detail: "no" }
  return { cases: list.all(owner, Number(request.query.page_size ?? 50), 0).map(view), total: count.get(owner).n }
})
app.post("/cases", { schema: { body: { type: "object", properties: { title: { type: "string", maxLength: 200 }, priority: { type: "string" } } }, response: { 201: item } } }, (request, reply) => {
  const owner = subject(request, reply)
  if (owner === null) return { detail: "no" }
  const now = Date.now()
  const row = { case_id: `case_${Math.random().toString(16).slice(2, 14)}`, owner_id: owner, title: request.body.title, description: "", status: "consulting", priority: request.body.priority ?? "medium", metadata: "{}", created_at: now, updated_at: now }
  insert.run(...Object.values(row))
  reply.code(201)
  return view(row)
})
app.get("/cpu", () => process.cpuUsage())
await app.listen({ port: 0, host: "127.0.0.1" })
console.log(`listening ${app.server.address().port}`)
