import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"

const root = fileURLToPath(new URL("../..", import.meta.url))
const FOLDERS = ["src", "test", "docs", "deploy", "dashboard", "samples", "scripts"]

/** Everything in the project's own folders, from the root; folders too. */
const paths: ReadonlyArray<string> = FOLDERS.flatMap((folder) => [folder, ...readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).filter((name) => !/(^|\/)(node_modules|dist)(\/|$)/.test(name)).map((name) => join(folder, name))])
const documents = ["README.md", ...paths.filter((path) => path.endsWith(".md") && !/^(samples|test)\//.test(path) && statSync(join(root, path)).isFile())]

/** Made by whoever follows the document. */
const MADE = new Set(["deploy/.env"])

const inProject = new RegExp(`(?<![\\w./-])(?:${FOLDERS.join("|")})/[\\w./-]*\\w`, "g")
const FILE = /^(?:[\w-]+\/)*[\w-]+\.(?:ts|tsx|mjs|cjs|sh|yml|md)$/

/** Paths that a document names: from the root wherever they stand; as words of code also shorter ones. */
const named = (text: string): ReadonlyArray<string> => [
  ...[...text.matchAll(inProject)].map(([path]) => path),
  ...[...text.matchAll(/`([^`\n]+)`/g)].map(([, span]) => span!).filter((span) => FILE.test(span) || /^[\w-]+(\/[\w-]+)*\/$/.test(span))
]

/** A path from the root, from the document's folder or from above it, or the end of one. */
const exists = (document: string, path: string): boolean => {
  const plain = path.replace(/\/$/, "")
  return MADE.has(plain) || existsSync(join(root, plain)) || existsSync(join(root, dirname(document), plain)) || paths.some((one) => one.endsWith(`/${plain}`) || one.startsWith(`${plain}-`) && /\d$/.test(plain))
}

const wrong = (document: string, text: string): ReadonlyArray<string> => named(text).filter((path) => !exists(document, path))

describe("what the documents name", () => {
  const scripts = Object.keys((JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { readonly scripts: Record<string, string> }).scripts)
  const benches = [...readFileSync(join(root, "scripts/bench.mjs"), "utf8").matchAll(/\["([a-z]+)", "test\/bench\//g)].map(([, name]) => name!)

  it.each(documents)("%s: its files and folders, links and commands exist", (document) => {
    const text = readFileSync(join(root, document), "utf8")
    expect(wrong(document, text)).toEqual([])
    const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, link]) => link!).filter((link) => !/^[a-z]+:/.test(link))
    expect(links.filter((link) => !existsSync(join(root, dirname(document), link)))).toEqual([])
    expect([...text.matchAll(/npm run ([a-z:]+)/g)].map(([, name]) => name!).filter((name) => !scripts.includes(name))).toEqual([])
    expect([...text.matchAll(/npm run bench ([a-z]+)/g)].map(([, name]) => name!).filter((name) => !benches.includes(name))).toEqual([])
  })

  it("a path that is not there is noticed", () => {
    expect(documents.length).toBeGreaterThan(15)
    expect(wrong("README.md", "See src/modules/nowhere/thing.ts, `nowhere.ts`, `test/bench/nothing` and `gone/`; not src/main.ts, `main.ts` or `engine/`."))
      .toEqual(["src/modules/nowhere/thing.ts", "test/bench/nothing", "nowhere.ts", "gone/"])
  })
})
