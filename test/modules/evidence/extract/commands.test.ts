import { describe, expect, it } from "vitest"
import { analyzeBytes } from "../support/files.js"

const read = async (text: string) => {
  const analysis = await analyzeBytes(text, "paste.txt")
  expect(analysis.dataType).toBe("command_output")
  return analysis.findings.map((one) => [one.kind, one.title, one.quotes[0]!.lines.start])
}

describe("command output", () => {
  it("df", async () => {
    expect(await read("Filesystem      Size  Used Avail Use% Mounted on\n/dev/sda1        50G   49G  1.2G  98% /\n/dev/sdb1       200G   20G  180G  10% /data\ntmpfs           3.9G     0  3.9G   0% /dev/shm\n")).toEqual([["disk_full", "/ is 98 % full", 2]])
    expect(await read("Filesystem      Inodes   IUsed IFree IUse% Mounted on\n/dev/sda1      3276800 3276800     0  100% /var\n")).toEqual([["inodes_full", "/var is 100 % full of inodes", 2]])
  })

  it("free", async () => {
    expect(await read("               total        used        free      shared  buff/cache   available\nMem:           15Gi        14Gi       210Mi       1.0Gi       1.1Gi       600Mi\nSwap:         2.0Gi       1.9Gi        96Mi\n")).toEqual([["memory_high", "Memory is 96 % in use", 2], ["swap_high", "Swap is 95 % in use", 3]])
    expect(await read("              total        used        free      shared  buff/cache   available\nMem:       16303428     3912836      268112      524404    12122480    11523428\nSwap:       2097148           0     2097148\n")).toEqual([])
  })

  it("top", async () => {
    const found = await read(`top - 14:02:11 up 12 days,  3:01,  2 users,  load average: 22.10, 14.30, 6.02
Tasks: 201 total,   3 running, 198 sleeping,   0 stopped,   2 zombie
%Cpu(s): 91.2 us,  4.1 sy,  0.0 ni,  3.0 id,  1.2 wa,  0.0 hi,  0.5 si,  0.0 st
MiB Mem :  15921.0 total,    310.2 free,  14800.5 used,    810.3 buff/cache
MiB Swap:   2048.0 total,      0.0 free,   2048.0 used.    720.1 avail Mem

    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND
   4711 app       20   0   12.1g   9.8g  12345 R 371.2  63.1  99:12.01 java -jar orders.jar
    812 root      20   0  102344   9321   4123 S   0.3   0.1   1:02.11 sshd
`)
    expect(found).toEqual([
      ["load_high", "Load average is 22.1 (6.02 over 15 minutes)", 1], ["cpu_high", "The processors are 97 % busy", 3], ["memory_high", "Memory is 95 % in use", 4], ["swap_high", "Swap is 100 % in use", 5],
      ["process_cpu", "Process 4711 (java -jar orders.jar) uses 371.2 % CPU", 8], ["process_memory", "Process 4711 (java -jar orders.jar) holds 63.1 % of the memory", 8],
      ["zombie_processes", "2 zombie processes", 2]
    ])
  })

  it("ps with blocked processes", async () => {
    const found = await read(`USER       PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n${[1, 2, 3].map((i) => `app       40${i}  0.0  0.1  10000  2000 ?        D    10:00   0:00 cp /mnt/nfs/${i}`).join("\n")}\nroot        1  0.0  0.1 169316 13072 ?        Ss   09:00   0:02 /sbin/init\n`)
    expect(found).toEqual([["blocked_processes", "3 processes are in uninterruptible sleep", 2]])
  })

  it("netstat and ss", async () => {
    const rows = Array.from({ length: 30 }, (_, i) => `tcp        1      0 10.0.0.5:${40_000 + i}       10.0.0.9:5432           CLOSE_WAIT  812/java`).join("\n")
    expect((await read(`Active Internet connections (w/o servers)\nProto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name\n${rows}\n`))[0]!.slice(0, 2)).toEqual(["close_wait", "30 connections are in CLOSE_WAIT"])
    expect((await read("State      Recv-Q Send-Q Local Address:Port   Peer Address:Port\nLISTEN     129    128          *:8080              *:*\nESTAB      0      0      10.0.0.5:8080    10.0.0.7:51234\n"))[0]!.slice(0, 2)).toEqual(["backlog_full", "*:8080 has 129 connections waiting, its limit is 128"])
  })

  it("vmstat and iostat", async () => {
    const found = await read("procs -----------memory---------- ---swap-- -----io---- -system-- ------cpu-----\n r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st\n 1  0      0 812344  20112 902112    0    0     1     2    3    4  1  1 97  1  0\n 9  6 912344  12344   1112  20112  812 1204  9000  8000 1200 3400 20 10 10 60  0\n 8  7 912444  11344   1112  20112  702 1104  9000  8000 1200 3400 22 10  8 60  0\n")
    expect(found.map((one) => one[0])).toEqual(["swapping", "io_wait"])
    expect((await read("avg-cpu:  %user   %nice %system %iowait  %steal   %idle\n           5.10    0.00    2.20   41.30    0.00   51.40\n\nDevice            r/s     w/s     rkB/s     wkB/s   await  %util\nnvme0n1        812.00  301.00  12000.00   9000.00   38.10  99.80\nnvme1n1          1.00    0.00      4.00      0.00    0.40   0.10\n")).map((one) => one[1])).toEqual(["Disk nvme0n1 is 99.8 % busy", "41.3 % of processor time waits for disks"])
  })

  it("kubectl get", async () => {
    const found = await read(`NAMESPACE   NAME                        READY   STATUS             RESTARTS       AGE
shop        web-6f7d9c5b8-abcde         1/1     Running            0              3d
shop        worker-5d4f7c9b6-xyz12      0/1     CrashLoopBackOff   41 (2m ago)    3h
shop        migrate-job-7k2p9           0/1     Completed          0              3h
shop        cart-7b9f8d6c5-qwert        0/1     ImagePullBackOff   0              12m
shop        api-6c8d7f5b4-mnbvc         1/2     Running            7 (1h ago)     1d
`)
    expect(found).toEqual([
      ["pod_status", "shop/worker-5d4f7c9b6-xyz12 is CrashLoopBackOff", 3], ["restarts", "shop/worker-5d4f7c9b6-xyz12 was restarted 41 (2m ago) times", 3], ["pod_status", "shop/cart-7b9f8d6c5-qwert is ImagePullBackOff", 5],
      ["not_ready", "shop/api-6c8d7f5b4-mnbvc: 1 of 2 ready", 6], ["restarts", "shop/api-6c8d7f5b4-mnbvc was restarted 7 (1h ago) times", 6]
    ])
    expect((await read("NAME       STATUS                     ROLES    AGE   VERSION\nnode-a     Ready                      <none>   80d   v1.29.1\nnode-b     NotReady                   <none>   80d   v1.29.1\n")).map((one) => one[1])).toEqual(["node-b is NotReady"])
  })

  it("kubectl describe with its events", async () => {
    const found = await read(`Name:             worker-5d4f7c9b6-xyz12
Namespace:        shop
Node:             node-b/10.0.0.12
Labels:           app=worker
Status:           Running
Containers:
  worker:
    Image:          acme/worker:2.1
    State:          Waiting
      Reason:       CrashLoopBackOff
    Last State:     Terminated
      Reason:       OOMKilled
      Exit Code:    137
    Ready:          False
    Restart Count:  41
    Limits:
      memory:  256Mi
Conditions:
  Type              Status
  Initialized       True
  Ready             False
Events:
  Type     Reason     Age                  From               Message
  ----     ------     ----                 ----               -------
  Normal   Scheduled  3h                   default-scheduler  Successfully assigned shop/worker to node-b
  Warning  BackOff    2m (x340 over 3h)    kubelet            Back-off restarting failed container
`)
    expect(found.map((one) => one[1])).toEqual([
      "worker-5d4f7c9b6-xyz12/worker: last ended with OOMKilled, exit code 137", "worker-5d4f7c9b6-xyz12/worker: is CrashLoopBackOff", "worker-5d4f7c9b6-xyz12/worker was restarted 41 times",
      "worker-5d4f7c9b6-xyz12: condition Ready is False", "BackOff: Back-off restarting failed container"
    ])
  })

  it("systemctl status", async () => {
    const found = await read(`● orders.service - Orders
     Loaded: loaded (/etc/systemd/system/orders.service; enabled; vendor preset: enabled)
     Active: failed (Result: exit-code) since Sat 2026-03-14 09:08:44 UTC; 3min ago
    Process: 4711 ExecStart=/usr/bin/orders (code=exited, status=203/EXEC)
   Main PID: 4711 (code=exited, status=203/EXEC)

Mar 14 09:08:44 host systemd[1]: orders.service: Failed with result 'exit-code'.
`)
    expect(found.map((one) => one[0])).toEqual(["unit_failed", "unit_exit", "unit_exit", "journal_line"])
  })

  it("several commands after one another", async () => {
    const found = await read("$ uptime\n 14:02:11 up 12 days,  3:01,  2 users,  load average: 0.10, 0.20, 0.30\n$ df -h\nFilesystem      Size  Used Avail Use% Mounted on\n/dev/sda1        50G   45G  5.0G  90% /\n$ free -m\n              total        used        free      shared  buff/cache   available\nMem:           1000         950          10          10          40          30\n")
    expect(found.map((one) => [one[0], one[2]])).toEqual([["memory_high", 8], ["disk_full", 5]])
  })
})
