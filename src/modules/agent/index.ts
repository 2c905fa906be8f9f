export { Agent } from "./Agent.js"
export * from "./models.js"
