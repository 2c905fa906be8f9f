import { describe, expect, it } from "vitest"
import { analyzeBytes } from "../support/files.js"

const titles = async (text: string, name = "paste.txt") => (await analyzeBytes(text, name)).findings.map((one) => one.title)
const type = async (text: string, name = "paste.txt") => (await analyzeBytes(text, name)).dataType

describe("metrics of further spellings", () => {
  it("StatsD: counts by their sample rate, gauges that move, several values, sets", async () => {
    const packets = `${Array.from({ length: 20 }, (_, i) => `shop.latency:${i === 12 ? 900 : 40 + (i % 3)}|ms|#env:prod\nshop.hits:1|c|@0.1\nshop.busy:+1|g`).join("\n")}\nshop.users:anna|s\nshop.latency:41:42|ms|#env:prod\n`
    const found = await analyzeBytes(packets, "packets.txt")
    expect(found.dataType).toBe("metrics")
    expect(found.findings.map((one) => one.title)).toContain("shop.latency.ms{env:prod} spikes to 900 ms")
    expect(found.summary).toContain("shop.latency.ms{env:prod}: 22 points")
    expect(found.summary).toContain("shop.hits: 20 points, min 10, mean 10")
    expect(found.summary).toContain("shop.busy: 20 points, min 1, mean 10.5")
  })

  it("OpenMetrics with times and exemplars; line protocol with blanks in tags", async () => {
    expect(await type("# TYPE jobs counter\njobs_total{result=\"ok\"} 8 1773478800.0 # {trace_id=\"4b\"} 1.0 1773478799.5\njobs_created 1773478000\n# EOF\n")).toBe("metrics")
    expect(await type("req,region=eu\\ west rate=420.0 1773478800000000000\nreq,region=eu\\ west rate=31.0 1773478860000000000\n")).toBe("metrics")
  })

  it("decimal commas, days first, and cells with their units", async () => {
    const rows = (cell: (i: number) => string) => Array.from({ length: 20 }, (_, i) => `14.03.2026 09:${String(i).padStart(2, "0")};${cell(i)}`).join("\n")
    expect(await titles(`Zeit;Last\n${rows((i) => (i === 12 ? "99,5" : `${30 + (i % 3)},5`))}\n`, "last.csv")).toEqual(["Last spikes to 99.5 at 2026-03-14T09:12:00Z"])
    expect(await titles(`Time;p99\n${rows((i) => (i === 12 ? "4.2 s" : `${110 + (i % 5)} ms`))}\n`, "p99.csv")).toEqual(["p99 spikes to 4.2 s at 2026-03-14T09:12:00Z"])
  })

  it("what the values of one scrape say of each other", async () => {
    const scrape = "# TYPE d histogram\nd_seconds_bucket{le=\"0.1\"} 500\nd_seconds_bucket{le=\"1\"} 900\nd_seconds_bucket{le=\"5\"} 1000\nd_seconds_bucket{le=\"+Inf\"} 1000\nd_seconds_sum 600\n# TYPE r counter\nr_total{code=\"200\"} 90\nr_total{code=\"503\"} 10\npool_active{pool=\"a\"} 20\npool_max{pool=\"a\"} 20\npool_active{pool=\"b\"} 3\npool_max{pool=\"b\"} 20\n"
    expect(await titles(scrape, "metrics")).toEqual(["pool_active{pool=\"a\"} is 20 of at most 20", "10 % of r_total are failures (10 with 503)", "d_seconds: p50 0.1 s, p99 4.6 s of 1,000 observations"])
    expect(await titles(scrape.replace("503\"} 10", "503\"} 0").replace("{pool=\"a\"} 20\npool_max", "{pool=\"a\"} 2\npool_max"), "metrics")).toEqual(["d_seconds: p50 0.1 s, p99 4.6 s of 1,000 observations"])
  })
})

