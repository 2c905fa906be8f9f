/** Key material and manifests: several lines, or several lines folded into one. */
import { alnum, base64, encode, hex, only, password, pick, type Random, type Shape, user, uuid } from "./random.js"

const LABELS = ["RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY", "PRIVATE KEY", "OPENSSH PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "PGP PRIVATE KEY BLOCK", "SSH2 ENCRYPTED PRIVATE KEY"]
const wrap = (text: string, width: number): Array<string> => text.match(new RegExp(`.{1,${width}}`, "g")) ?? []
const body = (r: Random): Array<string> => wrap(base64(r, 200 + r(400)), 64)
const pem = (label: string, lines: ReadonlyArray<string>, end: string): string => [`-----BEGIN ${label}-----`, ...(label.startsWith("RSA") && lines.length > 6 ? ["Proc-Type: 4,ENCRYPTED", "DEK-Info: AES-128-CBC,3F2A", ""] : label.startsWith("PGP") ? ["Version: GnuPG v2", ""] : []), ...lines, `-----END ${label}-----`].join(end)
/** A base64 value of a Secret: user, password, certificate key or any bytes. */
const value = (r: Random): string => encode(pick(r, [password(r), password(r), alnum(r, 32), `postgres://${user(r)}:${password(r)}@db/app`]))

export const BLOCKS: ReadonlyArray<Shape> = [
  ...LABELS.map((label): Shape => [`pem ${label.toLowerCase()}`, (r) => {
    const lines = body(r)
    return only(pick(r, [`loaded key\n${pem(label, lines, "\n")}\n`, `loaded key\n    ${pem(label, lines, "\n    ")}\nok`, `key\r\n${pem(label, lines, "\r\n")}\r\n`]), ...lines)
  }]),
  ["pem folded into one line", (r) => {
    const lines = body(r)
    const label = pick(r, LABELS)
    return only(pick(r, [`{"key":"${pem(label, lines, "\\n")}\\n"}`, `"msg":"{\\"key\\":\\"${pem(label, lines, "\\\\n")}\\"}"`, `TLS_KEY='${pem(label, lines, " ")}'`, `key=${pem(label, lines, "\\r\\n")}`]), ...lines)
  }],
  ["pem cut off", (r) => {
    const lines = body(r)
    return only(`dump:\n${pem("RSA PRIVATE KEY", lines, "\n").split("\n").slice(0, -1).join("\n")}`, ...lines)
  }],
  ["pem behind log prefixes", (r) => {
    const lines = body(r).slice(0, 6)
    return only(pem("EC PRIVATE KEY", lines, "\n").split("\n").map((line, i) => `2026-11-02T10:00:0${i}Z INFO dump ${line}`).join("\n"), ...lines)
  }],
  ["pem in base64", (r) => {
    const whole = encode(pem(pick(r, LABELS), body(r), "\n"))
    return only(pick(r, [`tls.key: ${whole}`, `client-key-data: ${whole}`, `{"data":{"tls.key":"${whole}"}}`, `key ${whole}`]), whole)
  }],
  ["google service account", (r) => {
    const lines = body(r)
    return only(`{"type":"service_account","project_id":"acme","private_key_id":"${hex(r, 40)}","private_key":"${pem("PRIVATE KEY", lines, "\\n")}\\n","client_email":"ci@acme.iam.gserviceaccount.com"}`, ...lines)
  }],
  ["kubernetes secret data", (r) => {
    const [a, b] = [value(r), value(r)]
    return only(pick(r, [
      `apiVersion: v1\nkind: Secret\nmetadata:\n  name: app\n  namespace: prod\ntype: Opaque\ndata:\n  username: ${a}\n  anything: ${b}\n`,
      `apiVersion: v1\ndata:\n  dsn: ${a}\n  conf.ini: ${b}\nkind: Secret\nmetadata:\n  name: app\n`,
      `{"apiVersion":"v1","data":{"a":"${a}","b.txt":"${b}"},"kind":"Secret","metadata":{"name":"app"}}`,
      `{\n  "apiVersion": "v1",\n  "kind": "Secret",\n  "data": {\n    "one": "${a}",\n    "two": "${b}"\n  }\n}\n`,
    ]), a, b)
  }],
  ["kubernetes secret stringData", (r) => {
    const [a, b] = [password(r), password(r)]
    return only(pick(r, [
      `apiVersion: v1\nkind: Secret\nmetadata:\n  name: app\nstringData:\n  first: ${a}\n  second: "${b}"\n`,
      `kind: Secret\nstringData:\n  first: '${a}'\n  conf: |\n    line: ${b}\n`,
      `{"kind":"Secret","apiVersion":"v1","stringData":{"first":"${a}","second":"${b}"}}`,
    ]), a, b)
  }],
  ["kubeconfig", (r) => {
    const [a, b] = [base64(r, 60), base64(r, 90)]
    return only(`users:\n- name: admin\n  user:\n    client-key-data: ${b}\n    token: ${a}\n`, a, b)
  }],
  ["docker config secret", (r) => {
    const whole = encode(JSON.stringify({ auths: { "r.example.org": { auth: value(r) } } }))
    return only(`.dockerconfigjson: ${whole}`, whole)
  }],
  ["wireguard", (r) => {
    const key = base64(r, 32)
    return only(pick(r, [`[Interface]\nPrivateKey = ${key}\nAddress = 10.0.0.2/32\n`, `PresharedKey = ${key}`]), key)
  }],
  ["putty key", (r) => {
    const lines = body(r)
    return only(`PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: k\nPublic-Lines: 1\n${base64(r, 40)}\nPrivate-Lines: ${lines.length}\n${lines.join("\n")}\nPrivate-MAC: ${hex(r, 64)}\n`, ...lines)
  }],
  ["private jwk", (r) => {
    const d = base64(r, 32).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "")
    return only(`{"kty":"EC","crv":"P-256","kid":"${uuid(r)}","d":"${d}"}`, d)
  }],
]
