import type { Draft } from "../../findings/draft.js"
import { clip, numberOf, shortNumber } from "../values.js"
import type { Reading } from "./reading.js"
import { isPrompt, readPrinted } from "./table.js"

const at = (...lines: ReadonlyArray<number>): Draft["cites"] => lines.map((line) => ({ lines: [line, line] as const }))

/** The lines that belong to an output with no blank-line structure: up to the next prompt. */
const block = (lines: ReadonlyArray<string>, index: number): ReadonlyArray<{ readonly text: string; readonly line: number }> => {
  const found: Array<{ text: string; line: number }> = []
  for (let i = index; i < lines.length && found.length < 5_000; i++) {
    if (i > index && isPrompt(lines[i]!)) break
    found.push({ text: lines[i]!.slice(0, 500), line: i + 1 })
  }
  return found
}

const facts = (rows: ReadonlyArray<{ readonly text: string }>): ReadonlyArray<string> => rows.map(({ text }) => text.trim()).filter((text) => text !== "").slice(0, 30)

/** `ping`: packets lost, slow answers, names and routes that are not found. */
export const ping = (lines: ReadonlyArray<string>, index: number): Reading => {
  const rows = block(lines, index)
  const target = /^PING (\S+)/.exec(lines[index]!)?.[1] ?? "the target"
  const drafts: Array<Draft> = []
  for (const { line, text } of rows) {
    const loss = numberOf(/([\d.]{1,8})% packet loss/.exec(text)?.[1] ?? "")
    if (loss !== null && loss > 0) drafts.push({ kind: "packet_loss", severity: loss >= 20 ? "error" : "warning", title: loss >= 100 ? `${target} does not answer: all packets are lost` : `${target}: ${shortNumber(loss)} % of the packets are lost`, detail: loss >= 100 ? "It is down, or something on the way drops ICMP." : "", cites: at(line), data: { target, percent: loss } })
    const times = /= ([\d.]{1,12})\/([\d.]{1,12})\/([\d.]{1,12})(?:\/([\d.]{1,12}))? ms/.exec(text)
    if (times !== null && (Number(times[2]) > 200 || Number(times[3]) > 500)) drafts.push({ kind: "slow_network", severity: "warning", title: `${target} answers after ${shortNumber(Number(times[2]))} ms on average, ${shortNumber(Number(times[3]))} ms at most`, detail: "", cites: at(line), data: { target, averageMs: Number(times[2]), maxMs: Number(times[3]) } })
    if (/Destination (Host|Net) Unreachable|No route to host|Network is unreachable/i.test(text) && !drafts.some((one) => one.kind === "unreachable")) drafts.push({ kind: "unreachable", severity: "error", title: `${target}: ${clip(text.trim(), 120)}`, detail: "There is no way to it from here.", cites: at(line) })
  }
  const end = rows.findIndex(({ text }, i) => i > 0 && /packets transmitted/.test(text))
  const until = end === -1 ? index + rows.length : index + end + 2
  return { name: "ping", drafts: drafts.filter((one) => one.cites.every((cite) => !("lines" in cite) || cite.lines[0] <= until)), facts: facts(rows.slice(-4)), until }
}

/** `traceroute`: where answers end. */
export const traceroute = (lines: ReadonlyArray<string>, index: number): Reading => {
  const target = /(?:to|route to) (\S+)(?: [[(]([\d.:a-f]+)[\])])?/.exec(lines[index]!)
  const hops: Array<{ readonly hop: number; readonly silent: boolean; readonly line: number; readonly text: string }> = []
  let i = index + 1
  for (; i < lines.length; i++) {
    const parts = /^\s*(\d{1,3})\s+(.*)$/.exec(lines[i]!.slice(0, 500))
    if (parts === null) {
      if (hops.length > 0 || lines[i]!.trim() !== "") break
      continue
    }
    hops.push({ hop: Number(parts[1]), silent: /^(\*\s*){3}/.test(parts[2]!) || /Request timed out/.test(parts[2]!), line: i + 1, text: parts[2]! })
  }
  const last = hops[hops.length - 1]
  const answered = hops.findLast((one) => !one.silent)
  const arrived = answered !== undefined && target?.[2] !== undefined && answered.text.includes(target[2])
  const drafts: ReadonlyArray<Draft> = last !== undefined && last.silent && !arrived
    ? [{ kind: "route_ends", severity: "error", title: `The way to ${target?.[1] ?? "the target"} ends ${answered === undefined ? "at once" : `after hop ${answered.hop} (${clip(answered.text.trim().split(/\s{2,}/)[0] ?? "", 80)})`}`, detail: "Later routers drop the packets, or do not tell of themselves.", cites: at(...(answered === undefined ? [] : [answered.line]), last.line), data: { lastHop: answered?.hop ?? 0 } }]
    : []
  return { name: "traceroute", drafts, facts: [`${hops.length} hops`, ...facts(hops)], until: i }
}

