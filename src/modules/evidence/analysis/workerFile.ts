import { existsSync, renameSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const NAME = "analysis-worker.js"

/** The nearest folder above that holds node_modules. */
const projectOf = (folder: string): string => {
  for (let at = folder; at !== dirname(at); at = dirname(at)) if (existsSync(join(at, "node_modules"))) return at
  throw new Error("no node_modules above " + folder)
}

let built: string | null = null

/** Sources are run without a build (tests): the worker is bundled once per process. */
const bundle = (folder: string): string => {
  if (built !== null) return built
  const root = projectOf(folder)
  const target = join(root, ".cache", "analysis-worker.mjs")
  const fresh = `${target}.${process.pid}`
  // asked for at run time, so that the product's own bundle does not hold a bundler
  const { buildSync } = createRequire(join(root, "package.json"))("esbuild") as { readonly buildSync: (options: object) => unknown }
  buildSync({ entryPoints: [join(folder, "worker.ts")], outfile: fresh, bundle: true, platform: "node", format: "esm", target: "node20", packages: "external", logLevel: "error" })
  renameSync(fresh, target)
  return built = target
}

/**
 * Path of the worker's script: next to this module in the build, one folder
 * up where the bundler put this module into a shared chunk, made on the spot
 * from the sources.
 */
export const workerFile = (): string => {
  const here = fileURLToPath(import.meta.url)
  if (here.endsWith(".ts")) return bundle(dirname(here))
  const found = [join(dirname(here), NAME), join(dirname(here), "..", NAME)].find(existsSync)
  if (found === undefined) throw new Error(`${NAME} is missing next to ${here}; run the build`)
  return found
}
