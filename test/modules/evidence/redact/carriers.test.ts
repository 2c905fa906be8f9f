/** Secrets and people in what carries them through logs: escaped and encoded text, printed objects, statements apart from their parameters, dialogs. */
import { describe, expect, it } from "vitest"
import { scan } from "../../../../src/modules/evidence/engine/redact/index.js"
import { each } from "../support/marked.js"

const HEX = "9f86d081884c7d659a2feaa0"
const SIG = "iic0pd7w%2F0VXlWif%2B4ckiqngirlfsbB3iumuBpeBhnc%3D"

each("URLs that are escaped or encoded", [
  "{\"url\":\"amqps:\\/\\/bob:⟦purple840⟧@10.0.0.9:5671\\/v\"}", "{\"url\":\"https:\\u002f\\u002fbob:⟦sunshine1157⟧@db\"}", "\"amqps%3A%2F%2Fbob%3A⟦mango-21x⟧%4010.0.0.9%3A5671\"", "to=redis%253A%252F%252Fbob%253A⟦garden997⟧%2540cache",
  `{"url":"https://a.queue.core.windows.net/q?sv=2021\\u0026sig=⟦${SIG}⟧\\u0026se=2026"}`, `SharedAccessSignature=sv=2022&sp=r&sig=⟦${SIG}⟧`, "code=⟦4/0Auor6A0VXo4wF7amkJ3Ob-_NISbvaQ0TfuYa6⟧&redirect_uri=x",
  "host='hooks.slack.com' Max retries exceeded with url: /services/⟦T01AHN7EK/BF5SUY8FFQ3/sjVfKY4RiHTzf5BJ4Fej9lFr⟧", "https:\\/\\/hooks.slack.com\\/services\\/⟦T01AHN7EK\\/BF5SUY8FFQ3\\/sjVfKY4RiHTzf5BJ4Fej9lFr⟧"
])
each("people in encoded text and in the errors of databases", [
  "GET /c?phone=⟦%2B33%206%2076%2042%2077%2007⟧&p=1", "GET /c?phone=⟦(319)%20420-3779⟧&p=1", "GET /c?cc=⟦4111%201111%201111%201111⟧&p=1", "cc=⟦4111+1111+1111+1111⟧&p=1", "GET /c?a=⟦DE89%203704%200044%200532%200130%2000⟧&p=1", "IBAN: ⟦DE89-3704-0044-0532-0130-00⟧",
  "Key (ssn)=(⟦344-64-7727⟧) already exists", "Key (pesel)=(⟦65012186654⟧) already exists", "<sin>⟦279-892-657⟧</sin>", "sin '⟦600-979-843⟧' is invalid", "user ⟦0049 170 5900483⟧ not found", "Key (first_name)=(⟦Maria⟧) exists"
])
each("parameters apart from their statement", [
  "INSERT INTO users (email, password) VALUES ($1, $2) DETAIL: parameters: $1 = 'x', $2 = '⟦Hunter-trustno-85⟧'", "update users set name=?, password=? where id=?\nbinding parameter [1] as [VARCHAR] - [bob]\nbinding parameter [2] as [VARCHAR] - [⟦Summer99x⟧]",
  "Preparing: UPDATE users SET name = ?, password = ?\nParameters: bob(String), ⟦Summer99x⟧(String)", "INSERT INTO users (name, api_key) VALUES (?, ?)\n[generated in 0.1s] ('bob', '⟦k9f8s7d6⟧')", "UPDATE t SET password = %s; args=('⟦Summer99x⟧', 5)",
  "ALTER USER scott IDENTIFIED BY a1b2c3 REPLACE ⟦violet51⟧", "PDO::__construct('mysql:host=x', 'bob', '⟦violet35⟧')", "db.auth(\"bob\", \"⟦falcon77⟧\")"
])
each("objects of Kubernetes and what commands answer", [
  "kind: Secret\ndata: {alpha: ⟦ZHJhZ29uMTQyNA==⟧}", "&Secret{Data:map[string][]byte{foo: ⟦[115 101 99]⟧,},StringData:map[string]string{bar: ⟦Autumn972⟧,},}", "StringData:map[string]string{\"a\":⟦\"Winter50\"⟧}", "kubectl create secret generic db --from-literal=dsn=⟦dragon27⟧",
  "kubectl patch secret db -p '{\"data\":{\"x\":\"⟦bGV0bWVpbjYzN3Fx⟧\"}}'", "kubectl get secret db -o jsonpath='{.data.p}' | base64 -d\n⟦rocket_prod86⟧", "$ vault kv get -field=pw secret/db\n⟦tiger1922⟧", "$ echo $DB_PASSWORD\n⟦tiger1922⟧"
])
each("settings, plans and traces", [
  "bind_pw: ⟦tiger1922⟧", "{user: x, pass: ⟦sunshine1349⟧}", "{\"username\":\"x\",\"secret\":\"⟦dragon347⟧\"}", "rabbitmq_password: !unsafe \"⟦harbour26⟧\"", "auth_basic=⟦bm9haDpmYWxjb24tZmFsY29uLTMx⟧", "~ master_password = \"⟦trustno14⟧\" -> \"⟦changeme35⟧\"", "{\"admin_token\":{\"sensitive\":true,\"type\":\"string\",\"value\":\"⟦2g2yP5rFAf2n4CJkzNzAI8MV⟧\"}}",
  "password........................\"⟦Admin722⟧\"", "placeholder 'db.password' to value '⟦dragon30⟧'", "execve(\"/usr/bin/mysql\", [\"mysql\", \"-p⟦Hunter1435⟧\"])", "InstrumentationKey=⟦6d57bd68-9449-4f94-85fe-396f9aaece4b⟧;x", `-Dsonar.login=⟦${HEX}8b1a9953c4611296⟧`,
  "JSESSIONIDSSO=⟦2RF7S5OL3WC3322F6IT299LTRMZI8E42⟧", "hash ⟦$P$B929fMSOLZQ2XOCOws3BULYUd09RDyX⟧", `pbkdf2:sha256:600000$abcDEF12$${HEX}${HEX}`.replace(/^.*$/, "⟦$&⟧"), "--secretaccesskey=⟦FVLFrf3SCIOznS/CYOT9LMsicOdCzes/UE1j/xD2⟧", "wordpress_logged_in_ab1=⟦bob%7C1767225600%7CBSTH4v4usY6CJ⟧", "shared_secret ⟦Cheese-87x⟧ set"
])
each("dialogs and sentences", [
  "ftp> USER x\nPASS ⟦xOgdBqMaqCEkQ⟧", "addauth digest bob:⟦London1768⟧", "\"CONFIG\" \"SET\" \"requirepass\" \"⟦4bDFgiOmF⟧\"", "sentinel auth-pass mymaster ⟦Passw0rd1670⟧", "\"AUTH\\r\\n$9\\r\\n⟦369351fe3⟧\\r\\n\"", "MIGRATE h 6379 \"\" 0 5000 AUTH ⟦1whY7Fd⟧ KEYS a", "[smtp.x.io]:587 bob:⟦rocket327⟧", "x a001 LOGIN bob ⟦London1550⟧ ok",
  "login attempt [root/⟦123456⟧] failed", "echo -n ⟦Summer13⟧ | base64", "ssh-keygen -N '⟦Hunter37⟧' -f id", "rsync --password-file=<(echo ⟦Monkey92⟧) a b", "login with bob / ⟦mango56⟧ failed", "prod login is bob / ⟦London39⟧", "passwd changed from '⟦garden696⟧' to 'x'",
  "The password for user app is ⟦P@ss1Monkey!⟧", "Your new password is: ⟦P@ss2falcon!⟧", "temp password ⟦tiger1957⟧ sent", "root pw is ⟦coffee44⟧", "user bob pass ⟦London1224⟧", "password mismatch: got \"⟦mango-Winter-48⟧\"", "password is \"⟦open sesame 14⟧\"", "password=⟦twzbgunr⟧ on host", "dialed ⟦011 44 20 7946 1759⟧", "password \"sasl.password\":\"⟦Autumn78⟧\""
])