describe("who makes the load", () => {
  it("the rows of a list of statements, the greatest first, with what they are made of", async () => {
    const series = [{ name: "db.load.avg", points: Array.from({ length: 20 }, (_, i) => ({ timestamp: `2026-03-14T09:${String(i).padStart(2, "0")}:00Z`, value: 6 + (i % 3) / 10 })) }]
    const top_sql = [{ statement: "UPDATE stock SET n = n - 1", load_avg: 0.4, waits: [] }, { statement: "SELECT * FROM orders WHERE status = $1", load_avg: 6.5, waits: [{ name: "CPU", load: 1.4 }, { name: "IO:DataFileRead", load: 5.1 }] }]
    const found = (await analyzeBytes(JSON.stringify({ series, top_sql }, null, 1), "insights.json", { declaredType: "metrics" })).findings.filter(({ kind }) => kind === "top_load")
    expect(found.map(({ detail, title }) => [title, detail])).toEqual([
      ["Top of sql: SELECT * FROM orders WHERE status = $1", "6.5 of the load; made of IO:DataFileRead 5.1, CPU 1.4."],
      ["No. 2 of sql: UPDATE stock SET n = n - 1", "0.4 of the load."]
    ])
  })
})

describe("stacks and sources", () => {
  it("Elixir, sanitizers with relative paths, causes of any name", async () => {
    expect(await titles("** (exit) exited in: GenServer.call(Shop.Stock, :x, 5000)\n    ** (EXIT) time out\n    (elixir 1.16.0) lib/gen_server.ex:1114: GenServer.call/3\n    (shop 2.1.0) lib/shop/checkout.ex:47: Shop.Checkout.reserve/2\n")).toContain("EXIT: time out")
    const asan = await analyzeBytes("==21==ERROR: AddressSanitizer: heap-use-after-free on address 0x60 at pc 0x55\nREAD of size 8 at 0x60 thread T0\n    #0 0x55 in touch src/session.c:64:19\n    #1 0x56 in main src/main.c:33:12\n", "paste.txt")
    expect(asan.findings[0]).toMatchObject({ kind: "root_exception", data: { ownFrame: "touch (src/session.c:64)" } })
    const java = await analyzeBytes("a.b.Outer: no cart\n\tat a.b.C.f(C.java:1)\nCaused by: a.b.CartUnavailable: gone\n\tat a.b.C.g(C.java:2)\nCaused by: java.io.IOException: broken pipe\n\tat a.b.C.h(C.java:3)\n", "paste.txt")
    expect(java.findings.find((one) => one.kind === "exception_chain")!.detail).toContain("a.b.CartUnavailable: gone ← java.io.IOException: broken pipe")
  })

  it("the language of a source and what it defines", async () => {
    expect(await titles("package test.acme\n\nimport kotlinx.coroutines.*\n\nclass Cart(private val repo: Repo) {\n    suspend fun add(id: Long): Cart {\n        return repo.find(id)\n    }\n}\n")).toEqual(["Kotlin: class Cart, fun add"])
    expect(await titles("#include <stdio.h>\n#include \"ring.h\"\n\nint ring_push(struct ring *r, const char *s)\n{\n    return strcpy(r->slot, s) != 0;\n}\n", "ring.c")).toEqual(["C: int ring_push"])
  })

  it("what the running thread of a dump does where nobody waits for a lock", async () => {
    expect(await titles("Full thread dump OpenJDK\n\n\"main\" #1 prio=5 tid=0x1 nid=0x1\n   java.lang.Thread.State: RUNNABLE\n\tat com.acme.Prices.lookup(Prices.java:44)\n\n\"idle\" #2 prio=5 tid=0x2 nid=0x2\n   java.lang.Thread.State: WAITING\n\tat java.lang.Object.wait(Object.java:1)\n")).toEqual(["main runs com.acme.Prices.lookup(Prices.java:44)"])
  })

  it("few threads behind one lock", async () => {
    const thread = (name: string, body: string) => `"${name}" #1 prio=5 tid=0x1 nid=0x1\n   java.lang.Thread.State: BLOCKED\n\tat a.B.get(B.java:4)\n${body}\n\n`
    expect(await titles(`Full thread dump OpenJDK\n\n${thread("w1", "\t- waiting to lock <0xe1>")}${thread("w2", "\t- waiting to lock <0xe1>")}${thread("holder", "\t- locked <0xe1>")}`)).toEqual(["2 threads wait for a lock that holder holds"])
  })
})

