import { createServer, type IncomingMessage, type ServerResponse } from "node:http"

/** What a vendor's server does with one request; the same script for every protocol. */
export interface Reply {
  readonly text?: string
  readonly calls?: ReadonlyArray<{ readonly name: string; readonly arguments: Record<string, unknown> }>
  /** written before the answer where the protocol has a place for it */
  readonly thoughts?: string
  readonly finish?: "stop" | "length"
  readonly usage?: { readonly input: number; readonly output: number }
  /** answer with this error status instead */
  readonly status?: number
  readonly headers?: Record<string, string>
  /** the vendor's code of the error */
  readonly code?: string
  /** end the connection after so many pieces of a stream */
  readonly cutAfter?: number
  /** send an error inside the stream after so many pieces */
  readonly errorAfter?: number
  /** say nothing until the caller goes away */
  readonly silent?: boolean
  /** wait for this before each piece of the text */
  readonly gate?: (piece: number) => Promise<void>
}

export interface Received {
  readonly path: string
  readonly headers: IncomingMessage["headers"]
  readonly body: Record<string, unknown>
}

export interface VendorServer {
  readonly url: string
  readonly requests: Array<Received>
  /** the next replies, in order; without any, `fallback` */
  readonly replies: Array<Reply>
  fallback: (received: Received) => Reply
  /** requests whose caller went away before the end */
  aborted: number
  readonly close: () => Promise<void>
}

export type Protocol = (reply: Reply, received: Received, response: ServerResponse) => Promise<void>

export const pieces = (text: string): ReadonlyArray<string> => text.match(/[\s\S]{1,9}/g) ?? []

export const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void =>
  void response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body))

/** True where the script ends the stream here; sends nothing itself. */
export const interrupted = (reply: Reply, piece: number, response: ServerResponse, error: () => string): boolean => {
  if (reply.cutAfter !== undefined && piece >= reply.cutAfter) {
    // what was written arrives; the end of the answer does not
    response.socket?.end()
    return true
  }
  if (reply.errorAfter !== undefined && piece >= reply.errorAfter) {
    response.end(error())
    return true
  }
  return false
}

/** Starts a server on loopback that speaks `protocol`; `plain` answers the paths that are no chat. */
export const startVendor = async (protocol: Protocol, plain: (path: string, headers: IncomingMessage["headers"], response: ServerResponse) => boolean): Promise<VendorServer> => {
  const server = createServer((request, response) => {
    void (async () => {
      const path = (request.url ?? "").split("?")[0]!
      if (plain(path, request.headers, response)) return
      let text = ""
      for await (const chunk of request) text += chunk
      const received = { path, headers: request.headers, body: JSON.parse(text) as Record<string, unknown> }
      state.requests.push(received)
      response.on("close", () => {
        if (!response.writableFinished) state.aborted++
      })
      const reply = state.replies.shift() ?? state.fallback(received)
      if (reply.silent !== true) await protocol(reply, received, response)
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  const state: VendorServer = {
    url: `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`,
    requests: [], replies: [], fallback: () => ({ text: "" }), aborted: 0,
    close: () => new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  }
  return state
}
