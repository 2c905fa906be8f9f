/** Boundaries of the layout; test/architecture plants a violation of each rule and sees it fail. */
/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    {
      name: "module-door-only", comment: "a module and the HTTP layer see another module through its index.ts only", severity: "error",
      from: { path: "^src/(modules/([^/]+)/|http/|cli/)" },
      to: { path: "^src/modules/(?!kernel/)([^/]+)/(?!index\\.ts$)", pathNot: ["^src/modules/$2/", "^src/modules/evidence/(engine|analysis)/"] }
    },
    {
      name: "engine-door-only", comment: "engines are reached by their own module and the command line", severity: "error",
      from: { path: "^src/", pathNot: "^src/(modules/(evidence|knowledge)/|modules/index\\.ts$|cli/)" }, to: { path: "^src/modules/[^/]+/(engine|analysis)/" }
    },
    {
      name: "modules-are-wired-in-one-place", comment: "layers of modules are composed in src/modules/index.ts", severity: "error",
      from: { path: "^src/", pathNot: "^src/modules/index\\.ts$" }, to: { path: "^src/modules/[^/]+/layer\\.ts$" }
    },
    {
      name: "module-direction", comment: "auth ← session ← case ← evidence; knowledge uses auth, and the pure readers of files and redaction; agent uses case, evidence, knowledge; report uses case and agent", severity: "error",
      from: { path: "^src/modules/(auth|session|case|knowledge)/" },
      to: { path: "^src/modules/(evidence|agent|report)/", pathNot: "^src/modules/evidence/engine/(input/|redact/|extract/document\\.ts$)" }
    },
    { name: "auth-knows-nobody", severity: "error", from: { path: "^src/modules/auth/" }, to: { path: "^src/modules/(?!auth/|kernel/)[^/]+/" } },
    { name: "evidence-below-agent", severity: "error", from: { path: "^src/modules/evidence/" }, to: { path: "^src/modules/(knowledge|agent|report)/" } },
    { name: "kernel-knows-nobody", severity: "error", from: { path: "^src/modules/kernel/" }, to: { path: "^src/(?!modules/kernel/)" } },
    {
      name: "engines-are-pure", comment: "no Effect and nothing of the product inside an engine", severity: "error",
      from: { path: "^src/modules/(evidence|knowledge)/engine/" }, to: { path: ["node_modules/(effect|@effect)/", "^src/(?!modules/(evidence|knowledge)/engine/)"] }
    },
    {
      name: "modules-know-tags-not-implementations", severity: "error", from: { path: "^src/(modules|http|cli)/" },
      to: { path: "^src/providers/[^/]+/[^/]+\\.ts$", pathNot: "^src/providers/([^/]+/[A-Z][A-Za-z]*\\.ts$|data/(migrations|folder)\\.ts$|profiles/|telemetry/)" }
    },
    { name: "providers-know-nothing-above", severity: "error", from: { path: "^src/providers/" }, to: { path: "^src/(modules|http|cli)/" } },
    { name: "nobody-knows-http", severity: "error", from: { path: "^src/(modules|providers|cli)/" }, to: { path: "^src/http/" } },
    {
      name: "sdks-live-in-providers", severity: "error", from: { path: "^src/(modules|http|cli)/" },
      to: { path: "node_modules/(pg|better-sqlite3|ioredis|@aws-sdk|openai|@anthropic-ai|ollama|cohere-ai|chromadb|@pinecone-database)/" }
    },
    { name: "sql-stays-out-of-http", severity: "error", from: { path: "^src/http/", pathNot: "^src/http/(health|announce)\\.ts$" }, to: { path: "node_modules/@effect/sql" } },
    { name: "dashboard-apart", severity: "error", from: { path: "^dashboard/" }, to: { path: "^src/" } }
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: { extensions: [".ts", ".js"], conditionNames: ["import", "types", "node", "default"] }
  }
}
