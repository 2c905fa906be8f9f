export { Accounts } from "./Accounts.js"
export * from "./models.js"
