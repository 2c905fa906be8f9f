import { createWriteStream } from "node:fs"
import { rename, rm } from "node:fs/promises"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { readArchive } from "./archive.js"
import { argumentsOf, oneFile } from "./arguments.js"

const HELP = `Usage: faultmaven backup FILE [--url URL] [--token TOKEN]

Saves the database and all files of a running server as one tar archive while
it works, and checks what was saved. SQLite only; PostgreSQL has pg_dump.

  --url URL       the server; default FAULTMAVEN_URL or http://127.0.0.1:8000
  --token TOKEN   an administrator's access token; default FAULTMAVEN_TOKEN

Ends with 1 where it failed (nothing is left behind), 2 for a wrong call.
`

/** `faultmaven backup`: exit code 0, 1 where it failed, 2 for a wrong call. */
export const run = async (args: ReadonlyArray<string>): Promise<number> => {
  const call = argumentsOf("backup", HELP, args, { url: { type: "string" }, token: { type: "string" } }, oneFile)
  if (typeof call === "number") return call
  const { positionals, values } = call
  const file = positionals[0]!
  const base = (values.url ?? process.env["FAULTMAVEN_URL"] ?? "http://127.0.0.1:8000").replace(/\/+$/, "")
  const token = values.token ?? process.env["FAULTMAVEN_TOKEN"]
  const partial = `${file}.partial`
  try {
    const response = await fetch(`${base}/api/v1/admin/backup`, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } })
    if (!response.ok || response.body === null) throw new Error(`the server refused (${response.status}): ${String((await response.json().catch(() => ({})) as { detail?: string }).detail ?? response.statusText)}`)
    await pipeline(Readable.fromWeb(response.body as never), createWriteStream(partial, { mode: 0o600 }))
    const manifest = await readArchive(partial, null)
    await rename(partial, file)
    process.stdout.write(`${manifest.entries.length - 1} files and the database, ${manifest.entries.reduce((sum, entry) => sum + entry.bytes, 0)} bytes: ${file}\n`)
    return 0
  } catch (error) {
    await rm(partial, { force: true })
    process.stderr.write(`faultmaven backup: ${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }
}
