/** Secrets on the command lines of further programs, told by the program and the option. */
import type { Rule } from "./kinds.js"
import { ahead, plausible } from "./phrases.js"

export const commandRules: ReadonlyArray<Rule> = [
  ahead(["setx "], /setx[ \t]{1,4}(?:\/m[ \t]{1,4})?\w{0,60}(?:pass|pwd|secret|token|key|cred)\w{0,40}[ \t]{1,4}["']?([^\s"'/][^\s"']{2,200})/iy),
  ahead(["printf ", "echo "], /(?:printf|echo)[ \t]{1,4}(?:-\w{1,3}[ \t]{1,4}|["']?%s(?:\\n)?["']?[ \t]{1,4}){0,2}["']?([^\s"'|;$]{3,200})["']?[ \t]{1,4}>{1,2}[ \t]{0,4}[^\s;|]{0,120}(?:pass|pwd|secret|token|cred|(?:api|private|secret)[-_]?key)/iy, plausible),
  ahead(["storepass", "keypass"], /(?:dest|src|new)?(?:storepass|keypass)[ \t]{1,4}["']?([^\s"'-][^\s"']{2,128})/iy),
  ahead([" /pass:", " /password:", " /pwd:"], / \/(?:pass|password|pwd):["']?([^\s"']{3,128})/iy, plausible),
  ahead(["freerdp"], /freerdp[^|;\n]{0,200}? \/p:["']?([^\s"'=]{3,128})/iy),
  ahead([" /rp "], / \/rp[ \t]{1,4}["']?([^\s"']{3,128})/iy),
  ahead(["rdesktop", "psexec", "unrar", "rar ", "plink", "pscp", "kinit", "winexe", "wmic", "evil-winrm", "crackmapexec", "nxc ", "ansible", "cypher-shell", "clickhouse-client", "vsql", "beeline", "isql", "tsql", "impala-shell", "nzsql", "arangosh", "couchbase-cli", "cbq", "mosquitto_", "net rpc", "kafkacat", "sftp-", "curlftpfs", "rsql"],
    /(?:rdesktop|psexec|unrar|rar|plink|pscp|kinit|winexe|evil-winrm|crackmapexec|nxc|cypher-shell|vsql|beeline|isql|tsql|arangosh|couchbase-cli|cbq)\b[^|;\n]{0,200}? -(?:p|pw)[ \t]{0,2}["']?([^\s"'/-][^\s"']{2,128})/iy, plausible),
  ahead(["mosquitto_pub", "mosquitto_sub", "mosquitto_rr", "mosquitto_passwd"], /mosquitto_(?:(?:pub|sub|rr)\b[^|;\n]{0,200}? -P[ \t]{1,4}|passwd -b \S{1,120} \S{1,64} )["']?([^\s"']{3,128})/y),
  ahead(["kadmin"], /kadmin(?:\.local)?\b[^|;\n]{0,160}? -w[ \t]{1,4}["']?([^\s"']{3,128})/iy),
  ahead(["htpasswd"], /htpasswd[ \t]{1,4}-\w{0,4}b\w{0,4}[ \t]{1,4}\S{1,160}[ \t]{1,4}[\w.@-]{1,64}[ \t]{1,4}["']?([^\s"']{3,128})/iy),
  ahead(["rabbitmqctl"], /rabbitmqctl[^|;\n]{0,60}? (?:add_user|change_password|authenticate_user)[ \t]{1,4}["']?[\w.@-]{1,64}["']?[ \t]{1,4}["']?([^\s"']{3,128})/iy),
  ahead(["dscl "], /dscl\b[^|;\n]{0,60}? -passwd[ \t]{1,4}\S{1,100}[ \t]{1,4}["']?([^\s"']{3,128})/iy),
  ahead(["security "], /security[ \t]{1,4}(?:add|set|unlock|create|import)-\w[^|;\n]{0,200}? -[wpP][ \t]{1,4}["']?([^\s"'-][^\s"']{2,128})/y),
  ahead(["lftp "], /lftp\b[^|;\n]{0,120}? -u[ \t]{1,4}["']?[^\s"',]{1,64},([^\s"']{3,128})/iy),
  ahead(["sudo -s <<<", "-stdin <<<", "kinit <<<", "passwd <<<"], /[\w-]{1,10}(?: -s)? ?<<<[ \t]{0,4}["']?([^\s"']{3,128})/iy),
  ahead(["mc alias set", "mc config host add"], /mc (?:alias set|config host add)[ \t]{1,4}\S{1,64}[ \t]{1,4}\S{1,160}[ \t]{1,4}\S{1,128}[ \t]{1,4}["']?([^\s"']{6,128})/iy),
  ahead(["openssl enc", "openssl aes", "openssl des", "openssl chacha"], /openssl (?:enc|aes|des|chacha)[^|;\n]{0,160}? -(?:K|k|pass)[ \t]{1,4}["']?(?!pass:|file:|env:)([^\s"']{3,256})/y),
  ahead(["send \"", "send -- \""], /(?<=assw[^\n]{0,60})send (?:-- )?"([^"\\\n]{6,128})(?:\\r|\\n)/iy, (value) => plausible(value) && /\d/.test(value) && !/[\s/]/.test(value)),
  ahead(["tailscale up", "tailscale login"], /tailscale (?:up|login)[^|;\n]{0,160}?--auth-?key[= ]["']?([\w-]{10,100})/iy),
  ahead(["kubeadm join"], /kubeadm join[^|;\n]{0,160}?--token[= ]([a-z0-9]{6}\.[a-z0-9]{16})/iy),
  ahead(["subscription-manager", "net ads", "realm join", "samba-tool", "smbpasswd", "pdbedit"], /(?:net ads \w{2,12}[^|;\n]{0,80}? -U|samba-tool[^|;\n]{0,120}? -U)[ \t]{0,2}["']?[\w.@\\-]{1,64}%([^\s"']{3,128})/iy),
  ahead(["samba-tool user", "ipa user-add"], /samba-tool user (?:create|add|setpassword)[ \t]{1,4}[\w.@-]{1,64}[ \t]{1,4}(?:--newpassword=)?["']?([^\s"'-][^\s"']{3,128})/iy, plausible)
]
