import { createHash } from "node:crypto"
import { createServer, type IncomingMessage } from "node:http"

/** What the server does with the next request instead of answering it. */
export interface EmbeddingReply {
  readonly status?: number
  readonly headers?: Record<string, string>
  /** length of the vectors */
  readonly dimension?: number
  /** one vector fewer than texts */
  readonly short?: boolean
  readonly silent?: boolean
}

export interface EmbeddingServer {
  readonly url: string
  readonly requests: Array<{ readonly path: string; readonly headers: IncomingMessage["headers"]; readonly body: Record<string, unknown> }>
  readonly replies: Array<EmbeddingReply>
  /** each request waits for this before it is answered */
  hold: ((body: Record<string, unknown>) => Promise<void>) | null
  readonly close: () => Promise<void>
}

export const KEY = "key-of-the-embedding-test"

/** Not of unit length, and the same for the same text. */
const vectorOf = (text: string, dimension: number): ReadonlyArray<number> => {
  const bytes = createHash("sha256").update(text).digest()
  return Array.from({ length: dimension }, (_, i) => (bytes[i % 32]! - 128) / 16)
}

/** Embeddings as OpenAI (`/v1/embeddings`), Cohere (`/v2/embed`) and Ollama (`/api/embed`) serve them. */
export const startEmbeddings = async (dimension: number): Promise<EmbeddingServer> => {
  const server = createServer((request, response) => {
    void (async () => {
      const path = (request.url ?? "").split("?")[0]!
      let text = ""
      for await (const chunk of request) text += chunk
      const body = JSON.parse(text) as Record<string, unknown>
      state.requests.push({ path, headers: request.headers, body })
      await state.hold?.(body)
      const reply = state.replies.shift() ?? {}
      if (reply.silent === true) return
      const json = (status: number, value: unknown, headers: Record<string, string> = {}) => void response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(value))
      if (reply.status !== undefined) return json(reply.status, { message: `scripted ${reply.status}`, error: path === "/api/embed" ? `scripted ${reply.status}` : { message: `scripted ${reply.status}` } }, reply.headers)
      if (path !== "/api/embed" && request.headers.authorization !== `Bearer ${KEY}`) return json(401, { message: "wrong key", error: { message: "wrong key" } })
      const texts = (path === "/v2/embed" ? body["texts"] : body["input"]) as ReadonlyArray<string>
      const vectors = texts.slice(0, reply.short === true ? -1 : undefined).map((one) => vectorOf(one, reply.dimension ?? dimension))
      if (path === "/v1/embeddings") {
        // the protocol does not promise an order: each carries its index
        return json(200, { object: "list", model: body["model"], data: vectors.map((embedding, index) => ({ object: "embedding", index, embedding })).reverse(), usage: { prompt_tokens: 1, total_tokens: 1 } })
      }
      if (path === "/v2/embed") return json(200, { id: "1", texts, embeddings: { float: vectors }, meta: { api_version: { version: "2" } } })
      if (path === "/api/embed") return json(200, { model: body["model"], embeddings: vectors, total_duration: 1, load_duration: 1, prompt_eval_count: 1 })
      return json(404, { message: "not found" })
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  const state: EmbeddingServer = {
    url: `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`, requests: [], replies: [], hold: null,
    close: () => new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  }
  return state
}
