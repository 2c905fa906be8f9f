export * from "./models.js"
export { Sessions } from "./Sessions.js"
