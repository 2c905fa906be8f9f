// All incidents made here. The first batch was written before the rules were
// looked at and has two halves, which alternate within each family: on one the
// rules may be improved, the other only reports. The later batch was written
// after that and only reports.
import { eksAppIncidents } from "./eksApp.js"
import { eksClusterIncidents } from "./eksCluster.js"
import { eksPodIncidents } from "./eksPods.js"
import { laterIncidents } from "./later.js"
import { rdsEventIncidents } from "./rdsEvents.js"
import { rdsResourceIncidents } from "./rdsResources.js"
import type { Half, Incident } from "./types.js"

const first = [...eksPodIncidents, ...eksClusterIncidents, ...eksAppIncidents, ...rdsResourceIncidents, ...rdsEventIncidents]

export const incidents: ReadonlyArray<Incident & { readonly half: Half }> = [
  ...first.map((incident, at) => ({ ...incident, half: at % 2 === 0 ? "tuning" as const : "report" as const })),
  ...laterIncidents.map((incident) => ({ ...incident, half: "later" as const }))
]
