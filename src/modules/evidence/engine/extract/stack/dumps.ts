import type { Draft, Extraction } from "../../findings/draft.js"
import type { TextFile } from "../../findings/text.js"
import { clip } from "../values.js"

const at = (...lines: ReadonlyArray<number>): Draft["cites"] => lines.map((line) => ({ lines: [line, line] as const }))

const STAMP = /^\s*(?:\[\s*\d+\.\d+\]|[A-Z][a-z]{2}\s+\d+ [\d:]{8} \S+ kernel:(?: \[\s*\d+\.\d+\])?)\s?/
const TROUBLE = /^(BUG: .{1,300}|Oops: .{1,200}|Kernel panic - not syncing: .{1,300}|general protection fault.{0,200}|WARNING: CPU: .{1,300}|watchdog: BUG: .{1,300}|INFO: task .{1,100} blocked for more than \d+ seconds.*)$/
const PLACE = /^(?:RIP: [0-9a-f]{1,8}:|pc : |\s+(?:\? )?)([\w.]{1,200})\+0x[0-9a-f]+\/0x[0-9a-f]+(?: \[(\w+)\])?/

/** A kernel oops: what went wrong, where, and the first module that is no part of the kernel. Null where the text is none. */
export const kernelOops = (file: TextFile): Extraction | null => {
  const lines = file.lines.map((line) => line.replace(STAMP, ""))
  const first = lines.findIndex((line) => TROUBLE.test(line))
  if (first === -1 || !lines.some((line) => /^Call Trace:|^\s*<TASK>|^Call trace:/.test(line))) return null
  const places = lines.flatMap((line, i) => {
    const parts = i < first ? null : PLACE.exec(line)
    return parts === null ? [] : [{ name: parts[1]!, module: parts[2] ?? null, line: i + 1 }]
  })
  const place = places[0]
  const own = places.find((one) => one.module !== null)
  const process = lines.map((line) => /\bPID: (\d+)(?: UID: \d+)? Comm: (\S+)/.exec(line)).find((parts) => parts !== null)
  const named = (one: { readonly name: string; readonly module: string | null }): string => `${one.name}${one.module === null ? "" : ` [${one.module}]`}`
  const what = lines[first]!.trim()
  const draft: Draft = {
    kind: "root_exception", severity: /^(WARNING|INFO)/.test(what) ? "error" : "critical", title: clip(`Kernel: ${what}`, 200),
    detail: [...(place === undefined ? [] : [`In ${named(place)}.`]), ...(own === undefined || own === place ? [] : [`First module: ${named(own)}.`]), ...(process === undefined || process === null ? [] : [`While process ${process[1]!} (${process[2]!}) ran.`])].join(" "),
    cites: at(first + 1, ...(place === undefined ? [] : [place.line]), ...(own === undefined || own === place ? [] : [own.line])),
    data: { language: "kernel", exception: what.split(":")[0]!, message: clip(what, 500), chain: [what], frames: places.length, rootFrame: place === undefined ? null : named(place), ownFrame: own === undefined ? null : named(own) }
  }
  return { drafts: [draft], timeline: [], summary: [`A kernel oops.`, `- ${draft.title}. ${draft.detail}`, ...places.slice(0, 20).map((one) => `  ${named(one)}`)].join("\n") }
}

interface Thread { readonly name: string; readonly line: number; state: string; waits: string | null; readonly locks: Array<string>; top: string }

