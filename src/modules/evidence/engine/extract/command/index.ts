import type { Extraction } from "../../findings/draft.js"
import type { TextFile } from "../../findings/text.js"
import { clip } from "../values.js"
import { extractPlainText } from "../plainText.js"
import { events, kubectlDescribe, kubectlGet, systemctl } from "./cluster.js"
import type { Reading } from "./reading.js"
import { containerLoad, containers, release, releases } from "./containers.js"
import { clientTable } from "./database.js"
import { df, free, iostat, processes, sockets, uptime, vmstat } from "./host.js"
import { curl, dns, interfaces, openFiles, openssl, ping, socketTotals, traceroute } from "./network.js"
import { processors } from "./processors.js"
import { anyTable, printedTable } from "./anyTable.js"
import { packetFilter } from "./filters.js"
import { blockDevices, mounts, systemCalls } from "./kernel.js"
import { collections, innodbStatus, queues } from "./queues.js"
import { consumerGroups, redisInfo } from "./stores.js"
import { SYSSTAT, sysstat } from "./sysstat.js"
import { buildTool, gitLog } from "./tools.js"

type Reader = (lines: ReadonlyArray<string>, index: number) => Reading

/** Each reader with the line its output begins with; the first that fits reads. */
const READERS: ReadonlyArray<readonly [RegExp, Reader]> = [
  [/^top - \d{1,2}:\d{2}:\d{2} up |^\s*PID\s+USER\b|^\s*(USER|UID)\s+PID\b|^\s*PID\s+(TTY|PPID)\b|^PID\s+COMMAND\s+%CPU/, processes],
  [/^\s*\d{1,2}:\d{2}(:\d{2})?\s+up .*load average/, uptime],
  [/^Filesystem\s+.*(Use%|IUse%|Capacity|%iused|Avail)/, df],
  [/^\s+total\s+used\s+free\b/, free],
  [/^procs\s+-+memory-+|^\s*r\s+b\s+swpd\s+free\b/, vmstat],
  [/^avg-cpu:\s+%user|^Device:?\s+(tps|r\/s|rrqm\/s)/, iostat],
  [/^(Active Internet|Proto\s+Recv-Q|(Netid\s+)?State\s+Recv-Q)/, sockets],
  [/^(NAMESPACE\s+)?LAST SEEN\s+TYPE\s+REASON|^\s+Type\s+Reason\s+Age\b/, events],
  [/^NAME\s+NAMESPACE\s+REVISION\s+UPDATED\s+STATUS|^REVISION\s+UPDATED\s+STATUS/, releases],
  [/^NAME: \S+$|^LAST DEPLOYED: /, release],
  [/^NAME\s+(IMAGE|COMMAND)\s.*\b(STATUS|STATE)\b|^CONTAINER ID\s+IMAGE\s/, containers],
  [/^CONTAINER\s+IMAGE\s+CREATED\s+STATE\s+NAME\s/, containers],
  [/^CONTAINER( ID)?\s+NAME\s+CPU %/, containerLoad],
  [/^COMMAND\s+PID\s+(TID\s+)?(\S+\s+)?USER\s+FD\b/, openFiles],
  [/^PING \S+ \(/, ping],
  [/^traceroute to \S+|^Tracing route to /, traceroute],
  [/^\* +(Trying|Connected to|Could not resolve host|Failed to connect|connect to) |^curl: \(\d+\) |^HTTP\/\d(\.\d)? \d{3}/, curl],
  [/^; <<>> DiG |^;; (Got answer|->>HEADER)|^\*\* server can't find |^Non-authoritative answer:/, dns],
  [/^CONNECTED\([0-9A-Fa-f]+\)|^depth=\d+ |^verify error:/, openssl],
  [/^\d+: \w[\w@.-]*: <[A-Z,_0-9-]+> mtu /, interfaces],
  [/^TCP:\s+\d+ \(estab \d+/, socketTotals],
  [/\bCPU\s+%usr\s+%nice|\bCPU\s+%user\s+%nice/, processors],
  [/^Chain \S+ \((policy \w+|\d+ references)/, packetFilter],
  [/^(name|messages)\s+.*\bmessages?\b|^name\s+messages\b/, queues],
  [/^\s*S0\s+S1\s+E\s+O\s+M\b/, collections],
  [/\bINNODB MONITOR OUTPUT$/, innodbStatus],
  [SYSSTAT, sysstat],
  [/^redis_version:\d/, redisInfo],
  [/^GROUP\s+TOPIC\s+PARTITION\s+CURRENT-OFFSET/, consumerGroups],
  [/^% time\s+seconds\s+usecs\/call\s+calls/, systemCalls],
  [/^NAME\s+MAJ:MIN\s/, blockDevices],
  [/^\S+ on \/\S* type \w/, mounts],
  [/^\+-{2,}(\+-{2,})*\+$|^\s?-{3,}(\+-{3,})+\s*$/, clientTable],
  [/^commit [0-9a-f]{40}( \(.*\))?$/, gitLog],
  [/^=+ test session starts =+$|^(PLAY|TASK) \[.*\] \*{3,}|^Terraform will perform the following actions|^(\S+: )?Refreshing state\.\.\./, buildTool],
  [/^(NAMESPACE\s+)?NAME\s{2,}\S/, kubectlGet],
  [/^Name:\s{2,}\S/, kubectlDescribe],
  [/^\s*Loaded: |^\s*UNIT\s+LOAD\s+ACTIVE/, systemctl]
]

/** Reads every command's output in a text, one after the other; prompts and unknown lines between are skipped. */
export const extractCommandOutput = (file: TextFile): Extraction => {
  const { lines } = file
  const readings: Array<Reading> = []
  for (let i = 0; i < lines.length;) {
    const line = lines[i]!.slice(0, 500)
    const reader = READERS.find(([pattern]) => pattern.test(line))
    if (reader === undefined) {
      i++
      continue
    }
    const reading = reader[1](lines, i)
    readings.push(reading)
    i = Math.max(reading.until, i + 1)
  }
  if (readings.length === 0) {
    const header = printedTable(lines)
    if (header === -1) return extractPlainText(file)
    readings.push(anyTable(lines, header))
  }
  const drafts = readings.flatMap((reading) => reading.drafts)
  return {
    drafts,
    timeline: [],
    summary: [
      `Output of ${[...new Set(readings.map((reading) => reading.name))].join(", ")}.`,
      ...drafts.slice(0, 30).map((one) => `- ${one.title}. ${one.detail}`.trimEnd()),
      ...readings.flatMap((reading) => [`${reading.name}:`, ...reading.facts.map((fact) => `  ${clip(fact, 200)}`)])
    ].join("\n")
  }
}
