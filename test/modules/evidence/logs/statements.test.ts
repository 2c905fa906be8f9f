import { describe, expect, it } from "vitest"
import type { Finding } from "../../../../src/modules/evidence/engine/index.js"
import { recognise } from "../../../../src/modules/evidence/engine/findings/phrases/index.js"
import { LogAnalyzer } from "../../../../src/modules/evidence/engine/logs/index.js"
import { analyzeBytes } from "../support/files.js"

const T0 = Date.UTC(2026, 4, 12, 10)
const at = (second: number): string => new Date(T0 + second * 1000).toISOString()
const clf = (second: number): string => `12/May/2026:${at(second).slice(11, 19)} +0000`
const of = (findings: ReadonlyArray<Finding>, kind: string): ReadonlyArray<Finding> => findings.filter((one) => one.kind === kind)
const said = (finding: Finding | undefined): string => `${finding?.title ?? ""}\n${finding?.detail ?? ""}`
const times = <A>(count: number, make: (i: number) => A): ReadonlyArray<A> => Array.from({ length: count }, (_, i) => make(i))

describe("phrases of the field", () => {
  it.each([
    ["kernel: Out of memory: Killed process 4021 (java) total-vm:14289012kB", "oom_kill"],
    ["upstream timed out (110: Connection timed out) while reading response header", "upstream_timeout"],
    ["java.lang.OutOfMemoryError: Java heap space", "heap_exhausted"],
    ["FATAL: sorry, too many clients already", "too_many_connections"],
    ["invoice.service: Failed with result 'exit-code'.", "unit_failed"],
    ["dial tcp 10.7.0.3:443: connect: cannot assign requested address", "ports_exhausted"],
    ["NotEnoughReplicasException: The size of the current ISR Set(2) is insufficient", "not_enough_replicas"],
    ["x509: certificate has expired or is not yet valid", "certificate_expired"],
    ["ERROR: can no longer get changes from replication slot \"a\"", "slot_lost"]
  ])("%s", (line, name) => {
    expect(recognise(line)?.phrase.name).toBe(name)
  })

  it.each([
    "run finished: 120 rows, 0 errors, failed=0", "opened error_log=/var/log/app/error.log", "connection refused handler registered", "no deadlock detected in 42 transactions",
    "connection refused earlier, restored after retry 1", "loaded class OutOfMemoryErrorListener", "panic_threshold=0.5 oom_score_adj=0", "certificate has expired entry was renewed", "too many open files limit: 65536",
    "recovered from connection refused", "flag --oom-kill-disable=false", "scan ended without data corruption", "Process completed with exit code 0", "memory resource limit alarm cleared on node rabbit@mq1", "docker0: port 1 entered disabled state",
    "invoice.service: Main process exited, code=exited, status=0/SUCCESS", "replication lag 0 s", "deadlock detected: false"
  ])("is not said by: %s", (line) => {
    expect(recognise(line)).toBeNull()
  })

  it("is counted with first, last and what was before, and stands before what is frequent and harmless", async () => {
    const lines = [
      ...times(200, (i) => `${at(i)} ERROR [metrics] could not push sample ${i}, dropping`), `${at(200)} ERROR [storage] data corruption detected, volume vol-7 taken offline`,
      ...times(5, (i) => `${at(201 + i)} ERROR [store] write ${i} failed: No space left on device`)
    ]
    const { findings } = await analyzeBytes(`${lines.join("\n")}\n`, "store.log")
    const [first, second] = of(findings, "known_trouble")
    expect(findings.slice(0, 2)).toEqual([first, second])
    expect(first?.title).toContain("vol-7")
    expect(said(second)).toMatch(/^5 × .*No space left on device[\s\S]*The disk is full\. First at line 202 \(2026-05-12T10:03:21\.000Z\), last at line 206 \(10:03:25\.000\); none in the 3 min before/)
    expect(findings.filter(({ title }) => title.includes("No space left"))).toHaveLength(1)
  })

  const known = async (lines: ReadonlyArray<string>) => of((await analyzeBytes(`${lines.join("\n")}\n`, "some.log")).findings, "known_trouble").map(({ data, title }) => ({ count: data["count"], first: data["first_line"], title }))

  it("is seen where it stands in a parameter of a template whose first lines are harmless, and counted by itself", async () => {
    const ends = ["OK", "DONE", "LATE", "SKIPPED", "RETRIED", "ENOSPC"]
    const write = (i: number, end: string) => `${at(i)} WARN write of block ${700 + i} ended with ${end}`
    expect(await known(times(60, (i) => write(i, ends[i % 6]!)))).toMatchObject([{ count: 10, first: 6, title: expect.stringMatching(/^10 × .*block 705 ended with ENOSPC/) }])
    // nor is what only the first line says said by all
    expect(await known(times(60, (i) => write(i, ends[5 - i % 6]!)))).toMatchObject([{ count: 10, first: 1 }])
  })

  it("is seen where it stands in what is taken for the header", async () => {
    const cron = (i: number, what: string) => `May 12 10:${String(i % 60).padStart(2, "0")}:01 batch crond[${900 + i}]: (CRON) ${what}`
    expect(await known(times(40, (i) => cron(i, i % 10 === 9 ? "error (can't fork)" : "info (running jobs)")))).toMatchObject([{ count: 4, first: 10 }])
    expect(await known(times(60, (i) => `${at(i)} WARN upstream answered on try ${i}: (${["connection refused", "host is known", "all is well", "nobody waits", "queue was read", "list was made"][(i + 1) % 6]})`))).toMatchObject([{ count: 10, first: 6 }])
  })

  it("is told by the value in it, whichever line came first", async () => {
    const ended = (first: number) => times(40, (i) => `${at(i)} worker: process completed with exit code ${i === 0 ? first : i % 8 === 7 ? 137 : 0}`)
    expect(await known(ended(0))).toMatchObject([{ count: 5, first: 8 }])
    expect(await known(times(40, (i) => `${at(i)} WARN shard ${i}: deadlock detected: ${i % 8 === 7 ? "true" : "false"}`))).toMatchObject([{ count: 5, first: 8 }])
    expect(await known(ended(1))).toMatchObject([{ count: 6, first: 1 }])
  })

  it("is counted on where more lines say it than are looked at one by one", async () => {
    expect(await known(times(9_000, (i) => `${at(i)} worker: process completed with exit code ${i % 3 === 0 ? 0 : 137}`))).toMatchObject([{ count: 6_000, first: 2 }])
  })

  it("is at most a warning where the program calls it ordinary", async () => {
    const { findings } = await analyzeBytes(`${times(30, (i) => `${at(i)} INFO broker - Shrinking ISR of p-${i} to 2,1`).join("\n")}\n`, "broker.log")
    expect(of(findings, "known_trouble")).toMatchObject([{ severity: "warning", data: { count: 30 } }])
  })
})

