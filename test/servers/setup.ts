import { createServer } from "node:http"
import type { Missing, Running } from "./process.js"
import { BROKER, type ServerName, starters } from "./servers.js"

/** One broker for the whole run: a test file asks it for a server, the first question starts it, the end stops all. */
export default async (): Promise<() => Promise<void>> => {
  // several projects of one run share the broker of the first
  if (process.env[BROKER] !== undefined) return async () => {}
  const started = new Map<ServerName, Promise<Running | Missing>>()
  const broker = createServer((request, response) => {
    const name = (request.url ?? "/").slice(1)
    if (!Object.hasOwn(starters, name)) {
      response.writeHead(404).end("no such server")
      return
    }
    const running = started.get(name as ServerName) ?? starters[name as ServerName]()
    started.set(name as ServerName, running)
    running.then(
      (found) => response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify("url" in found ? { url: found.url, details: found.details ?? {} } : found)),
      (error: unknown) => response.writeHead(500).end(String(error))
    )
  })
  await new Promise<void>((resolve) => broker.listen(0, "127.0.0.1", resolve))
  const address = broker.address()
  process.env[BROKER] = `http://127.0.0.1:${address !== null && typeof address === "object" ? address.port : 0}`
  return async () => {
    broker.closeAllConnections()
    broker.close()
    for (const result of await Promise.allSettled(started.values())) {
      if (result.status === "fulfilled" && "stop" in result.value) await result.value.stop()
    }
  }
}
