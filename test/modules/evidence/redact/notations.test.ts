/** Rarer notations, protocols, keys and people: what is announced is hidden, what only looks like it stays. */
import { describe, expect, it } from "vitest"
import { scan } from "../../../../src/modules/evidence/engine/redact/index.js"

const PASSWORD = "Qu1et-Harb0ur"
const hidden = (text: string, secret: string): boolean => {
  const at = text.indexOf(secret)
  return scan(text).reduce((upTo, span) => (span.start <= upTo && span.end > upTo ? span.end : upTo), at) >= at + secret.length
}

describe("a password is hidden however it is bound to its name", () => {
  it.each([
    "&quot;password&quot;:&quot;@&quot;", "%22password%22%3A%22@%22", "\\u0022password\\u0022:\\u0022@\\u0022", "password <- \"@\"", "| password | @ |",
    "const password: string = '@'", "password: Some(\"@\")", "{password,<<\"@\">>}", "(password . \"@\")", "s:8:\"password\";s:13:\"@\";", "password=\\\n  @",
    "password = <<EOT\n@\nEOT", "variable \"db_password\" {\n  default = \"@\"\n}", "passwords:\n  - @\n", "password: |\n  first\n  @\nuser: x", "conn.setPassword(\"@\")",
    "{\"value\":\"@\",\"name\":\"DB_PASSWORD\"}", "{\"Name\":\"DB_PASSWORD\",\"Type\":\"String\",\"Value\":\"@\"}", "user,password\nbob,@\n", " id | password\n----+---\n 1 | @\n",
    "local-user bob password cipher @", "mot de passe : @", "jelszó=@", "Kennwort ist @", "password [ @ ]"
  ])("%s", (shape) => expect(hidden(shape.replace("@", PASSWORD), PASSWORD)).toBe(true))
})

describe("a secret is hidden where a protocol, a device or a command has it", () => {
  it.each([
    "> PASS @", "a1 LOGIN bob @", "AUTH default @", "user alice on >@ ~*", "/msg NickServ identify @", "WIFI:T:WPA;S:net;P:@;;", "# client server secret\nbob * @ *", ": XAUTH bob \"@\"",
    "ip ospf message-digest-key 1 md5 @", "standby 1 authentication @", "stats auth admin:@", "createUser bob SHA \"@\" AES x", "PRAGMA key = '@'", "xfreerdp /u:bob /p:@ /v:h",
    "rabbitmqctl add_user bob @", "printf '%s' '@' > /run/secrets/db_password", "kadmin -p admin -w @"
  ])("%s", (shape) => expect(hidden(shape.replace("@", PASSWORD), PASSWORD)).toBe(true))
})

describe("keys are hidden without their armour", () => {
  const HEX = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
  it.each([
    ["---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nP2/56wAAAi4AAAA3aWYt\n---- END SSH2 ENCRYPTED PRIVATE KEY ----", "P2/56wAAAi4AAAA3aWYt"],
    ["-----BEGIN OpenVPN Static key V1-----\n6acef03f62675b4b1bbd03e53b187727\n-----END OpenVPN Static key V1-----", "6acef03f62675b4b1bbd03e53b187727"],
    ["-----BEGIN%20PRIVATE%20KEY-----%0AMIIEvQIBADANBgkq%0A-----END%20PRIVATE%20KEY-----", "MIIEvQIBADANBgkq"],
    ["MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTU", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTU"],
    ["priv:\n    00:9f:86:d0:81:88:4c:7d:65:\n    d0:15:a3:bf", "00:9f:86:d0:81:88:4c:7d:65:\n    d0:15:a3:bf"],
    ["seed phrase is legal winner thank year wave sausage worth useful legal winner thank yellow", "legal winner thank year wave sausage worth useful legal winner thank yellow"],
    [`CLIENT_RANDOM ${HEX} ${HEX.replaceAll("9", "3")}`, HEX.replaceAll("9", "3")], [`openssl enc -aes-256-cbc -K ${HEX}`, HEX], [`aes key ${HEX}`, HEX], ["TOTP seed JBSWY3DPEHPK3PXP", "JBSWY3DPEHPK3PXP"],
    ["your verification code is 493021", "493021"], ["BitLocker Recovery Key 419870-112233-445566-778899-112244-335566-889900-123123", "419870-112233-445566-778899-112244-335566-889900-123123"]
  ])("%s", (text, key) => expect(hidden(text, key)).toBe(true))
})

describe("people are told by the name of a field", () => {
  it.each([
    ["Medicare 2123 45670 1", "2123 45670 1"], ["PPSN 1234567T", "1234567T"], ["RUT 12.345.678-5", "12.345.678-5"], ["СНИЛС 112-233-445 95", "112-233-445 95"], ["rodne cislo 710319/2745", "710319/2745"],
    ["Reisepass C01X00T47 vorgelegt", "C01X00T47"], ["date of birth 1985-03-12", "1985-03-12"], ["born 12 March 1985", "12 March 1985"], ["address: 221B Baker Street, London NW1 6XE", "221B Baker Street, London NW1 6XE"],
    ["Anschrift: Hauptstraße 12, 10115 Berlin", "Hauptstraße 12, 10115 Berlin"], ["telefone (11) 91234-5678", "(11) 91234-5678"], ["手机 13812345678", "13812345678"], ["bob [at] example [dot] org", "bob [at] example [dot] org"],
    ["hwaddr 001B44113AB7", "001B44113AB7"], ["bob.smith%40example.org", "bob.smith%40example.org"]
  ])("%s", (text, person) => expect(hidden(text, person)).toBe(true))
})

describe("what only looks like it stays", () => {
  it.each([
    "if (password == confirm) {", "'password' => 'required|min:8'", "getSecret(\"prod-db-v2\")", "secrets:\n  - db-creds-v2\n  - tls-2024\n", "Key (id)=(42) already exists", "PASS src/foo.test.ts",
    "msbuild x.sln /p:Configuration=Release", "tx id=0x9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "root[1234]: ROOT LOGIN ON tty1", "authenticator: OAuth2LoginAuthenticationFilter",
    "resident 12345678 kB", "pps: 1234567", "account 123456789012", "address 443 already in use", "suite,pass,fail\nauth,12345,0\n", "ein 2026-11-28", "born again", "error code 493021",
    "llm tokens: prompt_tokens=5579 completion_tokens=139", "no access to arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-a1B2c3"
  ])("%s", (text) => expect(scan(text)).toEqual([]))
})
