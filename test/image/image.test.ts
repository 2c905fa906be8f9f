import { beforeAll, describe, expect, it } from "vitest"
import { mainJob } from "../e2e/mainJob.suite.js"
import { client, register, signIn } from "../support/server.js"
import { admin, buildImage, call, compressedBytes, missingTools, removeVolume, startContainer } from "./container.js"

const missing = missingTools()
if (missing.length > 0 && process.env["CI"] === "true") throw new Error(`the image cannot be built here: missing ${missing.join(", ")}`)
if (missing.length > 0) process.stderr.write(`SKIPPED the image: missing ${missing.join(", ")}\n`)

const starting = { start: startContainer, clean: removeVolume }

describe.skipIf(missing.length > 0)("the image", () => {
  beforeAll(buildImage, 20 * 60_000)

  it("is small, runs as nobody in particular, and declares one volume", async () => {
    const [image] = JSON.parse(await call("image", "inspect", "localhost/faultmaven:latest")) as ReadonlyArray<{ Config: { User: string; Volumes: Record<string, unknown>; Entrypoint: ReadonlyArray<string>; StopSignal: string }; Healthcheck?: { Test: ReadonlyArray<string> }; HealthCheck?: unknown }>
    expect(image!.Config.User).toBe("10001:10001")
    expect(Object.keys(image!.Config.Volumes)).toEqual(["/data"])
    expect(image!.Config.Entrypoint[0]).toBe("tini")
    expect(image!.Healthcheck?.Test[0]).toBe("CMD")
    const bytes = await compressedBytes()
    process.stderr.write(`image: ${(bytes / 1e6).toFixed(1)} MB compressed\n`)
    expect(bytes).toBeLessThan(120_000_000)
  })

  it("works with no variable set, on a read-only root, and says that it is healthy", async () => {
    const container = await startContainer({ env: {} })
    const password = /Admin\s+admin\s+password (\S+)/.exec(container.output())?.[1]
    expect(password).toBeDefined()
    expect((await client(container.url).post("/api/v1/auth/login", { username: "admin", password })).status).toBe(200)
    await call("healthcheck", "run", container.name)
    expect(await call("exec", container.name, "id", "-u")).toBe("10001")
    await expect(call("exec", container.name, "sh", "-c", "touch /app/x")).rejects.toThrow(/Read-only/)
    expect(await call("exec", container.name, "sh", "-c", "ls -A /tmp")).toBe("")
    const page = await fetch(`${container.url}/cases`, { headers: { accept: "text/html" } })
    expect(await page.text()).toContain("assets/index-")
    expect(await container.stop()).toBe(0)
    await removeVolume(container.dataFolder)
  })

  mainJob("core", "data=sqlite files=local vectors=embedded identity=jwt", admin, { admin: (url) => signIn(url), stranger: (url) => register(url, "mallory") }, starting)

  // the second round begins on the volume of a container that was killed
  let killed = ""
  mainJob("core", "data=sqlite files=local vectors=embedded identity=jwt", admin, { admin: (url) => signIn(url), stranger: (url) => register(url, "mallory2") }, {
    start: async (options) => {
      if (killed !== "") return startContainer(options)
      const first = await startContainer(options)
      killed = first.dataFolder
      const made = await (await signIn(first.url)).post("/api/v1/cases", { title: "Before the kill" })
      expect(made.status).toBe(201)
      await first.kill()
      const second = await startContainer({ ...options, dataFolder: killed })
      expect((await (await signIn(second.url)).get(`/api/v1/cases/${made.body.case_id}`)).body.title).toBe("Before the kill")
      return { ...second, output: () => `${first.output()}\n${second.output()}` }
    },
    clean: removeVolume
  })
})
