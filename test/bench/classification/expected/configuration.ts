import type { Expected } from "./types.js"

export const CONFIGURATION: ReadonlyArray<Expected> = [
  { file: "nginx.conf", is: "configuration", says: [[/worker_connections/, /64/], [/proxy_read_timeout/, /5s/]] },
  { file: "haproxy.cfg", is: "configuration", says: [[/maxconn/, /100|10/], [/timeout server/, /3s/]] },
  { file: "my.cnf", is: "configuration", says: [[/max_connections/, /40/], [/innodb_buffer_pool_size/, /128M/]] },
  { file: "postgresql.conf", is: "configuration", says: [[/max_connections/, /50/], [/fsync/, /off/]] },
  { file: "main.tf", is: ["configuration", "source_code"], says: [[/0\.0\.0\.0\/0/], [/db\.t3\.micro|aws_db_instance/]] },
  { file: "values.yaml", is: "configuration", says: [[/memory/, /64Mi/], [/maxReplicas/, /2/]] },
  { file: "deployment.yml", is: "configuration", says: [[/replicas/, /0/], [/memory/, /128Mi/]] },
  { file: "docker-compose.yml", is: "configuration", says: [[/mem_limit/, /64m/]] },
  { file: "cart.service", is: "configuration", says: [[/LimitNOFILE/, /256/], [/MemoryMax/, /200M/]] },
  { file: "dot.env", name: ".env", is: "configuration", says: [[/DATABASE_POOL_SIZE/, /twice|two|2 times|repeated|again|duplicate|40/i], [/REQUEST_TIMEOUT_MS/, /100/]] },
  { file: "telegraf.toml", is: "configuration", says: [[/line 13|13/, /cannot be read|invalid|error|syntax/i]] },
  { file: "php.ini", is: "configuration", says: [[/memory_limit/, /16M/]] },
  { file: "application.properties", is: "configuration", says: [[/maximum-pool-size/, /3/], [/threads\.max/, /10/]] },
  { file: "log4j2.xml", is: "configuration", says: [[/Root/, /OFF/]] },
  { file: "pom.xml", is: "configuration", says: [[/HikariCP/, /twice|two|repeated|duplicate|3\.4\.5/i]] },
  { file: "appsettings.json", is: "configuration", says: [[/line [78]/, /cannot be read|invalid|error|syntax|not valid/i]] },
  { file: "crontab.txt", is: "configuration", says: [[/61 4|minute|rotate-keys/], [/31 2|never|monthly-close/]] },
  { file: "sshd_config", is: "configuration", says: [[/MaxStartups/, /2:30:4/], [/MaxSessions/, /2/]] },
  { file: "fstab", is: "configuration", says: [[/\/srv\/media/, /hard|nfs/]] },
  { file: "envoy.yaml", is: "configuration", says: [[/timeout/, /0\.2s/], [/max_connections/, /1/]] },
  { file: "rules.yml", is: "configuration", says: [[/CartErrors/, /10m|0\.05/]] },
  { file: "Dockerfile", is: ["configuration", "source_code"], says: [[/max-old-space-size/, /64/], [/node:latest/]] },
  { file: "broken.yaml", is: "configuration", says: [[/line 5|5/, /cannot be read|invalid|error|syntax|indent/i]] },
  { file: "logstash.conf", is: "configuration", says: [[/5044|9200|10\.8\.0\.50/]] }
]