describe("what is measured in lines", () => {
  const access = (bad: (i: number) => boolean) => `${times(300, (i) => `10.0.0.${i % 9} - - [${clf(i)}] "GET ${i % 3 === 0 ? `/orders/${i}?x=1` : "/"} HTTP/1.1" ${bad(i) ? 502 : 200} 512 "-" "curl/8.5.0"`).join("\n")}\n`

  it("answers that failed: how many of all, on which path, since when", async () => {
    const { findings } = await analyzeBytes(access((i) => i % 3 === 0 && i >= 150), "access.log")
    expect(of(findings, "failed_requests")).toMatchObject([{ severity: "error", data: { code: "502", count: 50, first_line: 151 } }])
    expect(said(of(findings, "failed_requests")[0])).toMatch(/50 of 300 requests \(17 %\) were answered 502.*all on \/orders\/\* \(50 of its 100\)[\s\S]*none in the 3 min before/)
  })

  it("a few failures and what is not found are no alarm", async () => {
    const { findings } = await analyzeBytes(access((i) => i === 7), "access.log")
    expect(findings.filter(({ severity }) => severity !== "info")).toEqual([])
    expect(of(findings, "requests")[0]?.title).toContain("299 × 200, 1 × 502")
  })

  it("columns named at the head of the log", async () => {
    const rows = times(100, (i) => `2026-05-12 ${at(i).slice(11, 19)} GET /pay.ashx ${i < 60 ? 200 : 500} ${i < 60 ? 20 : 30_010}`)
    const { findings } = await analyzeBytes(`#Fields: date time cs-method cs-uri-stem sc-status time-taken\n${rows.join("\n")}\n`, "u_ex.log")
    expect(of(findings, "failed_requests")[0]?.title).toContain("40 of 100 requests (40 %) were answered 500")
    expect(of(findings, "slow_durations")[0]?.title).toContain("up to 30 s")
  })

  it("durations far above the usual ones, with their path and onset; waiting times announced are none", async () => {
    const lines = times(200, (i) => `${at(i)} INFO api route=/${i % 2 ? "quote" : "rates"} took=${i >= 120 && i % 2 ? 4_200 + i : 20 + i % 7}ms`)
    expect(said(of((await analyzeBytes(`${lines.join("\n")}\n`, "api.log")).findings, "slow_durations")[0])).toMatch(/40 of 200 durations \(took\) .*up to 4\.4 s; all of them \/quote[\s\S]*first at line 122/)
    const waits = times(100, (i) => `${at(i)} INFO queue empty, retry in ${i % 10 === 0 ? 60_000 : 5} ms`)
    expect(of((await analyzeBytes(`${waits.join("\n")}\n`, "q.log")).findings, "slow_durations")).toEqual([])
  })

  it("slow statements by what they are without their values", async () => {
    const entry = (i: number, seconds: number, statement: string) => [`# Time: ${at(i)}`, "# User@Host: shop[shop] @ [10.0.0.1]  Id: 9", `# Query_time: ${seconds}  Lock_time: 0.000001 Rows_sent: 1  Rows_examined: ${seconds * 1000}`, `SET timestamp=${1_770_000_000 + i};`, statement]
    const { findings } = await analyzeBytes(`${times(12, (i) => entry(i * 10, i % 3 === 0 ? 40 + i : 1.5, i % 3 === 0 ? `SELECT * FROM items WHERE mail = 'u${i}@x.test';` : `SELECT ${i};`)).flat().join("\n")}\n`, "slow.log")
    const [worst] = of(findings, "slow_statement")
    expect(worst).toMatchObject({ data: { count: 4, slowest_ms: 49_000, rows: 49_000 } })
    expect(worst?.title).toContain("SELECT * FROM items WHERE mail = ?;")
    expect(worst?.quotes.map(({ text }) => text).join("\n")).toContain("u9@x.test")
  })

  it("calls of a function that use up their memory", async () => {
    const lines = times(12, (i) => `REPORT RequestId: 8f5c1d2e-0000-4000-8000-00000000000${i % 10}\tDuration: 300.1 ms\tBilled Duration: 301 ms\tMemory Size: 256 MB\tMax Memory Used: ${i < 6 ? 120 : 256} MB`)
    expect(of((await analyzeBytes(`${lines.join("\n")}\n`, "fn.txt")).findings, "memory_used_up")[0]?.title).toBe("6 of 12 calls used up their memory (256 of 256 MB)")
  })

  it("a line of a megabyte costs little and changes nothing", () => {
    for (const unit of ["\"GET /", "a=1 status=", "duration=1.", "0/0/", "Failed with result ", "(", "error: ", " 1"]) {
      const analyzer = new LogAnalyzer()
      analyzer.push(Buffer.from(`2026-05-12T10:00:00Z INFO ${unit.repeat(Math.ceil(1e6 / unit.length))}\n`))
      expect(analyzer.end().lines).toBe(1)
    }
  })
})

