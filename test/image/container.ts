import { execFile, execFileSync } from "node:child_process"
import { randomUUID } from "node:crypto"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import type { Started } from "../e2e/mainJob.suite.js"
import { adminPassword, freePort } from "../support/server.js"

const run = promisify(execFile)
/** Short, for the sockets below it, and kept: base images and layers serve the next run. */
const work = join(tmpdir(), "faultmaven-image")
const store = ["--root", join(work, "store"), "--runroot", join(work, "run"), "--storage-driver", "overlay"]
const podman = ["podman", [...store, "--runtime", "runc", "--cgroup-manager", "cgroupfs", "--events-backend", "none"]] as const

export const missingTools = (): ReadonlyArray<string> => ["buildah", "podman", "runc", "mmdebstrap"].filter((name) => {
  try {
    execFileSync("sh", ["-c", `command -v ${name}`], { stdio: "ignore" })
    return false
  } catch {
    return true
  }
}).concat(process.getuid?.() === 0 ? [] : ["root"])

export const call = async (...args: ReadonlyArray<string>): Promise<string> => (await run(podman[0], [...podman[1], ...args], { maxBuffer: 32 * 1024 * 1024 })).stdout.trim()

/** Builds the image of this checkout; minutes on a new machine. */
export const buildImage = async (): Promise<void> => {
  await run("sh", [fileURLToPath(new URL("build.sh", import.meta.url)), work], { maxBuffer: 64 * 1024 * 1024 })
}

/** Bytes of the image's layers as a registry would hold them. */
export const compressedBytes = async (): Promise<number> => {
  const folder = join(work, "pushed")
  await run("rm", ["-rf", folder])
  await run("buildah", [...store, "push", "--quiet", "localhost/faultmaven:latest", `dir:${folder}`])
  return Number((await run("du", ["-sb", folder])).stdout.split("\t")[0])
}

export interface Container extends Started {
  readonly name: string
  readonly logs: () => Promise<string>
  readonly kill: () => Promise<void>
}

/** As deploy/docker-compose.yml runs it: read-only root, no capabilities, one volume. */
export const startContainer = async (options: { readonly dataFolder?: string; readonly env: Record<string, string> }): Promise<Container> => {
  const volume = options.dataFolder?.startsWith("fm-") === true ? options.dataFolder : `fm-${randomUUID()}`
  const name = `c-${randomUUID()}`
  const port = await freePort()
  const env = { PORT: String(port), ...options.env }
  await call("run", "-d", "--name", name, "--network", "host", "--read-only", "--read-only-tmpfs=false", "--cap-drop", "ALL", "--security-opt", "no-new-privileges",
    "--ulimit", "nofile=4096:4096", "--ulimit", "nproc=1024:1024", ...Object.entries(env).flatMap(([key, value]) => ["-e", `${key}=${value}`]), "-v", `${volume}:/data`, "localhost/faultmaven:latest")
  const logs = () => call("logs", name)
  const url = `http://127.0.0.1:${port}`
  for (let i = 0;; i++) {
    if (await fetch(`${url}/health/ready`).then((answer) => answer.ok, () => false)) break
    if (i === 150) throw new Error(`the container was not ready in 30 s:\n${await logs()}`)
    await new Promise((go) => setTimeout(go, 200))
  }
  const output = await logs()
  const removed = async () => {
    const code = Number(await call("inspect", "--format", "{{.State.ExitCode}}", name))
    await call("rm", "-f", name)
    return code
  }
  return {
    url, name, dataFolder: volume, output: () => `${output}\n${volume}`, logs,
    stop: async () => {
      await call("stop", "-t", "40", name)
      return removed()
    },
    kill: async () => {
      await call("kill", "--signal", "KILL", name)
      await removed()
    }
  }
}

export const removeVolume = async (volume: string): Promise<void> => void await call("volume", "rm", "-f", volume)
export const admin = { DASHBOARD_USERNAME: "admin", DASHBOARD_PASSWORD: adminPassword }
