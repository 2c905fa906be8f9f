import type { Reporter, TestModule } from "vitest/node"

/** One line per endpoint and database, with its verdict; what is not an endpoint follows in its own words. */
export default class Table implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>): void {
    const lines: Array<readonly [string, string, string]> = []
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const [suite = "", ...rest] = test.fullName.split(" > ")
        const [, database] = suite.split(" · ")
        lines.push(database === undefined ? [test.fullName, "", test.result().state] : [rest.join(" > "), database, test.result().state])
      }
      if (module.errors().length > 0) lines.push([module.moduleId.split("/").at(-1)!, "", "failed to load"])
    }
    const widths = [0, 1].map((column) => Math.max(...lines.map((line) => line[column as 0 | 1].length), 8))
    process.stdout.write(`\n${[["endpoint", "database", "verdict"] as const, ...lines].map((line) => `${line[0].padEnd(widths[0]!)}  ${line[1].padEnd(widths[1]!)}  ${line[2]}`).join("\n")}\n`)
  }
}
