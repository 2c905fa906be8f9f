// All benchmarks and quality reports, one after the other; each prints a table.
// Usage: npm run bench [-- http|logs|vectors|evidence|classification|adversarial|diagnosis|redaction|knowledge|search|ingest|dashboard]
import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync } from "node:fs"
import { build } from "esbuild"

const root = new URL("..", import.meta.url).pathname
const wanted = process.argv.slice(2)
mkdirSync(`${root}.cache/bench`, { recursive: true })

const all = [["http", "test/bench/http/run.ts"], ["logs", "test/bench/logs/run.ts"], ["vectors", "test/bench/vectors/run.mjs"], ["evidence", "test/bench/evidence/large-log.ts"], ["classification", "test/bench/classification/run.ts"], ["adversarial", "test/bench/evidence/adversarial.ts"], ["diagnosis", "test/bench/diagnosis/run.ts"], ["redaction", "test/bench/redaction/run.ts"], ["knowledge", "test/bench/knowledge/run.ts"], ["search", "test/bench/knowledge/search.ts"], ["ingest", "test/bench/knowledge/ingest.ts"], ["dashboard", "test/bench/dashboard/run.ts"]]
// the threads that the modules start beside themselves
await build({ entryPoints: { "knowledge-worker": `${root}src/modules/knowledge/preparing/worker.ts` }, outdir: `${root}.cache/bench`, bundle: true, platform: "node", format: "esm", packages: "external", logLevel: "warning" })
let failed = 0
for (const [name, file] of all) {
  if ((wanted.length > 0 && !wanted.includes(name)) || !existsSync(root + file)) continue
  console.log(`\n## ${name}`)
  let script = root + file
  if (file.endsWith(".ts")) {
    script = `${root}.cache/bench/${name}.mjs`
    await build({ entryPoints: [root + file], outfile: script, bundle: true, platform: "node", format: "esm", packages: "external", logLevel: "warning" })
  }
  if (spawnSync(process.execPath, [script], { cwd: root, stdio: "inherit" }).status !== 0) failed++
}
process.exit(failed === 0 ? 0 : 1)