describe("records of many lines", () => {
  it("events of Windows that tell of trouble, each sort once", async () => {
    const event = (i: number, level: string, id: number, source: string, text: string) => `Event[${i}]:\n  Log Name: System\n  Source: ${source}\n  Date: ${at(i)}\n  Event ID: ${id}\n  Level: ${level}\n  Computer: A\n  Description: \n${text}\n`
    const text = [...times(6, (i) => event(i, "Information", 7036, "Service Control Manager", "The service entered the running state.")), event(6, "Critical", 41, "Kernel-Power", "The system has rebooted without cleanly shutting down first."), ...times(2, (i) => event(7 + i, "Error", 7031, "Service Control Manager", "The Spooler service terminated unexpectedly."))].join("\n")
    expect(of((await analyzeBytes(text, "events.txt")).findings, "system_event").map(({ severity, title }) => `${severity} ${title}`)).toEqual([
      "critical Critical event 41 (Kernel-Power): The system has rebooted without cleanly shutting down first.", "error 2 × error event 7031 (Service Control Manager): The Spooler service terminated unexpectedly."
    ])
  })

  it("tests that failed, with what was expected, in a job's log and in a plain text", async () => {
    const jest = ["PASS src/errors.test.ts", "FAIL src/price.test.ts", "  ● price › applies the rate", "    expect(received).toBe(expected)", "    Expected: 90", "    Received: 81", "Tests: 1 failed, 3 passed"].map((line, i) => `${at(i).replace("Z", "1234Z")} ${line}`)
    const [failed] = of((await analyzeBytes(`${jest.join("\n")}\n`, "job.txt")).findings, "failed_test")
    expect(said(failed)).toMatch(/price › applies the rate[\s\S]*Expected: 90[\s\S]*Received: 81/)
    const go = "=== RUN   TestErrors\n--- PASS: TestErrors (0.00s)\n=== RUN   TestQueue/drains\n    queue_test.go:88: drained 9 of 10\n--- FAIL: TestQueue (0.3s)\n    --- FAIL: TestQueue/drains (0.3s)\nFAIL\nok  \texample.test/errors\t0.01s\n"
    const { findings } = await analyzeBytes(go, "out.txt", { declaredType: "text" })
    expect(of(findings, "failed_test").map(({ title }) => title)).toEqual(["Test failed: TestQueue/drains: queue_test.go:88: drained 9 of 10"])
    expect(findings.filter(({ title }) => title.includes("example.test/errors"))).toEqual([])
  })
})

