import type { Draft } from "../../findings/draft.js"
import { numberOf, shortNumber } from "../values.js"
import type { Reading } from "./reading.js"
import { isPrompt, readPrinted } from "./table.js"

const at = (line: number): Draft["cites"] => [{ lines: [line, line] }]

/** `strace -c`: system calls that take the time, or fail mostly. */
export const systemCalls = (lines: ReadonlyArray<string>, index: number): Reading => {
  const drafts: Array<Draft> = []
  const facts: Array<string> = []
  let i = index + 1
  for (; i < lines.length && lines[i]!.trim() !== "" && !isPrompt(lines[i]!); i++) {
    const parts = /^\s*([\d.]{1,10})\s+([\d.]{1,20})\s+(\d{1,15})\s+(\d{1,15})\s+(?:(\d{1,15})\s+)?([a-z_]\w{1,60})\s*$/.exec(lines[i]!)
    if (parts === null || parts[6] === "total") continue
    const [share, seconds, micros, calls, errors] = parts.slice(1, 6).map((text) => Number(text ?? 0))
    facts.push(lines[i]!.trim().replace(/\s+/g, " "))
    if (share! >= 50) drafts.push({ kind: "hot_call", severity: "warning", title: `${parts[6]!} takes ${share!} % of the time in system calls`, detail: `${shortNumber(calls!)} calls, ${shortNumber(seconds!)} s, ${shortNumber(micros!)} µs each.`, cites: at(i + 1), data: { call: parts[6]!, share: share! } })
    if (errors! >= 100 && errors! >= calls! * 0.5) drafts.push({ kind: "failing_call", severity: "info", title: `${shortNumber(errors!)} of ${shortNumber(calls!)} calls of ${parts[6]!} end in an error`, detail: parts[6] === "futex" ? "Of futex that is contention: threads that find a lock taken." : "", cites: at(i + 1), data: { call: parts[6]!, errors: errors! } })
  }
  return { name: "strace -c", drafts, facts: facts.slice(0, 30), until: i }
}

/** `lsblk`: disks that are read-only. */
export const blockDevices = (lines: ReadonlyArray<string>, index: number): Reading => {
  const table = readPrinted(lines, index, { single: true })
  const drafts = table.rows.flatMap(({ cells, line }): ReadonlyArray<Draft> => {
    const name = (cells["NAME"] ?? "").replace(/^[^\w]+/, "")
    const place = cells["MOUNTPOINTS"] ?? cells["MOUNTPOINT"] ?? ""
    return cells["RO"] !== "1" || /^(loop|rom)$/.test(cells["TYPE"] ?? "") || /^(loop|sr)\d/.test(name) ? [] : [{ kind: "read_only", severity: "warning", title: `${name} is read-only${place === "" ? "" : ` (${place})`}`, detail: "The kernel makes a device read-only after errors, or it was attached so.", cites: at(line), data: { device: name, mount: place } }]
  })
  return { name: "lsblk", drafts, facts: table.rows.slice(0, 40).map(({ text }) => text.trim()), until: index + 1 + table.rows.length }
}

const PSEUDO = /^(squashfs|iso9660|udf|cgroup2?|sysfs|proc|devtmpfs|tmpfs|efivarfs|overlay|autofs|ramfs|erofs|fuse\..*|bpf|tracefs|debugfs|securityfs|nsfs)$/

/** `mount`: file systems of disks and networks that are mounted read-only. */
export const mounts = (lines: ReadonlyArray<string>, index: number): Reading => {
  const drafts: Array<Draft> = []
  let i = index
  for (; i < lines.length; i++) {
    const parts = /^(\S{1,300}) on (\S{1,300}) type (\S{1,60}) \(([^)]{0,1000})\)/.exec(lines[i]!)
    if (parts === null) break
    if (!PSEUDO.test(parts[3]!) && !/^\/(snap|sys|proc)\b/.test(parts[2]!) && parts[4]!.split(",").includes("ro")) drafts.push({ kind: "read_only", severity: "warning", title: `${parts[2]!} is mounted read-only (${parts[1]!}, ${parts[3]!})`, detail: /errors=remount-ro/.test(parts[4]!) ? "It is made so after an error of the file system: look at the kernel's messages." : "After errors the kernel makes a file system read-only; or it was mounted so.", cites: at(i + 1), data: { mount: parts[2]!, device: parts[1]! } })
  }
  return { name: "mount", drafts, facts: [`${i - index} file systems`], until: Math.max(i, index + 1) }
}

/** Percent of a cell like `(98%)`. */
export const percentIn = (cell: string): number | null => numberOf(/\((\d{1,6})%\)/.exec(cell)?.[1] ?? "")
