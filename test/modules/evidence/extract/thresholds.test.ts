import { describe, expect, it } from "vitest"
import { analyzeBytes } from "../support/files.js"

/** A text of which a finding of the kind says so, and one like it of which none does. */
interface Threshold {
  readonly kind: string
  readonly name?: string
  readonly says: string | RegExp
  readonly bad: string
  readonly fine: string
}

const redis = (line: string): string => `redis_version:7.2.4\nused_memory:1073741824\nmaxmemory:0\nconnected_clients:4\n${line}\n`
const rabbit = (row: string): string => `name\tmessages\tmessages_unacknowledged\tconsumers\nmail\t0\t0\t2\n${row}\n`
const states = (state: string, count: number, receive = 0): string =>
  `Netid  State  Recv-Q Send-Q Local Address:Port Peer Address:Port\ntcp    ESTAB  0      0      10.0.0.5:443       10.0.1.9:50000\n${Array.from({ length: count }, (_, i) => `tcp    ${state}  ${receive}      0      10.0.0.5:${10_000 + i}     10.0.2.7:5432`).join("\n")}\n`
const totals = (text: string): string => `Total: 300\nTCP:   6200 (estab 90, closed 20, ${text})\n\nTransport Total     IP        IPv6\nRAW\t  0         0         0\n`
const python = (line: string): string => `import time\nimport os\n\n\ndef export(path, text):\n    ${line}\n    return path\n`

