// Packages that the bundles leave outside: native code, and large ones that are loaded on demand.
export const externals = [
  "better-sqlite3", "@node-rs/argon2", "hash-wasm", "pg", "ioredis", "openai", "@anthropic-ai/sdk", "ollama", "cohere-ai", "@aws-sdk/client-s3", "@aws-sdk/s3-request-presigner",
  "@pinecone-database/pinecone", "unpdf", "mammoth", "exceljs", "cheerio", "turndown", "iconv-lite", "chardet", "yauzl", "tar-stream", "csv-parse", "yaml", "smol-toml"
]

/** Never installed by us, used where the operator has them. */
export const optional = ["pg-native", "chromadb", "@huggingface/transformers"]
