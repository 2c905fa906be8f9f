import { createHash } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { png } from "../support/images.js"
import { type OpenAiServer, type ScriptedAnswer, startOpenAi } from "../support/openaiServer.js"
import { LOG, zip } from "../modules/evidence/support/files.js"
import { type Client, fileForm, removeFolder, type RunningServer, signIn, startServer, until } from "../support/server.js"

const image = png(64, 32)
const seen = {
  summary: "A Grafana panel of the checkout service. The p99 latency jumps at 10:05.",
  text: "checkout p99\nupstream timed out for jane.doe@example.org",
  observations: ["p99 rises from 80 ms to 2.4 s at 10:05 UTC"]
}
const hasImage = (body: Record<string, unknown>): boolean => JSON.stringify(body).includes("image_url")

/** A server whose model describes images and answers questions; `env` says as whose. */
const world = async (env: (url: string) => Record<string, string>, eyes: () => ScriptedAnswer) => {
  const vendor = await startOpenAi((body) => (hasImage(body) ? eyes() : { text: "The panel shows `2.4 s` for <EMAIL_1> [E1]. It also shows `9.9 s` [E1]." }))
  const server = await startServer({ env: { LLM_MAX_RETRIES: "1", ...env(vendor.url) } })
  const me = await signIn(server.url)
  const caseId = (await me.post("/api/v1/cases", { title: "Checkout is slow" })).body.case_id as string
  return {
    vendor, server, me, caseId,
    images: () => vendor.requests.filter(hasImage),
    close: async () => {
      await server.stop()
      await vendor.close()
      await removeFolder(server.dataFolder)
    }
  }
}
const completed = (me: Client, evidenceId: string) => until(() => me.get(`/api/v1/evidence/${evidenceId}`), (a) => a.body.status === "completed")

describe("images with a vision model (OpenAI wire protocol on loopback)", () => {
  let w: { vendor: OpenAiServer; server: RunningServer; me: Client; caseId: string; images: () => ReadonlyArray<Record<string, unknown>>; close: () => Promise<void> }
  let evidenceId = ""
  let next: ScriptedAnswer = { text: JSON.stringify(seen) }
  beforeAll(async () => {
    w = await world((url) => ({ OPENAI_API_KEY: "sk-test-key", OPENAI_BASE_URL: url, OPENAI_MODEL: "gpt-4o-mini", IMAGE_DESCRIPTIONS: "on" }), () => next)
  })
  afterAll(() => w.close())

  it("the model gets the image; a question asked at once waits for what it sees and cites the image", async () => {
    let look = () => {}
    next = { text: JSON.stringify(seen), gate: new Promise<void>((resolve) => { look = resolve }) }
    evidenceId = (await w.me.post("/api/v1/evidence", fileForm("panel.png", image, { case_id: w.caseId }))).body.evidence_id
    await until(async () => w.images().length, (n) => n === 1)
    expect(JSON.stringify(w.images()[0])).toContain(`data:image/png;base64,${image.toString("base64")}`)
    expect((await w.me.get(`/api/v1/evidence/${evidenceId}`)).body).toMatchObject({ status: "processing", status_reason: "a model is asked what it shows" })
    const asked = await w.me.post("/api/v1/agent/chat", { case_id: w.caseId, message: "What does the panel show?" })
    look()
    const answer = (await until(() => w.me.get(`/api/v1/agent/chat/${asked.body.job_id}`), (a) => a.body.status === "completed")).body.result
    expect(answer.agent_response).toMatch(/shows `2\.4 s` for jane\.doe@example\.org \[E1\]\./)
    // what stands in no description is not carried by it
    expect(answer.agent_response).toMatch(/`9\.9 s` \[E1\]\. \*\(unverified\)\*/)
    expect(answer.citations).toMatchObject([{
      marker: "E1", evidence_id: evidenceId, byte_start: 0, byte_end: image.length, sha256: createHash("sha256").update(image).digest("hex"), title: "Image: A Grafana panel of the checkout service."
    }])
    // what was read in the image is redacted like any text
    const chat = JSON.stringify(w.vendor.requests.at(-1))
    expect(chat).toContain("upstream timed out for <EMAIL_1>")
    expect(chat).not.toContain("jane.doe")
    expect(chat).not.toContain("image_url")
  })

  it("the description stands on the file, and its tokens in the totals", async () => {
    const { body } = await completed(w.me, evidenceId)
    expect(body).toMatchObject({ status_reason: null, evidence_type: "screenshot" })
    expect(body.analysis.summary).toBe(`PNG image, 64 × 32 pixels, described by gpt-4o-mini: ${seen.summary}`)
    expect(body.analysis.findings.map((f: { kind: string; severity: string }) => [f.kind, f.severity])).toEqual([["image_description", "info"], ["image_description", "info"]])
    const usage = (await w.me.get("/api/v1/usage")).body
    expect(usage.calls).toBe(2)
    expect(usage.input_tokens).toBe(30 + 321)
  })

  it("a model that refuses costs the description, not the file or the answer", async () => {
    next = { text: "", status: 400 }
    const id = (await w.me.post("/api/v1/evidence", fileForm("other.png", png(65, 32), { case_id: w.caseId }))).body.evidence_id
    const { body } = await completed(w.me, id)
    expect(body.status_reason).toMatch(/^not described: .*400/)
    expect((await w.me.post(`/api/v1/agent/chat/${w.caseId}`, { message: "And the other one?" })).status).toBe(200)
  })
})

