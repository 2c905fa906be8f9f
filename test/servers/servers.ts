import { startChroma } from "./chroma.js"
import { freshDatabase, startPostgres } from "./postgres.js"
import type { Missing, Running } from "./process.js"
import { startRedis } from "./redis.js"
import { startS3 } from "./s3.js"

export type ServerName = "postgres" | "redis" | "chroma" | "s3"

export const starters: Readonly<Record<ServerName, () => Promise<Running | Missing>>> = {
  postgres: startPostgres,
  redis: startRedis,
  chroma: startChroma,
  s3: startS3
}

/** Address of the broker that the global set-up runs: it starts each server when it is first asked for. */
export const BROKER = "FM_TEST_SERVERS"

export interface Server {
  readonly url: string
  readonly details: Readonly<Record<string, string>>
}

const own = new Map<ServerName, Promise<Running | Missing>>()

const ask = async (name: ServerName): Promise<Running | Missing | Server> => {
  const broker = process.env[BROKER]
  if (broker !== undefined) {
    const answer = await fetch(`${broker}/${name}`)
    if (!answer.ok) throw new Error(await answer.text())
    return (await answer.json()) as Server | Missing
  }
  // run by something else than vitest: started here, ended with this process
  const started = own.get(name) ?? starters[name]()
  own.set(name, started)
  return started
}

/** The server, or null with a printed line where the machine has none; under `CI=true` that is a failure. */
const server = async (name: ServerName): Promise<Server | null> => {
  const given = process.env[`FM_TEST_${name.toUpperCase()}_URL`]
  if (given !== undefined && given !== "") return { url: given, details: {} }
  const found = await ask(name)
  if ("url" in found) return { url: found.url, details: found.details ?? {} }
  const message = `no ${name} on this machine: install ${found.missing}`
  if (process.env["CI"] === "true") throw new Error(message)
  process.stderr.write(`SKIPPED ${message}\n`)
  return null
}

/** A new empty database on a real PostgreSQL; its address. */
export const postgres = async (): Promise<Server | null> => {
  const found = await server("postgres")
  return found === null ? null : { ...found, url: await freshDatabase(found.url) }
}
export const redis = (): Promise<Server | null> => server("redis")
export const chroma = (): Promise<Server | null> => server("chroma")
/** Ceph's S3 gateway; `details.accessKey` and `details.secretKey`. */
export const s3 = (): Promise<Server | null> => server("s3")

/** Ends what `postgres()` and the others started without the broker. */
export const stopAll = async (): Promise<void> => {
  const started = await Promise.allSettled(own.values())
  own.clear()
  for (const result of started) if (result.status === "fulfilled" && "stop" in result.value) await result.value.stop()
}