describe("what a test runner counts", () => {
  it.each([
    ["==== 1 failed, 12 passed, 2 xfailed in 3.21s ====", "1 of 13 tests failed (pytest)"], ["1 failed, 2 errors in 0.51s (0:00:00)", "3 tests failed (pytest)"],
    ["Tests:       2 failed, 1 skipped, 10 passed, 13 total", "2 of 13 tests failed (jest)"], ["Tests: 2 failed, 10 passed", "2 of 12 tests failed (jest)"], ["      Tests  2 failed | 10 passed (12)", "2 of 12 tests failed (vitest)"],
    ["FAILED (failures=1, errors=1, expected failures=4)", "2 tests failed (unittest)"], ["There was 1 failure:", "1 test failed (phpunit)"], ["There were 2 errors:", "2 tests failed (phpunit)"], ["Tests: 10, Assertions: 21, Failures: 3.", "3 of 10 tests failed (phpunit)"],
    ["[ERROR] Tests run: 12, Failures: 1, Errors: 2, Skipped: 0", "3 of 12 tests failed (junit)"], ["2 examples, 1 failure, 1 pending", "1 of 2 tests failed (rspec)"],
    ["test result: FAILED. 3 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out", "1 of 4 tests failed (cargo)"], ["12 tests completed, 1 failed", "1 of 12 tests failed (gradle)"], ["  3 failing", "3 tests failed (mocha)"], ["Failed!  - Failed:     1, Passed:    12, Skipped:     0, Total:    13", "1 of 13 tests failed (dotnet)"],
    ["--- FAIL: TestA (0.1s)\n    a_test.go:3: got 1\n--- PASS: TestB (0.0s)\n--- FAIL: TestC (0.1s)\n    --- FAIL: TestC/inner (0.1s)", "2 tests failed (go)"]
  ])("%s", async (line, title) => {
    const text = `collecting\n${line}\ndone\n`
    const [found, ...more] = of((await analyzeBytes(text, "out.txt", { declaredType: "text" })).findings, "failed_tests")
    expect(found).toMatchObject({ severity: "error", title, quotes: [{ lines: { start: 2 } }] })
    expect(more).toEqual([])
    // a runner's log, in which the first run of this form went well
    const log = [...line.replace(/\d+(?= (?:fail|error))|(?<=(?:[Ff]ailures|[Ee]rrors|Failed)(?:=|: {1,5}))\d+/g, "0").replace("FAIL:", "PASS:").split("\n"), ...line.split("\n")].map((one, i) => `${at(i).replace("Z", "1234567Z")} ${one}`)
    expect(of((await analyzeBytes(`${log.join("\n")}\n`, "job.txt", { declaredType: "logs" })).findings, "failed_tests")[0]?.severity).toBe("error")
  })

  it.each(["0 failed, 12 passed in 3.21s", "12 passed in 3.21s", "Tests: 0 failed, 10 passed", "Tests run: 12, Failures: 0, Errors: 0, Skipped: 1", "2 examples, 0 failures", "test result: ok. 3 passed; 0 failed; 0 ignored;", "FAILED (failures=0)", "There was 1 warning:", "Passed!  - Failed:     0, Passed:    12, Skipped:     0, Total:    12", "sync: 3 failed, 10 passed on to the next"])("nothing fails in: %s", async (line) => {
    for (const declaredType of ["text", "logs"] as const) expect(of((await analyzeBytes(`collecting\n${line}\ndone\n`, "out.txt", { declaredType })).findings, "failed_tests")).toEqual([])
  })

  it("of the count of each class and that of all, the latter", async () => {
    const text = "[ERROR] Tests run: 4, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 0.1 s <<< FAILURE! -- in a.BTest\n[ERROR] Tests run: 5, Failures: 2, Errors: 0, Skipped: 0 - in a.CTest\n[ERROR] Tests run: 9, Failures: 3, Errors: 0, Skipped: 0\n"
    expect(of((await analyzeBytes(text, "mvn.txt", { declaredType: "text" })).findings, "failed_tests").map(({ title }) => title)).toEqual(["3 of 9 tests failed (junit)"])
  })
})

