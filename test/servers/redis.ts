import { randomUUID } from "node:crypto"
import { createConnection } from "node:net"
import { freePort, type Missing, programOf, type Running, start, temporaryFolder, untilReady } from "./process.js"

const ping = (port: number, password: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = createConnection(port, "127.0.0.1", () => socket.write(`AUTH ${password}\r\nPING\r\n`))
    let answer = ""
    socket.on("data", (chunk) => {
      answer += chunk.toString()
      if (!answer.includes("+PONG")) return
      socket.destroy()
      resolve()
    })
    socket.once("error", reject)
    socket.once("close", () => reject(new Error(`closed after ${answer}`)))
  })

/** A Redis with a password, on a free port, keeping nothing. */
export const startRedis = async (): Promise<Running | Missing> => {
  const program = programOf("redis-server") ?? programOf("valkey-server")
  if (program === null) return { missing: "redis-server (Debian)" }
  const folder = temporaryFolder("redis")
  const port = await freePort()
  const password = randomUUID()
  const child = start(program, ["--port", String(port), "--bind", "127.0.0.1", "--requirepass", password, "--save", "", "--appendonly", "no", "--dir", folder.path])
  await untilReady("Redis", child, () => ping(port, password))
  return {
    url: `redis://:${password}@127.0.0.1:${port}/0`,
    stop: async () => {
      await child.stop()
      folder.remove()
    }
  }
}
