import { join } from "node:path"
import type { Page } from "playwright-core"
import { describe, expect, it } from "vitest"
import { accessibility, screenshots, settled, signIn, type Theme, visit } from "./support/browser.js"
import { installation, type Seeded } from "./support/seed.js"

const pages = (s: Seeded): ReadonlyArray<readonly [string, string]> => [
  ["cases", "/cases"], ["cases-no-match", "/cases?q=zebra"], ["case-overview", `/cases/${s.caseId}`], ["case-transcript", `/cases/${s.caseId}?tab=transcript`], ["case-timeline", `/cases/${s.caseId}?tab=timeline`],
  ["case-evidence", `/cases/${s.caseId}?tab=evidence`], ["case-hypotheses", `/cases/${s.caseId}?tab=hypotheses`], ["case-report-empty", `/cases/${s.caseId}?tab=report`], ["case-report", `/cases/${s.solvedId}?tab=report`],
  ["solved-overview", `/cases/${s.solvedId}`], ["evidence-lines", `/evidence/${s.evidence["log"]}?lines=293-301`], ["evidence-templates", `/evidence/${s.evidence["log"]}?view=templates`],
  ["evidence-rates", `/evidence/${s.evidence["log"]}?view=rates`], ["evidence-rates-packed", `/evidence/${s.evidence["packed"]}?view=rates`], ["evidence-findings", `/evidence/${s.evidence["log"]}?view=findings`], ["evidence-table", `/evidence/${s.evidence["table"]}?view=table`], ["evidence-tree", `/evidence/${s.evidence["tree"]}?view=tree`],
  ["evidence-image", `/evidence/${s.evidence["image"]}`], ["evidence-about", `/evidence/${s.evidence["log"]}?view=about`], ["knowledge", "/kb"], ["knowledge-add", "/kb?add=yes"], ["knowledge-drafts", `/kb?tab=drafts&case=${s.solvedId}`],
  ["knowledge-playground", "/kb?tab=playground&q=connection%20pool%20exhausted"], ["document", `/kb/${s.documentId}`], ["document-edit", `/kb/${s.draftId}?edit=yes`], ["jobs", "/jobs"], ["usage", "/usage"],
  ["settings-profile", "/settings"], ["settings-password", "/settings?tab=password"], ["settings-access", "/settings?tab=access"], ["settings-appearance", "/settings?tab=appearance"], ["welcome", "/welcome"],
  ["admin-users", "/admin/users"], ["admin-providers", "/admin/providers"], ["admin-system", "/admin/system"], ["admin-audit", "/admin/audit"], ["missing-case", "/cases/case_000000000000"], ["not-found", "/no-such-page"]
]

describe("every page", () => {
  const at = installation()

  const look = async (page: Page, name: string, findings: Array<string>): Promise<void> => {
    await settled(page)
    await page.screenshot({ path: join(screenshots, `${name}.png`) })
    findings.push(...(await accessibility(page)).map((text) => `${name}: ${text}`))
    const text = await page.locator("body").innerText()
    if (/\[object Object\]|undefined|\bNaN\b/.test(text)) findings.push(`${name}: shows ${/.{0,30}(\[object Object\]|undefined|\bNaN\b).{0,30}/.exec(text)?.[0]}`)
    if (!name.startsWith("missing") && /could not be loaded|Not found|Not allowed|This page broke/.test(text)) findings.push(`${name}: failed: ${/(could not be loaded|Not found|Not allowed|This page broke)[\s\S]{0,160}/.exec(text)?.[0]}`)
    if (text.trim().length < 20) findings.push(`${name}: blank`)
  }

  it.each(["light", "dark"] as const)("is accessible, complete and says no error (%s)", { timeout: 240_000 }, async (theme: Theme) => {
    const { context, page, problems } = await visit(at.browser, at.server.url, { theme })
    const findings: Array<string> = []
    for (const path of ["/login", "/register"]) {
      await page.goto(path)
      await look(page, `${path.slice(1)}-${theme}`, findings)
    }
    await signIn(page)
    for (const [name, path] of pages(at.seeded)) {
      await page.goto(path)
      await look(page, `${name}-${theme}`, findings)
    }
    await context.close()
    expect(findings).toEqual([])
    expect(problems).toEqual([])
  })

  it("fits a phone: nothing is cut off at 390 px", { timeout: 120_000 }, async () => {
    const { context, page } = await visit(at.browser, at.server.url, { width: 390, height: 844 })
    await signIn(page)
    const wide: Array<string> = []
    for (const [name, path] of pages(at.seeded)) {
      await page.goto(path)
      await settled(page)
      await page.screenshot({ path: join(screenshots, `${name}-phone.png`) })
      const over = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth")
      if (over > 0) wide.push(`${name}: ${over} px too wide`)
    }
    await context.close()
    expect(wide).toEqual([])
  })
})
