import type { Draft } from "../../findings/draft.js"
import { bytesOf, clip, numberOf, shortNumber } from "../values.js"
import type { Reading } from "./reading.js"
import { readPrinted } from "./table.js"

/** CPU over 70 %, memory over 80 %, disk over 85 % are told of; 95 % is an error. */
const grade = (percent: number): Draft["severity"] => (percent >= 95 ? "error" : "warning")
const at = (line: number): Draft["cites"] => [{ lines: [line, line] }]
const gb = (bytes: number): string => (bytes >= 1024 ** 3 ? `${shortNumber(Math.round(bytes / 1024 ** 3 * 10) / 10)} GiB` : `${shortNumber(Math.round(bytes / 1024 ** 2))} MiB`)

/** `df`: file systems and inodes that fill up. */
export const df = (lines: ReadonlyArray<string>, index: number): Reading => {
  // a long device name pushes the rest to the next line
  const joined = lines.map((line, i) => (i > index && /^\S+$/.test(line) && /^\s+\d/.test(lines[i + 1] ?? "") ? `${line} ${lines[i + 1]!.trim()}` : line))
  const table = readPrinted(joined, index, { single: true, stop: /^[$#\w.-]+@|^\$ / })
  const inodes = /Inodes/.test(lines[index]!)
  const drafts = table.rows.flatMap(({ cells, line }): ReadonlyArray<Draft> => {
    const use = numberOf(cells["Use%"] ?? cells["Capacity"] ?? cells["IUse%"] ?? cells["%iused"] ?? "")
    const mount = cells["Mounted"] ?? ""
    if (use === null || use < 85 || /^\/(snap|sys|proc|run\/snapd)\b/.test(mount) || /^(\/dev\/loop|squashfs|overlay.*snap)/.test(cells["Filesystem"] ?? "")) return []
    return [{ kind: inodes ? "inodes_full" : "disk_full", severity: grade(use), title: `${mount} is ${use} % full${inodes ? " of inodes" : ""}`, detail: `${cells["Filesystem"] ?? ""}: ${cells["Used"] ?? cells["IUsed"] ?? "?"} used, ${cells["Avail"] ?? cells["Available"] ?? cells["IFree"] ?? "?"} free.${use >= 100 ? " Writes fail." : ""}`, cites: at(line), data: { mount, percent: use } }]
  })
  return { name: inodes ? "df -i" : "df", drafts, facts: table.rows.slice(0, 30).map(({ text }) => text.trim().replace(/\s+/g, " ")), until: index + 1 + table.rows.length }
}

/** `free`: memory and swap in use; what the cache holds counts as free. */
export const free = (lines: ReadonlyArray<string>, index: number): Reading => {
  const drafts: Array<Draft> = []
  const facts: Array<string> = []
  let until = index + 1
  for (let i = index + 1; i < lines.length && /^\s*(Mem|Swap|Total|-\/\+|Low|High)/i.test(lines[i]!); i++) {
    until = i + 1
    const [label, ...cells] = lines[i]!.trim().split(/\s+/)
    facts.push(lines[i]!.trim().replace(/\s+/g, " "))
    const values = cells.map((cell) => bytesOf(cell, 1024))
    const [total, used, left] = values
    if (total === null || total === undefined || total === 0 || used === null || used === undefined) continue
    const available = /^mem/i.test(label!) ? values[5] ?? (values[4] !== undefined && left !== null && left !== undefined ? left + (values[4] ?? 0) : left) : left
    const percent = Math.round((1 - (available ?? total - used) / total) * 100)
    if (/^mem/i.test(label!) && percent > 80) drafts.push({ kind: "memory_high", severity: grade(percent), title: `Memory is ${percent} % in use`, detail: `Of ${cells[0]!}, ${cells[5] ?? cells[2] ?? "?"} is available.`, cites: at(i + 1), data: { percent } })
    if (/^swap/i.test(label!) && used / total > 0.5) drafts.push({ kind: "swap_high", severity: "warning", title: `Swap is ${Math.round(used / total * 100)} % in use`, detail: "The machine has, or had, too little memory; reading swap back is slow.", cites: at(i + 1), data: { percent: Math.round(used / total * 100) } })
  }
  return { name: "free", drafts, facts, until }
}

const load = (text: string, line: number): ReadonlyArray<Draft> => {
  const found = /load averages?:\s*([\d.,]+?),?\s+([\d.,]+?),?\s+([\d.,]+)/.exec(text)
  if (found === null) return []
  const one = Number(found[1]!.replace(",", "."))
  const fifteen = Number(found[3]!.replace(",", "."))
  return one >= 8 && one > fifteen * 1.5 || one >= 20 ? [{ kind: "load_high", severity: one >= 20 ? "error" : "warning", title: `Load average is ${one} (${fifteen} over 15 minutes)`, detail: one > fifteen * 1.5 ? "It is rising." : "Compare it with the number of cores.", cites: at(line), data: { load1: one, load15: fifteen } }] : []
}

/** `top` and `ps`: totals above, processes below. */
export const processes = (lines: ReadonlyArray<string>, index: number): Reading => {
  const drafts: Array<Draft> = []
  const facts: Array<string> = []
  let header = index
  for (; header < lines.length && header < index + 12 && !/\bPID\b/.test(lines[header]!); header++) {
    const line = lines[header]!
    drafts.push(...load(line, header + 1))
    if (/^(top -|Tasks|%?Cpu|(MiB|KiB|GiB) )/.test(line.trim())) facts.push(line.trim().replace(/\s+/g, " "))
    const idle = /Cpu.*?([\d.,]+)\s*%?\s*id/.exec(line)?.[1]
    if (idle !== undefined) {
      const busy = Math.round((100 - Number(idle.replace(",", "."))) * 10) / 10
      const wait = numberOf(/([\d.]+)\s*%?\s*wa/.exec(line)?.[1] ?? "") ?? 0
      if (busy > 70) drafts.push({ kind: "cpu_high", severity: grade(busy), title: `The processors are ${busy} % busy`, detail: wait > 20 ? `${wait} % of it waits for disks.` : "", cites: at(header + 1), data: { percent: busy, iowait: wait } })
      else if (wait > 20) drafts.push({ kind: "io_wait", severity: "warning", title: `${wait} % of processor time waits for disks`, detail: "", cites: at(header + 1), data: { percent: wait } })
    }
    const memory = /(?:MiB|KiB|GiB)?\s*Mem\s*:\s*([\d.]+)k?\s+total,.*?(?:([\d.]+)k?\s+free,.*?([\d.]+)k?\s+(?:buff|buffers))/.exec(line)
    if (memory !== null) {
      const available = /([\d.]+)k?\s+avail Mem/.exec(lines[header + 1] ?? "")?.[1]
      const percent = Math.round((1 - Number(available ?? Number(memory[2]) + Number(memory[3])) / Number(memory[1])) * 100)
      if (percent > 80) drafts.push({ kind: "memory_high", severity: grade(percent), title: `Memory is ${percent} % in use`, detail: "", cites: available === undefined ? at(header + 1) : [{ lines: [header + 1, header + 2] }], data: { percent } })
    }
  }
  for (let i = index; i < Math.min(header, lines.length); i++) {
    const swap = /Swap\s*:\s*([\d.]{1,15})k?\s+total,\s*([\d.]{1,15})k?\s+free,\s*([\d.]{1,15})k?\s+used/.exec(lines[i]!)
    const percent = swap === null ? 0 : Math.round(Number(swap[3]) / Number(swap[1]) * 100)
    if (percent > 50) drafts.push({ kind: "swap_high", severity: "warning", title: `Swap is ${percent} % in use`, detail: "The machine has, or had, too little memory; reading swap back is slow.", cites: at(i + 1), data: { percent } })
  }
  if (header >= lines.length || !/\bPID\b/.test(lines[header]!)) return { name: "top", drafts, facts, until: Math.min(header, lines.length) }
  const table = readPrinted(lines, header, { single: true, stop: /^top - / })
  // `ps -ef` calls it C
  const shareOf = (cells: Record<string, string>) => cells["%CPU"] ?? (table.header.includes("STIME") ? cells["C"] : undefined) ?? ""
  const cpuOf = (cells: Record<string, string>) => numberOf(shareOf(cells)) ?? 0
  const memoryOf = (cells: Record<string, string>) => numberOf(cells["%MEM"] ?? "") ?? 0
  const command = (cells: Record<string, string>) => clip(cells["COMMAND"] ?? cells["CMD"] ?? "?", 100)
  const ranked = [...table.rows].sort((a, b) => cpuOf(b.cells) - cpuOf(a.cells))
  for (const { cells, line } of ranked.filter((row) => cpuOf(row.cells) > 70).slice(0, 5)) drafts.push({ kind: "process_cpu", severity: "warning", title: `Process ${cells["PID"] ?? "?"} (${command(cells)}) uses ${shareOf(cells)} % CPU`, detail: "", cites: at(line), data: { pid: numberOf(cells["PID"] ?? ""), cpu: cpuOf(cells) } })
  for (const { cells, line } of table.rows.filter((row) => memoryOf(row.cells) > 50).slice(0, 3)) drafts.push({ kind: "process_memory", severity: "warning", title: `Process ${cells["PID"] ?? "?"} (${command(cells)}) holds ${cells["%MEM"]!} % of the memory`, detail: "", cites: at(line), data: { pid: numberOf(cells["PID"] ?? ""), memory: memoryOf(cells) } })
  const state = (letter: string) => table.rows.filter(({ cells }) => (cells["STAT"] ?? cells["S"] ?? "").startsWith(letter))
  const zombies = table.header.includes("STAT") || table.header.includes("S") ? state("Z") : table.rows.filter(({ text }) => /<defunct>\s*$/.test(text))
  // the processes may not be among those shown
  const totals = lines.slice(index, header).findIndex((line) => /^Tasks:.*\b[1-9]\d* zombie/.test(line))
  const counted = totals === -1 ? 0 : Number(/(\d+) zombie/.exec(lines[index + totals]!)?.[1] ?? 0)
  if (zombies.length === 0 && counted > 0) drafts.push({ kind: "zombie_processes", severity: counted > 20 ? "warning" : "info", title: `${counted} zombie process${counted === 1 ? "" : "es"}`, detail: "Their parents do not fetch their exit status.", cites: at(index + totals + 1), data: { count: counted } })
  const waiting = state("D")
  if (zombies.length > 0) drafts.push({ kind: "zombie_processes", severity: zombies.length > 20 ? "warning" : "info", title: `${zombies.length} zombie process${zombies.length === 1 ? "" : "es"}`, detail: "Their parents do not fetch their exit status.", cites: at(zombies[0]!.line), data: { count: zombies.length } })
  if (waiting.length >= 3) drafts.push({ kind: "blocked_processes", severity: "warning", title: `${waiting.length} processes are in uninterruptible sleep`, detail: "They wait for a disk or a network file system.", cites: waiting.slice(0, 3).map(({ line }) => ({ lines: [line, line] as const })), data: { count: waiting.length } })
  return { name: table.header.includes("PR") ? "top" : "ps", drafts, facts: [...facts, `${table.rows.length} processes`, ...ranked.slice(0, 8).map(({ cells }) => `${cells["PID"] ?? ""} ${command(cells)}: CPU ${cells["%CPU"] ?? "?"} %, memory ${cells["%MEM"] ?? "?"} %`)], until: header + 1 + table.rows.length }
}

/** `vmstat`: run queue, swapping, waiting; the first row of numbers is an average since the start of the machine. */
export const vmstat = (lines: ReadonlyArray<string>, index: number): Reading => {
  const header = /\br\s+b\s+swpd/.test(lines[index]!) ? index : index + 1
  if (lines[header] === undefined) return { name: "vmstat", drafts: [], facts: [], until: index + 1 }
  const table = readPrinted(lines, header, { single: true, stop: /procs|\br\s+b\s/ })
  const rows = table.rows.length > 1 ? table.rows.slice(1) : table.rows
  const values = (name: string) => rows.map(({ cells }) => numberOf(cells[name] ?? "") ?? 0)
  const mean = (name: string) => values(name).reduce((sum, value) => sum + value, 0) / Math.max(1, rows.length)
  const cites: Draft["cites"] = rows.length === 0 ? [] : [{ lines: [rows[0]!.line, rows[rows.length - 1]!.line] }]
  const drafts: Array<Draft> = []
  const busy = Math.round(100 - mean("id") - mean("wa"))
  if (busy > 70 && rows.length > 0 && table.header.includes("id")) drafts.push({ kind: "cpu_high", severity: grade(busy), title: `The processors are ${busy} % busy on average`, detail: `${shortNumber(mean("r"))} processes ask to run.`, cites, data: { percent: busy } })
  if (mean("wa") > 20) drafts.push({ kind: "io_wait", severity: "warning", title: `${Math.round(mean("wa"))} % of processor time waits for disks`, detail: `${shortNumber(mean("b"))} processes are blocked.`, cites, data: { percent: Math.round(mean("wa")) } })
  if (mean("si") + mean("so") > 100) drafts.push({ kind: "swapping", severity: "error", title: `The machine swaps: ${shortNumber(mean("si"))} in, ${shortNumber(mean("so"))} out a second`, detail: "Memory is short.", cites, data: { in: mean("si"), out: mean("so") } })
  return { name: "vmstat", drafts, facts: table.rows.slice(0, 10).map(({ text }) => text.trim().replace(/\s+/g, " ")), until: header + 1 + table.rows.length }
}

/** `iostat`: processors and devices that are busy. */
export const iostat = (lines: ReadonlyArray<string>, index: number): Reading => {
  const drafts: Array<Draft> = []
  const facts: Array<string> = []
  let i = index
  for (; i < lines.length; i++) {
    const line = lines[i]!
    if (/^[$#] |^\S+@\S+[:~].*[$#]/.test(line)) break
    if (/^avg-cpu:/.test(line)) {
      const names = line.replace("avg-cpu:", "").trim().split(/\s+/)
      const values = (lines[i + 1] ?? "").trim().split(/\s+/)
      const value = (name: string) => numberOf(values[names.indexOf(name)] ?? "") ?? 0
      if (names.includes("%idle") && value("%iowait") > 20) drafts.push({ kind: "io_wait", severity: "warning", title: `${value("%iowait")} % of processor time waits for disks`, detail: "", cites: at(i + 2), data: { percent: value("%iowait") } })
      if (names.includes("%idle") && 100 - value("%idle") - value("%iowait") > 70) drafts.push({ kind: "cpu_high", severity: grade(100 - value("%idle")), title: `The processors are ${shortNumber(100 - value("%idle"))} % busy`, detail: "", cites: at(i + 2), data: { percent: 100 - value("%idle") } })
    } else if (/^Device:?\s/.test(line)) {
      const table = readPrinted(lines, i, { single: true })
      for (const { cells, line: number } of table.rows) {
        const util = numberOf(cells["%util"] ?? "")
        const device = cells["Device"] ?? cells["Device:"] ?? "?"
        facts.push(`${device}: ${util === null ? "" : `${util} % busy, `}await ${cells["await"] ?? cells["r_await"] ?? "?"} ms`)
        if (util !== null && util > 80) drafts.push({ kind: "disk_busy", severity: grade(util), title: `Disk ${device} is ${util} % busy`, detail: `Requests wait ${cells["await"] ?? cells["w_await"] ?? cells["r_await"] ?? "?"} ms.`, cites: at(number), data: { device, percent: util } })
      }
      i += table.rows.length
    }
  }
  return { name: "iostat", drafts: drafts.slice(0, 20), facts: facts.slice(0, 20), until: i }
}

/** `netstat` and `ss`: states, and queues that are not emptied. */
export const sockets = (lines: ReadonlyArray<string>, index: number): Reading => {
  const header = lines.findIndex((line, i) => i >= index && /Recv-Q/.test(line))
  if (header === -1) return { name: "netstat", drafts: [], facts: [], until: index + 1 }
  const table = readPrinted(lines, header, { single: true, stop: /^Active UNIX/ })
  const states = new Map<string, Array<number>>()
  const drafts: Array<Draft> = []
  for (const { cells, line, text } of table.rows) {
    const state = (/\b(LISTEN|ESTAB(?:LISHED)?|TIME[_-]WAIT|CLOSE[_-]WAIT|SYN[_-](?:SENT|RECV)|FIN[_-]WAIT[_-]?[12]|LAST[_-]ACK|CLOSING|UNCONN)\b/.exec(text)?.[1] ?? "").replace("-", "_")
    if (state !== "") states.set(state, [...(states.get(state) ?? []), line])
    const receive = numberOf(cells["Recv-Q"] ?? "") ?? 0
    const send = numberOf(cells["Send-Q"] ?? "") ?? 0
    if (state === "LISTEN" && receive > 0 && send > 0 && receive >= send && drafts.length < 10) drafts.push({ kind: "backlog_full", severity: "error", title: `${cells["Local"] ?? "a socket"} has ${receive} connections waiting, its limit is ${send}`, detail: "The server does not accept them fast enough; new ones are dropped.", cites: at(line), data: { waiting: receive, limit: send } })
    else if (state.startsWith("ESTAB") && receive > 100_000 && drafts.length < 10) drafts.push({ kind: "receive_queue", severity: "warning", title: `${gb(receive)} wait to be read on ${cells["Local"] ?? "a socket"}`, detail: "The program does not read.", cites: at(line), data: { bytes: receive } })
  }
  const count = (state: string) => states.get(state)?.length ?? 0
  const sample = (state: string): Draft["cites"] => (states.get(state) ?? []).slice(0, 3).map((line) => ({ lines: [line, line] }))
  if (count("CLOSE_WAIT") >= 20 || (count("CLOSE_WAIT") >= 10 && count("CLOSE_WAIT") > count("ESTABLISHED") + count("ESTAB"))) drafts.push({ kind: "close_wait", severity: count("CLOSE_WAIT") >= 20 ? "error" : "warning", title: `${count("CLOSE_WAIT")} connections are in CLOSE_WAIT`, detail: "The other side closed; the program here does not: a leak of connections.", cites: sample("CLOSE_WAIT"), data: { count: count("CLOSE_WAIT") } })
  if (count("SYN_SENT") >= 5) drafts.push({ kind: "syn_sent", severity: "error", title: `${count("SYN_SENT")} connections get no answer (SYN_SENT)`, detail: "The other side is down, or something on the way drops the packets.", cites: sample("SYN_SENT"), data: { count: count("SYN_SENT") } })
  if (count("SYN_RECV") >= 50) drafts.push({ kind: "syn_recv", severity: "warning", title: `${count("SYN_RECV")} half-open connections (SYN_RECV)`, detail: "A flood, or an overloaded accept queue.", cites: sample("SYN_RECV"), data: { count: count("SYN_RECV") } })
  if (count("TIME_WAIT") >= 5_000) drafts.push({ kind: "time_wait", severity: "warning", title: `${count("TIME_WAIT")} connections are in TIME_WAIT`, detail: "Short connections may run out of ports; reuse them.", cites: sample("TIME_WAIT"), data: { count: count("TIME_WAIT") } })
  return { name: /Netid|^State/.test(lines[header]!) ? "ss" : "netstat", drafts, facts: [`${table.rows.length} sockets: ${[...states].map(([state, list]) => `${state} ${list.length}`).join(", ")}`], until: header + 1 + table.rows.length }
}

/** `uptime`. */
export const uptime = (lines: ReadonlyArray<string>, index: number): Reading => ({ name: "uptime", drafts: load(lines[index]!, index + 1), facts: [lines[index]!.trim()], until: index + 1 })
