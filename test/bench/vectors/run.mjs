// Vector search beside its alternatives, in one run on one machine:
//   node test/bench/vectors/run.mjs [--rows 100000] [--queries 100] [--servers]
// CPU is user + system time of this process; `--servers` adds Chroma and
// PostgreSQL, whose own CPU time is not in it.
import { mkdirSync, rmSync } from "node:fs"
import { fileURLToPath, pathToFileURL } from "node:url"
import { build } from "esbuild"

// inside the repository, where the packages it leaves outside are found
const folder = fileURLToPath(new URL("../../../.cache/bench", import.meta.url))
mkdirSync(folder, { recursive: true })
const outfile = `${folder}/vectors-${process.pid}.mjs`
await build({
  entryPoints: [fileURLToPath(new URL("./bench.ts", import.meta.url))],
  bundle: true, platform: "node", format: "esm", target: "node20", packages: "external", outfile, logLevel: "error",
  define: { "import.meta.url": JSON.stringify(new URL("../../servers/x.ts", import.meta.url).href) }
})
try {
  const { main } = await import(pathToFileURL(outfile).href)
  await main(process.argv.slice(2))
} finally {
  rmSync(outfile, { force: true })
}
