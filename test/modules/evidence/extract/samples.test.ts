import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { CODE } from "../../../bench/classification/expected/code.js"
import { COMMANDS, PAGES } from "../../../bench/classification/expected/commands.js"
import { CONFIGURATION } from "../../../bench/classification/expected/configuration.js"
import { FAILURES, TRACES } from "../../../bench/classification/expected/failures.js"
import { METRICS } from "../../../bench/classification/expected/metrics.js"
import { analyzeBytes } from "../support/files.js"

const folder = new URL("../../../bench/classification/samples/", import.meta.url)

// logs are left to the tests of their engine: not all of their facts are stated
describe("what the samples of each kind hold is stated, and cited", () => {
  it.each(Object.entries({ CODE, COMMANDS, PAGES, CONFIGURATION, FAILURES, TRACES, METRICS }))("%s", async (_, samples) => {
    for (const { file, is, name, quiet, says } of samples) {
      const analysis = await analyzeBytes(readFileSync(new URL(file, folder)), name ?? file)
      expect([is].flat(), file).toContain(analysis.dataType)
      const stated = analysis.findings.map(({ detail, title }) => `${title}\n${detail}`)
      expect(says.filter((fact) => !stated.some((text) => fact.every((pattern) => pattern.test(text)))), file).toEqual([])
      if (quiet === true) expect(analysis.findings.filter(({ severity }) => severity !== "info").map(({ title }) => title), file).toEqual([])
    }
  })
})
