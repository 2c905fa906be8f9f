export { type Answer, Idempotency } from "./Idempotency.js"
