import { existsSync, readFileSync } from "node:fs"
import { mkdir } from "node:fs/promises"
import { createRequire } from "node:module"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core"
import { adminPassword } from "../../support/server.js"

const root = fileURLToPath(new URL("../../..", import.meta.url))
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")
const program = process.env["CHROMIUM"] ?? "/usr/bin/chromium"

/** Pictures of every page, for a person to look through. */
export const screenshots = join(root, process.env["SCREENSHOTS"] ?? ".cache/screenshots")

export const openBrowser = async (): Promise<Browser> => {
  if (!existsSync(program)) throw new Error(`no browser at ${program}: run test/servers/install.sh or set CHROMIUM`)
  await mkdir(screenshots, { recursive: true })
  return chromium.launch({ executablePath: program, args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] })
}

export type Theme = "light" | "dark"

/** A visitor of their own; `problems` collects what the page's console and its script errors said. */
export const visit = async (browser: Browser, url: string, options: { readonly theme?: Theme; readonly width?: number; readonly height?: number } = {}): Promise<{ readonly page: Page; readonly context: BrowserContext; readonly problems: Array<string> }> => {
  const context = await browser.newContext({ baseURL: url, colorScheme: options.theme ?? "light", viewport: { width: options.width ?? 1280, height: options.height ?? 860 }, acceptDownloads: true, permissions: ["clipboard-read", "clipboard-write"] })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const problems: Array<string> = []
  page.on("pageerror", (error) => problems.push(`script: ${error.message}`))
  page.on("console", (message) => {
    // a refused request is part of many tests; the page must say it, not the console
    if (message.type() === "error" && !/Failed to load resource/.test(message.text())) problems.push(`console: ${message.text()}`)
  })
  return { page, context, problems }
}

export const signIn = async (page: Page, username = "admin", password = adminPassword): Promise<void> => {
  await page.goto("/login")
  await page.getByLabel("User name or e-mail").fill(username)
  await page.getByLabel("Password").fill(password)
  await page.getByRole("button", { name: "Sign in" }).click()
  await page.locator("nav[aria-label=Main]").waitFor({ state: "attached" })
}

interface Violation { readonly id: string; readonly impact: string | null; readonly nodes: ReadonlyArray<{ readonly html: string; readonly failureSummary?: string }> }

/** Serious and critical findings of axe on the page as it is. */
export const accessibility = async (page: Page): Promise<ReadonlyArray<string>> => {
  // given by the debugger: the page's own policy would refuse a script from elsewhere
  await page.evaluate(axe)
  const found = await page.evaluate<ReadonlyArray<Violation>>(`axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }).then((result) => result.violations)`)
  return found.filter(({ impact }) => impact === "serious" || impact === "critical").flatMap(({ id, nodes }) => nodes.map(({ failureSummary, html }) => `${id}: ${html.slice(0, 160)} (${(failureSummary ?? "").replaceAll("\n", " ").slice(0, 220)})`))
}

/** The page has settled: nothing is loading and no number moves. */
export const settled = async (page: Page): Promise<void> => {
  await page.waitForLoadState("load")
  await page.locator("#root h1, #root h2").first().waitFor({ state: "attached" })
  await page.locator(".skeleton").first().waitFor({ state: "detached" })
  await page.evaluate("document.fonts.ready.then(() => true)")
}
