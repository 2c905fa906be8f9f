import type { Expected } from "./types.js"

/** What an engineer on call would point at in files of the field, and what would be silly to raise; written before the rules that state it. */
export const STATEMENTS: ReadonlyArray<Expected> = [
  { file: "s-nginx-access.log", name: "nginx-access.log", is: "logs", says: [[/502/, /\/api\/checkout/], [/10:14/], [/\d ?%/]], never: [/favicon/] },
  { file: "s-envoy-access.log", name: "envoy-access.log", is: "logs", says: [[/503/, /\d ?%/], [/\bUF\b|connection_failure/], [/10:06/]], never: [/repeated.*200/i] },
  { file: "s-access-healthy.log", name: "access-healthy.log", is: "logs", says: [], quiet: true },
  { file: "s-haproxy-http.log", name: "haproxy-http.log", is: "logs", says: [[/app2 is DOWN|app1 is DOWN/], [/no server available/], [/503/, /\d ?%/]], never: [/0 requeued.*times/] },
  { file: "s-access.json.log", name: "access.json.log", is: "logs", says: [[/504/, /\/v2\/feed/], [/10:03/], [/\d ?%/]], never: [/\/v2\/login/] },
  { file: "s-slow-query.log", name: "slow-query.log", is: "logs", says: [[/48\.2/], [/order_items/], [/4,?811,?920/]], never: [/started with/] },
  { file: "s-mongod.log", name: "mongod.log", is: "logs", says: [[/COLLSCAN/, /shop\.orders/], [/\b[456](\.\d+)? ?s\b|[456]\d{3}/], [/Slow query/i]], never: [/Connection accepted.*(slow|error)/i] },
  { file: "s-lambda-timeouts.txt", name: "lambda-timeouts.txt", is: "logs", says: [[/timed out after 15\.02/], [/\b8\b/, /timed out/i], [/256/, /memory/i]], never: [/processing batch.*(error|fail)/] },
  { file: "s-system-events.txt", name: "system-events.txt", is: "logs", says: [[/\b41\b/, /rebooted without cleanly shutting down/], [/6008/, /unexpected/], [/Print Spooler service terminated/]], never: [/entered the running state/] },
  { file: "s-actions-jest.txt", name: "actions-jest.txt", is: "logs", says: [[/discount › applies the loyalty rate|discount\.test\.ts/], [/Expected: 90|Received: 81|toBe/], [/exit code 1/]], never: [/inflight|leaks memory/] },
  { file: "s-gradle-build.txt", name: "gradle-build.txt", is: ["text", "logs", "error_report"], says: [[/RateController\.java:41/, /cannot find symbol/], [/:web:compileJava/], [/BUILD FAILED|Build failed/]], never: [/Run with --info/] },
  { file: "s-go-test.txt", name: "go-test.txt", is: ["text", "logs", "error_report"], says: [[/TestQueue\/drains|TestQueue/], [/queue_test\.go:88/, /drained 9 of 10/], [/example\.com\/worker\/queue/]], never: [/TestParseError/] },
  { file: "s-dmesg-oom.txt", name: "dmesg-oom.txt", is: "logs", says: [[/4021/, /java/, /Killed process/], [/7741180kB|7\.[34] G/], [/search\.service/]], never: [/errors=remount-ro/] },
  { file: "s-kern.log", name: "kern.log", is: "logs", says: [[/NIC Link is Down/], [/nfsd/, /120 seconds/], [/soft lockup/, /CPU#5/]], never: [/SyncLoop/] },
  { file: "s-gc.log", name: "gc.log", is: "logs", says: [[/Pause Full/], [/([678]\.\d+ ?s|[678]\d{3}(\.\d+)? ?ms)/], [/4096M|4071M/]], never: [/Using G1/] },
  { file: "s-postgresql.log", name: "postgresql.log", is: "logs", says: [[/too many clients already/, /\b25\b/], [/deadlock detected/], [/10:02:1/]], never: [/connection authorized.*error/i] },
  { file: "s-kafka-server.log", name: "kafka-server.log", is: "logs", says: [[/Shrinking ISR/, /\b12\b/], [/NotEnoughReplicas|min\.isr/], [/broker ?(Id:? ?)?3|brokerId: 3/]], never: [/Removed \d+ expired offsets.*error/] },
  { file: "s-rabbit-mq1.log", name: "rabbit@mq1.log", is: "logs", says: [[/memory resource limit alarm|Publishers will be blocked/], [/partitioned_network/], [/missed heartbeats|closing AMQP connection/]], never: [/accepting AMQP connection.*(error|alarm)/] },
  { file: "s-nginx-error.log", name: "nginx-error.log", is: "logs", says: [[/\b37\b/, /upstream timed out/], [/no live upstreams/], [/10\.9\.1\.7/], [/10:05:20/]], never: [/buffered to a temporary file.*(cause|critical)/] },
  { file: "s-kubelet-pleg.log", name: "kubelet-pleg.log", is: "logs", says: [[/PLEG is not healthy/], [/shop\/report-7d9f|ephemeral-storage/], [/Probe failed/, /cart/]], never: [/SyncLoop UPDATE.*(error|warn)/] },
  { file: "s-syslog-invoice", name: "syslog-invoice", is: "logs", says: [[/invoice\.service/, /Failed with result|status=78/], [/start-limit-hit|repeated too quickly/], [/missing key DB_URL/]], never: [/Daily apt download/] },
  { file: "s-coredns.log", name: "coredns.log", is: "logs", says: [[/i\/o timeout/, /10\.0\.0\.2/], [/SERVFAIL/], [/api\.partner\.example/]], never: [/NOERROR.*(error|warning):/] },
  { file: "s-uploads.ndjson", name: "uploads.ndjson", is: "logs", says: [[/no space left on device/, /\b22\b/], [/10:00:51/]], never: [/stored upload.*error/] },
  { file: "s-ansible-run.txt", name: "ansible-run.txt", is: "command_output", says: [[/web3/, /UNREACHABLE|unreachable=1/], [/No package matching 'nginx-plus'/], [/web2/, /FAILED|failed=1/]], never: [/web1 .*failed=0/] },
  { file: "s-sync-quiet.log", name: "sync-quiet.log", is: "logs", says: [], quiet: true },
  { file: "s-quote-durations.log", name: "quote-durations.log", is: "logs", says: [[/duration/i, /[456]\.\d/], [/10:04/], [/\/quote/]], never: [/svc=quote.*error/] },
  { file: "s-rare-grave.log", name: "rare-grave.log", is: "logs", says: [[/corruption/, /vol-7/], [/could not push sample/, /\b99\b/]], never: [/change shortly before/i] }
]
