import { mkdir, readdir, rename, rm } from "node:fs/promises"
import { join } from "node:path"
import packageJson from "../../package.json" with { type: "json" }
import { readArchive } from "./archive.js"
import { argumentsOf, oneFile } from "./arguments.js"

const HELP = `Usage: faultmaven restore FILE [--data FOLDER]

Puts an archive of \`faultmaven backup\` into an empty data folder, for a server
that is not running. The archive is proved by its hashes before anything counts.

  --data FOLDER   default DATA_DIR or ./data

Ends with 1 where it failed (the folder stays empty), 2 for a wrong call.
`

const numbers = (version: string): ReadonlyArray<number> => version.split(".").map(Number)
const newer = (a: string, b: string): boolean => {
  const [x, y] = [numbers(a), numbers(b)]
  const at = x.findIndex((n, i) => n !== (y[i] ?? 0))
  return at !== -1 && x[at]! > (y[at] ?? 0)
}

/** `faultmaven restore`: exit code 0, 1 where it failed, 2 for a wrong call. */
export const run = async (args: ReadonlyArray<string>): Promise<number> => {
  const call = argumentsOf("restore", HELP, args, { data: { type: "string" } }, oneFile)
  if (typeof call === "number") return call
  const { positionals, values } = call
  const file = positionals[0]!
  const folder = values.data ?? process.env["DATA_DIR"] ?? "./data"
  const partial = join(folder, "restoring")
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    if ((await readdir(folder)).some((name) => name !== "tmp" && name !== "lost+found")) throw new Error(`${folder} is not empty: an installation is never overwritten`)
    await mkdir(partial, { mode: 0o700 })
    const manifest = await readArchive(file, partial)
    if (newer(manifest.version, packageJson.version)) throw new Error(`the archive was made by version ${manifest.version}, this is ${packageJson.version}: restore it with that version or a later one`)
    for (const name of await readdir(partial)) await rename(join(partial, name), join(folder, name))
    await rm(partial, { recursive: true })
    process.stdout.write(`restored to ${folder}: ${manifest.entries.length - 1} files and the database of ${manifest.created_at}\n`)
    return 0
  } catch (error) {
    await rm(partial, { recursive: true, force: true })
    process.stderr.write(`faultmaven restore: ${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }
}
