import { describe, expect, it } from "vitest"
import { graveLevel } from "../../../../src/modules/evidence/engine/logs/gravity.js"
import { analyzeBytes } from "../support/files.js"

const JOURNAL = [
  ...Array.from({ length: 20 }, (_, i) => `Nov 28 03:00:${String(i).padStart(2, "0")} web-1 orders[811]: served request ${i} in 20 ms`),
  "Nov 28 03:00:21 web-1 kernel: [81234.567890] Out of memory: Killed process 811 (orders) total-vm:8123456kB, anon-rss:4012345kB",
  "Nov 28 03:00:22 web-1 orders[900]: connect to 10.0.0.5:5432 failed: Connection refused",
  "Nov 28 03:00:23 web-1 orders[900]: connect to 10.0.0.5:5432 failed: Connection refused", ""
].join("\n")
const DMESG = [
  "[12340.101000] usb 1-1: new high-speed USB device number 4 using xhci_hcd",
  "[12341.223344] docker0: port 1(veth1) entered forwarding state",
  "[12345.679100] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=abc,mems_allowed=0,task=java,pid=4711,uid=0",
  "[12345.680000] Memory cgroup out of memory: Killed process 4711 (java) total-vm:8123456kB", ""
].join("\n")

describe("lines without a level whose words are grave", () => {
  it("a killed process and a refused connection in a journal are its errors", async () => {
    const { findings } = await analyzeBytes(JOURNAL, "messages")
    expect(findings.find((one) => one.kind === "first_error")).toMatchObject({ severity: "critical", data: { errors: 3 }, quotes: [{ lines: { start: 21 } }, {}] })
    expect(findings.find((one) => one.kind === "known_trouble" && one.title.includes("refused"))).toMatchObject({ severity: "error" })
  })

  it("a ring buffer without moments tells of its first trouble", async () => {
    expect((await analyzeBytes(DMESG, "dmesg.txt")).findings.find((one) => one.kind === "first_error")).toMatchObject({ quotes: [{ lines: { start: 3 } }, {}] })
  })

  it("a container's stream mark F is no level", async () => {
    const lines = Array.from({ length: 20 }, (_, i) => `2026-05-01T10:00:${String(i).padStart(2, "0")}.000000001Z stdout F served request ${i}`).join("\n")
    expect(await analyzeBytes(`${lines}\n`, "orders.log")).toMatchObject({ levels: {} })
  })

  it("what is denied, what is ordinary and what continues a record is none", () => {
    expect(graveLevel("Kernel panic - not syncing: Fatal exception", false)).toBe("FATAL")
    expect(graveLevel("worker: write failed: No space left on device", true)).toBe("ERROR")
    // the message of an exception has its record's time, not one of its own
    expect(graveLevel("java.net.ConnectException: Connection refused", false)).toBeNull()
    for (const line of ["scan finished without I/O error", "recovered from connection refused", "no panic: all is well", "memory: 20 MB used", "docker0: port 1 entered disabled state"]) expect(graveLevel(line, true), line).toBeNull()
  })
})
