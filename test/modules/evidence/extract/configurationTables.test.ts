import { describe, expect, it } from "vitest"
import { diffConfigurations } from "../../../../src/modules/evidence/engine/extract/configuration/index.js"
import { TextFile } from "../../../../src/modules/evidence/engine/index.js"
import { analyzeBytes } from "../support/files.js"

const EARLIER = { name: "app.yaml", evidenceId: null, artifact: null }
const changes = (before: string, after: string) => diffConfigurations(TextFile.of(before), TextFile.of(after), EARLIER).findings.map((one) => [one.title, one.quotes[0]!.lines.start])
const titles = async (text: string, name: string) => (await analyzeBytes(text, name)).findings.map((one) => one.title)

describe("lists of two versions", () => {
  it("entries that moved are no changes", () => {
    const before = "service: web\nrules:\n  - port: 80\n    from: 10.0.0.0/8\n  - port: 443\n    from: 10.1.0.0/16\nargs: [--max=10, --quiet]\n"
    expect(changes(before, "service: web\nargs: [--quiet, --max=10]\nrules:\n  - port: 443\n    from: 10.1.0.0/16\n  - port: 80\n    from: 10.0.0.0/8\n")).toEqual([])
    // an inserted one is new, the others stay what they were
    expect(changes(before, before.replace("rules:\n", "rules:\n  - port: 22\n    from: 10.9.0.0/16\n"))).toEqual([["rules[0].port was added: 22", 3], ["rules[0].from was added: 10.9.0.0/16", 4]])
    expect(changes(before, before.replace("  - port: 80\n    from: 10.0.0.0/8\n", ""))).toEqual([["rules[0].port was removed (it was 80)", 3], ["rules[0].from was removed (it was 10.0.0.0/8)", 3]])
  })

  it("an entry that moved and changed has the one change", () => {
    const before = "service: web\nrules:\n  - port: 80\n    from: 10.0.0.0/8\n    days: 3\n  - port: 443\n    from: 10.1.0.0/16\n    days: 9\nargs: [--max=10, --quiet]\n"
    expect(changes(before, "service: web\nrules:\n  - port: 443\n    from: 10.1.0.0/16\n    days: 1\n  - port: 80\n    from: 10.0.0.0/8\n    days: 3\nargs: [--quiet, --max=20]\n")).toEqual([["args[1] changed from --max=10 to --max=20", 9], ["rules[0].days changed from 9 to 1", 5]])
  })

  it("elements of a build file are told apart by what identifies them", async () => {
    const pom = (first: string, second: string) => `<project>\n<dependencies>\n${[first, second].map((one) => `<dependency>\n<groupId>g</groupId>\n<artifactId>${one.split(":")[0]!}</artifactId>\n<version>${one.split(":")[1]!}</version>\n</dependency>\n`).join("")}</dependencies>\n</project>\n`
    expect(await titles(pom("a:1", "b:2"), "pom.xml")).toEqual([])
    expect(await titles(pom("a:1", "a:2"), "pom.xml")).toContain("project.dependencies.dependency[g:a].version is set twice, to different values")
    expect(changes(pom("a:1", "b:2"), pom("b:2", "a:1"))).toEqual([])
  })
})

describe("large and particular files", () => {
  it("of YAML that is too large the start is read, and it is said", async () => {
    const found = await analyzeBytes(Array.from({ length: 60_000 }, (_, i) => `key_${i}: value ${i}`).join("\n"), "large.yaml")
    expect(found.findings[0]).toMatchObject({ kind: "read_in_part", severity: "info" })
    expect(found.summary).toContain("Only lines 1 to ")
    expect(found.findings.filter((one) => one.kind === "syntax_error")).toEqual([])
    const many = await analyzeBytes(JSON.stringify(Object.fromEntries(Array.from({ length: 20_001 }, (_, i) => [`k${i}`, i]))), "many.json")
    expect(many.findings[0]!.title).toBe("Only the first 20,000 settings were read")
  })

  it("keys given twice stand on their line; merge keys may", async () => {
    expect(await titles("a: &x\n  port: 1\nb:\n  <<: *x\n  <<: *x\n  port: 2\n  host: a\n  host: b\n", "twice.yaml")).toEqual(["YAML syntax error on line 8: the key host is given twice: keys of a map must be unique", "b.host is set twice, to different values", "Addresses: b.host = a, b.host = b"])
  })

  it("states beside the settings of an object are told of", async () => {
    const pod = await analyzeBytes("apiVersion: v1\nkind: Pod\nmetadata:\n  name: web-1\nspec:\n  containers:\n  - name: web\n    image: a/web:1\nstatus:\n  containerStatuses:\n  - name: web\n    ready: false\n    restartCount: 9\n    lastState:\n      terminated:\n        exitCode: 137\n        reason: OOMKilled\n", "pod.yaml")
    expect(pod.findings.filter((one) => one.severity !== "info").map((one) => one.title)).toEqual(expect.arrayContaining([expect.stringContaining("OOMKilled")]))
    expect(pod.findings.find((one) => one.title.includes("OOMKilled"))!.quotes[0]!.text).toContain("reason: OOMKilled")
  })

  it("schedules that never come and file systems over the network", async () => {
    expect(await titles("MAILTO=a@b.test\n*/5 * * * * /opt/a\n0 25 * * * /opt/b\n0 3 30 2 * /opt/c\n0 3 * * * /opt/d +%F\n", "crontab")).toEqual([
      "/opt/b is never run: its hour is 25, which is not from 0 to 23", "/opt/c is never run: day 30 of month 2 never comes", "/opt/d +%F is cut at its percent sign"
    ])
    expect(await titles("/dev/sda1 / ext4 errors=remount-ro 0 1\nnas:/media /srv/media nfs4 rw,_netdev 0 0\n/swapfile none swap sw 0 0\n", "fstab")).toEqual(["/srv/media (nfs4 of nas:/media) is mounted hard: while its server is away, what uses it hangs"])
  })

  it("bounds, alert rules, what contradicts itself", async () => {
    expect(await titles("events { worker_connections 64; }\nhttp {\n  server {\n    proxy_read_timeout 5s;\n    listen 80;\n  }\n}\n", "nginx.conf")).toEqual(["Bounds: events > worker_connections = 64, http > server > proxy_read_timeout = 5s", "Addresses: http > server > listen = 80"])
    expect(await titles("groups:\n  - name: a\n    rules:\n      - alert: Slow\n        expr: p99 > 2\n        for: 5m\n", "rules.yml")).toEqual(["Alert Slow fires after 5m of p99 > 2"])
    expect(await titles("hpa:\n  minReplicas: 3\n  maxReplicas: 2\n  target: x\n", "values.yaml")).toContain("hpa.minReplicas = 3 is more than maxReplicas = 2")
    expect(await titles("resource \"aws_security_group_rule\" \"db\" {\n  from_port = 5432\n  cidr_blocks = [\"0.0.0.0/0\"]\n}\n", "main.tf")).toContain("resource \"aws_security_group_rule\" \"db\" > cidr_blocks = [\"0.0.0.0/0\"] lets every address in")
  })
})