/** A dump of a JVM's or Python process' threads: deadlocks, locks that many wait for, how many are in which state. */
export const threadDump = (file: TextFile): Extraction | null => {
  if (!file.lines.slice(0, 200).some((line) => /^Full thread dump |^Thread \S+ \((active|idle)[^)]*\)/.test(line))) return null
  const threads: Array<Thread> = []
  let deadlock: number | null = null
  file.lines.forEach((line, i) => {
    const head = deadlock === null ? /^"(.{1,200}?)" .*\b(?:tid|prio|nid)=|^Thread (\S+) \((active|idle)[^)]*\)(?:: "(.{1,200})")?/.exec(line) : null
    if (head !== null) threads.push({ name: head[1] ?? head[4] ?? head[2]!, line: i + 1, state: head[3] ?? "", waits: null, locks: [], top: "" })
    if (/^Found (one|\d+) (Java-level )?deadlocks?/i.test(line)) deadlock ??= i + 1
    const thread = threads[threads.length - 1]
    if (thread === undefined || deadlock !== null) return
    const state = /^\s+java\.lang\.Thread\.State: (\w+)/.exec(line)?.[1]
    if (state !== undefined) thread.state = state
    const waits = /^\s+- (?:waiting to lock|parking to wait for)\s+<(0x[0-9a-f]+)>/.exec(line)?.[1]
    if (waits !== undefined) thread.waits ??= waits
    const locked = /^\s+- locked <(0x[0-9a-f]+)>/.exec(line)?.[1]
    if (locked !== undefined) thread.locks.push(locked)
    const frame = /^\s+at (.{1,200})$|^\s{4}(\S+ \(.{1,200}\))\s*$/.exec(line)
    if (thread.top === "" && frame !== null) thread.top = frame[1] ?? frame[2]!
  })
  const drafts: Array<Draft> = []
  const blocked = threads.filter((one) => one.waits !== null)
  const holder = (lock: string): Thread | undefined => threads.find((one) => one.locks.includes(lock))
  const circle = blocked.filter((one) => {
    const seen = new Set<Thread>()
    for (let next: Thread | undefined = one; next !== undefined && !seen.has(next); next = next.waits === null ? undefined : holder(next.waits)) seen.add(next)
    const last = [...seen].at(-1)
    return last !== undefined && last.waits !== null && holder(last.waits) === one
  })
  if (circle.length > 1 || deadlock !== null) {
    drafts.push({ kind: "deadlock", severity: "critical", title: `Deadlock: ${circle.length > 1 ? circle.slice(0, 4).map((one) => one.name).join(" and ") : "threads"} wait for each other`, detail: circle.slice(0, 4).map((one) => `${one.name} in ${one.top}`).join("; "), cites: at(...(deadlock === null ? [] : [deadlock]), ...circle.slice(0, 4).map((one) => one.line)), data: { threads: circle.map((one) => one.name) } })
  }
  const waiting = new Map<string, Array<Thread>>()
  for (const one of blocked) waiting.set(one.waits!, [...(waiting.get(one.waits!) ?? []), one])
  for (const [lock, list] of [...waiting].filter(([, list]) => list.length >= 2).sort((a, b) => b[1].length - a[1].length).slice(0, 5)) {
    const owner = holder(lock)
    // idle workers of a pool all park on its queue: that is no contention
    if (owner === undefined) continue
    drafts.push({ kind: "lock_contention", severity: list.length >= 3 ? "error" : "warning", title: `${list.length} threads wait for a lock that ${owner.name} holds`, detail: `It is in ${owner.top}; they are in ${[...new Set(list.map((one) => one.top))].slice(0, 3).join(", ")}.`, cites: at(owner.line, ...list.slice(0, 3).map((one) => one.line)), data: { lock, waiting: list.length, owner: owner.name } })
  }
  const states = new Map<string, number>()
  for (const one of threads) states.set(one.state || "no state", (states.get(one.state || "no state") ?? 0) + 1)
  const counted = [...states].sort((a, b) => b[1] - a[1]).map(([state, count]) => `${state} ${count}`).join(", ")
  const active = threads.filter((one) => /^(RUNNABLE|active)$/.test(one.state) && one.top !== "")
  if (drafts.length === 0 && active[0] !== undefined) drafts.push({ kind: "thread_state", severity: "info", title: `${active[0].name} runs ${clip(active[0].top, 120)}`, detail: `${threads.length} threads: ${counted}.`, cites: at(active[0].line), data: { threads: threads.length } })
  return { drafts, timeline: [], summary: [`${threads.length} threads: ${counted}.`, ...drafts.map((one) => `- ${one.title}. ${one.detail}`), ...threads.slice(0, 40).map((one) => `  ${clip(one.name, 60)}: ${one.state}${one.top === "" ? "" : `, ${clip(one.top, 100)}`}`)].join("\n") }
}