const THRESHOLDS: ReadonlyArray<Threshold> = [
  { kind: "keys_evicted", says: "12 keys were evicted", bad: redis("evicted_keys:12"), fine: redis("evicted_keys:0") },
  { kind: "clients_blocked", says: "50 clients are blocked", bad: redis("blocked_clients:50"), fine: redis("blocked_clients:49") },
  { kind: "loading", says: /loading its data/, bad: redis("loading:1"), fine: redis("loading:0") },
  { kind: "memory_fragmented", says: /holds 1\.8 times/, bad: redis("mem_fragmentation_ratio:1.8"), fine: redis("mem_fragmentation_ratio:1.2") },
  { kind: "cluster_failed", says: /state fail/, bad: redis("cluster_state:fail"), fine: redis("cluster_state:ok") },
  { kind: "connections_refused", says: "7 connections were refused", bad: redis("rejected_connections:7"), fine: redis("rejected_connections:0") },
  { kind: "queue_deep", says: "Queue orders holds 10,000 messages", bad: rabbit("orders\t10000\t5\t3"), fine: rabbit("orders\t9999\t5\t3") },
  { kind: "queue_unacknowledged", says: /^1,000 messages of queue orders/, bad: rabbit("orders\t1000\t1000\t3"), fine: rabbit("orders\t999\t999\t3") },
  { kind: "metaspace_full", says: "The metaspace is 99.1 % full", bad: "  S0     S1     E      O      M     CCS    YGC     YGCT    FGC    FGCT     GCT\n  0.00  50.00  30.00  40.00  99.10  90.00    100    1.000     0    0.000    1.000\n", fine: "  S0     S1     E      O      M     CCS    YGC     YGCT    FGC    FGCT     GCT\n  0.00  50.00  30.00  40.00  95.10  90.00    100    1.000     0    0.000    1.000\n" },
  { kind: "syn_sent", says: "5 connections get no answer (SYN_SENT)", bad: states("SYN-SENT", 5), fine: states("SYN-SENT", 4) },
  { kind: "syn_recv", says: "50 half-open connections (SYN_RECV)", bad: states("SYN-RECV", 50), fine: states("SYN-RECV", 49) },
  { kind: "time_wait", says: "5000 connections are in TIME_WAIT", bad: states("TIME-WAIT", 5_000), fine: states("TIME-WAIT", 4_999) },
  { kind: "time_wait", says: "5000 connections are in TIME_WAIT", bad: totals("orphaned 3, timewait 5000"), fine: totals("orphaned 3, timewait 4999") },
  { kind: "orphaned_sockets", says: "1001 orphaned sockets", bad: totals("orphaned 1001, timewait 5"), fine: totals("orphaned 1000, timewait 5") },
  { kind: "receive_queue", says: /wait to be read on/, bad: states("ESTAB", 1, 400_000), fine: states("ESTAB", 1, 400) },
  { kind: "no_address", says: "Service shop/edge has no external address yet", bad: "NAMESPACE   NAME   TYPE           CLUSTER-IP     EXTERNAL-IP   PORT(S)        AGE\nshop        edge   LoadBalancer   10.100.0.9     <pending>     443:30443/TCP  3h\n", fine: "NAMESPACE   NAME   TYPE           CLUSTER-IP     EXTERNAL-IP   PORT(S)        AGE\nshop        edge   LoadBalancer   10.100.0.9     203.0.113.7   443:30443/TCP  3h\n" },
  { kind: "autoscaler_at_limit", says: /at its limit of 6 replicas at 91 % load/, bad: "NAME   REFERENCE         TARGETS   MINPODS   MAXPODS   REPLICAS   AGE\ncart   Deployment/cart   91%/70%   2         6         6          30d\n", fine: "NAME   REFERENCE         TARGETS   MINPODS   MAXPODS   REPLICAS   AGE\ncart   Deployment/cart   91%/70%   2         8         6          30d\n" },
  { kind: "connection_failed", says: /Connection refused/, bad: "*   Trying 10.0.0.9:443...\n* connect to 10.0.0.9 port 443 failed: Connection refused\n* Failed to connect to pay.acme.test port 443 after 3 ms: Connection refused\n", fine: "*   Trying 10.0.0.9:443...\n* Connected to pay.acme.test (10.0.0.9) port 443 (#0)\n< HTTP/1.1 200 OK\n" },
  { kind: "unit_not_loaded", says: /is not loaded: not-found/, bad: "● mail.service\n     Loaded: not-found (Reason: Unit mail.service not found.)\n     Active: inactive (dead)\n", fine: "● mail.service - Mail\n     Loaded: loaded (/lib/systemd/system/mail.service; enabled)\n     Active: active (running) since Sat 2026-03-14 09:00:00 UTC\n" },
  { kind: "cpu_steal", says: /12 % of processor time is taken by the host/, bad: "Linux 6.1.0 (web-1) \t03/14/2026 \t_x86_64_\t(4 CPU)\n\n09:00:01 AM  CPU    %usr   %nice    %sys %iowait    %irq   %soft  %steal  %guest  %gnice   %idle\n09:00:02 AM  all   10.00    0.00    5.00    0.00    0.00    0.00   12.00    0.00    0.00   73.00\n", fine: "Linux 6.1.0 (web-1) \t03/14/2026 \t_x86_64_\t(4 CPU)\n\n09:00:01 AM  CPU    %usr   %nice    %sys %iowait    %irq   %soft  %steal  %guest  %gnice   %idle\n09:00:02 AM  all   10.00    0.00    5.00    0.00    0.00    0.00    2.00    0.00    0.00   83.00\n" },
  { kind: "tool_error", says: /fatal: \[web-1\]: FAILED!/, bad: "PLAY [web] *****************\n\nTASK [copy the key] ********\nfatal: [web-1]: FAILED! => {\"changed\": false, \"msg\": \"no space left\"}\n", fine: "PLAY [web] *****************\n\nTASK [copy the key] ********\nok: [web-1]\n" },
  { kind: "long_sleep", name: "export.py", says: "Line 6 waits for long: time.sleep(120)", bad: python("time.sleep(120)"), fine: python("time.sleep(1)") },
  { kind: "dynamic_code", name: "export.py", says: "Line 6 runs text as code: eval(text)", bad: python("eval(text)"), fine: python("print(text)") },
  { kind: "empty_catch", name: "pay.js", says: /swallows an exception/, bad: "const pay = require(\"./pay\")\n\nfunction order(id) {\n  try { pay(id) } catch (error) {}\n  return id\n}\nmodule.exports = { order }\n", fine: "const pay = require(\"./pay\")\n\nfunction order(id) {\n  try { pay(id) } catch (error) { throw error }\n  return id\n}\nmodule.exports = { order }\n" },
  { kind: "author_note", name: "export.py", says: "FIXME: loses the last row", bad: python("# FIXME: loses the last row"), fine: python("# writes the last row") }
]

describe("what is bad is told, what is not yet bad is not", () => {
  it.each(THRESHOLDS.map((one) => [`${one.kind} (${String(one.says)})`, one] as const))("%s", async (_, { bad, fine, kind, name, says }) => {
    const told = async (text: string) => (await analyzeBytes(text, name ?? "paste.txt")).findings.filter((one) => one.kind === kind).map(({ title }) => title)
    expect(await told(bad)).toEqual(expect.arrayContaining([typeof says === "string" ? says : expect.stringMatching(says)]))
    expect(await told(fine)).toEqual([])
  })
})
