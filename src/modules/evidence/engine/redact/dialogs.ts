/** Secrets as arguments of calls and commands of further clients, and as monitors, tracers and traps for intruders print them. */
import type { Rule } from "./kinds.js"
import { ahead, plausible } from "./phrases.js"
import { isPlaceholder } from "./shapes.js"

const given = (value: string): boolean => value.length >= 3 && !isPlaceholder(value)
const chosen = (value: string): boolean => plausible(value) && /\d|[!@#$%^&*]/.test(value)

export const dialogRules: ReadonlyArray<Rule> = [
  // ZooKeeper's client
  ahead(["addauth digest"], /addauth digest[ \t]{1,3}["']?[\w.@-]{1,64}:([^\s"']{3,128})/iy),
  // Redis: settings and logins as typed, as MONITOR prints them and as they go over the wire
  ahead(["\"requirepass\" \"", "\"masterauth\" \"", "\"masteruser\" \"", "\"tls-key-file-pass\" \""], /"[\w-]{8,24}" "([^"\n]{3,200})"/y),
  ahead(["auth-pass "], /auth-pass[ \t]{1,3}[\w.-]{1,64}[ \t]{1,3}["']?([^\s"']{3,200})/iy, plausible),
  ahead(["hello 2 auth ", "hello 3 auth ", "\" \"auth\" \""], /(?:hello [23] auth [\w.-]{1,64} |" "auth" "[\w.-]{1,64}" ")["']?([^\s"']{3,200})/iy),
  ahead(["auth\\r\\n$", "auth\\r\\n\\x24"], /auth\\r\\n(?:\$\d{1,3}\\r\\n[^\s"'\\$]{1,64}\\r\\n)??\$\d{1,3}\\r\\n([^\s"'\\$]{3,200})\\r\\n(?!\$)/iy),
  { ...ahead(["migrate "], /migrate \S{1,100} \d{2,5} [^\n]{0,80}?\bauth2? (?:[a-z]\w{1,32} (?=\S{3,200} keys))?([^\s"']{3,200})/iy), cost: 1_000 },
  // a shell of a database, a constructor of a client
  ahead(["db.auth(", ".changeuserpassword("], /(?:db\.auth|\.changeuserpassword)\([ \t]{0,2}["'][^"'\n]{1,80}["'],[ \t]{0,2}["']([^"'\n]{3,200})["']/iy),
  { ...ahead(["pdo(", "pdo::__construct(", "pdo->__construct(", "mysqli_connect(", "mysqli(", "pg_connect(", "getconnection(", "oci_connect(", "pymysql.connect(", "mysqldb.connect(", "ldap_bind(", "sqlsrv_connect(", "ftp_login(", "ssh2_auth_password("],
    /(?:pdo(?:(?:::|->)__construct)?|mysqli(?:_connect)?|pg_connect|getconnection|oci_connect|(?:pymysql|mysqldb)\.connect|ldap_bind|sqlsrv_connect|ftp_login|ssh2_auth_password)\([ \t]{0,2}(?:\$?[\w>()#.-]{1,40}|["'][^"'\n]{0,200}["']),[ \t]{0,2}["'][^"'\n]{0,80}["'],[ \t]{0,2}["']([^"'\n]{3,200})["']/iy, chosen), cost: 900 },
  // a file of a mail server's logins: [host]:port user:password
  ahead(["]:25 ", "]:465 ", "]:587 ", "]:2525 "], /\]:\d{2,4}[ \t]{1,4}[\w.@+-]{1,64}:([^\s"']{3,128})/iy, plausible),
  // IMAP with the tag that most clients use, wherever the line goes on
  ahead([" login "], /(?<=(?:^|[\s>"':])[A-Za-z]{1,4}\d{2,6}) LOGIN ["']?[^\s"']{1,80}["']?[ \t]["']?([^\s"']{6,128})/y, chosen),
  { ...ahead(["password mismatch", "wrong password", "invalid password", "incorrect password", "bad password", "passwords do not match", "password does not match"], /\w{3,10} (?:mismatch|passwords?|do(?:es)? not match)[^\n"']{0,40}?(?:got|given|received|was|tried|entered|supplied|expected)[ :=]{1,3}["']([^"'\n]{3,128})["']/iy, given), cost: 700 },
  // logs of honeypots
  ahead(["login attempt ["], /login attempt \[(?:b?')?[^\s/\]]{1,64}?'?\/(?:b?')?([^\s'\]]{1,128})'?\]/iy, (value) => value.length >= 3),
  // shells: a value that is encoded, the passphrase of a key
  { ...ahead(["echo "], /echo[ \t]{1,3}(?:-\w{1,2}[ \t]{1,3})?["']?([^\s"'|;$]{6,400})["']?[ \t]{0,3}\|[ \t]{0,3}base64(?![ \t]{1,3}-{1,2}d)/iy, chosen), cost: 500 },
  { ...ahead(["<(echo ", "<(printf "], /(?<=pass[\w-]{0,24}[= ])<\((?:echo|printf)[ \t]{1,3}(?:-\w{1,2}[ \t]{1,3})?["']?([^\s"')]{3,200})/iy), cost: 900 },
  { ...ahead(["ssh-keygen"], /ssh-keygen\b[^|;\n]{0,160}? -[NP][ \t]{1,3}["']?([^\s"'-][^\s"']{2,128})/y, given), cost: 1_000 },
  // browsers' cookies of WordPress
  ahead(["wordpress_logged_in_", "wordpress_sec_"], /wordpress_(?:logged_in|sec)_\w{3,40}=([^\s;"']{20,400})/iy, given, "SECRET_COOKIE")
]
