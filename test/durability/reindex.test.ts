import { afterAll, describe, expect, it } from "vitest"
import { chromaFolder } from "../servers/chroma.js"
import { KEY, startEmbeddings } from "../servers/llm/embeddings.js"
import { freePort } from "../servers/process.js"
import { chroma } from "../servers/servers.js"
import { type Client, client, removeFolder, type RunningServer, signIn, startServer, until } from "../support/server.js"

const titles = ["Pool exhausted", "Disk full", "DNS fails", "Certificate expired", "Queue backs up", "Clock drifts"]

const search = async (me: Client, query: string, mode: string) => (await me.post("/api/v1/knowledge/search", { query, search_mode: mode, limit: 10 })).body.results as ReadonlyArray<{ readonly title: string }>
const fill = async (me: Client) => {
  for (const title of titles) expect((await me.post("/api/v1/knowledge/documents", { title, document_type: "runbook", content: `${title}. Look at the dashboard, then restart.` })).status).toBe(201)
}

describe("kill -9 while documents are embedded anew", () => {
  let folder = ""
  afterAll(() => removeFolder(folder))

  it("search goes on, the next process continues, and what was embedded is not embedded again", async () => {
    const vendor = await startEmbeddings(1024)
    const env = { EMBEDDING_PROVIDER: "cohere", COHERE_API_KEY: KEY, COHERE_BASE_URL: vendor.url }
    const documents = () => vendor.requests.filter(({ body }) => body["input_type"] === "search_document").flatMap(({ body }) => body["texts"] as ReadonlyArray<string>)

    let server: RunningServer = await startServer()
    folder = server.dataFolder
    const me = await signIn(server.url)
    await fill(me)
    expect(vendor.requests).toHaveLength(0)
    await server.stop()

    // the fourth document never gets its answer
    vendor.hold = (body) => body["input_type"] === "search_document" && documents().length > 3 ? new Promise<void>(() => {}) : Promise.resolve()
    server = await startServer({ env, dataFolder: folder })
    await until(async () => documents().length, (n) => n === 4)
    // found by its words, whether or not it was among the first to be embedded; those that were may stand above it
    expect((await search(client(server.url, me.token), "certificate expired", "hybrid")).slice(0, 4).map(({ title }) => title)).toContain("Certificate expired")
    await server.kill()

    vendor.hold = null
    server = await startServer({ env, dataFolder: folder })
    const found = await until(() => search(client(server.url, me.token), "anything", "semantic"), (results) => results.length === titles.length)
    expect(found.map(({ title }) => title).sort()).toEqual([...titles].sort())
    expect(new Set(documents()).size).toBe(titles.length)
    expect(documents()).toHaveLength(titles.length + 1)
    await server.stop()
    await vendor.close()
  })
})

const there = await chroma()
describe.skipIf(there === null)("Chroma comes back after a start without it", () => {
  let folder = ""
  afterAll(() => removeFolder(folder))

  it("what was written meanwhile is embedded into it, and what was removed meanwhile is not", async () => {
    const vendor = await startEmbeddings(1024)
    const env = { EMBEDDING_PROVIDER: "cohere", COHERE_API_KEY: KEY, COHERE_BASE_URL: vendor.url, CHROMADB_MODULE_FOLDER: chromaFolder, CHROMADB_COLLECTION_PREFIX: `back${process.pid}` }
    let server = await startServer({ env: { ...env, CHROMADB_URL: there!.url } })
    folder = server.dataFolder
    expect(server.output()).toContain("vectors=chroma")
    const { token } = await signIn(server.url)
    await fill(client(server.url, token))
    await server.stop()

    server = await startServer({ env: { ...env, CHROMADB_URL: `http://127.0.0.1:${await freePort()}` }, dataFolder: folder })
    expect(server.output()).toContain("vectors=embedded")
    let me = client(server.url, token)
    await until(() => search(me, "anything", "semantic"), (results) => results.length === titles.length)
    const [first] = (await me.get("/api/v1/knowledge/documents?limit=10")).body.documents as ReadonlyArray<{ readonly document_id: string; readonly title: string }>
    expect((await me.del(`/api/v1/knowledge/documents/${first!.document_id}`)).status).toBe(204)
    await me.post("/api/v1/knowledge/documents", { title: "Written meanwhile", document_type: "guide", content: "Nobody told Chroma" })
    await server.stop()

    server = await startServer({ env: { ...env, CHROMADB_URL: there!.url }, dataFolder: folder })
    expect(server.output()).toContain("vectors=chroma")
    me = client(server.url, token)
    const expected = [...titles.filter((title) => title !== first!.title), "Written meanwhile"].sort()
    const found = await until(() => search(me, "anything", "semantic"), (results) => results.some(({ title }) => title === "Written meanwhile") && results.length === expected.length)
    expect(found.map(({ title }) => title).sort()).toEqual(expected)
    await server.stop()
    await vendor.close()
  })
})
