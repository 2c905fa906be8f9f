import { join } from "node:path"
import { expect, it } from "vitest"
import { allSystems, mean } from "../../../bench/logs/quality.js"
import { describeWithData, sharedData } from "../../../support/shared.js"

describeWithData("template mining on labelled logs, one configuration", () => {
  it("reaches the goals and learns nothing on a second pass", () => {
    const rows = allSystems(join(sharedData, "loghub"))
    expect(mean(rows.map((r) => r.ga))).toBeGreaterThanOrEqual(0.88)
    expect(mean(rows.map((r) => r.fga))).toBeGreaterThanOrEqual(0.82)
    expect(mean(rows.map((r) => r.pa))).toBeGreaterThanOrEqual(0.6)
    expect(mean(rows.map((r) => r.fta))).toBeGreaterThanOrEqual(0.55)
    expect(rows.map((r) => r.addedAgain)).toEqual(rows.map(() => 0))
  })
})
