export { termsOf } from "./engine/lexical/terms.js"
export { Knowledge } from "./Knowledge.js"
export * from "./models.js"
export { teamOf } from "./policy.js"