describe("exports that are no lines", () => {
  it("Windows' event log in XML, and the message in a tool's box", async () => {
    const event = (second: number, level: number, id: number, data: string) => `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Application Error'/><EventID Qualifiers='0'>${id}</EventID><Level>${level}</Level><TimeCreated SystemTime='${at(second)}'/></System><EventData><Data>${data}</Data></EventData></Event>`
    const { findings } = await analyzeBytes(`${[event(0, 4, 1001, "no fault"), event(9, 2, 1000, "BillingSvc.exe")].join("\n")}\n`, "application.xml")
    expect(of(findings, "system_event")).toMatchObject([{ severity: "error", at: T0 + 9_000, title: "Error event 1000 (Application Error): BillingSvc.exe" }])
    // all in one line, as the viewer saves them, the newest first; one over many lines without its namespace; neither by name
    const saved = await analyzeBytes(`\ufeff<?xml version="1.0" encoding="utf-8" standalone="yes"?>\r\n<Events>${[...times(300, (i) => event(900 - i, 4, 7036, "ran")), event(40, 2, 1000, "B.exe"), event(30, 2, 1000, "A.exe")].join("")}</Events>`, "export.xml")
    expect(saved).toMatchObject({ dataType: "logs", levels: { INFO: 300, ERROR: 2 }, needsUserChoice: false })
    expect(of(saved.findings, "system_event")).toMatchObject([{ at: T0 + 30_000, title: "2 × error event 1000 (Application Error): B.exe", data: { count: 2 } }])
    expect(of(saved.findings, "system_event")[0]?.quotes[0]?.text).toBe(event(40, 2, 1000, "B.exe"))
    const one = event(5, 1, 41, "no power").replace(/ xmlns='[^']*'/, "").replaceAll("><", ">\n  <")
    expect(await analyzeBytes(`${one}\n`, "paste.txt")).toMatchObject({ dataType: "logs", findings: expect.arrayContaining([expect.objectContaining({ kind: "system_event", severity: "critical" })]) })
    expect(await analyzeBytes("<Events>\n  <Event name='opened' handler='a'/>\n  <Event name='closed' handler='b'/>\n</Events>\n", "handlers.xml")).toMatchObject({ dataType: "configuration" })
    const box = await analyzeBytes("orders: Creating...\n╷\n│ Error: creating orders: no such version\n│ \n│   with db.orders,\n│   on rds.tf line 12\n╵\nDone.\n", "apply.txt", { declaredType: "text" })
    expect(said(of(box.findings, "error_line")[0])).toMatch(/no such version\nwith db\.orders,\non rds\.tf line 12/)
  })
})

