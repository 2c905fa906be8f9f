// Bundles the server, the command line and the worker threads into dist/.
// Usage: node scripts/build.mjs [--server-only]
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { brotliCompressSync, constants, gzipSync } from "node:zlib"
import { build } from "esbuild"
import { externals, optional } from "./externals.mjs"

const root = new URL("..", import.meta.url).pathname
const entries = {
  main: "src/main.ts",
  cli: "src/cli/main.ts",
  "analysis-worker": "src/modules/evidence/analysis/worker.ts",
  "knowledge-worker": "src/modules/knowledge/preparing/worker.ts"
}

// several builds of one checkout can stand side by side
const out = process.env.BUILD_FOLDER ?? "dist"
for (const name of existsSync(join(root, out)) ? readdirSync(join(root, out)) : []) {
  if (name !== "dashboard") rmSync(join(root, out, name), { recursive: true, force: true })
}

await build({
  absWorkingDir: root,
  entryPoints: entries,
  outdir: out,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  sourcemap: "linked",
  sourcesContent: false,
  chunkNames: "chunks/[name]-[hash]",
  legalComments: "none",
  logLevel: "warning",
  external: [...externals, ...externals.map((name) => `${name}/*`), ...optional, "@aws-sdk/*"],
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" }
})

// The documentation page: the Swagger UI that the platform package carries, as files beside the server.
const swagger = await import(new URL("../node_modules/@effect/platform/dist/esm/internal/httpApiSwagger.js", import.meta.url).href)
mkdirSync(join(root, out, "docs"), { recursive: true })
writeFileSync(join(root, out, "docs", "swagger-ui.css"), swagger.css)
writeFileSync(join(root, out, "docs", "swagger-ui.js"), swagger.javascript)
writeFileSync(join(root, out, "docs/start.js"), `window.onload = () => { window.ui = SwaggerUIBundle({ url: "openapi.json", dom_id: "#api", deepLinking: true }) }\n`)
writeFileSync(join(root, out, "docs/index.html"), `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>FaultMaven API</title>
<link rel="stylesheet" href="docs/swagger-ui.css"></head><body><div id="api"></div><script src="docs/swagger-ui.js"></script><script src="docs/start.js"></script></body></html>
`)

if (!process.argv.includes("--server-only") && existsSync(join(root, "dashboard/vite.config.ts"))) {
  let vite
  try {
    vite = await import("vite")
  } catch {
    // a lean install has no vite: the server answers with its plain page
    console.warn("vite is not installed: the dashboard was not built")
  }
  if (vite) {
    await vite.build({ configFile: join(root, "dashboard/vite.config.ts"), logLevel: "warn" })
    const folder = join(root, out, "dashboard")
    // the sample case of the first steps reads these
    cpSync(join(root, "samples/checkout-outage"), join(folder, "samples/checkout-outage"), { recursive: true })
    // compressed once here, so that no request has to
    for (const name of readdirSync(join(folder, "assets"))) {
      if (!/\.(js|css|svg)$/.test(name)) continue
      const file = join(folder, "assets", name)
      const bytes = readFileSync(file)
      writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
      writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }))
    }
  }
}