describe("a value ends where the next pair begins", () => {
  it.each([
    ["user%3Dbob%26password%3DO8WWPhIXvcapzm%26x%3D1", "O8WWPhIXvcapzm"], [`https://a.io/q?sv=1\\u0026sig=${SIG}\\u0026se=2026`, SIG]
  ])("%s", (text, value) => expect(scan(text).map(({ end, start }) => text.slice(start, end))).toEqual([value]))
})

describe("what only looks like it stays", () => {
  it.each([
    "uid: ac85c400-0675-4197-9749-deaa6d467d08", "id 12345678-0675-4197-9749-deaa6d467d08", "host key SHA256:2F0X6WbQ4t8T+zNIBnQ4D3xbKhC8N3tuAs62oEOmGgY", "password key fingerprint SHA256:2FW421N2lPIDvBPnDeV0FDWSL2UvEY3XFIUFJ3K8IBM", "ssh deploy@web-1.example.io uptime", "scp a ec2-user@ip-10-0-0-5.ec2.internal:/tmp", "openjdk 17.0.9.1",
    "SELECT * FROM t WHERE id = $1 parameters: $1 = '77abc'", "insert into t (id, name) values (?, ?)\nbinding parameter [2] as [VARCHAR] - [Summer99x]", "kubectl create configmap c --from-literal=dsn=dragon27", "ConfigMap{Data:map[string]string{bar: Autumn972,},BinaryData:map[string][]byte{a: [1 2 3],}}", "kubectl get secret db\nNAME1", "GET /x?from=2026-01-01%2010:00:00&q=10%2B20", "2026-01-01T10:00:00.1234+0100",
    "proxy_pass => qq{x}", "user_pass == \"git\"", "proxy%3A%2F%2Fcache%3A8080%2Fa", "{\"url\":\"http:\\/\\/cache:8080\\/a@b\"}", "influx -username bob -port 8086", "password=required for"
  ])("%s", (text) => expect(scan(text)).toEqual([]))
})
