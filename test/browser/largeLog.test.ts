import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { fileForm, removeFolder, type RunningServer, signIn as apiSignIn, startServer, until } from "../support/server.js"
import { openBrowser, signIn, visit } from "./support/browser.js"

const LINES = 1_000_000
const line = (n: number): string => `2026-05-01T10:00:00.000Z ${n % 1_000 === 0 ? "ERROR" : "INFO "} worker request ${n} was served by node ${n % 7} in ${n % 90} milliseconds`

describe("a log of a million lines (90 MB) in the viewer", () => {
  let server: RunningServer
  let browser: Browser
  let evidenceId = ""
  beforeAll(async () => {
    server = await startServer()
    const me = await apiSignIn(server.url)
    const caseId = (await me.post("/api/v1/cases", { title: "Large" })).body.case_id as string
    const parts = Array.from({ length: 20 }, (_, part) => Array.from({ length: LINES / 20 }, (_, i) => `${line(part * (LINES / 20) + i + 1)}\n`).join(""))
    evidenceId = (await me.post("/api/v1/evidence", fileForm("large.log", parts.join(""), { case_id: caseId }))).body.evidence_id as string
    await until(() => me.get(`/api/v1/evidence/${evidenceId}`), (answer) => answer.body.status === "completed")
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
    await removeFolder(server.dataFolder)
  })

  it("shows any line, its last one too, while the page holds only those in view", async () => {
    const { context, page, problems } = await visit(browser, server.url)
    await signIn(page)
    let received = 0
    page.on("response", (response) => {
      if (response.url().includes("/lines?")) void response.body().then((body) => { received += body.length }, () => {})
    })
    const shows = async (n: number) => {
      const row = page.locator(`.line[data-n="${n}"]`)
      await row.waitFor()
      expect(await row.innerText()).toContain(`request ${n} `)
      const box = (await row.boundingBox())!
      const frame = (await page.locator(".viewer-lines").boundingBox())!
      expect(box.y, `line ${n}`).toBeGreaterThanOrEqual(frame.y - 1)
      expect(box.y, `line ${n}`).toBeLessThan(frame.y + frame.height)
    }
    await page.goto(`/evidence/${evidenceId}?lines=654321`)
    await shows(654_321)
    for (const n of [1_000_000, 3, 500_000]) {
      await page.getByLabel("Go to line").fill(String(n))
      await page.getByLabel("Go to line").press("Enter")
      await shows(n)
    }
    await page.evaluate("(() => { const node = document.querySelector('.viewer-lines'); node.scrollTop = node.scrollHeight })()")
    await shows(1_000_000)
    await page.evaluate("document.querySelector('.viewer-lines').scrollTop = 0")
    await shows(1)
    await page.locator(".viewer-lines").hover()
    for (let i = 0; i < 15; i++) await page.mouse.wheel(0, 2_000)
    await page.locator(".line").first().waitFor()
    expect(await page.locator(".line").count()).toBeLessThan(120)
    expect(received).toBeLessThan(4_000_000)
    expect(problems).toEqual([])
    await context.close()
  })

  it("finds a text far down, step by step, and the lines of a template", async () => {
    const { context, page } = await visit(browser, server.url)
    await signIn(page)
    await page.goto(`/evidence/${evidenceId}`)
    await page.getByLabel("Search the file").fill("request 987654 ")
    await page.locator('.line[data-n="987654"] mark').waitFor({ timeout: 60_000 })
    await page.getByRole("tab", { name: /Templates/ }).click()
    await page.locator("button.template", { hasText: "served by node" }).first().click()
    await page.getByText(/^1 of \d+/).waitFor()
    await page.getByRole("button", { name: "Next match" }).click()
    await page.getByText(/^2 of \d+/).waitFor()
    await context.close()
  })
})
