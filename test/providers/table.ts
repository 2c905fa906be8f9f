import type { Reporter, TestCase, TestModule } from "vitest/node"

interface Row {
  passed: number
  failed: number
  skipped: number
}

/** `files · S3, failures > …` counts for tag `files`, implementation `S3`. */
const placeOf = (test: TestCase): readonly [tag: string, implementation: string] => {
  const [suite = ""] = test.fullName.split(" > ")
  const [tag, implementation] = suite.split(" · ")
  return implementation === undefined ? ["other", suite] : [tag!, implementation.split(",")[0]!]
}

/** Prints one line per tag and implementation of the providers: passed, failed, skipped. */
export default class Table implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>): void {
    const rows = new Map<string, Row>()
    const rowOf = (key: string): Row => {
      const row = rows.get(key) ?? { passed: 0, failed: 0, skipped: 0 }
      rows.set(key, row)
      return row
    }
    for (const module of modules) {
      if (!module.moduleId.includes("/test/providers/")) continue
      for (const test of module.children.allTests()) {
        const row = rowOf(placeOf(test).join("\t"))
        const state = test.result().state
        if (state === "passed") row.passed++
        else if (state === "failed") row.failed++
        else row.skipped++
      }
      // a file that cannot be loaded has no tests to count, and must not look like success
      if (module.state() === "failed" && module.errors().length > 0) rowOf(`(file)\t${module.moduleId.split("/").at(-1)}`).failed++
    }
    if (rows.size === 0) return
    const lines = [["tag", "implementation", "passed", "failed", "skipped"], ...[...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, row]) => [...key.split("\t"), String(row.passed), String(row.failed), String(row.skipped)])]
    const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)))
    process.stdout.write(`\n${lines.map((line) => line.map((cell, column) => (column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join("  ")).join("\n")}\n`)
  }
}
