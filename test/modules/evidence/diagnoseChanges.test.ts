import { describe, expect, it } from "vitest"
import { diagnose } from "../../../src/modules/evidence/engine/diagnose/index.js"
import { diffConfigurations } from "../../../src/modules/evidence/engine/extract/configuration/index.js"
import { TextFile } from "../../../src/modules/evidence/engine/index.js"
import { read } from "./support/diagnosing.js"

const log = (...lines: ReadonlyArray<string>): string => [
  ...Array.from({ length: 20 }, (_, i) => `2026-05-01T10:00:${String(i).padStart(2, "0")}Z INFO  orders served request ${i} in ${20 + i} ms`),
  ...lines.flatMap((line, i) => [`2026-05-01T10:01:${String(i * 2).padStart(2, "0")}Z ERROR orders ${line}`, `2026-05-01T10:01:${String(i * 2 + 1).padStart(2, "0")}Z ERROR orders ${line}`]), ""
].join("\n")
const EXHAUSTED = log("HikariPool-1 - Connection is not available, request timed out after 30000ms", "FATAL: sorry, too many clients already")

const CONFIG = "db:\n  pool:\n    max_size: 20\n  host: db-1.internal\nui:\n  theme: dark\n  banner: We work on it until 10\nrollout:\n  terminating: never\n"
const changed = (...changes: ReadonlyArray<readonly [from: string, to: string]>) => {
  const after = changes.reduce((text, [from, to]) => text.replace(from, to), CONFIG)
  return { name: "app.yaml", findings: diffConfigurations(TextFile.of(CONFIG), TextFile.of(after), { name: "app.yaml", evidenceId: "ev_1", artifact: null }).findings }
}

describe("changed settings in a diagnosis", () => {
  it("a change that has to do with the trouble is told with its cause and cited, one that has not is left out", async () => {
    const orders = await read("orders.log", EXHAUSTED)
    const [plain] = diagnose([orders])
    const [cause] = diagnose([orders, changed(["max_size: 20", "max_size: 2"], ["theme: dark", "theme: light"])])
    expect(plain!.id).toBe("connections_exhausted")
    expect(cause).toMatchObject({ id: plain!.id, category: plain!.category })
    expect(cause!.statement).toContain("db.pool.max_size changed from 20 to 2")
    expect(cause!.statement).not.toContain("theme")
    expect(cause!.findings.filter((finding) => finding.kind === "configuration_change")).toHaveLength(1)
    expect(cause!.checks[0]).toContain("db.pool.max_size")
    expect(cause!.confidence).toBeGreaterThan(plain!.confidence)
    expect(diagnose([orders, changed(["theme: dark", "theme: light"])])).toEqual([plain])
  })

  it("a name that only this system has relates the change to the trouble", async () => {
    const orders = await read("orders.log", log("connect to db-9.internal:5432 failed: connection refused"))
    expect(diagnose([orders, changed(["host: db-1.internal", "host: db-9.internal"])])[0]!.statement).toContain("db.host changed from db-1.internal to db-9.internal")
  })

  it("no change alone is an alarm, nor does it end a healthy state", async () => {
    const change = changed(["max_size: 20", "max_size: 2"], ["terminating: never", "terminating: always"], ["until 10", "until 11: connection refused, OOMKilled"])
    expect(change.findings.some((finding) => finding.severity === "warning")).toBe(true)
    const pods = await read("pods.json", JSON.stringify({ kind: "PodList", items: [{ kind: "Pod", metadata: { name: "orders-1", namespace: "shop" }, status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }], containerStatuses: [{ name: "orders", ready: true, restartCount: 0, state: { running: { startedAt: "2026-05-01T08:00:00Z" } } }] } }] }))
    const quiet = await read("orders.log", log())
    expect(diagnose([pods, quiet])[0]).toMatchObject({ id: "healthy" })
    expect(diagnose([pods, quiet, change])).toEqual(diagnose([pods, quiet, { name: "app.yaml", findings: [] }]))
  })
})
