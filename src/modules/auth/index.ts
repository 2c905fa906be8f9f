export { Accounts } from "./Accounts.js"
export * from "./models.js"
export { type AuthorizationRequest, OAuth, OAuthRefused } from "./OAuth.js"
