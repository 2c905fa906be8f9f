import { type ChildProcess, spawn } from "node:child_process"
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"

/** A server a test talks to: its address and how it is stopped. */
export interface Running {
  readonly url: string
  readonly stop: () => Promise<void>
  /** further facts, such as credentials made for this run */
  readonly details?: Readonly<Record<string, string>>
}

/** A server this machine does not have; `reason` says what to install. */
export interface Missing {
  readonly missing: string
}

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => (address !== null && typeof address === "object" ? resolve(address.port) : reject(new Error("no port"))))
    })
  })

/** Absolute path of a program, looked for in PATH and the folders Debian keeps servers in. */
export const programOf = (name: string): string | null => {
  for (const folder of [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"]) {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return join(folder, name)
    } catch {
    }
  }
  return null
}

export const temporaryFolder = (name: string): { readonly path: string; readonly remove: () => void } => {
  const path = mkdtempSync(join(tmpdir(), `fm-${name}-`))
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) }
}

const alive = new Set<ChildProcess>()
process.once("exit", () => {
  for (const child of alive) child.kill("SIGKILL")
})

export interface Child {
  readonly output: () => string
  readonly stop: () => Promise<void>
  readonly ended: () => boolean
}

/** Starts a server process that ends with this one; `stop` ends it and waits for that. */
export const start = (command: string, args: ReadonlyArray<string>, options: { readonly cwd?: string; readonly uid?: number; readonly gid?: number; readonly env?: Readonly<Record<string, string>> } = {}): Child => {
  const child = spawn(command, args, { ...options, env: { ...process.env, ...options.env }, stdio: ["ignore", "pipe", "pipe"] })
  alive.add(child)
  let output = ""
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-20_000)
  }
  child.stdout.on("data", keep)
  child.stderr.on("data", keep)
  let ended = false
  const end = new Promise<void>((resolve) => {
    const done = () => {
      ended = true
      alive.delete(child)
      resolve()
    }
    child.once("exit", done)
    child.once("error", (error) => {
      output += String(error)
      done()
    })
  })
  return {
    output: () => output,
    ended: () => ended,
    stop: async () => {
      if (ended) return
      child.kill("SIGTERM")
      const late = setTimeout(() => child.kill("SIGKILL"), 5_000)
      await end
      clearTimeout(late)
    }
  }
}

/** Asks again until the server answers; fails with its output when it ended or the deadline passed. */
export const untilReady = async (name: string, child: Child, ask: () => Promise<unknown>, deadlineMs = 60_000): Promise<void> => {
  const until = Date.now() + deadlineMs
  for (;;) {
    try {
      await ask()
      return
    } catch (error) {
      if (child.ended() || Date.now() > until) {
        await child.stop()
        throw new Error(`${name} did not come up: ${String(error)}\n${child.output()}`)
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

/** Runs a command to its end; fails with its output. */
export const run = (command: string, args: ReadonlyArray<string>, options: { readonly cwd?: string; readonly uid?: number; readonly gid?: number; readonly env?: Readonly<Record<string, string>> } = {}): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, env: { ...process.env, ...options.env }, stdio: ["ignore", "pipe", "pipe"] })
    let output = ""
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()))
    child.once("error", reject)
    child.once("exit", (code) => (code === 0 ? resolve(output) : reject(new Error(`${command} ${args.join(" ")} ended with ${code}\n${output}`))))
  })
