import type { Draft } from "../../findings/draft.js"
import { clip, numberOf } from "../values.js"
import { badCell } from "./anyTable.js"
import type { Reading } from "./reading.js"

const MAX_ROWS = 5_000

/** A table as `mysql` and `psql` print it: sessions that wait for locks, run for long or hold a transaction open. */
export const clientTable = (lines: ReadonlyArray<string>, index: number): Reading => {
  const boxed = lines[index]!.startsWith("+")
  const headerLine = boxed ? index + 1 : index - 1
  const split = (line: string): ReadonlyArray<string> => (boxed ? line.replace(/^\|/, "").replace(/\|\s*$/, "") : line).split(/\s?\|\s?/).map((cell) => cell.trim())
  const header = split(lines[headerLine] ?? "").map((name) => name.toLowerCase())
  const drafts: Array<Draft> = []
  const facts: Array<string> = [header.join(" | ")]
  let i = boxed ? index + 3 : index + 1
  let rows = 0
  for (; i < lines.length && rows < MAX_ROWS; i++, rows++) {
    const line = lines[i]!.slice(0, 2_000)
    if (line.trim() === "" || line.startsWith("+--") || /^\(\d+ rows?\)/.test(line)) break
    const cells = split(line)
    const cell = (...names: ReadonlyArray<string>): string => names.map((name) => cells[header.indexOf(name)] ?? "").find((value) => value !== "") ?? ""
    if (facts.length < 30) facts.push(clip(cells.join(" | "), 200))
    const bad = header.map((name, column) => ({ name, cell: cells[column] ?? "", severity: badCell(name, cells[column] ?? "") })).find(({ severity }) => severity !== null)
    const session = cell("pid", "id", "procpid", "session_id", "sid")
    const state = `${cell("state")} ${cell("wait_event_type")} ${cell("wait_event")}`
    const query = clip(cell("query", "info", "current_query", "sql_text"), 120)
    const seconds = numberOf(cell("time", "seconds", "duration_s"))
    const cites: Draft["cites"] = [{ lines: [i + 1, i + 1] }]
    const age = /^[\d:.]{4,20}$|day/.test(cell("xact_age", "transaction_age", "age", "duration", "idle_for")) ? clip(cell("xact_age", "transaction_age", "age", "duration", "idle_for"), 40) : ""
    const held = cell("blocked_by", "blocking_pid", "blocking_session_id")
    if (!header.some((name) => /^(query|info|current_query|sql_text)$/.test(name)) && bad?.severity !== undefined && bad.severity !== null && drafts.length < 20) drafts.push({ kind: "bad_row", severity: bad.severity, title: `${clip(cells.find((text) => text !== "") ?? "A row", 120)}: ${bad.name} is ${clip(bad.cell, 120)}`, detail: clip(cells.join(" | "), 300), cites, confidence: 0.7, data: { column: bad.name, value: clip(bad.cell, 200) } })
    else if (session !== "" && drafts.length < 20) {
      if (/lock/i.test(state) && !/unlock/i.test(state)) drafts.push({ kind: "lock_wait", severity: "error", title: `Session ${session} waits for a lock${/^[1-9]/.test(held) ? ` of session ${held}` : ""}: ${query}`, detail: clip(state.trim().replace(/\s+/g, " "), 120), cites, data: { session } })
      else if (/idle in transaction/i.test(state)) drafts.push({ kind: "open_transaction", severity: "warning", title: `Session ${session} holds a transaction open without working${age === "" ? "" : ` for ${age}`} (idle in transaction)`, detail: `Its locks stay; last: ${query}`, cites, data: { session } })
      else if (seconds !== null && seconds > 60 && /^(query|execute)$/i.test(cell("command")) && query !== "") drafts.push({ kind: "long_query", severity: "warning", title: `Session ${session} runs for ${seconds} s: ${query}`, detail: "", cites, data: { session, seconds } })
    }
  }
  return { name: "a database client", drafts, facts: [`${rows} rows`, ...facts], until: Math.max(i + 1, index + 1) }
}
