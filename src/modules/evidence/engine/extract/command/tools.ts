import type { Draft } from "../../findings/draft.js"
import { clip } from "../values.js"
import type { Reading } from "./reading.js"
import { isPrompt } from "./table.js"

const at = (line: number): Draft["cites"] => [{ lines: [line, line] }]

/** `git log`: what was changed when; the newest change first. */
export const gitLog = (lines: ReadonlyArray<string>, index: number): Reading => {
  const commits: Array<{ readonly id: string; readonly line: number; when: string; who: string; what: string }> = []
  let i = index
  for (; i < lines.length && !isPrompt(lines[i]!); i++) {
    const line = lines[i]!.slice(0, 500)
    const id = /^commit ([0-9a-f]{40})/.exec(line)?.[1]
    const now = commits[commits.length - 1]
    if (id !== undefined) commits.push({ id, line: i + 1, when: "", who: "", what: "" })
    else if (now === undefined) break
    else if (line.startsWith("Date: ")) now.when = line.slice(6).trim()
    else if (line.startsWith("Author: ")) now.who = line.slice(8).trim().replace(/\s*<.*>$/, "")
    else if (now.what === "" && /^\s{4}\S/.test(line)) now.what = line.trim()
  }
  const newest = commits[0]
  const drafts: ReadonlyArray<Draft> = newest === undefined ? [] : [{ kind: "latest_change", severity: "info", title: `Newest of ${commits.length} changes: ${clip(newest.what, 140)}`, detail: `${newest.id.slice(0, 8)} by ${newest.who}, ${newest.when}.`, cites: at(newest.line), confidence: 0.8, data: { commits: commits.length } }]
  return { name: "git log", drafts, facts: commits.slice(0, 40).map((one) => `${one.id.slice(0, 8)} ${one.when} ${one.who}: ${clip(one.what, 120)}`), until: Math.max(i, index + 1) }
}

/** The attributes that Terraform says force a replacement, below the line of the resource. */
const replacedBy = (lines: ReadonlyArray<string>, index: number): string => {
  const forced: Array<string> = []
  for (let i = index + 1; i < Math.min(lines.length, index + 200) && lines[i]!.trim() !== "" && forced.length < 5; i++) {
    const parts = /^\s*[-+~\/]*\s*([\w.-]{1,80})\s+=\s(.{1,200}?)\s*# forces replacement/.exec(lines[i]!.slice(0, 500))
    if (parts !== null) forced.push(`${parts[1]!} = ${parts[2]!}`)
  }
  return `${forced.length === 0 ? "" : `Because of ${clip(forced.join(", "), 200)}. `}What it holds is lost unless it is kept elsewhere.`
}

const PROBLEM = /^(?:\W{0,3}\s*)?(Error|ERROR|FAILED|FAIL|E  |fatal|npm ERR!)[: ]\s*(.{3,400})$/

/** Test runners, build tools and `terraform`: the lines in which they report failures, and what will be destroyed. */
export const buildTool = (lines: ReadonlyArray<string>, index: number): Reading => {
  const drafts: Array<Draft> = []
  let i = index
  for (; i < lines.length && !(i > index && isPrompt(lines[i]!)); i++) {
    const line = lines[i]!.slice(0, 500)
    const problem = PROBLEM.exec(line)
    if (problem !== null && !/^E  /.test(line) && drafts.length < 20) drafts.push({ kind: "tool_error", severity: "error", title: clip(line.trim().replace(/^[│╷╵|\s]+/, ""), 200), detail: "", cites: at(i + 1) })
    const replaced = /^\s*# (\S{1,200}) (must be replaced|will be destroyed)/.exec(line)
    if (replaced !== null) drafts.push({ kind: "resource_replaced", severity: "warning", title: `${replaced[1]!} ${replaced[2]!}`, detail: replacedBy(lines, i), cites: at(i + 1) })
    const plan = /^Plan: .*?(\d+) to destroy/.exec(line)
    if (plan !== null && plan[1] !== "0" && !drafts.some((one) => one.kind === "resource_replaced")) drafts.push({ kind: "resource_replaced", severity: "warning", title: clip(line, 160), detail: "", cites: at(i + 1) })
  }
  return { name: /test session/.test(lines[index]!) ? "pytest" : /\*{3}/.test(lines[index]!) ? "ansible" : "terraform", drafts, facts: lines.slice(index, Math.min(i, index + 20)).map((line) => line.trim()).filter((line) => line !== ""), until: i }
}
