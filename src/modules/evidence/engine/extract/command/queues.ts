import type { Draft } from "../../findings/draft.js"
import { clip, numberOf, shortNumber } from "../values.js"
import type { Reading } from "./reading.js"
import { isPrompt, readPrinted } from "./table.js"

const at = (line: number): Draft["cites"] => [{ lines: [line, line] }]

const DEEP = 10_000

/** `rabbitmqctl list_queues`: queues that nobody reads, deep ones, messages that are not acknowledged. */
export const queues = (lines: ReadonlyArray<string>, index: number): Reading => {
  const header = lines[index]!.trim().split(/\t+|\s+/)
  const drafts: Array<Draft> = []
  let i = index + 1
  for (; i < lines.length && lines[i]!.trim() !== "" && !isPrompt(lines[i]!); i++) {
    const cells = lines[i]!.trim().split(/\t+|\s+/)
    const cell = (name: string): number | null => (header.includes(name) ? numberOf(cells[header.indexOf(name)] ?? "") : null)
    const name = clip(cells[Math.max(0, header.indexOf("name"))] ?? "?", 120)
    const messages = cell("messages") ?? cell("messages_ready")
    const held = cell("messages_unacknowledged")
    if (messages === null || drafts.length >= 20) continue
    if (cell("consumers") === 0 && messages > 0) drafts.push({ kind: "queue_without_consumer", severity: "error", title: `Queue ${name} has ${messages.toLocaleString("en-US")} messages and no consumer`, detail: "Nobody reads it.", cites: at(i + 1), data: { queue: name, messages } })
    else if (messages >= DEEP) drafts.push({ kind: "queue_deep", severity: "warning", title: `Queue ${name} holds ${messages.toLocaleString("en-US")} messages`, detail: `${cell("consumers") ?? "?"} consumers read it.`, cites: at(i + 1), data: { queue: name, messages } })
    else if (held !== null && held >= 1_000 && held >= messages * 0.9) drafts.push({ kind: "queue_unacknowledged", severity: "warning", title: `${held.toLocaleString("en-US")} messages of queue ${name} are not acknowledged`, detail: "Consumers took them and did not finish.", cites: at(i + 1), data: { queue: name, messages: held } })
  }
  return { name: "rabbitmqctl", drafts, facts: lines.slice(index, Math.min(i, index + 30)).map((line) => line.trim().replace(/\s+/g, " ")), until: i }
}

/** `jstat -gcutil`: an old generation that stays full, full collections that come again and again. */
export const collections = (lines: ReadonlyArray<string>, index: number): Reading => {
  const table = readPrinted(lines, index, { single: true })
  const rows = table.rows.filter(({ cells }) => numberOf(cells["O"] ?? "") !== null)
  const first = rows[0]
  const last = rows[rows.length - 1]
  if (first === undefined || last === undefined) return { name: "jstat", drafts: [], facts: [], until: index + 1 }
  const drafts: Array<Draft> = []
  const value = (row: typeof first, name: string): number => numberOf(row.cells[name] ?? "") ?? 0
  const old = value(last, "O")
  const full = value(last, "FGC") - value(first, "FGC")
  const spent = value(last, "FGCT") - value(first, "FGCT")
  const cites: Draft["cites"] = first === last ? at(last.line) : [...at(first.line), ...at(last.line)]
  if (old >= 90) drafts.push({ kind: "heap_full", severity: old >= 98 ? "error" : "warning", title: `The old generation is ${old} % full`, detail: rows.length > 1 ? `It was ${value(first, "O")} % in the first of ${rows.length} rows.` : "", cites: at(last.line), data: { percent: old } })
  if (full > 0) drafts.push({ kind: "full_collections", severity: full >= rows.length - 1 ? "error" : "warning", title: `${full} full collections in ${rows.length} rows (FGC ${value(first, "FGC")} to ${value(last, "FGC")}), ${shortNumber(spent)} s`, detail: old >= 90 ? "They do not free the heap: it is too small, or something is held on to." : "", cites, data: { collections: full, seconds: spent } })
  if (value(last, "M") >= 99) drafts.push({ kind: "metaspace_full", severity: "info", title: `The metaspace is ${value(last, "M")} % full`, detail: "It grows up to its limit by itself.", cites: at(last.line), data: { percent: value(last, "M") } })
  return { name: "jstat", drafts, facts: table.rows.slice(0, 20).map(({ text }) => text.trim().replace(/\s+/g, " ")), until: index + 1 + table.rows.length }
}

const LONG_HISTORY = 100_000
const LONG_SECONDS = 60

/** `SHOW ENGINE INNODB STATUS`: the latest deadlock, transactions that wait or last, undo history that is not purged. */
export const innodbStatus = (lines: ReadonlyArray<string>, index: number): Reading => {
  const drafts: Array<Draft> = []
  const facts: Array<string> = []
  let section = ""
  const deadlock: Array<{ readonly line: number; readonly text: string }> = []
  let i = index
  for (; i < lines.length && !isPrompt(lines[i]!); i++) {
    const line = lines[i]!.slice(0, 1_000).trim()
    if (/^[A-Z][A-Z /]{4,60}$/.test(line) && /^-{4,}$/.test(lines[i + 1]?.trim() ?? "")) {
      section = line
      facts.push(line)
      continue
    }
    if (section === "LATEST DETECTED DEADLOCK") {
      if (/^(UPDATE|INSERT|DELETE|SELECT|REPLACE)\b/i.test(line) && deadlock.length < 4) deadlock.push({ line: i + 1, text: line })
      if (/^\*\*\* WE ROLL BACK TRANSACTION/.test(line)) drafts.push({ kind: "deadlock", severity: "error", title: `The latest deadlock: ${clip(deadlock.map(({ text }) => text).join(" / "), 200)}`, detail: `${line.replace(/^\*+ /, "")}.`, cites: [...deadlock.flatMap((one) => at(one.line)), ...at(i + 1)], data: { statements: deadlock.map(({ text }) => clip(text, 300)) } })
      continue
    }
    const history = numberOf(/^History list length (\d{1,15})/.exec(line)?.[1] ?? "")
    if (history !== null && history >= LONG_HISTORY) drafts.push({ kind: "undo_history", severity: history >= 10 * LONG_HISTORY ? "error" : "warning", title: `The history list is ${history.toLocaleString("en-US")} long`, detail: "Old row versions are not purged: a transaction is open for long, or purging does not keep up.", cites: at(i + 1), data: { length: history } })
    const active = /^---TRANSACTION (\d+), ACTIVE (\d+) sec/.exec(line)
    if (active !== null && Number(active[2]) >= LONG_SECONDS && drafts.length < 20) drafts.push({ kind: "open_transaction", severity: "warning", title: `Transaction ${active[1]!} is active for ${active[2]!} s`, detail: clip((lines[i + 1] ?? "").trim(), 200), cites: at(i + 1), data: { transaction: active[1]!, seconds: Number(active[2]) } })
    const waits = /^------- TRX HAS BEEN WAITING (\d+) SEC FOR THIS LOCK/.exec(line)
    if (waits !== null && drafts.length < 20) drafts.push({ kind: "lock_wait", severity: "error", title: `A transaction waits for a lock for ${waits[1]!} s`, detail: clip((lines[i + 1] ?? "").trim(), 200), cites: at(i + 1), data: { seconds: Number(waits[1]) } })
  }
  return { name: "SHOW ENGINE INNODB STATUS", drafts, facts: facts.slice(0, 30), until: Math.max(i, index + 1) }
}
