import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { freePort, type Missing, run, type Running, start, temporaryFolder, untilReady } from "./process.js"

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..")

/** Folder with the 400 MB that a user's install leaves out; kept between runs. */
export const chromaFolder = join(root, ".cache", "servers", "chroma")
const cli = join(chromaFolder, "node_modules", "chromadb", "dist", "cli.mjs")

/** Exact versions; the override is the newest server that runs on glibc 2.36. */
const manifest = {
  name: "chroma-for-tests",
  private: true,
  dependencies: { chromadb: "3.5.0" },
  overrides: { "chromadb-js-bindings-linux-x64-gnu": "1.0.5" }
}

/** Fetches client and server from npm where they are not there yet. */
export const installChroma = async (): Promise<boolean> => {
  if (existsSync(cli)) return true
  mkdirSync(chromaFolder, { recursive: true })
  writeFileSync(join(chromaFolder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`)
  try {
    await run("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: chromaFolder })
    return existsSync(cli)
  } catch {
    return false
  }
}

/** A real Chroma server, keeping its data in a temporary folder. */
export const startChroma = async (): Promise<Running | Missing> => {
  if (!(await installChroma())) return { missing: "chromadb 3.5.0 (npm)" }
  const folder = temporaryFolder("chroma")
  const port = await freePort()
  const child = start(process.execPath, [cli, "run", "--path", folder.path, "--host", "127.0.0.1", "--port", String(port)], { cwd: folder.path })
  const url = `http://127.0.0.1:${port}`
  await untilReady("Chroma", child, async () => {
    const answer = await fetch(`${url}/api/v2/heartbeat`)
    if (!answer.ok) throw new Error(`status ${answer.status}`)
  })
  return {
    url,
    stop: async () => {
      await child.stop()
      folder.remove()
    }
  }
}
