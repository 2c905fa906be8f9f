// Copies what the built server needs of node_modules, and nothing else: the
// packages that the bundles leave outside with all they depend on, without
// types, source maps, documentation and tests.
// Usage: node scripts/runtime-modules.mjs FOLDER
import { cpSync, existsSync, readFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { externals } from "./externals.mjs"

const root = new URL("..", import.meta.url).pathname
const out = process.argv[2]
if (out === undefined) {
  console.error("usage: node scripts/runtime-modules.mjs FOLDER")
  process.exit(2)
}
const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"))

/** Where Node finds `name` from the package at `from`: the nearest node_modules upwards. */
const find = (name, from) => {
  for (let at = from;; at = at.includes("node_modules/") ? at.slice(0, at.lastIndexOf("node_modules/")).replace(/\/$/, "") : "") {
    const path = `${at === "" ? "" : `${at}/`}node_modules/${name}`
    if (packages[path] !== undefined) return path
    if (at === "") return null
  }
}

const needed = new Set()
const take = (name, from, must) => {
  const path = find(name, from)
  if (path === null || !existsSync(join(root, path))) {
    if (must) throw new Error(`${name} (needed by ${from || "the server"}) is not installed`)
    return
  }
  if (needed.has(path)) return
  needed.add(path)
  const { dependencies = {}, optionalDependencies = {} } = packages[path]
  for (const other of Object.keys(dependencies)) take(other, path, optionalDependencies[other] === undefined)
  for (const other of Object.keys(optionalDependencies)) take(other, path, false)
}
for (const name of externals) take(name, "", true)

const LEFT_OUT = /\.(d\.[cm]?ts|map|md|markdown|flow|tsbuildinfo)$|\.d\.[cm]?ts\.map$/
const FOLDERS_LEFT_OUT = new Set(["test", "tests", "__tests__", "docs", "doc", "example", "examples", "benchmark", "coverage", ".github"])
const keep = (source) => {
  const name = basename(source)
  // SQLite's sources and the compiler's intermediate files
  if (/better-sqlite3\/(deps|src)$|better-sqlite3\/build\/(?!Release$)[^/]+$|better-sqlite3\/build\/Release\/(?!better_sqlite3\.node$)[^/]+$/.test(source)) return false
  // sources beside their compiled form
  if (/node_modules\/(openai|@anthropic-ai\/sdk|exceljs\/excel|hash-wasm\/lib)\/src$/.test(source)) return false
  if (FOLDERS_LEFT_OUT.has(name) && /node_modules\/(@[^/]+\/)?[^/]+\/[^/]+$/.test(source)) return false
  return !LEFT_OUT.test(name)
}
for (const path of needed) cpSync(join(root, path), join(out, path), { recursive: true, dereference: true, filter: (source) => keep(source) && !(basename(source) === "node_modules" && source !== join(root, path) && dirname(source) === join(root, path)) })
console.log(`${needed.size} packages copied to ${out}`)
