import { readFileSync } from "node:fs"
import { createServer, request } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type OpenAiServer, type ScriptedAnswer, startOpenAi } from "../support/openaiServer.js"
import { removeFolder, type RunningServer, startServer } from "../support/server.js"
import { openBrowser, screenshots, signIn, visit } from "./support/browser.js"

const sampleLog = new URL("../../samples/checkout-outage/checkout.log", import.meta.url).pathname
const log = readFileSync(sampleLog, "utf8").split("\n")

const latch = () => {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

describe("an incident worked in the browser, with a model that answers slowly", () => {
  let vendor: OpenAiServer
  let server: RunningServer
  let browser: Browser
  let next: ScriptedAnswer = { text: "Nothing to say." }

  beforeAll(async () => {
    vendor = await startOpenAi(() => next)
    server = await startServer({ env: { OPENAI_API_KEY: "sk-test-key", OPENAI_BASE_URL: vendor.url, OPENAI_MODEL: "gpt-4o-mini" } })
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
    await vendor?.close()
    await removeFolder(server.dataFolder)
  })

  it("sign in, case, upload, streamed answer, citation, highlighted lines", async () => {
    const { context, page, problems } = await visit(browser, server.url)
    await signIn(page)
    await page.getByRole("button", { name: "New case" }).first().click()
    await page.getByLabel("Title").fill("Checkout fails")
    await page.getByLabel("What is happening?").fill("Orders fail since nine")
    await page.getByRole("button", { name: "Open case" }).click()
    await page.getByRole("heading", { name: "Checkout fails" }).waitFor()
    await page.getByLabel("Evidence files").setInputFiles(sampleLog)
    await page.getByText("1 of 1 ready").waitFor()

    const middle = latch()
    next = { text: `The pool of database connections is used up [E1]. ${"The rest of this sentence follows later, after the middle of the text was held. ".repeat(3)}`, half: middle.opened }
    await page.getByLabel("Message to the agent").fill("What went wrong?")
    await page.getByLabel("Message to the agent").press("Enter")
    const transcript = page.getByRole("log", { name: "Transcript" })
    await transcript.getByText("The pool of database connections is used up").waitFor()
    expect(await page.getByRole("button", { name: "Stop" }).isVisible()).toBe(true)
    await page.screenshot({ path: join(screenshots, "streaming-light.png") })
    middle.open()
    await transcript.getByText("1 source").waitFor()

    await transcript.locator("a.citation-link", { hasText: "E1" }).first().click()
    await page.waitForURL(/\/evidence\/.+lines=\d+/)
    const [start, end] = (new URL(page.url()).searchParams.get("lines") ?? "").split("-").map(Number)
    const marked = page.locator(".line[data-cited=true]")
    await marked.first().waitFor()
    expect(await marked.count()).toBe(end! - start! + 1)
    expect(await marked.first().innerText()).toContain(log[start! - 1]!.slice(0, 60))
    const box = (await marked.first().boundingBox())!
    expect(box.y).toBeGreaterThan(0)
    expect(box.y).toBeLessThan(860)
    expect(problems).toEqual([])
    await context.close()
  })

  it("a reload in the middle of an answer shows what was written and goes on", async () => {
    const { context, page } = await visit(browser, server.url)
    await signIn(page)
    await page.getByRole("link", { name: "Checkout fails" }).click()
    await page.getByRole("tab", { name: "Transcript" }).click()
    const middle = latch()
    next = { text: `Half of this answer comes before the reload [E1]. ${"The other half comes after the page was loaded again. ".repeat(2)}These are the last words.`, half: middle.opened }
    await page.getByLabel("Message to the agent").fill("And why?")
    await page.getByRole("button", { name: "Send" }).click()
    await page.getByText("Half of this answer").waitFor()
    await page.reload()
    await page.getByText("Half of this answer").waitFor()
    expect(await page.getByText("These are the last words").count()).toBe(0)
    middle.open()
    await page.getByText("These are the last words").first().waitFor()
    await page.getByRole("button", { name: "Stop" }).waitFor({ state: "detached" })
    expect(await page.getByText("Half of this answer").count()).toBe(1)
    expect(await page.getByText("And why?").count()).toBe(1)
    await context.close()
  })

  it("a lost connection in the middle of an answer is found again, and nothing is lost or said twice", async () => {
    const proxy = createServer((incoming, outgoing) => {
      incoming.pipe(request(`${server.url}${incoming.url}`, { method: incoming.method, headers: incoming.headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
        answer.pipe(outgoing)
      }).on("error", () => outgoing.destroy()))
    })
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve))
    const { context, page } = await visit(browser, `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`)
    await signIn(page)
    await page.getByRole("link", { name: "Checkout fails" }).click()
    await page.getByRole("tab", { name: "Transcript" }).click()
    const middle = latch()
    next = { text: `The line holds at first [E1]. ${"Then somebody pulls the cable out of the wall and puts it back. ".repeat(2)}So it was heard to its end.`, half: middle.opened }
    await page.getByLabel("Message to the agent").fill("Do you hear me?")
    await page.getByRole("button", { name: "Send" }).click()
    await page.getByText("The line holds at first").waitFor()
    proxy.closeAllConnections()
    await page.getByText("Connection lost, trying again").waitFor()
    middle.open()
    await page.getByText("So it was heard to its end").waitFor()
    await page.getByRole("button", { name: "Stop" }).waitFor({ state: "detached" })
    expect(await page.getByText("The line holds at first").count()).toBe(1)
    await context.close()
    proxy.closeAllConnections()
    proxy.close()
  })

  it("an answer can be stopped, and a failed one says why and can be asked again", async () => {
    const { context, page } = await visit(browser, server.url)
    await signIn(page)
    await page.getByRole("link", { name: "Checkout fails" }).click()
    await page.getByRole("tab", { name: "Transcript" }).click()
    const never = latch()
    next = { text: `This is never finished [E1]. ${"The reader stops it before the end of the text. ".repeat(3)}`, half: never.opened }
    await page.getByLabel("Message to the agent").fill("Stop me")
    await page.getByRole("button", { name: "Send" }).click()
    await page.getByText("This is never").waitFor()
    await page.getByRole("button", { name: "Stop" }).click()
    await page.getByText("You stopped this answer.").waitFor()
    never.open()
    next = { text: "The second try succeeds [E1]." }
    await page.getByRole("button", { name: "Ask again" }).click()
    await page.getByText("The second try succeeds").waitFor()
    await context.close()
  })

  it("the state of a case changes only after a confirmation", async () => {
    const { context, page } = await visit(browser, server.url)
    await signIn(page)
    await page.getByRole("link", { name: "Checkout fails" }).click()
    await page.getByRole("button", { name: "Investigate" }).click()
    const dialog = page.getByRole("dialog")
    await dialog.getByRole("button", { name: "Cancel" }).click()
    await page.reload()
    await page.getByRole("button", { name: "Investigate" }).click()
    await dialog.getByRole("button", { name: "Investigate" }).click()
    await page.locator(".badge", { hasText: "Investigating" }).first().waitFor()
    await context.close()
  })
})