describe("commands of further tools", () => {
  it("sysstat tables, one busy processor", async () => {
    const head = "Linux 6.1.0 (edge-1) \t03/14/2026 \t_x86_64_\t(4 CPU)\n\n"
    expect(await titles(`${head}12:00:01 AM     IFACE   rxpck/s   %ifutil\n12:10:01 AM      eth0  81220.10     97.75\n12:20:01 AM      eth0  80110.00     12.00\nAverage:         eth0  80665.05     55.25\n`)).toEqual(["Interface eth0 is 97.75 % busy at 12:10:01 AM"])
    expect(await titles(`${head}09:15:01 AM   UID       PID    %usr   %CPU   CPU  Command\n09:15:02 AM  1000      4711  612.87 634.65     1  java -jar a b\n`)).toEqual(["Process 4711 (java -jar a b) uses 634.65 % CPU at 09:15:02 AM"])
    expect(await titles(`${head}09:15:01 AM   UID       PID    %usr   %wait   %CPU   CPU  Command\n09:15:02 AM  1000      4711   12.00   71.50  13.00     1  node a.js\n09:15:02 AM  1000      4712   12.00   3.50  13.00     1  node b.js\n`)).toEqual(["Process 4711 (node a.js) waits 71.5 % of its time for a processor at 09:15:02 AM"])
    expect((await titles(`${head}09:10:01 AM  CPU    %usr   %nice    %sys %iowait    %irq   %soft   %idle\n09:10:02 AM  all    4.10    0.00    2.02    0.00    0.00   25.10   68.78\n09:10:02 AM    0    0.00    0.00    0.50    0.00    0.00   99.50    0.00\n09:10:02 AM    1    5.10    0.00    3.00    0.00    0.00    0.40   91.50\n`))[0]).toBe("CPU 0 is 100 % busy, 99.5 % of it with interrupts, all together 31.2 %")
  })

  it("Redis, Kafka, RabbitMQ", async () => {
    expect(await titles("# Server\nredis_version:7.2.4\n# Memory\nused_memory:990\nmaxmemory:1000\nmaxmemory_policy:noeviction\n# Persistence\nrdb_last_bgsave_status:err\n# Replication\nrole:slave\nmaster_link_status:down\n")).toEqual(["Memory is at 99 % of maxmemory (policy noeviction)", "The last snapshot (bgsave) failed: rdb_last_bgsave_status is err", "The replica's link to its master is down (master_link_status)"])
    expect(await titles("redis_version:7.2.4\nused_memory:100\nmaxmemory:1000\nrdb_last_bgsave_status:ok\nmaster_link_status:up\nevicted_keys:0\n")).toEqual([])
    expect(await titles("GROUP           TOPIC           PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG             CONSUMER-ID     HOST            CLIENT-ID\nbilling         orders          0          81              88              7               c-1             /10.8.0.41      c-1\nbilling         orders          1          41              1500041         1500000         -               -               -\n")).toEqual(["billing is 1,500,000 messages behind on orders, partition 1"])
    expect(await titles("Listing queues for vhost / ...\nname\tmessages\tconsumers\nmail\t8120\t0\nidle\t0\t2\n")).toEqual(["Queue mail has 8,120 messages and no consumer"])
  })

  it("JVM, system calls, disks, filters", async () => {
    expect(await titles("  S0     S1     E      O      M     CCS    YGC     YGCT    FGC    FGCT     GCT\n  0.00 100.00  99.12  98.81  95.10  91.20   4120   81.220    12    14.110    95.330\n  0.00 100.00 100.00  99.98  95.10  91.20   4121   81.240    19    24.410   105.650\n")).toEqual(["The old generation is 99.98 % full", "7 full collections in 2 rows (FGC 12 to 19), 10.3 s"])
    expect(await titles("% time     seconds  usecs/call     calls    errors syscall\n------ ----------- ----------- --------- --------- ----------------\n 88.12    9.120112        9120      1000           fdatasync\n  7.01    0.725011          12     60111     60102 futex\n100.00   10.349112                 61111     60102 total\n")).toEqual(["fdatasync takes 88.12 % of the time in system calls", "60,102 of 60,111 calls of futex end in an error"])
    expect(await titles("/dev/sda1 on / type ext4 (rw,relatime,errors=remount-ro)\n/dev/sdb1 on /var/spool/mail type ext4 (ro,relatime)\n/dev/loop1 on /snap/core/1 type squashfs (ro)\n")).toEqual(["/var/spool/mail is mounted read-only (/dev/sdb1, ext4)"])
    expect(await titles("Chain INPUT (policy ACCEPT 8 packets, 4K bytes)\n pkts bytes target     prot opt in     out     source               destination\n  41K 2460K DROP       tcp  --  *      *       10.8.0.0/16          0.0.0.0/0            tcp dpt:5432\n  12K 2460K ACCEPT     all  --  *      *       0.0.0.0/0            0.0.0.0/0\n")).toEqual(["INPUT: DROP tcp -- * * 10.8.0.0/16 0.0.0.0/0 tcp dpt:5432"])
  })

  it("a table of any tool: rows whose state is bad", async () => {
    const table = "VOLUME    POOL   REPLICAS   STATE      USED\nvol-1     p1     3          online     12G\nvol-2     p1     2          degraded   4G\n"
    expect(await type(table)).toBe("command_output")
    expect(await titles(table)).toEqual(["vol-2: state is degraded"])
    expect(await titles(table.replace("degraded", "online  "))).toEqual([])
  })

  it("records printed as blocks are a log", async () => {
    expect(await type("Event[0]\n  Log Name: System\n  Source: Service Control Manager\n  Date: 2026-03-14T09:11:02.0140000Z\n  Event ID: 7034\n  Level: Error\n  Description:\nThe service ended.\n")).toBe("logs")
    expect(await type("START RequestId: 7a5a Version: $LATEST\nEND RequestId: 7a5a\nREPORT RequestId: 7a5a\tDuration: 812.11 ms\n")).toBe("logs")
  })

  it("a failed start, values below each other, a shell's answer", async () => {
    expect(await type("2026-03-14 10:02:11.418  INFO 1 --- [main] a.App : Starting\n2026-03-14 10:02:19.772 ERROR 1 --- [main] a.Report : failed\n\n****\nAPPLICATION FAILED TO START\n****\n\nDescription:\n\nNo bean was found for a.FontStore.\nGive it one.\n")).toBe("logs")
    expect(await type("Reference ID    : 00000000 ()\nStratum         : 0\nSystem time     : 41.2 seconds slow of NTP time\nLeap status     : Not synchronised\n")).toBe("command_output")
    const shell = await analyzeBytes("$ nginx -t\nnginx: [emerg] unknown directive \"proxy_passs\" in /etc/nginx/conf.d/shop.conf:14\n", "paste.txt")
    expect([shell.dataType, shell.findings[0]!.title]).toEqual(["command_output", "nginx: [emerg] unknown directive \"proxy_passs\" in /etc/nginx/conf.d/shop.conf:14"])
  })
})

