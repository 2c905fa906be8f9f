/**
 * A 100 MB log from file to findings in a worker thread, as the server does it:
 * CPU, memory over the idle process, event-loop delay of the main thread.
 * Run: node scripts/build.mjs --server-only && npx esbuild test/bench/evidence/large-log.ts --bundle
 * --platform=node --format=esm --packages=external --outfile=.cache/bench/large-log.mjs && node .cache/bench/large-log.mjs
 */
import { createWriteStream, existsSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { monitorEventLoopDelay, performance } from "node:perf_hooks"
import { once } from "node:events"
import { AnalysisPool } from "../../../src/modules/evidence/analysis/pool.js"

const SIZE = 100 * 1024 * 1024

/** Deterministic service log with levels, ids, stack traces and one burst of errors. */
const write = async (path: string): Promise<void> => {
  const file = createWriteStream(path)
  let seed = 7
  const random = (n: number) => (seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff) % n
  let written = 0
  for (let i = 0; written < SIZE;) {
    let block = ""
    while (block.length < 1 << 20) {
      const at = new Date(Date.UTC(2026, 2, 14) + i * 37).toISOString()
      const burst = written > SIZE * 0.6 && written < SIZE * 0.62
      const kind = burst && random(3) > 0 ? 9 : random(10)
      block += kind < 5
        ? `${at} INFO  [http-${random(64)}] c.a.web.Access - GET /api/orders/${random(1e6)} 200 in ${random(900)} ms from 10.0.${random(256)}.${random(256)}\n`
        : kind < 7
        ? `${at} DEBUG [pool-${random(8)}] c.a.db.Pool - acquired connection ${random(50)} active=${random(50)} idle=${random(50)}\n`
        : kind < 9
        ? `${at} WARN  [sched-1] c.a.jobs.Sync - job ${seed.toString(16)} took ${random(90_000)} ms, retry ${random(5)} of 5\n`
        : burst
        ? `${at} ERROR [http-${random(64)}] c.a.web.Errors - order ${random(1e6)} failed\njava.sql.SQLTransientConnectionException: Connection is not available, request timed out after 30000ms.\n\tat com.zaxxer.hikari.pool.HikariPool.getConnection(HikariPool.java:197)\n\tat com.acme.orders.OrderRepository.insert(OrderRepository.java:57)\n`
        : `${at} INFO  [gc] c.a.vm.Gc - pause ${random(300)} us, heap ${random(4096)}M\n`
      i++
    }
    written += block.length
    if (!file.write(block)) await once(file, "drain")
  }
  file.end()
  await once(file, "close")
}

const folder = await mkdtemp(join(tmpdir(), "faultmaven-bench-"))
try {
  const path = join(folder, "large.log")
  await write(path)
  const script = join(process.cwd(), "dist/analysis-worker.js")
  if (!existsSync(script)) throw new Error("build first: node scripts/build.mjs --server-only")
  const pool = new AnalysisPool({ script })
  const settle = () => new Promise((resolve) => setTimeout(resolve, 300))
  globalThis.gc?.()
  await settle()
  const idle = process.memoryUsage().rss
  let peak = idle
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20)
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const cpu = process.cpuUsage()
  const started = performance.now()
  const analysis = await pool.analyze({ path, name: "large.log", sourceUrl: null, declaredType: null, limits: {} })
  const wall = performance.now() - started
  const used = process.cpuUsage(cpu)
  delay.disable()
  clearInterval(watch)
  await pool.close()
  const rows: ReadonlyArray<readonly [string, string, string]> = [
    ["lines", analysis.lines.toLocaleString("en-US"), ""],
    ["findings / templates", `${analysis.findings.length} / ${analysis.templates.length}`, ""],
    ["wall", `${(wall / 1000).toFixed(2)} s`, ""],
    ["CPU", `${((used.user + used.system) / 1e6).toFixed(2)} s`, "≤ 5 s"],
    ["memory over idle", `${((peak - idle) / 1024 / 1024).toFixed(0)} MB`, "≤ 64 MB"],
    ["event-loop delay p99", `${(delay.percentile(99) / 1e6).toFixed(1)} ms`, "≤ 50 ms"],
    ["event-loop delay max", `${(delay.max / 1e6).toFixed(1)} ms`, ""]
  ]
  console.log(`100 MB log, file to findings (${analysis.status})`)
  for (const [name, value, goal] of rows) console.log(`  ${name.padEnd(24)} ${value.padStart(14)}  ${goal}`)
} finally {
  await rm(folder, { recursive: true, force: true })
}