const CURL_CODES: Record<number, string> = { 6: "The host name is not resolved.", 7: "Nobody listens there, or a firewall refuses.", 22: "The server answered with an error.", 28: "It took too long.", 35: "The TLS handshake failed.", 51: "The certificate is of another name.", 52: "The server closed without an answer.", 56: "The connection broke off.", 60: "The certificate is not trusted." }

/** `curl -v` and `curl -I`: answers, refused connections, certificates. */
export const curl = (lines: ReadonlyArray<string>, index: number): Reading => {
  const rows = block(lines, index)
  const drafts: Array<Draft> = []
  let failed = false
  for (const { line, text } of rows) {
    const status = /^(?:< )?HTTP\/[\d.]{1,4} (\d{3})\s?(.{0,60})$/.exec(text)
    const code = /^curl: \((\d{1,3})\) (.*)$/.exec(text)
    if (status !== null && Number(status[1]) >= 400) drafts.push({ kind: "http_status", severity: Number(status[1]) >= 500 ? "error" : "warning", title: `The server answers ${status[1]!} ${status[2]!}`.trim(), detail: "", cites: at(line), data: { status: Number(status[1]) } })
    else if (code !== null) drafts.push({ kind: "call_failed", severity: "error", title: clip(code[2]!, 200), detail: CURL_CODES[Number(code[1])] ?? "", cites: at(line), data: { curl: Number(code[1]) } })
    else if (/^\* .*(certificate has expired|certificate problem|certificate subject name .* does not match|self.signed certificate)/i.test(text)) drafts.push({ kind: "certificate", severity: "error", title: clip(text.slice(2).trim(), 200), detail: "", cites: at(line) })
    else if (!failed && /^\* .*(Could not resolve host|Connection refused|Connection timed out|No route to host|Operation timed out)/i.test(text)) {
      failed = true
      drafts.push({ kind: "connection_failed", severity: "error", title: clip(text.slice(2).trim(), 200), detail: "", cites: at(line) })
    }
  }
  return { name: "curl", drafts: drafts.slice(0, 20), facts: facts(rows.filter(({ text }) => /^[*<>] /.test(text))), until: index + rows.length }
}

const DNS_SAYS: Record<string, string> = { NXDOMAIN: "The name does not exist: check its spelling and the zone.", SERVFAIL: "The name server, or one that it asks, fails.", REFUSED: "The name server does not answer this client." }

/** `dig` and `nslookup`: names that are not found, servers that do not answer. */
export const dns = (lines: ReadonlyArray<string>, index: number): Reading => {
  const rows = block(lines, index)
  const drafts: Array<Draft> = []
  const asked = rows.map(({ text }) => /^; <<>> DiG .* <<>> (?:[@+-]\S+ )*(\S+)/.exec(text)?.[1] ?? /^;(\S+?)\.\s+IN\s/.exec(text)?.[1]).find((name) => name !== undefined) ?? "the name"
  for (const { line, text } of rows) {
    const status = /^;; ->>HEADER<<- .*status: ([A-Z]+)/.exec(text)?.[1]
    const server = /^\*\* server can't find (\S+?): ([A-Z]+)/.exec(text)
    if (status !== undefined && status !== "NOERROR") drafts.push({ kind: "dns_failure", severity: "error", title: `${asked} is not resolved: ${status}`, detail: DNS_SAYS[status] ?? "", cites: at(line), data: { name: asked, status } })
    else if (server !== null) drafts.push({ kind: "dns_failure", severity: "error", title: `${server[1]!} is not resolved: ${server[2]!}`, detail: DNS_SAYS[server[2]!] ?? "", cites: at(line), data: { name: server[1]!, status: server[2]! } })
    else if (/no servers could be reached|connection timed out/.test(text)) drafts.push({ kind: "dns_failure", severity: "error", title: "The name server does not answer", detail: "", cites: at(line) })
    else if (/^;; flags:.* ANSWER: 0,/.test(text) && drafts.length === 0) drafts.push({ kind: "dns_failure", severity: "warning", title: `${asked} has no record of the type that was asked for`, detail: "The name exists, but not with that type.", cites: at(line), data: { name: asked, status: "NODATA" } })
    const slow = numberOf(/^;; Query time: (\d{1,8}) msec/.exec(text)?.[1] ?? "")
    if (slow !== null && slow > 500) drafts.push({ kind: "slow_network", severity: "warning", title: `The name server needs ${slow} ms`, detail: "", cites: at(line), data: { milliseconds: slow } })
  }
  return { name: /DiG|;;/.test(lines[index]!) ? "dig" : "nslookup", drafts, facts: facts(rows), until: index + rows.length }
}