describe("further tools of developers", () => {
  it("valgrind, gems, codes of gRPC, quantiles of summaries", async () => {
    const memcheck = await analyzeBytes("==81== Memcheck, a memory error detector\n==81==\n==81== Invalid read of size 4\n==81==    at 0x10A3F1: ring_pop (ring.c:77)\n==81==    by 0x10A611: main (main.c:19)\n==81==\n==81== ERROR SUMMARY: 1 errors\n", "paste.txt")
    expect(memcheck.findings[0]).toMatchObject({ kind: "root_exception", data: { message: "Invalid read of size 4", rootFrame: "ring_pop (ring.c:77)" } })
    const gem = await analyzeBytes("A::PoolError: none left (waited 5.001 seconds)\n\tfrom activerecord (7.1.3) lib/active_record/pool.rb:135:in `wait_poll'\n\tfrom /srv/app/jobs/export_job.rb:31:in `perform'\n", "paste.txt")
    expect(gem.findings[0]).toMatchObject({ data: { ownFrame: "perform (/srv/app/jobs/export_job.rb:31)" } })
    expect(await titles("# TYPE g counter\ng_total{grpc_code=\"OK\"} 90\ng_total{grpc_code=\"Unavailable\"} 10\n# TYPE s summary\ns_seconds{quantile=\"0.5\"} 0.1\ns_seconds{quantile=\"0.99\"} 8.2\n", "metrics")).toEqual(["10 % of g_total are failures (10 with Unavailable)", "s_seconds: p99 8.2 s"])
  })
})
