import { createServer, type IncomingMessage } from "node:http"

interface Stored {
  readonly id: string
  readonly values: ReadonlyArray<number>
  readonly metadata: Readonly<Record<string, unknown>>
}

type Condition = Readonly<Record<string, unknown>>

/** Pinecone's filter language, as far as it is documented for equality, lists and their combination. */
const matches = (metadata: Readonly<Record<string, unknown>>, filter: Condition): boolean =>
  Object.entries(filter).every(([field, condition]) => {
    if (field === "$and") return (condition as ReadonlyArray<Condition>).every((part) => matches(metadata, part))
    if (field === "$or") return (condition as ReadonlyArray<Condition>).some((part) => matches(metadata, part))
    if (typeof condition !== "object" || condition === null) return metadata[field] === condition
    return Object.entries(condition).every(([operator, value]) => {
      if (operator === "$eq") return metadata[field] === value
      if (operator === "$in") return (value as ReadonlyArray<unknown>).includes(metadata[field])
      throw new Error(`unknown operator ${operator}`)
    })
  })

const cosine = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): number => {
  const dot = (x: ReadonlyArray<number>, y: ReadonlyArray<number>) => x.reduce((sum, value, i) => sum + value * y[i]!, 0)
  return dot(a, b) / (Math.sqrt(dot(a, a) * dot(b, b)) || 1)
}

const bodyOf = async (request: IncomingMessage): Promise<Record<string, unknown>> => {
  const chunks: Array<Buffer> = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString()
  if (text.length > 2 * 1024 * 1024) throw Object.assign(new Error("request too large"), { status: 413 })
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>)
}

const refuse = (message: string, status = 400): never => {
  throw Object.assign(new Error(message), { status })
}

export interface PineconeServer {
  readonly url: string
  readonly apiKey: string
  readonly indexName: string
  /** paths asked, in order */
  readonly requests: ReadonlyArray<string>
  /** the next requests are answered with these statuses instead */
  readonly failNext: (...statuses: ReadonlyArray<number>) => void
  readonly stop: () => Promise<void>
}

/** Speaks the part of Pinecone's JSON wire protocol that the provider uses: controller and one index in one place. */
export const startPinecone = async (dimension: number): Promise<PineconeServer> => {
  const apiKey = "pcsk_test_key"
  const indexName = "faultmaven-test"
  const namespaces = new Map<string, Map<string, Stored>>()
  const requests: Array<string> = []
  const planned: Array<number> = []
  const vectorsOf = (body: Record<string, unknown>): Map<string, Stored> => namespaces.get(String(body["namespace"] ?? "")) ?? new Map<string, Stored>()

  const checked = (values: unknown): ReadonlyArray<number> => {
    const numbers = values as ReadonlyArray<number>
    if (numbers.length !== dimension) refuse(`Vector dimension ${numbers.length} does not match the dimension of the index ${dimension}`)
    if (numbers.every((value) => value === 0)) refuse("Dense vectors must contain at least one non-zero value.")
    return numbers
  }

  const routes: Record<string, (body: Record<string, unknown>, host: string) => unknown> = {
    [`GET /indexes/${indexName}`]: (_, host) => ({
      name: indexName, dimension, metric: "cosine", host, vector_type: "dense", deletion_protection: "disabled",
      spec: { serverless: { cloud: "aws", region: "us-east-1" } }, status: { ready: true, state: "Ready" }
    }),
    "POST /describe_index_stats": () => ({
      dimension, indexFullness: 0, metric: "cosine", vectorType: "dense",
      totalVectorCount: [...namespaces.values()].reduce((n, found) => n + found.size, 0),
      namespaces: Object.fromEntries([...namespaces].map(([name, found]) => [name, { vectorCount: found.size }]))
    }),
    "POST /vectors/upsert": (body) => {
      const vectors = body["vectors"] as ReadonlyArray<Stored>
      if (vectors.length > 1000) refuse("more than 1000 vectors")
      for (const vector of vectors) checked(vector.values)
      const into = vectorsOf(body)
      namespaces.set(String(body["namespace"] ?? ""), into)
      for (const vector of vectors) into.set(vector.id, { id: vector.id, values: vector.values.map(Math.fround), metadata: vector.metadata ?? {} })
      return { upsertedCount: vectors.length }
    },
    "POST /query": (body) => {
      const topK = Number(body["topK"])
      if (!(topK >= 1 && topK <= 10_000) || (topK > 1000 && (body["includeValues"] === true || body["includeMetadata"] === true))) refuse("topK out of range")
      const vector = checked(body["vector"])
      const found = [...vectorsOf(body).values()]
        .filter((stored) => matches(stored.metadata, (body["filter"] ?? {}) as Condition))
        .map((stored) => ({ id: stored.id, score: cosine(vector, stored.values), values: [], ...(body["includeMetadata"] === true ? { metadata: stored.metadata } : {}) }))
        .sort((a, b) => b.score - a.score)
      return { matches: found.slice(0, topK), namespace: String(body["namespace"] ?? ""), usage: { readUnits: 1 } }
    },
    "GET /vectors/list": (query) => {
      const name = String(query["namespace"] ?? "")
      const ids = [...(namespaces.get(name) ?? new Map<string, Stored>()).keys()].sort()
      const from = Number(query["paginationToken"] ?? 0)
      return { vectors: ids.slice(from, from + 100).map((id) => ({ id })), namespace: name, usage: { readUnits: 1 }, ...(from + 100 < ids.length ? { pagination: { next: String(from + 100) } } : {}) }
    },
    "POST /vectors/delete": (body) => {
      const name = String(body["namespace"] ?? "")
      const stored = namespaces.get(name) ?? refuse("Namespace not found", 404)
      const ids = body["ids"] as ReadonlyArray<string> | undefined
      if (ids !== undefined && ids.length > 1000) refuse("more than 1000 ids")
      if (body["deleteAll"] === true) namespaces.delete(name)
      else if (ids !== undefined) ids.forEach((id) => stored.delete(id))
      else for (const vector of [...stored.values()]) if (matches(vector.metadata, body["filter"] as Condition)) stored.delete(vector.id)
      return {}
    }
  }

  const server = createServer((request, response) => {
    const answer = (status: number, body: unknown) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body))
    const path = (request.url ?? "").split("?")[0]!
    requests.push(path)
    void (async () => {
      try {
        const body = { ...Object.fromEntries(new URL(request.url ?? "/", "http://x").searchParams), ...await bodyOf(request) }
        const status = planned.shift()
        if (status !== undefined) return answer(status, { code: 13, message: `planned ${status}`, details: [] })
        if (request.headers["api-key"] !== apiKey) return response.writeHead(401, { "content-type": "text/plain" }).end("Invalid API Key")
        const route = routes[`${request.method} ${path}`]
        return route === undefined ? answer(404, { code: 5, message: "not found", details: [] }) : answer(200, route(body, `http://${request.headers.host}`))
      } catch (error) {
        return answer((error as { readonly status?: number }).status ?? 500, { code: 3, message: String((error as Error).message), details: [] })
      }
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${address !== null && typeof address === "object" ? address.port : 0}`,
    apiKey, indexName, requests,
    failNext: (...statuses) => void planned.push(...statuses),
    stop: () => new Promise((resolve) => {
      server.closeAllConnections()
      server.close(() => resolve())
    })
  }
}
