import type { Draft } from "../../findings/draft.js"
import { clip, numberOf } from "../values.js"
import type { Reading } from "./reading.js"
import { readPrinted } from "./table.js"

const at = (line: number): Draft["cites"] => [{ lines: [line, line] }]
const facts = (rows: ReadonlyArray<{ readonly text: string }>): ReadonlyArray<string> => rows.slice(0, 40).map(({ text }) => text.trim().replace(/\s{2,}/g, "  "))

/** What an exit code says by convention. */
const exitSays = (code: number): string => (code === 137 ? "137 means it was killed (SIGKILL), mostly for lack of memory." : code === 143 ? "143 means it was asked to end (SIGTERM)." : code === 139 ? "139 means it crashed (SIGSEGV)." : code === 126 || code === 127 ? "Its command cannot be run." : "")

/** `docker ps`, `docker compose ps` and their like: containers that restart, ended badly or are not healthy. */
export const containers = (lines: ReadonlyArray<string>, index: number): Reading => {
  const table = readPrinted(lines, index, { single: false })
  const drafts: Array<Draft> = []
  for (const { cells, line } of table.rows) {
    const name = cells["NAMES"] || cells["NAME"] || cells["SERVICE"] || cells["CONTAINER ID"] || "?"
    const status = cells["STATUS"] ?? cells["STATE"] ?? ""
    const code = Number(/\((\d+)\)/.exec(status)?.[1] ?? 0)
    const attempt = numberOf(cells["ATTEMPT"] ?? "") ?? 0
    if (attempt >= 3 && !/^Running/i.test(status)) drafts.push({ kind: "container_state", severity: "error", title: `Container ${name} (${(cells["POD"] ?? "").trim()}) is ${status} after ${attempt} restarts`, detail: "It starts and ends again and again.", cites: at(line), data: { name, status, restarts: attempt } })
    else if (/^Restarting/i.test(status)) drafts.push({ kind: "container_state", severity: "error", title: `Container ${name} restarts again and again (exit code ${code})`, detail: exitSays(code), cites: at(line), data: { name, status, exitCode: code } })
    else if (/^(Exited|Dead)/i.test(status) && code !== 0) drafts.push({ kind: "container_state", severity: code === 143 ? "warning" : "error", title: `Container ${name} ended with exit code ${code}`, detail: [status.replace(/^Exited \(\d+\) /, "It ended "), exitSays(code)].filter((part) => part !== "").join(". "), cites: at(line), data: { name, status, exitCode: code } })
    else if (/\(unhealthy\)/i.test(status)) drafts.push({ kind: "container_state", severity: "error", title: `Container ${name} is unhealthy`, detail: "It runs, but its health check fails.", cites: at(line), data: { name, status } })
    else if (/^(Dead|Removal)/i.test(status)) drafts.push({ kind: "container_state", severity: "error", title: `Container ${name} is ${status}`, detail: "", cites: at(line), data: { name, status } })
  }
  return { name: "docker ps", drafts, facts: facts(table.rows), until: index + 1 + table.rows.length }
}

/** `docker stats`: containers near their limits. */
export const containerLoad = (lines: ReadonlyArray<string>, index: number): Reading => {
  const table = readPrinted(lines, index, { single: false })
  const drafts: Array<Draft> = []
  for (const { cells, line } of table.rows) {
    const name = cells["NAME"] || cells["CONTAINER"] || cells["CONTAINER ID"] || "?"
    const memory = numberOf(cells["MEM %"] ?? "")
    const cpu = numberOf(cells["CPU %"] ?? "")
    if (memory !== null && memory > 80) drafts.push({ kind: "container_memory", severity: memory >= 95 ? "error" : "warning", title: `Container ${name} uses ${memory} % of its memory limit`, detail: `${cells["MEM USAGE / LIMIT"] ?? ""}. At the limit it is killed.`, cites: at(line), data: { name, percent: memory } })
    if (cpu !== null && cpu > 90) drafts.push({ kind: "container_cpu", severity: "warning", title: `Container ${name} uses ${cpu} % CPU`, detail: "100 % is one core.", cites: at(line), data: { name, percent: cpu } })
  }
  return { name: "docker stats", drafts, facts: facts(table.rows), until: index + 1 + table.rows.length }
}

const BAD_RELEASE = /^(failed|pending-\w+|uninstalling|unknown)$/i

/** `helm list` and `helm history`: releases that failed or hang. */
export const releases = (lines: ReadonlyArray<string>, index: number): Reading => {
  const table = readPrinted(lines, index, { single: false })
  const last = table.rows[table.rows.length - 1]
  const history = table.header[0]?.trim() === "REVISION"
  const drafts = table.rows.filter((row) => !history || row === last).flatMap(({ cells, line }): ReadonlyArray<Draft> => {
    const status = (cells["STATUS"] ?? "").trim()
    if (!BAD_RELEASE.test(status)) return []
    const name = history ? `Revision ${(cells["REVISION"] ?? "").trim()} (${(cells["CHART"] ?? "").trim()})` : `Release ${cells["NAMESPACE"] ?? ""}/${cells["NAME"] ?? ""}`
    return [{ kind: "release_failed", severity: /failed/i.test(status) ? "error" : "warning", title: `${name} is ${status}`, detail: clip((cells["DESCRIPTION"] ?? `Last changed ${cells["UPDATED"] ?? ""}`).trim(), 200), cites: at(line), data: { status } }]
  })
  return { name: history ? "helm history" : "helm list", drafts, facts: facts(table.rows), until: index + 1 + table.rows.length }
}

/** `helm status`. */
export const release = (lines: ReadonlyArray<string>, index: number): Reading => {
  let until = index
  const values = new Map<string, { readonly value: string; readonly line: number }>()
  for (; until < lines.length && lines[until]!.trim() !== ""; until++) {
    const parts = /^([A-Z][A-Z ]{1,40}): (.*)$/.exec(lines[until]!)
    if (parts !== null) values.set(parts[1]!, { value: parts[2]!.trim(), line: until + 1 })
  }
  const status = values.get("STATUS")
  const says = values.get("DESCRIPTION")
  const drafts: ReadonlyArray<Draft> = status !== undefined && BAD_RELEASE.test(status.value)
    ? [{ kind: "release_failed", severity: /failed/i.test(status.value) ? "error" : "warning", title: `Release ${values.get("NAMESPACE")?.value ?? ""}/${values.get("NAME")?.value ?? ""} is ${status.value}`, detail: clip(says?.value ?? "", 200), cites: says === undefined ? at(status.line) : [...at(status.line), ...at(says.line)], data: { status: status.value } }]
    : []
  return { name: "helm status", drafts, facts: [...values].map(([key, { value }]) => `${key}: ${value}`), until }
}
