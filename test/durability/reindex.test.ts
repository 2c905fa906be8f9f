import { afterAll, describe, expect, it } from "vitest"
import { KEY, startEmbeddings } from "../servers/llm/embeddings.js"
import { type Client, client, removeFolder, type RunningServer, signIn, startServer, until } from "../support/server.js"

const titles = ["Pool exhausted", "Disk full", "DNS fails", "Certificate expired", "Queue backs up", "Clock drifts"]

describe("kill -9 while documents are embedded anew", () => {
  let folder = ""
  afterAll(() => removeFolder(folder))

  it("search goes on, the next process continues, and what was embedded is not embedded again", async () => {
    const vendor = await startEmbeddings(1024)
    const env = { EMBEDDING_PROVIDER: "cohere", COHERE_API_KEY: KEY, COHERE_BASE_URL: vendor.url }
    const documents = () => vendor.requests.filter(({ body }) => body["input_type"] === "search_document").flatMap(({ body }) => body["texts"] as ReadonlyArray<string>)
    const search = async (me: Client, query: string, mode: string) => (await me.post("/api/v1/knowledge/search", { query, search_mode: mode, limit: 10 })).body.results as ReadonlyArray<{ readonly title: string }>

    let server: RunningServer = await startServer()
    folder = server.dataFolder
    const { post, token } = await signIn(server.url)
    for (const title of titles) expect((await post("/api/v1/knowledge/documents", { title, document_type: "runbook", content: `${title}. Look at the dashboard, then restart.` })).status).toBe(201)
    expect(vendor.requests).toHaveLength(0)
    await server.stop()

    // the fourth document never gets its answer
    vendor.hold = (body) => body["input_type"] === "search_document" && documents().length > 3 ? new Promise<void>(() => {}) : Promise.resolve()
    server = await startServer({ env, dataFolder: folder })
    await until(async () => documents().length, (n) => n === 4)
    expect((await search(client(server.url, token), "certificate expired", "hybrid"))[0]?.title).toBe("Certificate expired")
    await server.kill()

    vendor.hold = null
    server = await startServer({ env, dataFolder: folder })
    const found = await until(() => search(client(server.url, token), "anything", "semantic"), (results) => results.length === titles.length)
    expect(found.map(({ title }) => title).sort()).toEqual([...titles].sort())
    expect(new Set(documents()).size).toBe(titles.length)
    expect(documents()).toHaveLength(titles.length + 1)
    await server.stop()
    await vendor.close()
  })
})
