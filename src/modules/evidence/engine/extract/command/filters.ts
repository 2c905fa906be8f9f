import type { Draft } from "../../findings/draft.js"
import { clip } from "../values.js"
import type { Reading } from "./reading.js"
import { isPrompt } from "./table.js"

const MAX_TOLD = 15
const CHAIN = /^Chain (\S{1,60}) \((?:policy (\w+)|(\d+) references)/
const AMOUNT = /^(\d+)([KMG]?)$/

/** `iptables -L`: rules that drop or refuse, with what they hit; chains that drop by default. */
export const packetFilter = (lines: ReadonlyArray<string>, index: number): Reading => {
  const drafts: Array<Draft> = []
  const facts: Array<string> = []
  let chain = ""
  let counted = false
  let i = index
  for (; i < lines.length && !isPrompt(lines[i]!); i++) {
    const line = lines[i]!.slice(0, 500)
    const head = CHAIN.exec(line)
    if (head !== null) {
      chain = head[1]!
      facts.push(line.trim())
      if (/^(DROP|REJECT)$/.test(head[2] ?? "") && chain !== "FORWARD") drafts.push({ kind: "policy_drops", severity: "info", title: `Chain ${chain} drops what no rule lets through`, detail: /\((?:policy \w+) (\d\S*) packets/.exec(line)?.[1] === undefined ? "" : `${/policy \w+ (\S+) packets/.exec(line)![1]!} packets so far.`, cites: [{ lines: [i + 1, i + 1] }], data: { chain } })
      continue
    }
    if (/^\s*(num\s+)?(pkts\s+bytes\s+)?target\s+prot\b/.test(line)) {
      counted = /pkts/.test(line)
      continue
    }
    const target = /(?:^|\s)(DROP|REJECT)\s+(\S+)\s/.exec(line)
    if (target === null) continue
    const cells = line.trim().split(/\s+/)
    const hits = counted ? AMOUNT.exec(cells[/^\d+$/.test(cells[0]!) && AMOUNT.test(cells[2] ?? "") && cells[3] === target[1] ? 1 : 0] ?? "") : null
    const rule = clip(line.slice(line.indexOf(target[1]!)).trim().replace(/\s+/g, " "), 200)
    facts.push(rule)
    if (drafts.length < MAX_TOLD) drafts.push({ kind: "packets_dropped", severity: hits !== null && hits[0] !== "0" ? "warning" : "info", title: `${chain}: ${rule}`, detail: hits === null ? "It drops or refuses packets." : `It has ${target[1] === "DROP" ? "dropped" : "refused"} ${hits[0]} packets.`, cites: [{ lines: [i + 1, i + 1] }], data: { chain, rule } })
  }
  return { name: "iptables", drafts, facts: facts.slice(0, 40), until: Math.max(i, index + 1) }
}
