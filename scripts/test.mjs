// The one test command: type check, lint, boundaries, build, all tests. Prints
// `N passed, N failed` and ends with a non-zero status when anything failed.
// Usage: npm test [-- vitest filters]
import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs"

const root = new URL("..", import.meta.url).pathname
const filters = process.argv.slice(2)
const report = `${root}.cache/vitest-report.json`
mkdirSync(`${root}.cache`, { recursive: true })
rmSync(report, { force: true })

let passed = 0
let failed = 0

const step = (name, command, args) => {
  const started = Date.now()
  console.log(`\n== ${name}`)
  const result = spawnSync(command, args, { cwd: root, stdio: "inherit", env: process.env })
  const ok = result.status === 0
  console.log(`== ${name}: ${ok ? "ok" : "FAILED"} (${((Date.now() - started) / 1000).toFixed(1)} s)`)
  return ok
}
const check = (name, command, args) => {
  if (step(name, command, args)) passed++
  else failed++
}

const bin = (name) => `${root}node_modules/.bin/${name}`
check("type check", bin("tsc"), ["--noEmit"])
if (existsSync(`${root}dashboard/tsconfig.json`)) check("type check (dashboard)", bin("tsc"), ["--noEmit", "-p", "dashboard/tsconfig.json"])
check("lint", bin("biome"), ["lint", "--diagnostic-level=error"])
check("boundaries", bin("depcruise"), ["src", "--config", ".dependency-cruiser.cjs"])
check("build", "node", ["scripts/build.mjs"])

const ok = step("tests", bin("vitest"), ["run", "--reporter=default", "--reporter=./test/providers/table.ts", "--reporter=json", `--outputFile.json=${report}`, ...(process.env.COVERAGE === "1" ? ["--coverage"] : []), ...filters])
let skipped = 0
if (existsSync(report)) {
  const result = JSON.parse(readFileSync(report, "utf8"))
  passed += result.numPassedTests
  failed += result.numFailedTests
  skipped += result.numPendingTests
  // a suite that fails before its first test counts as one failure
  failed += result.testResults.filter((suite) => suite.status === "failed" && suite.assertionResults.length === 0).length
}
if (!ok && failed === 0) failed++
console.log(`\n${passed} passed, ${failed} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`)
process.exit(failed === 0 ? 0 : 1)
