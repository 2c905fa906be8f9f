import { openAsBlob } from "node:fs"
import { readdir, stat } from "node:fs/promises"
import { basename, join, relative, resolve, sep } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { argumentsOf } from "./arguments.js"

const HELP = `Usage: faultmaven ingest PATH… [--url URL] [--token TOKEN] [options]

Takes folders, files and archives into the knowledge base of a running server.
What has not changed since the last time is not written again.

  --url URL       the server; default FAULTMAVEN_URL or http://127.0.0.1:8000
  --token TOKEN   an access token; default FAULTMAVEN_TOKEN
  --scope SCOPE   user (default), team, organization or global
  --team TEAM     with --scope team: which of yours, where there are several
  --type TYPE     document type, such as runbook
  --tags A,B      tags of new and changed documents
  --json          the server's result, for programs

Ends with 1 where a file failed, 2 for a wrong call.
`

/** Files of one request, as the server bounds them. */
const PER_REQUEST = 500
const BYTES_PER_REQUEST = 128 * 1024 * 1024
const POLL_MS = 300

interface Found { readonly path: string; readonly name: string; readonly size: number }
interface Outcome { readonly path: string; readonly status: string; readonly reason: string | null }

/** All ordinary files below the given paths, named from each path's own name on; links and hidden ones are left out. */
const collect = async (path: string): Promise<ReadonlyArray<Found>> => {
  const root = resolve(path)
  const found = await stat(root)
  if (found.isFile()) return [{ path: root, name: basename(root), size: found.size }]
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !relative(root, file).split(sep).some((part) => part.startsWith(".") || part === "node_modules")).sort()
  return Promise.all(files.map(async (file) => ({ path: file, name: [basename(root), ...relative(root, file).split(sep)].join("/"), size: (await stat(file)).size })))
}

const batches = (files: ReadonlyArray<Found>): ReadonlyArray<ReadonlyArray<Found>> => {
  const all: Array<Array<Found>> = []
  let bytes = 0
  for (const file of files) {
    const last = all.at(-1)
    if (last === undefined || last.length >= PER_REQUEST || bytes + file.size > BYTES_PER_REQUEST) {
      all.push([file])
      bytes = file.size
    } else {
      last.push(file)
      bytes += file.size
    }
  }
  return all
}

/** `faultmaven ingest`: exit code 0, 1 where a file or a request failed, 2 for a wrong call. */
export const run = async (args: ReadonlyArray<string>): Promise<number> => {
  const call = argumentsOf("ingest", HELP, args, { url: { type: "string" }, token: { type: "string" }, scope: { type: "string" }, team: { type: "string" }, type: { type: "string" }, tags: { type: "string" }, json: { type: "boolean" } },
    (paths) => (paths.length === 0 ? "name a folder, a file or an archive" : null))
  if (typeof call === "number") return call
  const { positionals, values } = call
  const base = (values.url ?? process.env["FAULTMAVEN_URL"] ?? "http://127.0.0.1:8000").replace(/\/+$/, "")
  const token = values.token ?? process.env["FAULTMAVEN_TOKEN"]
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }

  const ask = async (path: string, init: RequestInit): Promise<Record<string, unknown>> => {
    const response = await fetch(`${base}/api/v1/${path}`, { ...init, headers: { ...headers, ...init.headers } })
    const body = await response.json().catch(() => ({})) as Record<string, unknown>
    if (!response.ok) throw new Error(`the server refused (${response.status}): ${String(body["detail"] ?? response.statusText)}`)
    return body
  }

  const files = (await Promise.all(positionals.map(collect))).flat()
  const outcomes: Array<Outcome> = []
  for (const batch of batches(files)) {
    const form = new FormData()
    for (const [field, value] of [["scope", values.scope], ["team", values.team], ["document_type", values.type], ["tags", values.tags]] as const) if (value !== undefined) form.append(field, value)
    for (const file of batch) form.append("files", await openAsBlob(file.path), file.name)
    const accepted = await ask("documents/import", { method: "POST", body: form })
    for (;;) {
      const job = await ask(`jobs/${String(accepted["job_id"])}`, {})
      if (job["status"] === "failed") throw new Error(`the import failed: ${String(job["error"])}`)
      if (job["status"] === "completed") {
        outcomes.push(...(job["result"] as { readonly files: ReadonlyArray<Outcome> }).files)
        break
      }
      await wait(POLL_MS)
    }
  }
  const counts: Record<string, number> = {}
  for (const { status } of outcomes) counts[status] = (counts[status] ?? 0) + 1
  if (values.json === true) process.stdout.write(`${JSON.stringify({ counts, files: outcomes }, null, 2)}\n`)
  else {
    for (const { path, reason, status } of outcomes) if (status !== "unchanged") process.stdout.write(`${status.padEnd(10)} ${path}${reason === null ? "" : ` (${reason})`}\n`)
    process.stdout.write(`${Object.entries(counts).map(([status, n]) => `${n} ${status}`).join(", ") || "no files"}\n`)
  }
  return (counts["failed"] ?? 0) > 0 ? 1 : 0
}
