import type { Dropped } from "../Variable.js"

/** Names that the older deployment knew, or documented, and what became of them. */
export const dropped: ReadonlyArray<Dropped> = [
  { names: /^FM_\w+_(SERVICE_)?URL$|^(DEPLOYMENT_MODE|K8S_NAMESPACE)$|^VITE_\w+$/, why: "one process has no services to address", silent: true },
  { names: /^ENVIRONMENT$/, why: "there is no switch between development and production" },
  { names: /^DB_TYPE$/, why: "DATABASE_URL says it" },
  { names: /^(CHROMA_PERSIST_DIR|CHROMADB_PATH|CHROMA_PERSIST_DIRECTORY)$/, why: "vectors are kept in the database, or by a Chroma server that CHROMADB_URL names" },
  { names: /^ALLOWED_FILE_TYPES$/, why: "files are told apart by their content; what cannot be read is refused with the reason" },
  { names: /^OPIK_\w+$/, why: "calls are recorded in the product's own usage table; nothing is sent to a tracing service" },
  { names: /^DB_ENCRYPTION_KEY$/, why: "the database is not encrypted by the product: encrypt the disk" },
  { names: /^PASSWORD_\w+$/, why: "the rules for passwords are fixed" },
  { names: /^(CASE|LOG|SESSION)_RETENTION_DAYS$/, why: "cases are kept until somebody deletes them, sessions and logs for fixed times" },
  { names: /^DOMAIN$/, why: "PUBLIC_URL says it" },
  { names: /^SAML_\w+$/, why: "SAML is not spoken; most identity providers speak OpenID Connect too" }
]
