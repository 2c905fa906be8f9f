import { boolean, choice, choiceOf, duration, integer, type Look, onlyBeside, onlyWith, port, type Section, text, web } from "../Variable.js"

const onPostgres = (look: Look): string | null => (/^postgres/.test(look("DATABASE_URL") ?? "") ? null : "read only with a PostgreSQL DATABASE_URL")
const replicas = ["team", "enterprise"]

export const data: Section = {
  title: "Data and files",
  variables: [
    {
      name: "DATABASE_URL", meaning: "postgresql://user:password@host:port/database, or sqlite:///path; SQLite in DATA_DIR where it is not set", secret: true,
      kind: { type: "address", schemes: ["postgres", "postgresql", "postgresql+asyncpg", "postgresql+psycopg", "postgresql+psycopg2", "sqlite", "sqlite+aiosqlite"] }
    },
    { name: "DATABASE_POOL_SIZE", meaning: "connections to PostgreSQL", kind: integer(1, 200), default: "10", idle: onPostgres },
    { name: "DATABASE_CONNECT_TIMEOUT", meaning: "deadline of a connection", kind: duration, default: "5 seconds", idle: onPostgres },
    { name: "DATABASE_STATEMENT_TIMEOUT", meaning: "deadline of a statement; 0 leaves it to the server", kind: duration, default: "30 seconds", idle: onPostgres },
    { name: "DATABASE_START_DEADLINE", meaning: "how long a start waits for the database", kind: duration, default: "60 seconds", idle: onPostgres },
    { name: "DATABASE_PREPARED_STATEMENTS", meaning: "let connections keep their plans; false for a PgBouncer before 1.21", kind: boolean, default: "true", idle: onPostgres },
    { name: "STORAGE_PROVIDER", meaning: "where files are kept", kind: choice("local", "s3"), aliases: ["STORAGE_TYPE", "FILE_STORAGE"], derived: (look) => (look("PROFILE") === "enterprise" ? "s3" : "local") },
    { name: "LOCAL_UPLOAD_DIR", meaning: "folder of the files; `files` in DATA_DIR where it is not set", kind: text, aliases: ["STORAGE_LOCAL_PATH", "FILE_STORAGE_PATH"], idle: onlyWith("STORAGE_PROVIDER", "local") },
    { name: "S3_BUCKET_NAME", meaning: "bucket", kind: text, aliases: ["AWS_S3_BUCKET", "S3_BUCKET"], idle: onlyWith("STORAGE_PROVIDER", "s3") },
    { name: "S3_REGION", meaning: "region", kind: text, default: "us-east-1", aliases: ["AWS_REGION"], idle: onlyWith("STORAGE_PROVIDER", "s3") },
    { name: "S3_ENDPOINT_URL", meaning: "address of a server that speaks S3, such as MinIO", kind: web, idle: onlyWith("STORAGE_PROVIDER", "s3") },
    { name: "AWS_ACCESS_KEY_ID", meaning: "key id; the usual AWS sources where it is not set", kind: text, secret: true, idle: onlyWith("STORAGE_PROVIDER", "s3") },
    { name: "AWS_SECRET_ACCESS_KEY", meaning: "its secret", kind: text, secret: true, idle: onlyWith("STORAGE_PROVIDER", "s3") },
    { name: "S3_TIMEOUT", meaning: "deadline of a request", kind: duration, default: "30 seconds", idle: onlyWith("STORAGE_PROVIDER", "s3") }
  ]
}

const onlyRedis = (look: Look): string | null => (look("REDIS_URL") !== undefined ? "REDIS_URL says it" : onlyBeside("REDIS_HOST", "REDIS_SENTINEL_HOSTS")(look))

