import type { Labelled } from "../corpus/index.js"
import { desktop, game } from "./desks.js"
import { quorum, scheduler, sensors, telephony } from "./later.js"
import { console, fleet, interconnect, laptop, servicing } from "./machines.js"
import { edge, hypervisor } from "./networks.js"
import { agent, database, nodes, racks, stream, voice } from "./newer.js"
import { build, collector, firewall, health, hub, tunnel } from "./programs.js"
import { broker, compute, dns, history, mail } from "./services.js"
import { array, documents } from "./stores.js"
import { write } from "./system.js"
import { gateway, meetings } from "./web.js"
import { forge, workflow } from "./works.js"

const tuned = [console, laptop, compute, tunnel, collector, mail, firewall, broker, hub, fleet, dns, gateway, meetings]
const heldOut = [interconnect, servicing, history, health, build, scheduler, telephony, sensors, quorum]

/** was held out until it was looked at */
const opened = telephony

const newerTuned = [stream, database, agent]
const newerHeldOut = [nodes, racks, voice]

/** Labelled logs of made-up systems, a few messages of which make most of the lines; the same on every run. */
export const systems = (): ReadonlyArray<Labelled> => [...tuned.map((system, i) => write(system, 90_001 + i * 613, false)), ...heldOut.map((system, i) => write(system, 70_003 + i * 419, system !== opened))]

/** Six more, written to hold what the others hold little of. */
export const newerSystems = (): ReadonlyArray<Labelled> => [...newerTuned.map((system, i) => write(system, 50_021 + i * 331, false)), ...newerHeldOut.map((system, i) => write(system, 40_009 + i * 277, true))]

const latestTuned = [game, desktop, documents, workflow]
const latestHeldOut = [edge, array, forge, hypervisor]

/** was held out until its first lines were looked at */
const openedLater = edge

/** Eight more with long tails: about fifty messages each, half of which occur once or twice. */
export const latestSystems = (): ReadonlyArray<Labelled> => [...latestTuned.map((system, i) => write(system, 30_011 + i * 227, false)), ...latestHeldOut.map((system, i) => write(system, 20_021 + i * 193, system !== openedLater))]
