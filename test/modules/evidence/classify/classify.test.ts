import { existsSync, readdirSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { classifyText } from "../../../../src/modules/evidence/engine/index.js"

const kind = (text: string, name = "paste.txt", sourceUrl: string | null = null) => classifyText({ text, name, complete: true, sourceUrl })

describe("classification: content before name", () => {
  it.each([
    ["syslog", "Mar 14 09:08:41 web-1 nginx[812]: worker process 99 exited on signal 11\n".repeat(3), "logs"],
    ["access log", "10.0.0.1 - - [14/Mar/2026:09:08:41 +0000] \"GET /a HTTP/1.1\" 200 12 \"-\" \"curl/8\"\n".repeat(3), "logs"],
    ["logback", "2026-03-14 09:08:41,452 [main] ERROR c.a.App - failed\n\tat c.a.App.run(App.java:3)\n".repeat(3), "logs"],
    ["JSON lines", "{\"level\":\"info\",\"msg\":\"ok\",\"time\":\"2026-03-14T09:08:41Z\"}\n".repeat(3), "logs"],
    ["logfmt", "ts=2026-03-14T09:08:41Z level=warn msg=\"slow\" took=3s\n".repeat(3), "logs"],
    ["klog", "E0314 09:08:41.452012       1 reflector.go:138] failed to list *v1.Pod: Unauthorized\n".repeat(3), "logs"],
    ["dmesg", "[   12.345678] Out of memory: Killed process 4711 (java)\n[   13.345678] oom_reaper: reaped process 4711\n", "logs"],
    ["yaml", "server:\n  port: 8080\n  host: 0.0.0.0\nlogging:\n  level: debug\n", "configuration"],
    ["toml", "[server]\nport = 8080\nhost = \"a\"\n", "configuration"],
    ["json", "{\"name\": \"x\", \"version\": \"1\", \"private\": true}", "configuration"],
    ["python", "import os\nfrom sys import argv\n\ndef main():\n    return os.getcwd()\n\nclass A:\n    pass\n", "source_code"],
    ["java", "package a.b;\n\nimport java.util.List;\n\npublic class A {\n  public int b() {\n    return 1;\n  }\n}\n", "source_code"],
    ["markdown", "# Title\n\nThis is a paragraph of words about things that matter.\n\n## Part\n\n- one\n- two\n", "document"],
    ["prose", "Yesterday the service stopped working after the rollout, and users saw errors.\nWe restarted it twice, and then it worked again for an hour or so.\n", "text"],
    ["spans", "{\"traceId\":\"a\",\"spanId\":\"b\",\"parentSpanId\":\"c\",\"name\":\"q\",\"startTimeUnixNano\":\"1\",\"endTimeUnixNano\":\"2\"}\n".repeat(2), "trace"],
    ["prometheus", "# HELP a b\n# TYPE a counter\na{x=\"y\"} 1\na{x=\"z\"} 2\n", "metrics"]
  ])("%s", (_, text, wanted) => {
    const found = kind(text)
    expect(found.dataType).toBe(wanted)
    expect(found.confidence).toBeGreaterThanOrEqual(0.6)
    expect(found.needsUserChoice).toBe(false)
    // a wrong name does not change what it is
    expect(kind(text, "data.bin").dataType).toBe(wanted)
  })

  it("asks where nothing is typical, and takes the user's word", () => {
    const text = "alpha\nbeta 2\ngamma|x\n"
    expect(kind(text, "unknown")).toMatchObject({ needsUserChoice: true })
    expect(kind(text, "unknown").suggestedTypes.length).toBeGreaterThan(1)
    expect(classifyText({ text, name: "unknown", complete: true, declaredType: "command_output" })).toMatchObject({ dataType: "command_output", confidence: 1, needsUserChoice: false })
  })

  it("the address a text was captured from counts where the content is weak", () => {
    expect(kind("alpha\nbeta 2\ngamma|x\n", "page", "https://acme.sentry.io/issues/1")).toMatchObject({ dataType: "error_report", confidence: 0.94 })
    expect(kind("alpha\nbeta 2\ngamma|x\n", "page", "https://grafana.acme.io/d/abc")).toMatchObject({ dataType: "metrics" })
    expect(kind("Mar 14 09:08:41 web-1 nginx[812]: exited\n".repeat(3), "page", "https://wiki.acme.io/page")).toMatchObject({ dataType: "logs" })
  })

  const logs = new URL("../../../../../shared/data/loghub/", import.meta.url)
  it("real logs of eight systems are logs, with a neutral name", ({ skip }) => {
    if (!existsSync(logs)) {
      if (process.env["CI"] === "true") throw new Error("the log samples are missing")
      console.log("skipped: the log samples are not there")
      skip()
    }
    for (const system of readdirSync(logs, { withFileTypes: true }).filter((one) => one.isDirectory())) {
      const text = readFileSync(new URL(`${system.name}/${system.name}_2k.log`, logs), "latin1").slice(0, 64 * 1024)
      expect(classifyText({ text, name: "upload", complete: false }), system.name).toMatchObject({ dataType: "logs", needsUserChoice: false })
    }
  })
})
