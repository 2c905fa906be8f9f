import { type ChildProcess, spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../..", import.meta.url))
const main = join(root, process.env["BUILD_FOLDER"] ?? "dist", "main.js")

export const freePort = (): Promise<number> => new Promise((resolve, reject) => {
  const probe = createServer()
  probe.once("error", reject)
  probe.listen(0, "127.0.0.1", () => {
    const address = probe.address()
    probe.close(() => (typeof address === "object" && address !== null ? resolve(address.port) : reject(new Error("no port"))))
  })
})

export interface RunningServer {
  readonly url: string
  readonly port: number
  readonly dataFolder: string
  readonly output: () => string
  readonly process: ChildProcess
  /** SIGTERM; resolves with the exit code */
  readonly stop: () => Promise<number | null>
  /** SIGKILL: no chance to clean up */
  readonly kill: () => Promise<void>
}

/** Starts the built server as a child process and waits until it says that it is ready. */
export const startServer = async (options: { readonly dataFolder?: string; readonly env?: Record<string, string> } = {}): Promise<RunningServer> => {
  if (!existsSync(main)) throw new Error("dist/main.js is missing: run npm run build")
  const dataFolder = options.dataFolder ?? await mkdtemp(join(tmpdir(), "fm-test-"))
  const port = await freePort()
  const inherited = Object.fromEntries(["PATH", "HOME", "LANG", "TMPDIR"].flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])))
  const child = spawn(process.execPath, ["--enable-source-maps", main], {
    // not ours: a .env there would be read
    cwd: dataFolder,
    env: { ...inherited, DATA_DIR: dataFolder, HOST: "127.0.0.1", PORT: String(port), LEGACY_PORTS: "", DASHBOARD_USERNAME: "admin", DASHBOARD_PASSWORD: adminPassword, ...options.env },
    stdio: ["ignore", "pipe", "pipe"]
  })
  let output = ""
  const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)))
  await new Promise<void>((resolve, reject) => {
    const look = (chunk: Buffer) => {
      output += chunk.toString()
      if (output.includes("is ready in") && output.includes("Providers")) resolve()
    }
    child.stdout.on("data", look)
    child.stderr.on("data", look)
    void ended.then((code) => reject(new Error(`the server ended with ${code} before it was ready:\n${output}`)))
  })
  const kill = async () => {
    child.kill("SIGKILL")
    await ended
  }
  return {
    url: `http://127.0.0.1:${port}`, port, dataFolder, output: () => output, process: child, kill,
    stop: () => {
      child.kill("SIGTERM")
      return ended
    }
  }
}

export const adminPassword = "correct horse battery staple"

export const removeFolder = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true })

export interface Answer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: black-box tests read arbitrary JSON
  readonly body: any
}

/** Plain HTTP with a bearer token; bodies are JSON where they look like it. */
export const client = (url: string, token?: string) => {
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> => {
    const form = body instanceof FormData
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...(body === undefined || form ? {} : { "content-type": "application/json" }), ...headers },
      ...(body === undefined ? {} : { body: form ? body : typeof body === "string" ? body : JSON.stringify(body) })
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: /json/.test(response.headers.get("content-type") ?? "") && text !== "" ? JSON.parse(text) : text }
  }
  return {
    get: (path: string, headers?: Record<string, string>) => call("GET", path, undefined, headers),
    post: (path: string, body?: unknown, headers?: Record<string, string>) => call("POST", path, body, headers),
    put: (path: string, body?: unknown) => call("PUT", path, body),
    del: (path: string) => call("DELETE", path),
    call
  }
}

export type Client = ReturnType<typeof client>

export const signIn = async (url: string, username = "admin", password = adminPassword): Promise<Client & { readonly token: string }> => {
  const answer = await client(url).post("/api/v1/auth/login", { username, password })
  if (answer.status !== 200) throw new Error(`sign-in answered ${answer.status}: ${JSON.stringify(answer.body)}`)
  return { ...client(url, answer.body.access_token as string), token: answer.body.access_token as string }
}

export const register = async (url: string, username: string): Promise<Client & { readonly token: string }> => {
  const answer = await client(url).post("/api/v1/auth/register", { username, email: `${username}@example.org`, password: "a long enough secret" })
  if (answer.status !== 201) throw new Error(`registration answered ${answer.status}: ${JSON.stringify(answer.body)}`)
  return { ...client(url, answer.body.access_token as string), token: answer.body.access_token as string }
}

export const fileForm = (name: string, content: string | Uint8Array, fields: Record<string, string>): FormData => {
  const form = new FormData()
  for (const [key, value] of Object.entries(fields)) form.set(key, value)
  form.set("file", new Blob([content as string]), name)
  return form
}

/** Asks until the condition holds; the bound is a number of tries with a pause, for work that has no event to wait for. */
export const until = async <A>(ask: () => Promise<A>, done: (value: A) => boolean, tries = 300): Promise<A> => {
  for (let i = 0; i < tries; i++) {
    const value = await ask()
    if (done(value)) return value
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error("gave up waiting")
}
