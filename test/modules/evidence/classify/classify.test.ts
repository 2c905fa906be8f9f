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

  it.each([
    ["curl_v", `*   Trying 10.0.0.9:8443...
* connect to 10.0.0.9 port 8443 failed: Connection refused
* Failed to connect to payments.acme.test port 8443 after 12 ms: Couldn't connect to server
* Closing connection 0
curl: (7) Failed to connect to payments.acme.test port 8443 after 12 ms: Couldn't connect to server
`, "command_output"],
    ["git_log", `commit 4f3a9c1d2b7e8f60a1b2c3d4e5f60718293a4b5c (HEAD -> main, origin/main)
Author: Ana Example <ana@acme.test>
Date:   Sat Mar 14 08:55:12 2026 +0000

    Raise the pool size of orders to 200

commit 0011aa22bb33cc44dd55ee66ff77889900aabbcc
Author: Ben Example <ben@acme.test>
Date:   Fri Mar 13 17:12:00 2026 +0000

    Fix typo in README
`, "command_output"],
    ["helm_status", `NAME: orders
LAST DEPLOYED: Sat Mar 14 09:00:00 2026
NAMESPACE: shop
STATUS: failed
REVISION: 12
DESCRIPTION: Upgrade "orders" failed: timed out waiting for the condition
TEST SUITE: None
`, "command_output"],
    ["nslookup", `Server:		10.0.0.2
Address:	10.0.0.2#53

** server can't find payments.acme.test: NXDOMAIN
`, "command_output"],
    ["sar", `Linux 6.1.0-13-amd64 (web-1) 	03/14/2026 	_x86_64_	(4 CPU)

09:00:01 AM     CPU     %user     %nice   %system   %iowait    %steal     %idle
09:10:01 AM     all     12.10      0.00      3.20      0.50      0.00     84.20
09:20:01 AM     all     12.40      0.00      3.10      0.40      0.00     84.10
09:30:01 AM     all     91.10      0.00      6.20      0.50      0.00      2.20
09:40:01 AM     all     93.10      0.00      5.20      0.50      0.00      1.20
Average:        all     52.10      0.00      4.40      0.48      0.00     43.02
`, "command_output"],
    ["conf_hcl", `variable "region" {
  type    = string
  default = "eu-central-1"
}

resource "aws_db_instance" "orders" {
  engine         = "postgres"
  engine_version = "15.4"
  instance_class = "db.t4g.micro"
  allocated_storage = 20
  tags = {
    team = "shop"
  }
}
`, "configuration"],
    ["conf_xml_nodecl", `<configuration>
  <appender name="STDOUT" class="ch.qos.logback.core.ConsoleAppender">
    <encoder><pattern>%d %-5level %msg%n</pattern></encoder>
  </appender>
  <root level="DEBUG">
    <appender-ref ref="STDOUT"/>
  </root>
</configuration>
`, "configuration"],
    ["conf_apache", `ServerRoot "/etc/httpd"
Listen 80
<VirtualHost *:80>
    ServerName shop.acme.test
    DocumentRoot /var/www/html
    <Directory /var/www/html>
        Require all granted
    </Directory>
    ProxyPass /api http://10.0.0.5:8080/
</VirtualHost>
`, "configuration"],
    ["haproxy", `global
    maxconn 2000
    log /dev/log local0

defaults
    mode http
    timeout connect 5s
    timeout client 30s

frontend www
    bind *:80
    default_backend app

backend app
    balance roundrobin
    server app1 10.0.0.5:8080 check
    server app2 10.0.0.6:8080 check
`, "configuration"],
    ["sshd_config", `Port 22
PermitRootLogin no
PasswordAuthentication no
MaxSessions 10
AllowUsers ana ben
UsePAM yes
`, "configuration"],
    ["redis_conf", `bind 127.0.0.1
port 6379
maxmemory 100mb
maxmemory-policy noeviction
appendonly yes
save 900 1
`, "configuration"],
    ["dockerfile", `FROM node:20-slim
WORKDIR /app
COPY package.json .
RUN npm ci --omit=dev
COPY . .
EXPOSE 8000
USER node
CMD ["node", "dist/main.js"]
`, "configuration"],
    ["hosts", `127.0.0.1   localhost
::1         localhost ip6-localhost
10.0.0.5    db-1.acme.test db-1
10.0.0.6    db-2.acme.test db-2
`, "configuration"],
    ["crontab", `# m h dom mon dow command
0 2 * * * /usr/local/bin/backup.sh > /var/log/backup.log 2>&1
*/5 * * * * /usr/local/bin/healthcheck
30 4 1 * * root /usr/sbin/logrotate -f /etc/logrotate.conf
`, "configuration"],
    ["fstab", `UUID=ab12-cd34 / ext4 errors=remount-ro 0 1
/dev/sdb1 /data xfs defaults,noatime 0 2
tmpfs /tmp tmpfs size=1G 0 0
`, "configuration"],
    ["broken_json", `{
  "server": {
    "port": 8080,
    "host": "a",
  }
}
`, "configuration"],
    ["statsd", `api.requests:1|c
api.latency:320|ms
api.queue:12|g
api.requests:1|c|@0.1
`, "metrics"],
    ["c_ts", `import { Effect } from "effect"

export interface Cart {
  readonly id: string
  readonly total: number
}

export const total = (cart: Cart): number => cart.total

export class Carts {
  constructor(private readonly db: Db) {}
  async find(id: string): Promise<Cart | null> {
    return this.db.one(id)
  }
}
`, "source_code"],
    ["c_ruby", `require "json"

module Shop
  class Cart
    attr_reader :items

    def initialize(items)
      @items = items
    end

    def total
      items.sum { |i| i[:price] }
    rescue StandardError
      nil
    end
  end
end
`, "source_code"],
    ["c_sql", `SELECT o.id, o.total
FROM orders o
JOIN customers c ON c.id = o.customer_id
WHERE o.created_at > now() - interval '1 day'
  AND o.status = 'failed'
ORDER BY o.id;

UPDATE orders SET status = 'retry' WHERE status = 'failed';
`, "source_code"],
    ["c_sh", `set -euo pipefail
for host in web-1 web-2; do
  if ! ssh "$host" systemctl is-active orders; then
    echo "orders is down on $host" >&2
    exit 1
  fi
done
`, "source_code"],
    ["c_ps1", `param([string]$Host = "web-1")
$ErrorActionPreference = "Stop"
function Get-Total {
    param($Cart)
    $Cart.Items | Measure-Object -Property Price -Sum
}
Get-Service orders | Where-Object { $_.Status -ne 'Running' }
`, "source_code"],
    ["c_lua", `local redis = require("redis")

local function total(items)
  local sum = 0
  for _, i in ipairs(items) do
    sum = sum + i.price
  end
  return sum
end

return { total = total }
`, "source_code"],
    ["l_compose", `web-1  | 10.0.0.1 - - [14/Mar/2026:09:08:41 +0000] "GET / HTTP/1.1" 200 12
api-1  | ERROR: connection to db refused
db-1   | 2026-03-14 09:08:42.123 UTC [1] FATAL:  the database system is starting up
api-1  | retrying in 5 s
`, "logs"],
    ["l_winevent", `Information	3/14/2026 9:08:41 AM	Service Control Manager	7036	None	The Orders service entered the stopped state.
Error	3/14/2026 9:08:42 AM	Application Error	1000	(100)	Faulting application name: orders.exe
Warning	3/14/2026 9:08:43 AM	Disk	51	None	An error was detected on device during a paging operation.
`, "logs"],
    ["l_gc", `[0.012s][info][gc] Using G1
[12.345s][info][gc] GC(12) Pause Young (Normal) (G1 Evacuation Pause) 1020M->900M(1024M) 45.120ms
[13.345s][info][gc] GC(13) Pause Full (G1 Compaction Pause) 1023M->1019M(1024M) 2145.120ms
`, "logs"],
    ["l_mysql_slow", `# Time: 2026-03-14T09:08:41.123456Z
# User@Host: app[app] @  [10.0.0.7]  Id: 4711
# Query_time: 12.345678  Lock_time: 0.000123 Rows_sent: 1  Rows_examined: 5000000
SET timestamp=1773479321;
SELECT * FROM orders WHERE status = 'failed';
# Time: 2026-03-14T09:08:55.123456Z
# User@Host: app[app] @  [10.0.0.7]  Id: 4712
# Query_time: 9.345678  Lock_time: 0.000123 Rows_sent: 1  Rows_examined: 5000000
SET timestamp=1773479335;
SELECT * FROM orders WHERE status = 'failed';
`, "logs"],
    ["l_cef", `CEF:0|Acme|FW|1.0|100|Blocked connection|7|src=10.0.0.1 dst=10.0.0.2 spt=1232 act=blocked
CEF:0|Acme|FW|1.0|100|Blocked connection|7|src=10.0.0.1 dst=10.0.0.3 spt=1233 act=blocked
`, "logs"],
    ["t_slack", `Ana Example  9:12 AM
checkout is down for me, anyone else?
Ben Example  9:13 AM
yes, 503 on /api/orders
Ana Example  9:14 AM
we deployed pool settings at 8:55
Ben Example  9:15 AM
rolling back
`, "text"],
    ["t_rst", `Pool exhausted
==============

When the alert fires, the orders service has no free connection left in its pool.

Diagnose
--------

.. code-block:: sh

   psql -c 'select 1'
`, "document"],
    ["d_html_frag", `<div class="post"><h2>Orders fail</h2>
<p>Since the deployment customers see 503.</p>
<ul><li>web-1</li><li>web-2</li></ul></div>
`, "document"],
    ["h_iis", `#Software: Microsoft Internet Information Services 10.0
#Fields: date time s-ip cs-method cs-uri-stem sc-status time-taken
2026-03-14 09:08:41 10.0.0.5 GET /api 200 12
2026-03-14 09:08:42 10.0.0.5 GET /api 500 5012
`, "logs"],
    ["h_redis_log", `812:M 14 Mar 2026 09:08:41.123 * Ready to accept connections
812:M 14 Mar 2026 09:08:42.123 # OOM command not allowed when used memory > 'maxmemory'.
`, "logs"],
    ["h_tsconfig", `{
  // strict
  "compilerOptions": {
    "strict": true,
    "target": "ES2022"
  }
}
`, "configuration"]
  ])("%s, under no name and under a misleading one", (_, text, wanted) => {
    for (const name of ["paste", "x.bin"]) expect(kind(text, name)).toMatchObject({ dataType: wanted, needsUserChoice: false })
  })

  it("a name never beats content that is typical of a kind", () => {
    const trace = "Traceback (most recent call last):\n  File \"a.py\", line 1, in <module>\n    b()\nKeyError: 'sku'\n"
    for (const name of ["notes.md", "a.yaml", "a.csv", "data.json", "a.py", "app.log"]) expect(kind(trace, name).dataType, name).toBe("error_report")
    for (const name of ["notes.md", "a.py", "app.log"]) expect(kind("{\"server\": {\"port\": 8080}, \"hosts\": [\"a\"]}", name).dataType, name).toBe("configuration")
    // where nothing is typical the name decides
    expect(kind("alpha\nbeta 2\ngamma|x\n", "app.log")).toMatchObject({ dataType: "logs", needsUserChoice: false })
    expect(kind("Just one plain sentence about the service that is slow today.\n", "notes.md")).toMatchObject({ dataType: "document" })
    // and it is not believed where the text contradicts it
    expect(kind("Just one plain sentence about the service that is slow today.\n", "data.json")).toMatchObject({ dataType: "text" })
  })

  it("a typical text keeps its type whatever page it was captured from", () => {
    const yaml = "server:\n  port: 8080\n  host: a\nlogging:\n  level: debug\n"
    expect(kind(yaml, "page", "https://grafana.acme.io/d/abc")).toMatchObject({ dataType: "configuration" })
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
