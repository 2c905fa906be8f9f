/** What the name of a field, a column or a place in a structure says: people, keys, services and arguments, by area. */
import { describe, expect, it } from "vitest"
import { scan } from "../../../../src/modules/evidence/engine/redact/index.js"
import { each } from "../support/marked.js"

const HEX = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
const UUID = "3f2b8c1e-7d4a-4c59-9b1e-6a2d8f0c4e71"
const RANDOM = "QKXKZBrkFweM8LI9DwpNH8NVNkh8Rdo0"

each("documents and numbers of people", [
  "UTR: ⟦2160043964⟧", "CNIC ⟦92883-4699597-3⟧", "HKID ⟦U224248(3)⟧", "FIN ⟦G2172338J⟧", "KRA PIN ⟦A507370177T⟧", "No. KP: ⟦661127-10-4350⟧", "RG ⟦90.784.299-9⟧", "BVN: ⟦22952809634⟧", "voter id ⟦HUT9656922⟧",
  "RVNR: ⟦15 270192 W 153⟧", "contribuinte n.º ⟦149622236⟧", "DNI (Perú): ⟦90924633⟧", "identity card number ⟦HO982050⟧", "rodne_cislo=⟦990912/6909⟧", "RUN ⟦16.090.579-4⟧", "Thai citizen ⟦2-5927-99659-06-5⟧", "784-1993-9805461-1".replace(/^.*$/, "resident ⟦$&⟧"),
  "MRN: ⟦45713582⟧", "patient id ⟦1743662⟧ admitted", "policy number: ⟦YWI-13476625⟧", "VIN ⟦WBA5HV2L8NE524376⟧", "licensePlate=⟦ZBM2628⟧", "IMEI: ⟦354141642062370⟧", `IDFA: ⟦${UUID}⟧`,
  "旅券番号: ⟦TF7963330⟧", "手机号 ⟦13992075184⟧", "身分證字號 ⟦D237344537⟧", "adóazonosító jel: ⟦8314235596⟧", "паспорт серия ⟦4823 номер 192328⟧", "{\"dateOfBirth\": \"⟦1963-01-17⟧\"}", "geb. ⟦16.09.1994⟧"
])
each("accounts and cards", [
  "sort code ⟦36-85-78⟧ account ⟦75758948⟧", "BSB ⟦753-784⟧ acc ⟦728709814⟧", "account ⟦32143706615⟧ IFSC HDFC0628554", "Kto.-Nr. ⟦4535666⟧, x", "CBU: ⟦7566545581208912731670⟧", "RIB ⟦31238 40457 80686146538 86⟧", "口座番号 ⟦8871884⟧",
  "card ok cvv ⟦972⟧", "%B⟦4246202113039828^DOE/JANE^27121015579127794⟧?", ";⟦4260174336986773=27121015463862761⟧?", "PIN ⟦9568⟧ entered wrong", "iban ⟦de89370400440532013000⟧", "maestro ⟦6759649826438453⟧"
])
each("phones where somebody is called", ["llamada de ⟦91 172 48 72⟧ rechazada", "customer number ⟦98651 28487⟧ unreachable", "Anruf von ⟦0171-4397626⟧ verpasst", "Ruf: ⟦(030) 86816010⟧"])
each("names and places of people", [
  "first_name=⟦Yuki⟧ last_name=⟦Bakker⟧", "{\"firstName\":\"⟦Sven⟧\"}", "cardholder: ⟦FATIMA BECKER⟧", "account holder ⟦Gabriela Moreau⟧", "Author: ⟦Marek Larsson⟧ <⟦a.larsson@acme.io⟧>", "jdoe:x:1001:1001:⟦Jane Moreau,Room 12,555-2534⟧:/home/jdoe:/bin/bash",
  "BEGIN:VCARD\nFN:⟦Olga Moreau⟧\nADR:⟦;;9 Main St;Springfield⟧\nEND:VCARD", "dn: uid=j\ncn: ⟦Marek Sharma⟧\nuid: j", "<Attribute Name=\"givenName\"><AttributeValue>⟦Thomas⟧</AttributeValue></Attribute>", "氏名: ⟦田中太郎⟧",
  "PID|1||⟦86176823⟧^^^MRN||⟦Oliveira^Jane⟧||⟦19300214⟧|M", "{\"lat\":⟦37.30793⟧,\"lng\":⟦-122.75761⟧}", "GPS position ⟦48.62059,2.14206⟧", "住所: ⟦東京都千代田区丸の内1-5-2⟧", "home address: ⟦Flat 9, 77 Baker Street, London NW1 6XE⟧", "mail ⟦jörg.müller@example.de⟧ bounced", "src ⟦2001:db8:c418::8522⟧"
])
each("secrets as arguments", [
  "Secret(\"⟦willow222⟧\")", "Password{value='⟦meadow157⟧'}", "Credentials(bob,⟦Cobalt7294*⟧)", "HTTPBasicAuth('bob', '⟦Ember@willow63⟧')", "get(u, auth=('bob', '⟦Lantern#meadow58⟧'))", `SymmetricKey[⟦${HEX}⟧]`,
  "new SecretKeySpec(\"⟦V1sAn8PXotuf7xym⟧\".getBytes(), \"AES\")", "jwt.sign(payload, '⟦ufiuHjY3XJDzqXzQ⟧')", "hmac.new(b'⟦VdkRB7uTghXfcFC2⟧', msg)", "createHmac('sha256', '⟦VdkRB7uTghXfcFC2⟧')", "char password[] = \"⟦cDnMUabqPX5H⟧\";",
  "INSERT INTO users (name, password) VALUES ('jane', '⟦Jzs8CAa1b2or⟧'), ('bob', '⟦x7yQ!⟧')", "password changed from ⟦cobalt226⟧ to ⟦fTF3o7GHcd⟧"
])
each("secrets below a heading", [
  "USER      PASSWORD\nbob       ⟦TXsvXMI5YDhE⟧\nalice     ⟦falcon-copper-19⟧\n", `NAME   TOKEN                              AGE\nci     ⟦${RANDOM}⟧   3d\n`, "┌──────┬──────────┐\n│ user │ password │\n├──────┼──────────┤\n│ bob  │ ⟦Winter1081&⟧ │\n└──────┴──────────┘\n",
  "id,first_name,dob\n7,⟦Fatima⟧,⟦1970-02-03⟧\n", "name;phone\nx;⟦030 901820⟧\n", "bob * ⟦copper961⟧ *", "\"alice\" pptpd \"⟦n1YCTCjTmLgV⟧\" *"
])
each("keys of disks, tickets, wallets and licences", [
  `cryptsetup key: ⟦${HEX}⟧`, "MK dump:\t⟦b8 4e 4c b8 aa 84 c7 e3 ce ae c5 38 50 e9 d2 7d⟧", `0 2097152 crypt aes-xts-plain64 ⟦${HEX}⟧ 0 8:2 4096`, `(aes256-cts-hmac-sha1-96) (⟦0x${HEX}⟧)`, `etype 18: ⟦${HEX}⟧`, "WEP key: ⟦11FDF800D98C38CAF7730F2BEF⟧", "ntlm : ⟦f0cb14e8448ee773f6087157419e54ac⟧",
  `$krb5tgs$23$*svc$X$cifs/host*$${HEX}`.replace(/^.*$/s, "⟦$&⟧"), `usmUser 1 3 0x80001f88 "a" "a" NULL .1.3 ⟦0x${HEX}⟧`, "dave : XAUTH \"⟦Rocket!meadow46⟧\"", "-setcookie ⟦PTPDBXKJMOERDJWYPAAL⟧ -name r@h1", "encrypt = \"⟦x3vcv/YEy2sjPWRRtkpswm41lXuu2wgWW5/gAbLObpo=⟧\"", "pass phrase for key is ⟦qiAcx9WqzDt8⟧",
  "product key ⟦ULV9F-0D7ZW-3DO5M-Q9XER-0LQF1⟧", "Lizenzschlüssel: ⟦E3Y3V-UMZXI-0YE3C-5K9N4-F0YH4⟧", `keypair [⟦${Array.from({ length: 64 }, (_, i) => (i * 37) % 256).join(",")}⟧]`, "⟦L7UXgtMk5ewqpfte1eDxgXMsJ5kdxGxzxTMzAfxg5sn9cHmVUHxN⟧ imported", "wallet seed: ⟦absent wave absorb able access access absurd advice useful abuse absent useful⟧",
  `<RSAKeyValue><D>⟦df2kfKrVV0rK3Tu1NDkNWdf2kfKrVV0rK3Tu1NDkNWdf2kfKrVV0rK3Tu1NDkNW9==⟧</D></RSAKeyValue>`, `ed25519 seed ⟦${HEX}⟧`, "⟦*8ACD888F1B44E8E5454A9AA9D801391B445CF0FF⟧ for root", "keytool: storePassword ⟦falcon164⟧\n"
])
each("services, links and dialogs", [
  `datadog app key ⟦${HEX.slice(0, 40)}⟧`, `loggly token ⟦${UUID}⟧`, `deepgram key ⟦${HEX.slice(0, 40)}⟧`, `https://open.feishu.cn/open-apis/bot/v2/hook/⟦${UUID}⟧`, `https://mm.acme.io/hooks/⟦4pd1lcb3th207m83uxb2ld9i19⟧`, `wandb login ⟦${HEX.slice(0, 40)}⟧`, "x-honeycomb-team: ⟦Fe5C1I9f0buf5tIAJLfL2p⟧", "nmcli dev wifi connect x password ⟦cobalt990⟧",
  `https://⟦${HEX.slice(0, 40)}⟧:x-oauth-basic@github.com/a`, `link https://app.io/auth/verify/⟦${RANDOM}⟧ sent`, "SAMLResponse=⟦PHNhbWxwOlJlc3BvbnNlIHhtbG5zOnNhbWxwPSJ1cm46b2FzaXM6bmFtZXM6dGM6U0FNTDoyLjA6cHJvdG9jb2wi⟧&x=1", "ticket=⟦ST-2173-7Wbfm0b8Hd4z3mEVkZge-cas⟧", "radtest bob ⟦pQDqVmCtYw⟧ 10.0.0.1 0 ⟦8jKV3JXWNv⟧",
  "A temporary password is generated for root@localhost: ⟦2odXo!KHt751⟧\nready", "Passwort lautet ⟦0qOkrjPyKwA5⟧\n", "**Password:** ⟦Harbor-marble28⟧", "\"db_password\": {\"value\": \"⟦v3jC5st3J7ou⟧\"}", `"recovery_keys_hex": ["⟦${HEX}⟧"]`, "asana ⟦1/9223352662090004:367b7fb665a1ffe65fb82b36e785a81a⟧"
])

