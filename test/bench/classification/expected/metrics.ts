import type { Expected } from "./types.js"

const SERIES = ["metrics", "command_output"] as const

export const METRICS: ReadonlyArray<Expected> = [
  { file: "metrics.prom", is: "metrics", says: [[/process_open_fds/, /1,?021/, /1,?024/], [/hikaricp/, /20|57/], [/http_request_duration_seconds/, /p99|p95|quantile|mean|average/i], [/503|38\.8/]] },
  { file: "export.txt", is: "metrics", says: [[/queue_depth/, /mail/, /rise|ris|grow|climb|up|spike|chang/i]] },
  { file: "query_range.json", is: "metrics", says: [[/node_load1/, /db-1/, /38\.4/]] },
  { file: "query.json", is: "metrics", says: [[/10\.8\.0\.12/, /down|0/]] },
  { file: "Latency-data-2026-03-14_10_00_00.csv", is: "metrics", says: [[/orders-3/, /chang|ris|jump|up|level/i]] },
  { file: "dump.lp", is: "metrics", says: [[/rate/, /web-1/, /drop|fall|fell|31/i]] },
  { file: "get-metric-data.json", is: "metrics", says: [[/CPUUtilization/, /chang|ris|jump|97|98/i]] },
  { file: "dd.json", is: "metrics", says: [[/trace\.http\.request\.hits/, /drop|fall|fell|chang/i]] },
  { file: "packets.txt", is: "metrics", says: [[/shop\.cart\.latency/, /4,?200/], [/shop\.workers\.busy/, /chang|ris|16/i]] },
  { file: "render.json", is: "metrics", says: [[/web-1\.disk\.used_percent/, /ris|grow|9\d|chang|trend|full/i]] },
  { file: "heap.csv", is: "metrics", says: [[/heap_used_mb/, /app-2/, /chang|ris|jump|1,?79/i]] },
  { file: "auswertung.csv", is: "metrics", says: [[/CPU-Last/, /99[.,]8/]] },
  { file: "quiet.csv", is: "metrics", says: [], quiet: true },
  { file: "vmstat.txt", name: "paste.txt", is: SERIES, says: [[/swap/i, /8,?802|9,?120|swaps?(ping|ped)?:? (out|in|[\d,]+ in)/i], [/run queue|runnable|waiting|blocked/i]] },
  { file: "iostat.txt", name: "paste.txt", is: SERIES, says: [[/nvme1n1/, /99\.8|busy|saturat/i], [/iowait|61\.2|211/i]] },
  { file: "mpstat.txt", name: "paste.txt", is: SERIES, says: [[/CPU 0|processor 0/i, /soft|interrupt|99\.5|100/i]] },
  { file: "pidstat.txt", name: "paste.txt", is: SERIES, says: [[/java/, /4711/, /634\.65|634\.7|635/]] },
  { file: "sar-n.txt", name: "paste.txt", is: SERIES, says: [[/eth0/, /97\.(75|8)|9[67]/]] },
  { file: "sar-r.txt", name: "paste.txt", is: SERIES, says: [[/memory/i, /98\.(67|7)/]] }
]
