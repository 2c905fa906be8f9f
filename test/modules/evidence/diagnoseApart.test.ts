import { describe, expect, it } from "vitest"
import { type Files, first } from "./support/diagnosing.js"

const at = (minute: number, hour = 4) => `2026-02-03T${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}:00Z`
const alert: Files = { "alert.json": { title: "atlas errors", state: "alerting", commonLabels: { alertname: "Atlas", severity: "critical", namespace: "maps", workload_name: "atlas" }, commonAnnotations: { summary: "See the dashboard." } } }
const said = (message: string, minutes: ReadonlyArray<number>, service = "atlas", status = "error") => minutes.map((minute) => ({ timestamp: at(minute), status, service, message }))
const logs = (...list: ReadonlyArray<ReadonlyArray<object>>): Files => ({ "logs.json": { logs: list.flat() } })
const event = (namespace: string, reason: string, message: string, object: string, count = 40) => ({ namespace, reason, message, type: "Warning", count, involved_object: object, first_time: at(20), last_time: at(30) })
const events = (...list: ReadonlyArray<object>): Files => ({ "events.json": { warning_events: list } })
const ODD = "warp went sideways"

describe("trouble apart from what the alerts speak of", () => {
  it("a crash loop of another namespace gives way to an error of the alerted part, unless that names it", async () => {
    const loop = events(event("lab", "BackOff", "Back-off restarting failed container toy in pod toyshop-1a-bb2_lab", "Pod/toyshop-1a-bb2"))
    expect(await first({ ...alert, ...loop, ...logs(said(ODD, [21, 22, 23])) })).toMatchObject({ id: "unread_error" })
    expect(await first({ ...alert, ...loop, ...logs(said(`${ODD}, asked toyshop`, [21, 22, 23])) })).toMatchObject({ id: "crash_loop" })
    expect(await first({ ...alert, ...loop })).toMatchObject({ id: "crash_loop" })
  })

  it("what a caller feels of the alerted part gives way to that part's own error; what a node says of it does not", async () => {
    const felt = said("upstream http://atlas:8080 answered 503", [21, 22, 23], "front")
    expect(await first({ ...alert, ...logs(felt, said(ODD, [21, 22, 23])) })).toMatchObject({ id: "unread_error" })
    expect(await first({ ...alert, ...logs(felt) })).toMatchObject({ id: "dependency_unavailable" })
    const throttled = said("container atlas: 92 % of periods are throttled, limit=500m", [21, 22, 23], "kubelet", "warn")
    expect(await first({ ...alert, ...logs(throttled, said("request took 4100ms", [21, 22, 23], "atlas", "warn")) })).toMatchObject({ id: "cpu_throttled" })
  })

  it("errors that ended long before others began gave rise to none of them", async () => {
    const plugin = "could not load plugin apm: connection refused"
    expect(await first({ ...alert, ...logs(said(plugin, [1, 2]), said(ODD, [21, 22, 23])) })).toMatchObject({ id: "unread_error" })
    expect(await first({ ...alert, ...logs(said(plugin, [1, 2, 15]), said(ODD, [21, 22, 23])) })).toMatchObject({ id: "dependency_unavailable" })
    const unplaced = events(event("maps", "FailedScheduling", "0/3 nodes are available: 3 node(s) had untolerated taint {pool: batch}.", "Pod/atlas-6d9-p1"))
    expect(await first({ ...alert, ...unplaced, ...logs(said(plugin, [1, 2])) })).toMatchObject({ id: "pods_unplaceable" })
  })

  it("does not explain what is near", async () => {
    const probe = events(event("maps", "Unhealthy", "Startup probe failed: HTTP probe failed with statuscode: 404", "Pod/atlas-6d9-p1"))
    expect(await first({ ...alert, ...probe, ...logs(said("upstream http://atlas:8080 answered 503", [21, 22, 23], "front"), said("cannot reach metrics: connection refused", [1, 2])) })).toMatchObject({ id: "probe_failure" })
  })
})
