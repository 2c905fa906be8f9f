import type { Expected } from "./types.js"

/** Written when the rules had been tuned on half of the others; their misses are not looked at. */
const of = (file: string, is: Expected["is"], ...says: Expected["says"]): Expected => ({ file, name: file.endsWith(".txt") ? "paste.txt" : file.slice("l-".length), is, says })

export const LATER: ReadonlyArray<Expected> = [
  of("l-vault.log", "logs", [/failed to acquire lock|no route to host/]),
  of("l-spring.txt", "logs", [/APPLICATION FAILED TO START|FontStore|LoggingFailureAnalysisReporter/]),
  of("l-gauges.prom", "metrics", [/db_pool_connections_in_use/, /48/, /50/], [/Unavailable|grpc_server_handled_total/], [/rpc_latency_seconds/, /8\.2/]),
  of("l-series.tsv", "metrics", [/disk_free_gb/, /16\.7|fall|steadily|0/]),
  of("l-elasticsearch.yml", "configuration", [/max_shards_per_node/, /100/], [/queue_size/, /20/]),
  of("l-redis.conf", "configuration", [/maxmemory/, /64mb/], [/protected-mode/, /no/]),
  of("l-pgbouncer.ini", "configuration", [/default_pool_size/, /2/], [/max_client_conn/, /100/]),
  of("l-hpa.yaml", ["configuration", "command_output"], [/maxReplicas/, /2/], [/AbleToScale|FailedGetScale/]),
  of("l-circle.toml", "configuration", [/line [78]/, /error|redefin|already/i], [/max_open_conns/, /4/]),
  of("l-scala.txt", "source_code", [/scala/i], [/PriceStream|decode/]),
  of("l-swift.txt", "source_code", [/swift/i], [/ReceiptStore|load/]),
  of("l-sidekiq.txt", "error_report", [/ConnectionTimeoutError/], [/export_job\.rb:31/]),
  of("l-kafka-trace.txt", ["error_report", "logs"], [/SerializationException/], [/TickSerde/]),
  of("l-android.txt", "error_report", [/NullPointerException/], [/CartActivity\.kt:52/]),
  of("l-valgrind.txt", "error_report", [/Invalid read/], [/ring\.c:77/]),
  of("l-ipt-save.txt", "command_output", [/mysql/, /reject/i]),
  of("l-nginx-t.txt", "command_output", [/unknown directive/]),
  of("l-rollout.txt", "command_output", [/invoice/, /progress deadline/]),
  of("l-deploy.txt", "command_output", [/invoice/, /1 of 3/]),
  of("l-pvc.txt", "command_output", [/data-es-1/, /Pending/]),
  of("l-etcd.txt", "command_output", [/NOSPACE/]),
  of("l-cat.txt", "command_output", [/orders-2026\.03/, /red/]),
  of("l-smart.txt", "command_output", [/FAILED|Reallocated_Sector_Ct/]),
  of("l-ntp.txt", "command_output", [/41\.2|Not synchronised/]),
  of("l-slots.txt", "command_output", [/cdc_orders/, /182 GB|active/]),
  of("l-mongo.json", ["command_output", "configuration"], [/mongo-1/, /not reachable|Connection refused/]),
  of("l-adr.md", ["document", "text"], [/Prices are integers|Decision/]),
  of("l-ticket.txt", ["text", "document"], [/could not obtain a connection/])
]
