export { Agent } from "./Agent.js"
export * from "./models.js"
export { intentProblem, intentTypes, wantedStatus } from "./intents.js"
