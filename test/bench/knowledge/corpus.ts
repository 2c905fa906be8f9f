import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { gunzipSync } from "node:zlib"

export interface Page { readonly id: string; readonly title: string; readonly content: string }
export interface Question { readonly query: string; readonly runbook: string }
export interface Pair extends Question { readonly half: "tuning" | "report" }

const shared = join(process.cwd(), "../shared/data/runbooks")
export const available = existsSync(shared)

const files = (folder: string): ReadonlyArray<string> => readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)])

/** The runbook without its name: no title, no first heading, no alert name anywhere. */
const blind = (text: string, names: ReadonlyArray<string>): string => {
  let body = text.replace(/^---\n[\s\S]*?\n---\n/, "").replace(/^#\s+.*\n/m, "")
  for (const name of names) {
    const spaced = name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    for (const form of [name, spaced]) body = body.replaceAll(new RegExp(form.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "gi"), "")
  }
  return body
}

/** Split by runbook: all alerts of one stand on the same side. */
const half = (runbook: string): Pair["half"] => (createHash("sha256").update(runbook).digest()[0]! % 2 === 0 ? "tuning" : "report")

interface Raw { readonly alert: string; readonly description: string; readonly summary: string; readonly runbook: string }

export const readPairs = (): { readonly runbooks: ReadonlyArray<Page>; readonly pairs: ReadonlyArray<Pair> } => {
  const raw = JSON.parse(readFileSync(join(shared, "alert-pairs.json"), "utf8")) as ReadonlyArray<Raw>
  const names = [...new Set(raw.map((pair) => pair.alert))]
  const runbooks = files(shared).filter((path) => path.endsWith(".md")).sort().map((path, i): Page => {
    const id = path.slice(shared.length + 1)
    const own = id.split("/").at(-1)!.replace(/\.md$/, "")
    return { id, title: `Runbook ${i + 1}`, content: blind(readFileSync(path, "utf8"), [own, ...names]) }
  })
  const seen = new Set<string>()
  const pairs = raw.flatMap((pair): ReadonlyArray<Pair> => {
    const query = `${pair.description} ${pair.summary}`.trim()
    const key = `${query}\n${pair.runbook}`
    if (seen.has(key)) return []
    seen.add(key)
    return [{ query, runbook: pair.runbook, half: half(pair.runbook) }]
  })
  return { runbooks, pairs }
}

/** Alerts as somebody else would word them, written from the titles of the runbooks alone: questions that are none of the pairs. */
export const paraphrased = (): ReadonlyArray<Question> => readFileSync(join(process.cwd(), "test/bench/knowledge/paraphrased.tsv"), "utf8").trim().split("\n").map((line) => {
  const [runbook = "", description = "", summary = ""] = line.split("\t")
  return { query: `${description} ${summary}`.trim(), runbook }
})

const fromRoff = (source: string): string => source.split("\n").map((line) => {
  if (/^\.\\"|^'\\"/.test(line)) return ""
  const section = /^\.(?:SH|SS)\s+"?(.*?)"?\s*$/.exec(line)
  if (section !== null) return `\n## ${section[1]!}\n`
  return line.replace(/^\.[A-Za-z]{1,3}\b\s?/, "")
}).join("\n").replace(/\\f[A-Z]|\\f\(..|\\s[-+]?\d/g, "").replace(/\\-/g, "-").replace(/\\\(..|\\\[[^\]]*\]/g, " ").replace(/\\&|\\ /g, " ").replace(/\n{3,}/g, "\n\n")

/** Pages about running computers that this machine has: manual pages and the READMEs of packages. Never the alerts' own runbooks. */
export const distractors = (wanted: number): ReadonlyArray<Page> => {
  const pages: Array<Page> = []
  const add = (id: string, text: string) => {
    const content = text.slice(0, 12_000)
    if (content.length > 600) pages.push({ id, title: id.split("/").at(-1)!.replace(/\.gz$/, ""), content })
  }
  for (const folder of ["/usr/share/man/man8", "/usr/share/man/man5", "/usr/share/man/man7", "/usr/share/man/man1"]) {
    if (!existsSync(folder)) continue
    for (const path of [...files(folder)].sort()) {
      if (pages.length >= wanted * 0.7) break
      try {
        if (!statSync(path).isFile()) continue
        const bytes = readFileSync(path)
        add(path, fromRoff(path.endsWith(".gz") ? gunzipSync(bytes).toString("utf8") : bytes.toString("utf8")))
      } catch {
        // a link to nothing
      }
    }
  }
  for (const path of files(join(process.cwd(), "node_modules")).filter((p) => /\/README\.md$/i.test(p)).sort()) {
    if (pages.length >= wanted) break
    add(path.slice(path.indexOf("node_modules")), readFileSync(path, "utf8"))
  }
  return pages
}
