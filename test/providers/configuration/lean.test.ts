import { spawn } from "node:child_process"
import { cpSync, mkdirSync, readFileSync, symlinkSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, describe, expect, it } from "@effect/vitest"
import { freePort, temporaryFolder } from "../../servers/process.js"

const root = fileURLToPath(new URL("../../..", import.meta.url))
const folder = temporaryFolder("lean")
afterAll(folder.remove)

interface Locked { readonly dev?: boolean; readonly optional?: boolean; readonly devOptional?: boolean; readonly peer?: boolean }

/** What `npm install --omit=dev --omit=optional` puts into node_modules, as the lock file says. */
const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as { readonly packages: Readonly<Record<string, Locked>> }
const lean = Object.entries(packages).flatMap(([path, { dev, devOptional, optional, peer }]) =>
  dev !== true && optional !== true && devOptional !== true && peer !== true && /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path) ? [path] : [])

describe("configuration · lean install", () => {
  it("runs core from the packages that are left when development and optional ones are left out", async () => {
    cpSync(join(root, "dist"), join(folder.path, "dist"), { recursive: true })
    for (const path of lean) {
      mkdirSync(join(folder.path, dirname(path)), { recursive: true })
      symlinkSync(join(root, path), join(folder.path, path))
    }
    expect(lean).not.toContain("node_modules/chromadb")
    expect(lean.filter((path) => path.includes("@node-rs/argon2-"))).toEqual([])

    // links stay links, so that nothing beside them is found
    const child = spawn(process.execPath, ["--preserve-symlinks", "--preserve-symlinks-main", join(folder.path, "dist", "main.js")], {
      cwd: folder.path, stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: process.env["PATH"] ?? "", HOST: "127.0.0.1", PORT: String(await freePort()), LEGACY_PORTS: "", DATA_DIR: join(folder.path, "data"), DASHBOARD_PASSWORD: "a long enough secret" }
    })
    let output = ""
    const ready = new Promise<boolean>((resolve) => {
      child.stdout.on("data", (chunk: Buffer) => {
        output += chunk.toString()
        if (/is ready in[\s\S]*Providers/.test(output)) resolve(true)
      })
      child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()))
      child.once("close", () => resolve(false))
    })
    try {
      expect(await ready, output).toBe(true)
      const url = /URL +(\S+)/.exec(output)![1]!
      const answer = await fetch(`${url}/api/v1/auth/login`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ username: "admin", password: "a long enough secret" }) })
      expect(answer.status).toBe(200)
    } finally {
      child.kill("SIGKILL")
    }
  })
})
