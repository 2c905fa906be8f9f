/** Redaction: what other parts of the program use. */
export { isSecret, KINDS } from "./kinds.js"
export type { Kind } from "./kinds.js"
export { emptyState, Redactor } from "./redactor.js"
export type { PseudonymState, Redaction, RedactOptions } from "./redactor.js"
export { scan } from "./scan.js"
export type { SecretSpan } from "./scan.js"
export { OVERLAP, StreamRedactor } from "./stream.js"
