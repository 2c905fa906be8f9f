import type { Expected } from "./types.js"

const of = (file: string, ...says: Expected["says"]): Expected => ({ file: `${file}.txt`, name: "paste.txt", is: "command_output", says })

export const COMMANDS: ReadonlyArray<Expected> = [
  of("top", [/java/, /688/], [/swap/i, /99|2,?037/], [/load/i, /31\.2/]),
  of("ps-aux", [/java/, /98\.7/], [/zombie|defunct/i, /2|convert/]),
  of("ps-ef", [/java/, /97/], [/zombie|defunct/i]),
  of("df-h", [/\/var\/lib\/postgresql/, /100/]),
  of("df-i", [/\/var\/spool\/mail/, /inode/i, /100/]),
  of("free", [/memory/i, /99|102/], [/swap/i, /99|100|2,?040/]),
  of("ss", [/8080/, /129|full|backlog|queue/i]),
  of("netstat", [/CLOSE_WAIT/, /12/]),
  of("pods", [/cart-5f7d9c-x2v4k/, /CrashLoopBackOff/], [/search-0/, /Pending/], [/mail-7d4c-kk2p9/, /ImagePullBackOff/]),
  of("nodes", [/node-a/, /NotReady/], [/node-b/, /SchedulingDisabled|cordon/]),
  of("events-k8s", [/search-0/, /Insufficient memory|FailedScheduling/], [/mail/, /not found|Failed/]),
  of("describe-pod", [/OOMKilled/], [/14/, /restart/i], [/256Mi|Liveness/]),
  of("describe-node", [/node-a/, /DiskPressure|disk pressure/i], [/98 ?%|91 ?%|118 ?%/]),
  of("kubectl-top", [/node-a/, /97|95/]),
  { file: "pod.yaml", is: ["configuration", "command_output"], says: [[/OOMKilled/], [/CrashLoopBackOff/], [/14/, /restart/i]] },
  of("systemctl-status", [/cart\.service/, /failed/i], [/203/]),
  of("failed-units", [/certbot\.service/], [/mnt-nas\.mount/]),
  of("lsof", [/app\.log/, /deleted/]),
  of("ping", [/stock\.acme\.test/, /75 ?%/]),
  of("traceroute", [/pay\.example/, /hop 3|core2|198\.51\.100\.9/]),
  of("dig", [/stock\.acme\.test/, /SERVFAIL/]),
  of("curl", [/certificate/i, /expired/]),
  of("s_client", [/unable to get local issuer certificate/], [/Mar 14 00:00:00 2026|expire|NotAfter/i]),
  of("iptables", [/10\.8\.0\.0\/16/, /5432/, /drop/i]),
  of("ip-addr", [/wg0/, /down/i]),
  of("mount", [/\/var\/spool\/mail/, /read-only|ro\b/]),
  of("lsblk", [/nvme1n1/, /read-only|ro\b/i]),
  of("docker-ps", [/shop-cart-1/, /restart/i], [/shop-mail-1/, /137/]),
  of("docker-stats", [/shop-cart-1/, /98\.1/]),
  of("crictl", [/cart/, /Exited|14/]),
  of("helm-list", [/cart/, /failed/], [/mail/, /pending-upgrade/]),
  of("tf-plan", [/aws_db_instance\.orders/, /replace|destroy/i], [/storage_encrypted|1 to destroy/]),
  // a plan is a profile of a query
  { file: "explain.txt", name: "paste.txt", is: ["command_output", "profile"], says: [[/Seq Scan/, /order_lines/], [/disk/i, /81,?240|external merge/]] },
  of("processlist", [/metadata lock/, /3|ALTER/], [/99203|ALTER TABLE/]),
  of("activity", [/idle in transaction/, /90112|00:41/], [/2/, /lock/i]),
  of("innodb", [/deadlock/i], [/1,?812,?044|history list/i]),
  of("redis-info", [/maxmemory|memory/i, /noeviction|99\.9|100/], [/clients/i, /9,?998/], [/master_link_status|replica|master/i, /down/i], [/bgsave|snapshot/i]),
  of("rabbitmq", [/mail/, /812,?044/], [/consumer/i]),
  of("kafka-groups", [/orders/, /1,?500,?000/]),
  of("jstat", [/old/i, /99\.98|100/], [/full|FGC/i, /7|19/]),
  of("strace-c", [/fdatasync/, /88\.1/], [/futex/, /error/i])
]

export const PAGES: ReadonlyArray<Expected> = [
  { file: "grafana.html", is: ["page_capture", "metrics", "document"], says: [[/38\.8 ?%|CartErrors/]] },
  { file: "confluence.html", is: ["page_capture", "document"], says: [[/cart does not start|Symptoms/]] },
  { file: "postmortem.md", is: ["document", "text"], says: [[/TTL|Root cause|carts lost|8812/]] },
  { file: "mail.txt", is: ["text", "document"], says: [] },
  { file: "inventory.csv", is: ["text", "document"], says: [[/hostname|5 rows|5 lines/]] },
  { file: "chat.txt", is: ["text", "document"], says: [] },
  { file: "error-page.txt", name: "paste.txt", is: ["text", "document"], says: [] },
  { file: "blob.log", is: "unanalysable", says: [] }
]
