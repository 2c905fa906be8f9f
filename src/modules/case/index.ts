export { Cases } from "./Cases.js"
export * from "./models.js"
export { progressOf, stageOf, stateOf } from "./progress.js"
