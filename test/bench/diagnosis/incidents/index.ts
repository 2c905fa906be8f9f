// All incidents made here. The first batch was written before the rules were
// looked at and has two halves, which alternate within each family: on one the
// rules may be improved, the other only reports. The later batch was written
// after that and only reports. The unseen ones are by an author who had read
// neither the rules nor the incidents above; their blind half shows only totals.
// The first looks are by one more such author, again with a blind half.
// The turns are by the author of the rules, each lot written before the rules were
// mended on it.
import { eksAppIncidents } from "./eksApp.js"
import { eksClusterIncidents } from "./eksCluster.js"
import { eksPodIncidents } from "./eksPods.js"
import { firstLookBlindEksIncidents } from "./firstLookBlindEks.js"
import { firstLookBlindRdsIncidents } from "./firstLookBlindRds.js"
import { firstLookEksIncidents } from "./firstLookEks.js"
import { firstLookRdsIncidents } from "./firstLookRds.js"
import { laterIncidents } from "./later.js"
import { rdsEventIncidents } from "./rdsEvents.js"
import { rdsResourceIncidents } from "./rdsResources.js"
import { eksTurnIncidents } from "./turnsEks.js"
import { finalTurnIncidents } from "./turnsFinal.js"
import { healthyTurnIncidents } from "./turnsHealthy.js"
import { lastTurnIncidents } from "./turnsLast.js"
import { furtherTurnIncidents } from "./turnsMore.js"
import { rdsTurnIncidents } from "./turnsRds.js"
import type { Half, Incident } from "./types.js"
import { unseenBlindEksIncidents } from "./unseenBlindEks.js"
import { unseenBlindEksMoreIncidents } from "./unseenBlindEksMore.js"
import { unseenBlindRdsIncidents } from "./unseenBlindRds.js"
import { unseenEksIncidents } from "./unseenEks.js"
import { unseenRdsIncidents } from "./unseenRds.js"

const first = [...eksPodIncidents, ...eksClusterIncidents, ...eksAppIncidents, ...rdsResourceIncidents, ...rdsEventIncidents]
const unseen = [...unseenRdsIncidents, ...unseenEksIncidents]
const turns = [...healthyTurnIncidents, ...eksTurnIncidents, ...rdsTurnIncidents, ...furtherTurnIncidents, ...lastTurnIncidents, ...finalTurnIncidents]
const firstLook = [...firstLookEksIncidents, ...firstLookRdsIncidents]
const firstLookBlind = [...firstLookBlindEksIncidents, ...firstLookBlindRdsIncidents]
const blind = [...unseenBlindRdsIncidents, ...unseenBlindEksIncidents, ...unseenBlindEksMoreIncidents]

const of = (half: Half, all: ReadonlyArray<Incident>) => all.map((incident) => ({ ...incident, half }))

export const incidents: ReadonlyArray<Incident & { readonly half: Half }> = [
  ...first.map((incident, at) => ({ ...incident, half: at % 2 === 0 ? "tuning" as const : "report" as const })),
  ...of("later", laterIncidents),
  ...of("tuning", unseen),
  ...of("tuning", turns),
  ...of("first", firstLook),
  ...of("blind", blind),
  ...of("firstBlind", firstLookBlind)
]
