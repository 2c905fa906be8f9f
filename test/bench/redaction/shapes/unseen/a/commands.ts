/** Commands, credential files and manifests. Half A. */
import { alnum, base64, encode, hex, host, password, type Shape, urlsafe, user } from "../../random.js"
import { both, jwt, pem, say } from "../material.js"

export const COMMANDS: ReadonlyArray<Shape> = [
  ["curl -u", (r) => say(password(r), (v) => `curl -s -u ${user(r)}:${v} https://${host(r)}/api`)],
  ["curl header", (r) => say(alnum(r, 40), (v) => `curl -H 'X-Api-Token: ${v}' https://${host(r)}/v1`)],
  ["curl cookie", (r) => say(hex(r, 40), (v) => `curl -b 'session_id=${v}' https://${host(r)}/me`)],
  ["httpie", (r) => say(password(r), (v) => `http -a jane:${v} GET https://${host(r)}/api`)],
  ["docker run env", (r) => say(password(r), (v) => `docker run -d -e MYSQL_ROOT_PASSWORD=${v} -p 3306:3306 mysql:8`)],
  ["mysql short flag", (r) => say(password(r), (v) => `mysql -h ${host(r)} -u root -p${v} -e 'show processlist'`)],
  ["PGPASSWORD", (r) => say(password(r), (v) => `PGPASSWORD=${v} psql -h ${host(r)} -U app orders`)],
  ["mongosh", (r) => say(password(r), (v) => `mongosh --host ${host(r)} -u root -p ${v} --authenticationDatabase admin`)],
  ["sshpass", (r) => say(password(r), (v) => `sshpass -p '${v}' ssh root@${host(r)} uptime`)],
  ["useradd", (r) => say(password(r), (v) => `useradd -m -p ${v} deploy`)],
  ["openssl passin", (r) => say(password(r), (v) => `openssl pkcs12 -in a.p12 -passin pass:${v} -nodes`)],
  ["zip password", (r) => say(password(r), (v) => `7z x backup.7z -p${v} -o/tmp`)],
  ["kubectl docker-registry", (r) => say(password(r), (v) => `kubectl create secret docker-registry reg --docker-username=ci --docker-password=${v}`)],
  ["aws ssm put", (r) => say(password(r), (v) => `aws ssm put-parameter --name /prod/db/password --type SecureString --value '${v}'`)],
  ["gh secret set", (r) => say(password(r), (v) => `gh secret set DEPLOY_KEY --body "${v}"`)],
  ["htpasswd command", (r) => say(password(r), (v) => `htpasswd -bc /etc/nginx/.htpasswd ops ${v}`)],
  ["netrc lines", (r) => say(password(r), (v) => `machine api.heroku.com\n  login ops@example.org\n  password ${v}`)],
  ["git-credentials", (r) => say(password(r), (v) => `https://${user(r)}:${v}@git.example.org`)],
  ["gradle properties", (r) => say(password(r), (v) => `signing.password=${v}`)],
  ["rclone", (r) => say(urlsafe(r, 40), (v) => `[sftp]\ntype = sftp\nuser = ops\npass = ${v}`)],
  ["Kubernetes Secret, data", (r) => both(encode(password(r)), encode(password(r)), (a, b) => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ntype: Opaque\ndata:\n  password: ${a}\n  pin: ${b}`)],
  ["Kubernetes Secret, JSON", (r) => say(encode(`${alnum(r, 20)}`), (v) => `{"apiVersion":"v1","data":{"license":"${v}"},"kind":"Secret","metadata":{"name":"lic","namespace":"prod"}}`)],
  ["kubeconfig user", (r) => both(jwt(r), encode(pem("RSA PRIVATE KEY", base64(r, 90), false)), (a, b) => `users:\n- name: ops\n  user:\n    token: ${a}\n    client-key-data: ${b}`)],
  ["docker inspect env", (r) => say(password(r), (v) => `"Env":["PATH=/usr/bin","POSTGRES_PASSWORD=${v}","LANG=C"]`)],
  ["sudo audit log", (r) => say(password(r), (v) => `COMMAND=/usr/bin/mysql --user=root --password=${v} --batch`)],
  ["strace write", (r) => say(password(r), (v) => `write(4, "password=${v}\\n", 30) = 30`)],
  ["fstab credentials", (r) => say(password(r), (v) => `//nas/backup /mnt cifs user=bk,pass=${v},uid=0 0 0`)],
]
