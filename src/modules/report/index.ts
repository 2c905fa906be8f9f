export * from "./models.js"
export { Reports } from "./Reports.js"
