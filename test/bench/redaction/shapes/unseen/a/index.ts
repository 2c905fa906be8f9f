/** Half A of the unseen shapes: rules may be improved by what is missed of these. */
import { CLOUD } from "./cloud.js"
import { SAAS } from "./saas.js"
import { KEYS } from "./keys.js"
import { CONNECTIONS } from "./connections.js"
import { ASSIGNMENTS } from "./assignments.js"
import { COMMANDS } from "./commands.js"
import { HTTP } from "./http.js"
import { PEOPLE } from "./people.js"
import { KEPT } from "./kept.js"

export const SECRETS = { cloud: CLOUD, saas: SAAS, keys: KEYS, connections: CONNECTIONS, assignments: ASSIGNMENTS, commands: COMMANDS, http: HTTP, people: PEOPLE }
export { KEPT }