export const cache: Section = {
  title: "Redis",
  variables: [
    { name: "REDIS_URL", meaning: "redis:// or rediss://; this process or PostgreSQL where no Redis is set", kind: { type: "address", schemes: ["redis", "rediss"] }, secret: true },
    { name: "REDIS_HOST", meaning: "host", kind: text, idle: (look) => (look("REDIS_URL") !== undefined ? "REDIS_URL says it" : null) },
    { name: "REDIS_PORT", meaning: "port", kind: port, default: "6379", idle: onlyRedis },
    { name: "REDIS_DB", meaning: "database number", kind: integer(0), default: "0", idle: onlyRedis },
    { name: "REDIS_PASSWORD", meaning: "password", kind: text, secret: true, idle: onlyBeside("REDIS_URL", "REDIS_HOST", "REDIS_SENTINEL_HOSTS") },
    { name: "REDIS_MODE", meaning: "one server, or one that Sentinel names", kind: choice("standalone", "sentinel"), default: "standalone" },
    { name: "REDIS_SENTINEL_HOSTS", meaning: "host:port of the Sentinels, comma separated", kind: { type: "list" }, idle: onlyWith("REDIS_MODE", "sentinel") },
    { name: "REDIS_MASTER_SET", meaning: "name of the master", kind: text, default: "mymaster", idle: onlyWith("REDIS_MODE", "sentinel") }
  ]
}

const STORES = { embedded: "embedded", sqlite: "embedded", local: "embedded", memory: "embedded", postgres: "embedded", postgresql: "embedded", chroma: "chroma", chromadb: "chroma", pinecone: "pinecone" }
const onlyChroma = (look: Look): string | null => onlyWith("VECTOR_DB_PROVIDER", "chroma")(look)
const besideChroma = (look: Look): string | null => onlyChroma(look) ?? onlyBeside("CHROMADB_URL", "CHROMADB_HOST")(look)
const onlyPinecone = onlyWith("VECTOR_DB_PROVIDER", "pinecone")

export const vectors: Section = {
  title: "Vectors",
  variables: [
    {
      name: "VECTOR_DB_PROVIDER", meaning: "where vectors are kept", kind: choiceOf(STORES), aliases: ["VECTOR_STORE"],
      derived: (look) => (look("PROFILE") === "enterprise" ? "pinecone" : look("CHROMADB_URL") !== undefined || look("CHROMADB_HOST") !== undefined ? "chroma" : "embedded")
    },
    { name: "CHROMADB_URL", meaning: "address of a Chroma server", kind: web, idle: onlyChroma },
    { name: "CHROMADB_HOST", meaning: "its host", kind: text, aliases: ["CHROMA_HOST"], idle: (look) => (look("CHROMADB_URL") !== undefined ? "CHROMADB_URL says it" : onlyChroma(look)) },
    { name: "CHROMADB_PORT", meaning: "its port", kind: port, default: "8000", aliases: ["CHROMA_PORT"], idle: (look) => (look("CHROMADB_URL") !== undefined ? "CHROMADB_URL says it" : besideChroma(look)) },
    { name: "CHROMADB_TOKEN", meaning: "its token", kind: text, secret: true, idle: besideChroma },
    { name: "CHROMADB_TENANT", meaning: "tenant", kind: text, idle: besideChroma },
    { name: "CHROMADB_DATABASE", meaning: "database", kind: text, idle: besideChroma },
    { name: "CHROMADB_COLLECTION_PREFIX", meaning: "how our collections' names begin", kind: text, default: "faultmaven", idle: besideChroma },
    { name: "CHROMADB_MODULE_FOLDER", meaning: "folder whose node_modules holds the chromadb package", kind: text, idle: besideChroma },
    { name: "CHROMADB_TIMEOUT", meaning: "deadline of a request", kind: duration, default: "15 seconds", idle: besideChroma },
    { name: "PINECONE_API_KEY", meaning: "key", kind: text, secret: true, idle: onlyPinecone },
    { name: "PINECONE_INDEX_NAME", meaning: "name of the index", kind: text, aliases: ["PINECONE_INDEX"], idle: onlyPinecone },
    { name: "PINECONE_INDEX_HOST", meaning: "host of the index, where it is known", kind: text, aliases: ["PINECONE_HOST"], idle: onlyPinecone },
    { name: "PINECONE_CONTROLLER_URL", meaning: "address of the controller, where it is not the vendor's", kind: web, idle: onlyPinecone },
    { name: "PINECONE_NAMESPACE", meaning: "how our namespaces' names begin", kind: text, default: "faultmaven", idle: onlyPinecone },
    { name: "PINECONE_TIMEOUT", meaning: "deadline of a request", kind: duration, default: "15 seconds", idle: onlyPinecone }
  ]
}

/** Profiles whose processes share one database. */
export const needsPostgres = (profile: string | undefined): boolean => replicas.includes(profile ?? "")
