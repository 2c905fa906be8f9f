import { describe, expect, it } from "vitest"
import { type ScriptedAnswer, startOpenAi } from "../support/openaiServer.js"
import { removeFolder, signIn, startServer } from "../support/server.js"

const isRerank = (body: Record<string, unknown>): boolean => JSON.stringify(body).includes("You order passages")
const pages = [
  ["Disk full", "The disk of the node is full. The disk is full. Remove old images, then call ops@example.org."],
  ["Clock skew", "The clock of the node is not synchronised. Restart chrony; the disk is not the cause."],
  ["Slow etcd", "Writes take long: the disk of the member is slow, or full."]
] as const

/** A server with three pages, and one with a model that gives this order. */
const world = async (order: (() => ScriptedAnswer) | null, env: Record<string, string> = {}) => {
  const vendor = await startOpenAi((body) => (isRerank(body) ? order!() : { text: "Look at the disk first." }))
  const server = await startServer({ env: { ...(order === null ? {} : { OPENAI_API_KEY: "sk-test-key", OPENAI_BASE_URL: vendor.url, LLM_MAX_RETRIES: "1" }), ...env } })
  const me = await signIn(server.url)
  for (const [title, content] of pages) await me.post("/api/v1/knowledge/documents", { title, content, document_type: "runbook" })
  return {
    me, reranks: () => vendor.requests.filter(isRerank), chats: () => vendor.requests.filter((body) => !isRerank(body)),
    close: async () => {
      await server.stop()
      await vendor.close()
      await removeFolder(server.dataFolder)
    }
  }
}
const titles = (body: { results: ReadonlyArray<{ title: string }> }) => body.results.map((r) => r.title)
const search = { query: "is the disk full? tell jane.doe@example.org", search_mode: "keyword" }

describe("rerank by a model (OpenAI wire protocol on loopback)", () => {
  it("is done where it is asked for, redacted, and said; whatever the model does, the search answers", async () => {
    let next: ScriptedAnswer = { text: "" }
    const w = await world(() => next)
    try {
      const own = (await w.me.post("/api/v1/knowledge/search", search)).body
      expect(own).not.toHaveProperty("reranked")
      expect(w.reranks()).toEqual([])
      expect(titles(own)).toHaveLength(3)

      next = { text: JSON.stringify({ order: ["P3", "P1", "P2"] }) }
      const { body } = await w.me.post("/api/v1/knowledge/search", { ...search, rerank: true })
      expect(body).toMatchObject({ reranked: true, rerank_reason: null })
      const [a, b, c] = titles(own)
      expect(titles(body)).toEqual([c, a, b])
      expect(body.results.map((r: { score: number }) => r.score)).toEqual(own.results.map((r: { score: number }) => r.score))
      expect((await w.me.post("/api/v1/search", { query: search.query, rerank: true })).body).toMatchObject({ reranked: true, results: [{ title: c }, { title: a }, { title: b }] })
      const sent = JSON.stringify(w.reranks())
      expect(sent).toContain("Remove old images")
      expect(sent).not.toMatch(/jane\.doe|ops@example/)
      expect((await w.me.get("/api/v1/usage")).body.calls).toBe(2)

      for (const [answer, reason] of [
        [{ text: JSON.stringify({ order: ["P1"] }) }, "the model left passages out"],
        [{ text: "", status: 500 }, "the model cannot be reached"],
        [{ text: "", gate: new Promise<void>(() => {}) }, "the model did not answer within 5 seconds"]
      ] as ReadonlyArray<readonly [ScriptedAnswer, string]>) {
        next = answer
        const failed = (await w.me.post("/api/v1/knowledge/search", { ...search, rerank: true })).body
        expect(failed).toMatchObject({ reranked: false, rerank_reason: reason })
        expect(titles(failed)).toEqual(titles(own))
      }
      // the agent does not ask for it by itself
      const asked = w.reranks().length
      const caseId = (await w.me.post("/api/v1/cases", { title: "Disk" })).body.case_id as string
      expect((await w.me.post(`/api/v1/agent/chat/${caseId}`, { message: "Is the disk full?" })).status).toBe(200)
      expect(w.reranks()).toHaveLength(asked)
    } finally {
      await w.close()
    }
  })

  it("is done for the agent with KNOWLEDGE_RERANK=on: the best passage of the model is the first of the prompt", async () => {
    const w = await world(() => ({ text: JSON.stringify({ order: ["P3", "P2", "P1"] }) }), { KNOWLEDGE_RERANK: "on" })
    try {
      const caseId = (await w.me.post("/api/v1/cases", { title: "Disk" })).body.case_id as string
      expect((await w.me.post(`/api/v1/agent/chat/${caseId}`, { message: "Is the disk full?" })).status).toBe(200)
      expect(w.reranks()).toHaveLength(1)
      const best = /\[P3\] ([A-Za-z ]+?)(?: ›|\\n)/.exec(JSON.stringify(w.reranks()[0]!["messages"]))![1]!
      expect(JSON.stringify(w.chats().at(-1))).toContain(`[K1] ${best}`)
    } finally {
      await w.close()
    }
  })

  it("without a model the search answers and says that it is not reranked", async () => {
    const w = await world(null)
    try {
      const { body } = await w.me.post("/api/v1/knowledge/search", { ...search, rerank: true })
      expect(body).toMatchObject({ reranked: false, rerank_reason: "no language model is configured" })
      expect(titles(body)).toHaveLength(3)
    } finally {
      await w.close()
    }
  })
})
