import { existsSync, renameSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

/** The nearest folder above that holds node_modules. */
const projectOf = (folder: string): string => {
  for (let at = folder; at !== dirname(at); at = dirname(at)) if (existsSync(join(at, "node_modules"))) return at
  throw new Error("no node_modules above " + folder)
}

const built = new Map<string, string>()

/** Sources are run without a build (tests): the worker is bundled once per process. */
const bundle = (name: string, folder: string): string => {
  const known = built.get(name)
  if (known !== undefined) return known
  const root = projectOf(folder)
  const target = join(root, ".cache", `${name}.mjs`)
  const fresh = `${target}.${process.pid}`
  // asked for at run time, so that the product's own bundle does not hold a bundler
  const { buildSync } = createRequire(join(root, "package.json"))("esbuild") as { readonly buildSync: (options: object) => unknown }
  buildSync({ entryPoints: [join(folder, "worker.ts")], outfile: fresh, bundle: true, platform: "node", format: "esm", target: "node20", packages: "external", logLevel: "error" })
  renameSync(fresh, target)
  built.set(name, target)
  return target
}

/**
 * Path of the script of a worker thread: `name` next to the asking module
 * (`url` is its address) in the build, one folder up where the bundler put that
 * module into a shared chunk, made on the spot from `worker.ts` beside it where
 * the sources are run.
 */
export const workerFile = (name: string, url: string): string => {
  const here = fileURLToPath(url)
  if (here.endsWith(".ts")) return bundle(name, dirname(here))
  const found = [join(dirname(here), `${name}.js`), join(dirname(here), "..", `${name}.js`)].find(existsSync)
  if (found === undefined) throw new Error(`${name}.js is missing next to ${here}; run the build`)
  return found
}
