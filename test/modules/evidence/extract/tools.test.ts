import { describe, expect, it } from "vitest"
import { analyzeBytes } from "../support/files.js"

const read = async (text: string) => {
  const analysis = await analyzeBytes(text, "paste")
  expect(analysis.dataType).toBe("command_output")
  return analysis.findings.map((one) => [one.kind, one.title, one.quotes[0]!.lines.start])
}

describe("output of containers, networks and tools", () => {
  it("docker ps and docker stats", async () => {
    expect(await read(`CONTAINER ID   IMAGE             COMMAND               CREATED       STATUS                        PORTS      NAMES
4c01db0b339c   acme/orders:2.1   "java -jar /app.jar"  2 hours ago   Restarting (137) 5 sec ago               orders
d7886598dbe2   postgres:15       "docker-entry…"       3 weeks ago   Up 3 weeks (unhealthy)        5432/tcp   db
e2c2a1b0f9aa   nginx:1.25        "/docker-entry…"      3 weeks ago   Exited (0) 2 minutes ago                 edge
`)).toEqual([["container_state", "Container orders restarts again and again (exit code 137)", 2], ["container_state", "Container db is unhealthy", 3]])
    expect(await read("CONTAINER ID   NAME     CPU %     MEM USAGE / LIMIT   MEM %    NET I/O   BLOCK I/O   PIDS\n4c01db0b339c   orders   12.31%    1.95GiB / 2GiB      97.50%   1GB / 1MB   1MB / 3GB   120\nd7886598dbe2   db       3.10%     312MiB / 15GiB      1.97%    8MB / 1MB   1GB / 5GB   30\n")).toEqual([["container_memory", "Container orders uses 97.5 % of its memory limit", 2]])
  })

  it("helm", async () => {
    expect(await read("NAME: orders\nLAST DEPLOYED: Sat Mar 14 09:00:00 2026\nNAMESPACE: shop\nSTATUS: failed\nREVISION: 12\nDESCRIPTION: Upgrade \"orders\" failed: timed out\n")).toEqual([["release_failed", "Release shop/orders is failed", 4]])
    // a former revision that failed is over
    expect(await read("REVISION\tUPDATED                 \tSTATUS    \tCHART       \tAPP VERSION\tDESCRIPTION\n11      \tTue Mar 10 10:00:00 2026\tfailed    \torders-2.0.1\t2.0.1      \tUpgrade failed\n12      \tSat Mar 14 09:00:00 2026\tdeployed  \torders-2.1.0\t2.1        \tUpgrade complete\n")).toEqual([])
  })

  it("ping, traceroute, dig, curl, openssl", async () => {
    expect(await read("PING db.acme.test (10.0.0.5) 56(84) bytes of data.\n64 bytes from 10.0.0.5: icmp_seq=1 ttl=64 time=0.4 ms\n\n--- db.acme.test ping statistics ---\n10 packets transmitted, 2 received, 80% packet loss, time 9123ms\nrtt min/avg/max/mdev = 0.412/0.5/0.6/0.1 ms\n")).toEqual([["packet_loss", "db.acme.test: 80 % of the packets are lost", 5]])
    expect(await read("PING 10.0.0.1 (10.0.0.1) 56(84) bytes of data.\n\n--- 10.0.0.1 ping statistics ---\n1 packets transmitted, 1 received, 0% packet loss, time 0ms\nrtt min/avg/max/mdev = 0.1/0.1/0.1/0.0 ms\n")).toEqual([])
    expect(await read("traceroute to api.acme.test (203.0.113.9), 30 hops max, 60 byte packets\n 1  gw.acme.test (10.0.0.1)  0.412 ms  0.398 ms  0.401 ms\n 2  * * *\n 3  * * *\n")).toEqual([["route_ends", "The way to api.acme.test ends after hop 1 (gw.acme.test (10.0.0.1))", 2]])
    expect(await read("; <<>> DiG 9.18 <<>> pay.acme.test\n;; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 1\n;; flags: qr rd ra; QUERY: 1, ANSWER: 0, AUTHORITY: 1, ADDITIONAL: 1\n")).toEqual([["dns_failure", "pay.acme.test is not resolved: NXDOMAIN", 3]])
    expect(await read("*   Trying 10.0.0.9:443...\n* Connected to pay.acme.test (10.0.0.9) port 443 (#0)\n> GET /health HTTP/1.1\n>\n< HTTP/1.1 503 Service Unavailable\n< Retry-After: 30\n")).toEqual([["http_status", "The server answers 503 Service Unavailable", 5]])
    expect(await read("CONNECTED(00000003)\ndepth=0 CN = api.acme.test\nverify error:num=10:certificate has expired\nnotAfter=Mar 13 23:59:59 2026 GMT\n")).toEqual([["certificate", "The certificate is not accepted: certificate has expired", 3]])
  })

  it("lsof, ip, mpstat and sar", async () => {
    expect(await read("COMMAND  PID USER   FD   TYPE DEVICE SIZE/OFF    NODE NAME\njava    4711  app    5w   REG  259,1 53687091200 131099 /var/log/orders.log (deleted)\njava    4711  app    6w   REG  259,1 100 131100 /tmp/x (deleted)\n")).toEqual([["deleted_open_file", "/var/log/orders.log is deleted but still open: 50 GiB", 2]])
    expect(await read("1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default\n2: eth0: <NO-CARRIER,BROADCAST,MULTICAST,UP> mtu 1500 qdisc mq state DOWN group default\n")).toEqual([["interface_down", "Interface eth0 is down: it has no carrier", 2]])
    expect(await read("Linux 6.1.0 (web-1) \t03/14/2026 \t_x86_64_\t(4 CPU)\n\n09:00:01 AM     CPU     %user     %nice   %system   %iowait    %steal     %idle\n09:10:01 AM     all     12.10      0.00      3.20      0.50      0.00     84.20\n09:20:01 AM     all     91.10      0.00      6.20      0.50      0.00      2.20\nAverage:        all     52.10      0.00      4.40      0.48      0.00     43.02\n")).toEqual([["cpu_high", "The processors are 97.3 % busy at 09:20:01 AM", 5]])
  })

  it("sessions of a database", async () => {
    expect(await read("  pid  | usename | state               | wait_event_type | query\n-------+---------+---------------------+-----------------+----------------------\n  4711 | app     | idle in transaction | Client          | UPDATE orders SET a=1\n  4712 | app     | active              | Lock            | SELECT * FROM orders\n(2 rows)\n")).toEqual([["lock_wait", "Session 4712 waits for a lock: SELECT * FROM orders", 4], ["open_transaction", "Session 4711 holds a transaction open without working (idle in transaction)", 3]])
    expect(await read("+------+------+---------+------+---------------------------------+------------------+\n| Id   | User | Command | Time | State                           | Info             |\n+------+------+---------+------+---------------------------------+------------------+\n| 4711 | app  | Query   |  812 | Waiting for table metadata lock | ALTER TABLE a    |\n| 4712 | app  | Query   |  300 | executing                       | SELECT SLEEP(1)  |\n| 4713 | app  | Sleep   |  900 |                                 | NULL             |\n+------+------+---------+------+---------------------------------+------------------+\n")).toEqual([["lock_wait", "Session 4711 waits for a lock: ALTER TABLE a", 4], ["long_query", "Session 4712 runs for 300 s: SELECT SLEEP(1)", 5]])
  })

  it("a prompt ends the output above it", async () => {
    expect(await read("[ana@web-1 ~]$ df -h\nFilesystem      Size  Used Avail Use% Mounted on\n/dev/sda1        50G   49G  1.2G  98% /\n[ana@web-1 ~]$ free -h\n               total        used        free      shared  buff/cache   available\nMem:            15Gi        14Gi       210Mi       1.0Gi       1.1Gi       600Mi\n")).toEqual([["disk_full", "/ is 98 % full", 3], ["memory_high", "Memory is 96 % in use", 6]])
  })

  it("a claim that waits is no pod that waits", async () => {
    expect(await read("NAME       STATUS    VOLUME   CAPACITY   ACCESS MODES   STORAGECLASS   AGE\ndata-db0   Pending                                      gp3            14m\ndata-db1   Bound     pvc-1    20Gi       RWO            gp3            30d\n")).toEqual([["volume_claim", "Volume claim data-db0 is Pending", 2]])
  })

  it("plans of changes, tests", async () => {
    expect(await read("Terraform will perform the following actions:\n\n  # aws_db_instance.orders must be replaced\n-/+ resource \"aws_db_instance\" \"orders\" {\n    }\n\nPlan: 1 to add, 0 to change, 1 to destroy.\n")).toEqual([["resource_replaced", "aws_db_instance.orders must be replaced", 3]])
    expect((await read(`commit ${"4f".repeat(20)} (HEAD -> main)\nAuthor: Ana Example <ana@acme.test>\nDate:   Sat Mar 14 08:55:12 2026 +0000\n\n    Raise the pool size\n`))).toEqual([["latest_change", "Newest of 1 changes: Raise the pool size", 1]])
  })
})
