/** Commands, credential files and manifests. Half B. */
import { BASE32, BASE64, base64, encode, host, password, run, type Shape, user, uuid } from "../../random.js"
import { both, say, service } from "../material.js"

export const COMMANDS: ReadonlyArray<Shape> = [
  ["curl --user quoted", (r) => say(password(r), (v) => `+ curl --user '${user(r)}:${v}' -XPOST https://${host(r)}/_reload`)],
  ["curl JSON body", (r) => say(password(r), (v) => `curl -d '{"login":"jane","password":"${v}"}' https://${host(r)}/login`)],
  ["wget", (r) => say(password(r), (v) => `wget --http-user=jane --http-password=${v} https://${host(r)}/a.tgz`)],
  ["docker login", (r) => say(password(r), (v) => `docker login registry.example.org --username ci --password ${v}`)],
  ["echo into docker login", (r) => say(password(r), (v) => `echo ${v} | docker login -u ci --password-stdin registry.example.org`)],
  ["mysqladmin", (r) => say(password(r), (v) => `mysqladmin -u root password '${v}'`)],
  ["redis-cli", (r) => say(password(r), (v) => `redis-cli -h ${host(r)} -a ${v} info`)],
  ["sqlcmd", (r) => say(password(r), (v) => `sqlcmd -S ${host(r)} -U sa -P ${v} -Q "select 1"`)],
  ["chpasswd", (r) => say(password(r), (v) => `echo 'root:${v}' | chpasswd`)],
  ["net user", (r) => say(password(r), (v) => `net user svc_backup ${v} /add`)],
  ["keytool", (r) => say(password(r), (v) => `keytool -list -keystore k.jks -storepass ${v}`)],
  ["kubectl create secret", (r) => say(password(r), (v) => `kubectl create secret generic db --from-literal=password=${v} -n prod`)],
  ["vault kv put", (r) => say(password(r), (v) => `vault kv put secret/app db_password=${v}`)],
  ["az login", (r) => say(password(r), (v) => `az login --service-principal -u ${uuid(r)} -p ${v} --tenant ${uuid(r)}`)],
  ["rabbitmqctl", (r) => say(password(r), (v) => `rabbitmqctl change_password app ${v}`)],
  ["netrc line", (r) => say(password(r), (v) => `machine ${host(r)} login ${user(r)} password ${v}`)],
  ["pgpass line", (r) => say(password(r), (v) => `${host(r)}:5432:orders:${user(r)}:${v}`)],
  ["m2 settings", (r) => say(password(r), (v) => `<server><id>nexus</id><username>ci</username><password>${v}</password></server>`)],
  ["pypirc", (r) => say(password(r), (v) => `[internal]\nrepository = https://pypi.example.org\nusername = ci\npassword = ${v}`)],
  ["s3cfg", (r) => say(run(r, BASE64, 40), (v) => `access_key = AKIA${run(r, BASE32, 16)}\nsecret_key = ${v}`)],
  ["Kubernetes Secret, stringData", (r) => both(password(r), `${password(r)}#`, (a, b) => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: ${service(r)}\nstringData:\n  username: "${a}"\n  config: '${b}'`)],
  ["Kubernetes dockerconfigjson", (r) => say(encode(`{"auths":{"r.example.org":{"auth":"${base64(r, 24)}"}}}`), (v) => `kind: Secret\ntype: kubernetes.io/dockerconfigjson\ndata:\n  .dockerconfigjson: ${v}`)],
  ["Compose environment list", (r) => say(password(r), (v) => `    environment:\n      - REDIS_PASSWORD=${v}\n      - TZ=UTC`)],
  ["ps line", (r) => say(password(r), (v) => `app 2211 0.3 1.2 /usr/bin/java -jar a.jar --spring.datasource.password=${v} --server.port=8080`)],
  ["GitHub Actions debug", (r) => say(password(r), (v) => `##[debug]Evaluating: secrets.NPM_PASS => '${v}'`)],
  ["LDIF", (r) => say(encode(password(r)), (v) => `dn: uid=jane,ou=people,dc=example,dc=org\nuserPassword:: ${v}`)],
]
