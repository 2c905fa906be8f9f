// All incidents made here, in two halves: on one the rules may be improved,
// the other only reports. The halves alternate within each family.
import { eksAppIncidents } from "./eksApp.js"
import { eksClusterIncidents } from "./eksCluster.js"
import { eksPodIncidents } from "./eksPods.js"
import { rdsEventIncidents } from "./rdsEvents.js"
import { rdsResourceIncidents } from "./rdsResources.js"
import type { Half, Incident } from "./types.js"

export const incidents: ReadonlyArray<Incident & { readonly half: Half }> = [...eksPodIncidents, ...eksClusterIncidents, ...eksAppIncidents, ...rdsResourceIncidents, ...rdsEventIncidents].map((incident, at) => ({ ...incident, half: at % 2 === 0 ? "tuning" : "report" }))
