import { describe, expect, it } from "vitest"
import { signIn as asClient } from "../support/server.js"
import { accessibility, settled, signIn, visit } from "./support/browser.js"
import { installation } from "./support/seed.js"

describe("records per level over time", () => {
  const at = installation()

  it("are drawn on the page of a log, told in words, and tabled with the numbers that the server has", { timeout: 600_000 }, async () => {
    const { rates } = (await (await asClient(at.server.url)).get(`/api/v1/evidence/${at.seeded.evidence["log"]}`)).body.analysis as { rates: { from: string; slice_ms: number; counts: Record<string, ReadonlyArray<number>> } }
    expect(Object.keys(rates.counts).sort()).toEqual(["DEBUG", "ERROR", "INFO", "WARN"])
    for (const options of [{ theme: "light" }, { theme: "dark" }, { width: 390, height: 844 }] as const) {
      const { context, page, problems } = await visit(at.browser, at.server.url, options)
      await signIn(page)
      await page.goto(`/evidence/${at.seeded.evidence["log"]}`)
      await settled(page)
      await page.getByRole("tab", { name: "Over time" }).click()
      const chart = page.getByRole("figure", { name: "Records per level over time" })
      // gravest first, a bar for each slice that has records, in words beside it
      expect(await chart.locator("b").allInnerTexts()).toEqual(["ERROR", "WARN", "INFO", "DEBUG"])
      for (const [level, counts] of Object.entries(rates.counts)) {
        const bars = chart.getByRole("img", { name: `${level} over time: ${counts.reduce((a, b) => a + b, 0).toLocaleString("en")} in all, at most ${Math.max(...counts)} in` })
        expect(await bars.locator("rect").count(), level).toBe(counts.filter((count) => count > 0).length)
      }
      // each bar at the place of its slice, as high as its share of the level's own maximum
      const errors = rates.counts["ERROR"]!
      const drawn = await chart.getByRole("img", { name: /^ERROR/ }).locator("rect").evaluateAll((bars) => bars.map((bar) => ({ slice: Math.floor(Number(bar.getAttribute("x")) / 10), height: Number(bar.getAttribute("height")), title: bar.textContent ?? "" })))
      expect(drawn.map(({ slice }) => slice)).toEqual(errors.flatMap((count, i) => (count > 0 ? [i] : [])))
      for (const { height, slice } of drawn) expect(height).toBeCloseTo(Math.max(2, errors[slice]! / Math.max(...errors) * 40))
      const fill = await page.evaluate<string>("getComputedStyle(document.querySelector('.level rect')).fill")
      expect(fill, "the colour of the theme").toBe("theme" in options && options.theme === "dark" ? "rgb(248, 113, 113)" : "rgb(185, 28, 28)")
      await page.getByText("As a table").click()
      const table = page.getByRole("region", { name: "Records per level, as a table" }).getByRole("table")
      expect(await table.locator("thead th").allInnerTexts()).toEqual(["From", "ERROR", "WARN", "INFO", "DEBUG"])
      const rows = await table.locator("tbody tr").evaluateAll((all) => all.map((row) => [...row.querySelectorAll("td")].map((cell) => Number(cell.textContent))))
      expect(rows).toEqual(rates.counts["ERROR"]!.map((_, i) => ["ERROR", "WARN", "INFO", "DEBUG"].map((level) => rates.counts[level]![i])))
      const times = await table.locator("tbody th").allInnerTexts()
      expect(new Set(times).size, "a time for each slice").toBe(errors.length)
      expect(drawn.map(({ title }) => title)).toEqual(drawn.map(({ slice }) => `${times[slice]!}: ${errors[slice]!}`))
      expect(await accessibility(page)).toEqual([])
      expect(await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0)
      expect(problems).toEqual([])
      await context.close()
    }
  })

  it("of an archive are those of the member that is chosen; what has none has no such view", { timeout: 600_000 }, async () => {
    const { context, page } = await visit(at.browser, at.server.url)
    await signIn(page)
    await page.goto(`/evidence/${at.seeded.evidence["packed"]}?view=rates`)
    await settled(page)
    const chart = page.getByRole("figure", { name: "Records per level over time" })
    await chart.getByRole("img", { name: /^ERROR/ }).waitFor()
    await page.getByLabel("File inside").selectOption("app/quiet.log")
    await chart.getByRole("img", { name: /^ERROR/ }).waitFor({ state: "detached" })
    expect(new URL(page.url()).searchParams.get("artifact")).toBe("app/quiet.log")
    expect(await chart.getByRole("img", { name: /^INFO/ }).count()).toBe(1)
    await page.goto(`/evidence/${at.seeded.evidence["tree"]}`)
    await settled(page)
    expect(await page.getByRole("tab", { name: "Findings" }).count()).toBe(1)
    expect(await page.getByRole("tab", { name: "Over time" }).count()).toBe(0)
    await context.close()
  })
})
