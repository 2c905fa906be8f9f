import type { Expected } from "./types.js"

export const LOGS: ReadonlyArray<Expected> = [
  { file: "haproxy.log", is: "logs", says: [[/no server available|orders-1 is DOWN/], [/503/]] },
  { file: "nginx-error.txt", is: "logs", says: [[/connection refused/i], [/no live upstreams|signal 9/]] },
  { file: "alb.log", is: "logs", says: [[/50[23]/]] },
  { file: "postgresql-Sat.log", is: "logs", says: [[/deadlock detected/], [/too many clients/]] },
  { file: "server.log", is: "logs", says: [[/No space left on device/], [/Shutdown broker|log dirs/]] },
  { file: "pino.ndjson", is: "logs", says: [[/session store unavailable|ECONNREFUSED/], [/giving up/]] },
  { file: "lambda.txt", is: "logs", says: [[/timed out after 30.03 seconds/]] },
  { file: "job-logs.txt", is: "logs", says: [[/exit code 1|AssertionError/]] },
  { file: "events.txt", is: "logs", says: [[/terminated unexpectedly/], [/low virtual memory/]] },
  { file: "kubelet.log", is: "logs", says: [[/CrashLoopBackOff/], [/ephemeral-storage/]] },
  { file: "mysql-slow.log", is: "logs", says: [[/31\.4|order_lines/]] },
  { file: "controller.log", is: "logs", says: [[/Reconciler error|leader election lost/]] },
  { file: "journal-iso.txt", is: ["logs", "command_output"], says: [[/cannot open \/etc\/cart\/tls\.key|Permission denied/]] },
  { file: "journal.json", is: ["logs", "command_output"], says: [[/Killed process 4711/]] },
  { file: "dmesg.txt", is: ["logs", "command_output"], says: [[/I\/O error/], [/Killed process 4711/], [/read-only/]] }
]
