/** Connection strings and addresses with passwords. Half B. */
import { hex, host, password, type Shape, user } from "../../random.js"
import { both, say } from "../material.js"

export const CONNECTIONS: ReadonlyArray<Shape> = [
  ["postgres URL", (r) => say(password(r), (v) => `dial postgres://${user(r)}:${v}@${host(r)}:5432/orders?sslmode=require: timeout`)],
  ["postgres quoted DSN", (r) => say(`${password(r)} ${password(r)}`, (v) => `dsn: "host=${host(r)} user=app password='${v}' dbname=x"`)],
  ["mysql+pymysql URL", (r) => say(password(r), (v) => `Engine(mysql+pymysql://${user(r)}:${v}@${host(r)}/shop?charset=utf8mb4)`)],
  ["mongodb replica set", (r) => say(encodeURIComponent(`${password(r)}@#`), (v) => `mongodb://root:${v}@m1:27017,m2:27017,m3:27017/admin?replicaSet=rs0`)],
  ["rediss URL", (r) => say(hex(r, 65), (v) => `REDIS_TLS_URL=rediss://default:${v}@${host(r)}:25061`)],
  ["JDBC query password", (r) => say(password(r), (v) => `jdbc:postgresql://${host(r)}:5432/app?user=${user(r)}&password=${v}&ssl=true`)],
  ["JDBC Oracle thin", (r) => say(password(r), (v) => `jdbc:oracle:thin:scott/${v}@${host(r)}:1521:ORCL`)],
  ["ADO.NET string", (r) => say(password(r), (v) => `Server=tcp:${host(r)},1433;Initial Catalog=Orders;User ID=${user(r)};Password=${v};Encrypt=True;Connection Timeout=30;`)],
  ["ADO.NET quoted password", (r) => say(`${password(r)};${password(r)}`, (v) => `Server=db;Database=x;User Id=app;Password="${v}";MultipleActiveResultSets=true`)],
  ["Kafka JAAS", (r) => say(password(r), (v) => `sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="${user(r)}" password="${v}";`)],
  ["Kafka SSL properties", (r) => both(password(r), password(r), (a, b) => `ssl.keystore.password=${a}\nssl.key.password=${b}`)],
  ["LDAP bind", (r) => say(password(r), (v) => `ldapsearch -x -H ldap://${host(r)} -D cn=admin,dc=example,dc=org -w ${v} -b dc=example,dc=org`)],
  ["LDAP bindpw", (r) => say(password(r), (v) => `binddn cn=nss,dc=example,dc=org bindpw ${v}`)],
  ["FTP URL", (r) => say(password(r), (v) => `lftp ftp://${user(r)}:${v}@${host(r)}/out failed: 530`)],
  ["https userinfo", (r) => say(password(r), (v) => `GET https://${user(r)}:${v}@${host(r)}/status 502`)],
  ["proxy variable", (r) => say(password(r), (v) => `HTTPS_PROXY=http://${user(r)}:${v}@proxy.example.org:3128`)],
  ["RTSP camera", (r) => say(password(r), (v) => `ffmpeg -i rtsp://admin:${v}@10.0.8.${r(250)}:554/h264 -c copy`)],
  ["NATS URL", (r) => say(password(r), (v) => `nats: connecting to nats://${user(r)}:${v}@${host(r)}:4222`)],
  ["Snowflake DSN", (r) => say(password(r), (v) => `snowflake://${user(r)}:${v}@acme-eu/DB/PUBLIC?warehouse=WH`)],
  ["Elasticsearch hosts list", (r) => say(password(r), (v) => `hosts: ["https://elastic:${v}@${host(r)}:9200"]`)],
  ["net use", (r) => say(password(r), (v) => `net use Z: \\\\fs01\\share ${v} /user:ACME\\svc_backup`)],
  ["SIP digest", (r) => say(password(r), (v) => `[trunk](!) type=peer username=acme secret=${v} host=sip.example.org`)],
  ["FTP PASS", (r) => say(password(r), (v) => `ftp session: USER upload PASS ${v}`)],
]
