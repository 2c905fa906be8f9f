// Bundles the server, the command line and the worker threads into dist/.
// Usage: node scripts/build.mjs [--server-only]
import { existsSync, rmSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { build } from "esbuild"

const root = new URL("..", import.meta.url).pathname
const entries = {
  main: "src/main.ts",
  cli: "src/cli/main.ts",
  "analysis-worker": "src/modules/evidence/analysis/worker.ts",
  "vector-worker": "src/providers/vectors/worker.ts"
}

for (const name of existsSync(join(root, "dist")) ? readdirSync(join(root, "dist")) : []) {
  if (name !== "dashboard") rmSync(join(root, "dist", name), { recursive: true, force: true })
}

await build({
  absWorkingDir: root,
  entryPoints: Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(join(root, file)))),
  outdir: "dist",
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
  // native code and large SDKs that are loaded on demand stay in node_modules
  external: [
    "better-sqlite3", "@node-rs/argon2", "pg", "pg-native", "ioredis", "openai", "@anthropic-ai/sdk", "ollama", "cohere-ai", "@aws-sdk/*", "chromadb",
    "@pinecone-database/pinecone", "@huggingface/transformers", "unpdf", "mammoth", "exceljs", "cheerio", "turndown", "iconv-lite", "chardet", "yauzl",
    "tar-stream", "csv-parse", "csv-parse/*", "yaml", "smol-toml"
  ],
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" }
})

if (!process.argv.includes("--server-only") && existsSync(join(root, "dashboard/vite.config.ts"))) {
  let vite
  try {
    vite = await import("vite")
  } catch {
    // a lean install has no vite: the server answers with its plain page
    console.warn("vite is not installed: the dashboard was not built")
  }
  if (vite) await vite.build({ configFile: join(root, "dashboard/vite.config.ts"), logLevel: "warn" })
}
