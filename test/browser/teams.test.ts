import { describe, expect, it } from "vitest"
import { signIn as apiSignIn } from "../support/server.js"
import { signIn, visit } from "./support/browser.js"
import { installation } from "./support/seed.js"

describe("teams in the dashboard", () => {
  const at = installation()

  it("an administrator edits them; an upload offers a team only to who has one, and a choice to who has several", async () => {
    const { context, page, problems } = await visit(at.browser, at.server.url)
    await signIn(page)
    await page.goto("/kb?add=yes")
    const whose = page.getByLabel("Whose").last()
    await whose.waitFor()
    expect(await whose.locator("option").allInnerTexts()).not.toContain("My team's")

    const change = async (user: string, teams: string) => {
      await page.goto("/admin/users")
      await page.getByRole("button", { name: `Actions for ${user}` }).click()
      await page.getByRole("menuitem", { name: "Change the teams" }).click()
      await page.getByRole("dialog").getByLabel("Teams").fill(teams)
      await page.getByRole("button", { name: "Save" }).click()
    }
    await change("dana", "two words / here")
    await page.getByRole("dialog").getByRole("alert").first().waitFor()
    await page.getByRole("dialog").getByLabel("Teams").fill("payments")
    await page.getByRole("button", { name: "Save" }).click()
    await page.locator("[data-row]", { hasText: "dana" }).getByText("payments").waitFor()
    await change("admin", "sre, payments")
    await page.locator("[data-row]", { hasText: "admin@" }).getByText("sre").waitFor()

    await page.goto("/kb?add=yes")
    await whose.selectOption("team")
    expect(await page.getByLabel("Team", { exact: true }).locator("option").allInnerTexts()).toEqual(["payments", "sre"])
    await page.getByLabel("Team", { exact: true }).selectOption("sre")
    await page.getByLabel("Add documents").locator("input[type=file]:not([webkitdirectory])").setInputFiles([{ name: "okapi.md", mimeType: "text/markdown", buffer: Buffer.from("# Okapi\n\nThe okapi queue is stuck.") }])
    await page.locator(".upload[data-state=done]").waitFor()
    await page.locator("[data-row]", { hasText: "okapi" }).getByText("sre (team)").waitFor()
    const me = await apiSignIn(at.server.url)
    expect((await me.get("/api/v1/documents?scope=team")).body.documents).toMatchObject([{ title: "okapi", team: "sre" }])
    expect((await me.get("/api/v1/auth/me")).body.teams).toEqual(["payments", "sre"])
    expect(problems).toEqual([])
    await context.close()
  })
})