it("a server killed while the model looks completes the file when it is back, and asks again", async () => {
  let open = () => {}
  const w = await world((url) => ({ LOCAL_LLM_URL: url, LOCAL_LLM_MODEL: "llava-1.6" }), () => ({ text: JSON.stringify(seen), gate: new Promise<void>((resolve) => { open = resolve }) }))
  const id = (await w.me.post("/api/v1/evidence", fileForm("panel.png", image, { case_id: w.caseId }))).body.evidence_id as string
  await until(async () => w.images().length, (n) => n === 1)
  await w.server.kill()
  const again = await startServer({ dataFolder: w.server.dataFolder, env: { LLM_MAX_RETRIES: "1", LOCAL_LLM_URL: w.vendor.url, LOCAL_LLM_MODEL: "llava-1.6" } })
  try {
    const me = await signIn(again.url)
    await until(async () => w.images().length, (n) => n === 2)
    expect((await me.get(`/api/v1/evidence/${id}`)).body).toMatchObject({ status: "completed", status_reason: "not described: the server stopped meanwhile; it is tried again" })
    open()
    const { body } = await until(() => me.get(`/api/v1/evidence/${id}`), (a) => a.body.status_reason === null)
    expect(body.analysis.findings).toHaveLength(2)
  } finally {
    await again.stop()
    await w.close()
  }
})

describe("images by default", () => {
  it("stay here where the only model is somebody else's, and the file says so", async () => {
    const w = await world((url) => ({ OPENAI_API_KEY: "sk-test-key", OPENAI_BASE_URL: url, OPENAI_MODEL: "gpt-4o-mini" }), () => ({ text: JSON.stringify(seen) }))
    try {
      const id = (await w.me.post("/api/v1/evidence", fileForm("panel.png", image, { case_id: w.caseId }))).body.evidence_id
      const { body } = await completed(w.me, id)
      expect(body.status_reason).toMatch(/^not described: .*IMAGE_DESCRIPTIONS=local/)
      expect(body.analysis.findings).toEqual([])
      const packed = (await w.me.post("/api/v1/evidence", fileForm("shots.zip", await zip([{ name: "panel.png", content: image }, { name: "app.log", content: LOG }]), { case_id: w.caseId }))).body.evidence_id
      expect((await completed(w.me, packed)).body.status_reason).toMatch(/^1 of 1 images not described: .*IMAGE_DESCRIPTIONS=local/)
      expect(w.images()).toEqual([])
    } finally {
      await w.close()
    }
  })

  it("go to a server of one's own", async () => {
    const w = await world((url) => ({ LOCAL_LLM_URL: url, LOCAL_LLM_MODEL: "llava-1.6" }), () => ({ text: JSON.stringify(seen) }))
    try {
      const id = (await w.me.post("/api/v1/evidence", fileForm("panel.png", image, { case_id: w.caseId }))).body.evidence_id
      expect((await completed(w.me, id)).body.analysis.summary).toContain("described by llava-1.6")
      expect(w.images()).toHaveLength(1)
      const packed = (await w.me.post("/api/v1/evidence", fileForm("shots.zip", await zip([{ name: "panel.png", content: image }, { name: "app.log", content: LOG }]), { case_id: w.caseId }))).body.evidence_id
      const { body } = await completed(w.me, packed)
      expect(body.analysis.findings.filter((f: { kind: string }) => f.kind === "image_description").map((f: { artifact: string }) => f.artifact)).toEqual(["panel.png", "panel.png"])
      expect(w.images()).toHaveLength(2)
    } finally {
      await w.close()
    }
  })
})
