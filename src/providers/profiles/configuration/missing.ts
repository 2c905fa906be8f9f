import type { Environment, Problem } from "./Environment.js"
import { needsPostgres } from "./table/storage.js"

interface Requirement {
  /** any one of these is enough */
  readonly oneOf: ReadonlyArray<string>
  readonly because: string
}

/** What the chosen parts cannot do without. */
const requirements = ({ look }: Environment): ReadonlyArray<Requirement> => {
  const profile = look("PROFILE")
  const embedding = look("EMBEDDING_PROVIDER")
  return [
    ...(needsPostgres(profile) ? [{ oneOf: ["DATABASE_URL"], because: `PROFILE=${profile} keeps its data in PostgreSQL` }] : []),
    ...(look("STORAGE_PROVIDER") === "s3" ? [{ oneOf: ["S3_BUCKET_NAME"], because: "files are kept in S3" }] : []),
    ...(look("VECTOR_DB_PROVIDER") === "pinecone" ? [
      { oneOf: ["PINECONE_API_KEY"], because: "vectors are kept in Pinecone" },
      { oneOf: ["PINECONE_INDEX_NAME", "PINECONE_INDEX_HOST"], because: "vectors are kept in Pinecone" }
    ] : []),
    ...(look("AUTH_PROVIDER") === "oidc" ? [
      { oneOf: ["OIDC_ISSUER_URL", "AUTH0_DOMAIN"], because: "an outside issuer signs people in" },
      { oneOf: ["OIDC_AUDIENCE"], because: "an outside issuer signs people in" }
    ] : []),
    ...(look("REDIS_MODE") === "sentinel" ? [{ oneOf: ["REDIS_SENTINEL_HOSTS"], because: "REDIS_MODE is sentinel" }] : []),
    ...(embedding === "openai" ? [{ oneOf: ["OPENAI_API_KEY"], because: "EMBEDDING_PROVIDER is openai" }] : []),
    ...(embedding === "cohere" ? [{ oneOf: ["COHERE_API_KEY"], because: "EMBEDDING_PROVIDER is cohere" }] : [])
  ]
}

/** Everything that stops a start, at once: what is missing and what is wrong. */
export const faults = (environment: Environment): ReadonlyArray<Problem> => {
  const { look, problems } = environment
  const reported = new Set(problems.map(({ name }) => name))
  const absent = requirements(environment).filter(({ oneOf }) => oneOf.every((name) => look(name) === undefined && !reported.has(name)))
  const url = look("DATABASE_URL")
  const profile = look("PROFILE")
  return [
    ...problems,
    ...absent.map(({ because, oneOf }) => ({ name: oneOf.join(" or "), detail: `is not set: ${because}` })),
    ...(needsPostgres(profile) && url !== undefined && !/^postgres/.test(url) ? [{ name: "DATABASE_URL", detail: `expects postgresql://user:password@host:port/database with PROFILE=${profile}` }] : []),
    ...((look("AWS_ACCESS_KEY_ID") === undefined) !== (look("AWS_SECRET_ACCESS_KEY") === undefined) && look("STORAGE_PROVIDER") === "s3"
      ? [{ name: "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY", detail: "expect each other" }] : [])
  ]
}
