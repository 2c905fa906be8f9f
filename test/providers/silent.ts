import { connect, createServer, type Server, type Socket } from "node:net"
import { Effect } from "effect"

/** A server that accepts connections and never says a word; its port. */
export const silentServer = Effect.map(
  Effect.acquireRelease(
    Effect.async<{ readonly port: number; readonly close: () => void }>((resume) => {
      const sockets = new Set<Socket>()
      const server = createServer((socket) => {
        sockets.add(socket)
        socket.on("error", () => sockets.delete(socket))
      })
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        resume(Effect.succeed({
          port: address !== null && typeof address === "object" ? address.port : 0,
          close: () => {
            for (const socket of sockets) socket.destroy()
            server.close()
          }
        }))
      })
    }),
    (server) => Effect.sync(server.close)
  ),
  (server) => server.port
)

/** Lets a server be unplugged and plugged in again at one address. */
export const switchable = (port: number, target: string) => {
  const { hostname, port: targetPort } = new URL(target)
  let open: Server | null = null
  const sockets = new Set<Socket>()
  return {
    on: Effect.async<void>((resume) => {
      open = createServer((socket) => {
        const peer = connect(Number(targetPort), hostname)
        sockets.add(socket).add(peer)
        socket.pipe(peer).pipe(socket)
        socket.on("error", () => peer.destroy())
        peer.on("error", () => socket.destroy())
      }).listen(port, "127.0.0.1", () => resume(Effect.void))
    }),
    off: Effect.async<void>((resume) => {
      for (const socket of sockets) socket.destroy()
      sockets.clear()
      if (open === null) return resume(Effect.void)
      open.close(() => resume(Effect.void))
    })
  }
}
