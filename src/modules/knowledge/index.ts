export { Knowledge } from "./Knowledge.js"
export * from "./models.js"
