import { type ChildProcess, spawn } from "node:child_process"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, describe, expect, it } from "@effect/vitest"
import { onServer } from "../layers.js"
import { postgres } from "../../servers/servers.js"
import { freePort, temporaryFolder } from "../../servers/process.js"

const built = fileURLToPath(new URL("../../../dist", import.meta.url))
if (!existsSync(join(built, "cli.js"))) throw new Error("dist/cli.js is missing: run npm run build")

const folder = temporaryFolder("configured")
const running = new Set<ChildProcess>()
afterAll(() => {
  for (const child of running) child.kill("SIGKILL")
  folder.remove()
})

/** Runs a built program in the folder, with nothing but what is given in its environment, until it ends or says what is waited for. */
const program = (file: string, args: ReadonlyArray<string>, env: Record<string, string>, dotenv: string, until?: RegExp) => new Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>((resolve, reject) => {
  writeFileSync(join(folder.path, ".env"), dotenv)
  const child = spawn(process.execPath, [join(built, file), ...args], { cwd: folder.path, env: { PATH: process.env["PATH"] ?? "", ...env }, stdio: ["ignore", "pipe", "pipe"] })
  running.add(child)
  let out = ""
  let err = ""
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString()
    if (until?.test(out) === true) child.kill("SIGTERM")
  })
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()))
  child.once("error", reject)
  child.once("close", (code) => {
    running.delete(child)
    resolve({ code, out, err })
  })
})

const start = async (env: Record<string, string>, dotenv: string) => {
  const ports = { HOST: "127.0.0.1", PORT: String(await freePort()), LEGACY_PORTS: "", DATA_DIR: join(folder.path, "data") }
  return program("main.js", [], { ...ports, ...env }, dotenv, /is ready in[\s\S]*Providers.*\n/)
}
const config = (args: ReadonlyArray<string>, env: Record<string, string> = {}, dotenv = "") => program("cli.js", ["config", ...args], env, dotenv)
/** What an operator of the older deployment has in the folder. */
const OLD = [
  "# FaultMaven", "SERVER_HOST=fm.example.org", "OPENAI_API_KEY=", "DASHBOARD_USERNAME=root", "DASHBOARD_PASSWORD='pa#ss word $1'", "SECRET_KEY=change-me-in-production", "JWT_ALGORITHM=HS256",
  "ACCESS_TOKEN_EXPIRE_MINUTES=60", "AUTH_PROVIDER=local", "ENVIRONMENT=production", "LOG_LEVEL=info", "RATE_LIMIT_ENABLED=true", "REDIS_HOST=redis.invalid", "REDIS_PORT=6379", "REDIS_DB=0",
  "CHROMADB_HOST=chromadb.invalid", "CHROMADB_PORT=8000", "EMBEDDING_MODEL=all-MiniLM-L6-v2", "VECTOR_DB_PROVIDER=chroma", "STORAGE_PROVIDER=local", "FM_CASE_SERVICE_URL=http://fm-case:8003", "MAX_FILE_SIZE_MB=50"
].join("\n")

describe("configuration · command line", () => {
  it("prints what holds, where it comes from, and no secret", async () => {
    const { code, err, out } = await config([], { OPENAI_API_KEY: "sk-hunter2", DATABASE_URL: "postgresql://u:hunter2@db/fm" }, "PORT=9123\nDASHBOARD_PASSWORD=hunter2\n")
    expect([code, err]).toEqual([0, ""])
    expect(out).toMatch(/PORT +9123 +\(\.env\)/)
    expect(out).toMatch(/OPENAI_API_KEY +\*\*\*\* +\(environment\)/)
    expect(out).toMatch(/DATABASE_URL +postgresql:\/\/u:\*\*\*\*@db\/fm/)
    expect(out).toMatch(/LOG_LEVEL +INFO +\(default\)/)
    expect(out).not.toContain("hunter2")
    expect(out).not.toContain("PINECONE_API_KEY")
    expect((await config(["--all"])).out).toContain("PINECONE_API_KEY")
  })

  it("ends with 1 and all faults where a start would fail", async () => {
    const { code, err } = await config([], { PROFILE: "team", STORAGE_PROVIDER: "s3", PORT: "many" })
    expect(code).toBe(1)
    for (const name of ["PORT", "DATABASE_URL", "S3_BUCKET_NAME"]) expect(err).toContain(`  ${name}: `)
  })

  it("speaks JSON to programs", async () => {
    const { code, out } = await config(["--json"], { PORT: "many" })
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({ valid: false, problems: [{ name: "PORT" }] })
  })

  it("writes the page of the documentation", async () => {
    const { out } = await config(["--markdown"])
    expect(out).toBe(readFileSync(new URL("../../../docs/configuration.md", import.meta.url), "utf8"))
  })

  it("explains itself, and refuses what it does not know", async () => {
    expect((await config(["--help"])).out).toContain("faultmaven config")
    const { code, err } = await config(["--jsonn"])
    expect([code, err.includes("'--jsonn'")]).toEqual([2, true])
  })
})

describe("configuration · start", () => {
  it("one message lists all that is missing, and nothing starts", async () => {
    const { code, err, out } = await start({ PROFILE: "team", STORAGE_PROVIDER: "s3", EMBEDDING_PROVIDER: "cohere", LLM_MAX_RETRIES: "none" }, "")
    expect(code).toBe(1)
    for (const name of ["DATABASE_URL", "S3_BUCKET_NAME", "COHERE_API_KEY", "LLM_MAX_RETRIES"]) expect(err).toContain(`  ${name}: `)
    expect(out).not.toContain("is ready")
  })

  it("an old .env starts as it is: absent servers are warnings, each variable is accounted for, no value is shown", async () => {
    const { err, out } = await start({}, OLD)
    expect(err).toBe("")
    expect(out).toContain("is ready in")
    expect(out).toMatch(/Redis is configured but does not answer/)
    expect(out).toMatch(/Chroma is configured but cannot be used/)
    expect(out).toMatch(/Providers.*vectors=embedded.*cache=memory/)
    expect(out).toMatch(/configuration: used .*DASHBOARD_PASSWORD/)
    expect(out).toMatch(/configuration: deprecated SECRET_KEY/)
    expect(out).toMatch(/configuration: ignored ENVIRONMENT/)
    expect(out).toContain("root (password as configured)")
    for (const secret of ["pa#ss", "change-me-in-production"]) expect(out).not.toContain(secret)
  })
})

const database = await postgres()
onServer(database, ["configuration · core on PostgreSQL"], ({ url }) => {
  describe("configuration · core on PostgreSQL", () => {
    it("one part is another one because its variable says so", async () => {
      const { err, out } = await start({ DATABASE_URL: url.replace("postgresql://", "postgresql+asyncpg://") }, "")
      expect(err).toBe("")
      expect(out).toMatch(/Profile +core/)
      expect(out).toMatch(/Providers +data=postgresql .*jobs=table \(leases\)/)
    })
  })
})
