export { Cases } from "./Cases.js"
export * from "./models.js"
export { isTerminal, mayMove } from "./policy.js"
export { progressOf, stageOf, stateOf } from "./progress.js"