/** `openssl s_client` and `openssl x509`: certificates that are not accepted. */
export const openssl = (lines: ReadonlyArray<string>, index: number): Reading => {
  const rows = block(lines, index)
  const drafts: Array<Draft> = []
  for (const { line, text } of rows) {
    const wrong = /^(?:verify error:num=\d+:|Verification error: |Verify return code: (?!0)\d+ \()(.{3,120}?)\)?$/.exec(text.trim())
    if (wrong !== null && !drafts.some((one) => one.title.endsWith(wrong[1]!))) drafts.push({ kind: "certificate", severity: "error", title: `The certificate is not accepted: ${wrong[1]!}`, detail: rows.map((row) => row.text.trim()).find((row) => /^notAfter=|NotAfter: /.test(row)) ?? "", cites: at(line) })
    if (/^(connect:errno=|connect: |\d+:error:|[\dA-F]+:error:)/.test(text)) drafts.push({ kind: "connection_failed", severity: "error", title: clip(text.trim(), 200), detail: "", cites: at(line) })
  }
  return { name: "openssl", drafts: drafts.slice(0, 10), facts: facts(rows), until: index + rows.length }
}

/** `ip addr` and `ip link`: interfaces that are down though they are meant to be up. */
export const interfaces = (lines: ReadonlyArray<string>, index: number): Reading => {
  const rows = block(lines, index).filter(({ text }) => /^\d+: /.test(text))
  const drafts = rows.flatMap(({ line, text }): ReadonlyArray<Draft> => {
    const parts = /^\d+: ([\w.@-]{1,60}): <([A-Z,_0-9-]{0,200})>.* state (\w+)/.exec(text)
    if (parts === null || parts[3] !== "DOWN") return []
    const meant = /(^|,)UP(,|$)|NO-CARRIER/.test(parts[2]!)
    return [{ kind: "interface_down", severity: meant ? "warning" : "info", title: `Interface ${parts[1]!} is down${/NO-CARRIER/.test(parts[2]!) ? ": it has no carrier" : ""}`, detail: meant ? "" : "Nobody brought it up.", cites: at(line), data: { interface: parts[1]! } }]
  })
  return { name: "ip", drafts, facts: facts(rows), until: index + block(lines, index).length }
}

/** `ss -s`: totals of sockets. */
export const socketTotals = (lines: ReadonlyArray<string>, index: number): Reading => {
  const text = lines[index]!
  const count = (name: string): number => Number(new RegExp(`\\b${name} (\\d{1,9})`).exec(text)?.[1] ?? 0)
  const drafts: Array<Draft> = []
  if (count("orphaned") > 1_000) drafts.push({ kind: "orphaned_sockets", severity: "warning", title: `${count("orphaned")} orphaned sockets`, detail: "Closed by the program, not yet by the kernel.", cites: at(index + 1), data: { count: count("orphaned") } })
  if (count("timewait") >= 5_000) drafts.push({ kind: "time_wait", severity: "warning", title: `${count("timewait")} connections are in TIME_WAIT`, detail: "Short connections may run out of ports; reuse them.", cites: at(index + 1), data: { count: count("timewait") } })
  return { name: "ss -s", drafts, facts: [text.trim()], until: index + 1 }
}

/** `lsof`: deleted files that still take space, connections that are not closed. */
export const openFiles = (lines: ReadonlyArray<string>, index: number): Reading => {
  const table = readPrinted(lines, index, { single: true })
  const deleted = table.rows.filter(({ text }) => /\(deleted\)\s*$/.test(text))
  const drafts: Array<Draft> = []
  const sizeOf = (text: string): number => Math.max(0, ...(text.match(/\b\d{5,15}\b/g) ?? []).map(Number))
  for (const { line, text } of [...deleted].sort((a, b) => sizeOf(b.text) - sizeOf(a.text)).slice(0, 5)) {
    // DEVICE, SIZE, NODE, NAME: the size is the number before the inode
    const parts = /\s(\d{1,15})\s+\d{1,15}\s+(\/\S.{0,300}?) \(deleted\)/.exec(text)
    const bytes = Number(parts?.[1] ?? 0)
    if (bytes >= 100 * 1024 * 1024) drafts.push({ kind: "deleted_open_file", severity: "warning", title: `${parts![2]!} is deleted but still open: ${shortNumber(Math.round(bytes / 1024 ** 3 * 10) / 10)} GiB`, detail: `${text.trim().split(/\s+/).slice(0, 2).join(" ")} holds it; the space is free once it closes or restarts.`, cites: at(line), data: { bytes } })
  }
  const waiting = table.rows.filter(({ text }) => /\(CLOSE_WAIT\)/.test(text))
  if (waiting.length >= 20) drafts.push({ kind: "close_wait", severity: "error", title: `${waiting.length} connections are in CLOSE_WAIT`, detail: "The other side closed; the program here does not: a leak of connections.", cites: at(...waiting.slice(0, 3).map(({ line }) => line)), data: { count: waiting.length } })
  const perProcess = new Map<string, number>()
  for (const { cells } of table.rows) perProcess.set(`${cells["COMMAND"] ?? ""} ${cells["PID"] ?? ""}`, (perProcess.get(`${cells["COMMAND"] ?? ""} ${cells["PID"] ?? ""}`) ?? 0) + 1)
  return { name: "lsof", drafts, facts: [`${table.rows.length} open files`, ...[...perProcess].sort((a, b) => b[1] - a[1]).slice(0, 10).map(([name, count]) => `${name}: ${count}`)], until: index + 1 + table.rows.length }
}