describe("what only looks like it stays", () => {
  it.each([
    "PublicKey = IfUtiPuLpKcQLuSYsQ4KRcS6E4jEfAyjhs7jxXzrNcg=", "password: !vault |", "Token(type=IDENT, line=3)", "Credentials(expired)", "new Secret(name)", "Key(user)", "Secret(\"db-creds-v2\")", "DaemonSet(\"web-7f9c\")", "new SecretKeySpec(keyBytes, \"AES\")",
    "USER       PID %CPU %MEM\nroot         1  0.0  0.1\n", "NAME        TYPE     DATA   AGE\ndb-creds    Opaque   2      5d\n", "name,count\nweb,5\n", "5 4 * * * root run2 *", " * item two2 *", "rm -rf build22 *", "member 8e9e05c52164694d (etcd)", "pin 1024 high", "security code path",
    "INSERT INTO t (id, count) VALUES (7, 'many things')", "cache key 9f86d081884c7d659a2feaa0c55ad015", "GET /reset/settings 200", "/hooks/12345678901234567890", "IP地址: 10.0.0.12:8080", "lat p99 12.5 ms", "latency: 52.123456, throughput: 13.45", "offset number 123 456", "call 2024-05-01 10:00:00",
    "display name: web", "<test name=\"family\"><string>DejaVu Sans</string></test>", "seed: 42", "hashed_password str255", "[1,2,3,4,5,6,7,8]", "datadog agent key rotated", "github token expired", "run 16.090.579", "fn: main", "n: 5;6"
  ])("%s", (text) => expect(scan(text)).toEqual([]))
})
