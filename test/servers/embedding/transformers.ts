import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { run } from "../process.js"

/** Folder of a package that only who chooses local models installs (about 470 MB); kept between runs. */
const folder = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..", ".cache", "servers", "transformers")
const entry = join(folder, "node_modules", "@huggingface", "transformers", "package.json")
const manifest = { name: "transformers-for-tests", private: true, dependencies: { "@huggingface/transformers": "4.3.1" } }

/** The folder whose node_modules holds the package; null with a printed line where npm cannot fetch it, a failure under `CI=true`. */
export const installTransformers = async (): Promise<string | null> => {
  if (existsSync(entry)) return folder
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`)
  try {
    // the processor's runtime is in the package; what this skips is the download for graphics cards
    await run("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder, env: { ONNXRUNTIME_NODE_INSTALL: "skip" } })
  } catch {
  }
  if (existsSync(entry)) return folder
  const message = "@huggingface/transformers 4.3.1 cannot be fetched from npm"
  if (process.env["CI"] === "true") throw new Error(message)
  process.stderr.write(`SKIPPED ${message}\n`)
  return null
}
