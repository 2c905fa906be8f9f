/** First load of the built dashboard in headless Chromium, with an empty cache: bytes of script, first paint, and when it can be used. */
import { chromium } from "playwright-core"
import { adminPassword, removeFolder, signIn, startServer } from "../../support/server.js"

const ROUNDS = 5
const median = (values: ReadonlyArray<number>): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!

const server = await startServer()
const me = await signIn(server.url)
for (let i = 0; i < 40; i++) await me.post("/api/v1/cases", { title: `Case ${i}`, priority: "high" })
const browser = await chromium.launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] })

const signInPage: Array<number> = []
const cases: Array<number> = []
const paints: Array<number> = []
let script = 0
for (let i = 0; i < ROUNDS; i++) {
  const context = await browser.newContext({ baseURL: server.url })
  const page = await context.newPage()
  let bytes = 0
  page.on("response", (response) => {
    if (response.request().resourceType() === "script") bytes += Number(response.headers()["content-length"] ?? 0)
  })
  const at = performance.now()
  await page.goto("/login")
  await page.getByLabel("User name or e-mail").fill("admin")
  signInPage.push(performance.now() - at)
  await page.getByLabel("Password").fill(adminPassword)
  await page.getByRole("button", { name: "Sign in" }).click()
  await page.getByRole("link", { name: "Case 39" }).waitFor()
  // again from nothing but the session: a deep link as the extension opens it
  const fresh = await browser.newContext({ baseURL: server.url, storageState: await context.storageState() })
  const deep = await fresh.newPage()
  const from = performance.now()
  await deep.goto("/cases")
  await deep.getByRole("link", { name: "Case 39" }).click({ trial: true })
  cases.push(performance.now() - from)
  paints.push(await deep.evaluate<number>("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"))
  script = Math.max(script, bytes)
  await fresh.close()
  await context.close()
}
await browser.close()
await server.stop()
await removeFolder(server.dataFolder)
console.log(`| measure (median of ${ROUNDS}, empty cache) | value | goal |\n|---|---|---|\n| script until the case list, as sent | ${(script / 1024).toFixed(0)} KB | ≤ 250 KB |\n| first contentful paint of the case list | ${median(paints).toFixed(0)} ms | |\n| sign-in page takes typing | ${median(signInPage).toFixed(0)} ms | ≤ 2,000 ms |\n| case list, signed in, takes a click | ${median(cases).toFixed(0)} ms | ≤ 2,000 ms |`)
process.exit(script <= 250 * 1024 && median(cases) <= 2_000 && median(signInPage) <= 2_000 ? 0 : 1)
