/** Connection strings and addresses with passwords. Half A. */
import { alnum, encode, host, password, type Shape, user } from "../../random.js"
import { both, lowerAlnum, say } from "../material.js"

export const CONNECTIONS: ReadonlyArray<Shape> = [
  ["postgres key-value DSN", (r) => say(password(r), (v) => `connecting with host=${host(r)} port=5432 user=${user(r)} password=${v} dbname=orders sslmode=disable`)],
  ["mysql Go DSN", (r) => say(password(r), (v) => `sql.Open mysql ${user(r)}:${v}@tcp(${host(r)}:3306)/shop?parseTime=true`)],
  ["mongodb+srv URL", (r) => say(password(r), (v) => `MONGO_URI=mongodb+srv://${user(r)}:${v}@cluster0.${lowerAlnum(r, 5)}.mongodb.net/app?retryWrites=true`)],
  ["redis URL without user", (r) => say(password(r), (v) => `celery broker redis://:${v}@${host(r)}:6379/0`)],
  ["amqp URL", (r) => say(password(r), (v) => `amqps://${user(r)}:${v}@${host(r)}:5671/%2Fprod refused`)],
  ["JDBC SQL Server", (r) => say(password(r), (v) => `jdbc:sqlserver://${host(r)}:1433;databaseName=erp;user=sa;password=${v};encrypt=true`)],
  ["Oracle sqlplus", (r) => say(password(r), (v) => `sqlplus -s system/${v}@//${host(r)}:1521/ORCLPDB1 @report.sql`)],
  ["ADO.NET Pwd", (r) => say(password(r), (v) => `Data Source=${host(r)};Uid=${user(r)};Pwd=${v};Trusted_Connection=no`)],
  ["ODBC braces", (r) => say(`${password(r)};x`, (v) => `DRIVER={ODBC Driver 18 for SQL Server};SERVER=${host(r)};UID=sa;PWD={${v}};TrustServerCertificate=yes`)],
  ["Kafka SCRAM, escaped", (r) => say(password(r), (v) => `{"sasl.jaas.config":"org.apache.kafka.common.security.scram.ScramLoginModule required username=\\"app\\" password=\\"${v}\\";"}`)],
  ["librdkafka map", (r) => say(password(r), (v) => `map[bootstrap.servers:${host(r)}:9092 sasl.mechanisms:PLAIN sasl.password:${v} sasl.username:app]`)],
  ["LDAP properties", (r) => say(password(r), (v) => `spring.ldap.password=${v}`)],
  ["SMTP URL", (r) => say(password(r), (v) => `MAILER_DSN=smtp://${user(r)}:${v}@${host(r)}:587`)],
  ["SFTP URL", (r) => say(password(r), (v) => `sftp://${user(r)}:${v}@${host(r)}:2222/upload`)],
  ["https token as user", (r) => say(alnum(r, 32), (v) => `pip install --index-url https://${v}:@${host(r)}/simple`)],
  ["git remote", (r) => say(password(r), (v) => `origin https://${user(r)}:${v}@${host(r)}/team/app.git (fetch)`)],
  ["MQTT URL", (r) => say(password(r), (v) => `mqtts://${user(r)}:${v}@${host(r)}:8883`)],
  ["ClickHouse query", (r) => say(password(r), (v) => `clickhouse://${host(r)}:9000?username=default&password=${v}&database=logs`)],
  ["Cassandra repr", (r) => say(password(r), (v) => `PlainTextAuthProvider(username='cassandra', password='${v}')`)],
  ["SMB share", (r) => say(password(r), (v) => `mount -t cifs //${host(r)}/share /mnt -o username=svc,password=${v},vers=3.0`)],
  ["SNMPv3 keys", (r) => both(password(r), password(r), (a, b) => `snmpwalk -v3 -l authPriv -u mon -a SHA -A ${a} -x AES -X ${b} 10.1.1.1`)],
  ["Redis AUTH", (r) => say(password(r), (v) => `1709280000.123 [0 10.0.0.9:51122] "AUTH" "${v}"`)],
  ["SMTP AUTH PLAIN", (r) => say(encode(`\0${user(r)}\0${password(r)}`), (v) => `C: AUTH PLAIN ${v}`)],
]