describe("a duration whose name carries its unit", () => {
  const slowest = async (of: (value: number) => string) => {
    const found = (await analyzeBytes(`${times(60, (i) => `${at(i)} INFO job done ${of(i < 50 ? 40 + (i % 7) : 4_321)} next`).join("\n")}\n`, "job.log")).findings
    return found.find(({ kind }) => kind === "slow_durations")?.data["slowest_ms"] ?? null
  }

  it.each([
    ["timeTakenMs=", "", 4_321], ["\"exec_millis\": ", "", 4_321], ["stage.seconds=", "", 4_321_000], ["took_milliseconds=", "", 4_321], ["request.duration.ms=", "", 4_321], ["durationMS=", "", 4_321],
    ["flush_us=", "000", 4_321], ["gcNanos=", "000000", 4_321], ["elapsed (ms): ", "", 4_321], ["duration[us]=", "000", 4_321], ["copy-ms: ", ".5", 4_321.5], ["timeout_ms=30 total_ms=", "", 4_321]
  ])("%s1234%s", async (key, rest, ms) => {
    expect(await slowest((value) => `${key}${value}${rest}`)).toBeCloseTo(ms, 3)
  })

  it.each(["elapsed=", "duration: ", "items=", "params=", "timeout_ms=", "retryAfterMs=", "sleep_seconds=", "max_total_ms=", "flush_interval_ms=", "tokens_per_ms=", "start_ms=", "deadlineMillis=", "startMs=", "tokensPerMs="])("says nothing: %s1234", async (key) => {
    expect(await slowest((value) => `${key}${value}`)).toBeNull()
  })

  it("is not taken for a moment", async () => {
    expect(await slowest((value) => `time_ms=${T0 + value} total_ms=${value}`)).toBeCloseTo(4_321, 3)
  })
})

describe("durations of several kinds in one log", () => {
  it("are not held against each other", async () => {
    const lines = [
      ...times(60, (i) => `${at(i)} INFO [http] POST /orders 201 in ${20 + (i % 9)} ms order=${10_000 + i}`),
      ...times(20, (i) => `${at(60 + i)} WARN [export] chunk ${i} written, transaction open for ${200 + i * 10} s`),
      ...times(20, (i) => `${at(80 + i)} INFO [http] POST /orders 201 in ${5_000 + i} ms order=${11_000 + i}`)
    ]
    const { findings } = await analyzeBytes(`${lines.join("\n")}\n`, "app.log")
    const [slow, ...others] = of(findings, "slow_durations")
    expect(slow!.title).toMatch(/^20 of 80 durations \(in …\).*up to 5\.02 s/)
    expect(others).toEqual([])
  })
})
