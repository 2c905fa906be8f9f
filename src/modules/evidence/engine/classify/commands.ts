/** Header lines by which the output of a command is known. */
const SIGNATURES: ReadonlyArray<readonly [command: string, pattern: RegExp]> = [
  ["top", /^top - \d{1,2}:\d{2}:\d{2} up /],
  ["top", /^\s*PID\s+USER\s+PR\s+NI\b/],
  ["ps", /^\s*(USER|UID)\s+PID\b.*\b(%CPU|PPID|TIME)\b|^\s*PID\s+(TTY|USER|PPID)\b.*\b(TIME|CMD|COMMAND)\b/],
  ["df", /^Filesystem\s+(Type\s+)?(\S*[Bb]locks|Size|Inodes)\s+I?Used\s+(I?Free|Avail\w*)/],
  ["free", /^\s+total\s+used\s+free\b/],
  ["vmstat", /^procs\s+-+memory-+|^\s*r\s+b\s+swpd\s+free\b/],
  ["iostat", /^avg-cpu:\s+%user|^Device:?\s+(tps|r\/s|rrqm\/s)/],
  ["mpstat", /\bCPU\s+%usr\s+%nice/],
  ["netstat", /^Proto\s+Recv-Q\s+Send-Q|^Active (Internet|UNIX)/],
  ["ss", /^(Netid\s+)?State\s+Recv-Q\s+Send-Q/],
  ["systemctl status", /^\s*Loaded: (loaded|not-found|masked|error|bad-setting)\b/],
  ["systemctl list-units", /^\s*UNIT\s+LOAD\s+ACTIVE\s+SUB\b/],
  ["kubectl get", /^(NAMESPACE\s+)?NAME\s+.*\b(READY|STATUS|AGE|TYPE|DESIRED|CLUSTER-IP|CAPACITY|RULE|HOSTS|REFERENCE|SCHEDULE)\b.*$/],
  ["kubectl get events", /^(NAMESPACE\s+)?LAST SEEN\s+TYPE\s+REASON\b/],
  ["kubectl top", /^(NAMESPACE\s+)?(NAME|POD)\s+.*CPU\(cores\)\s+/],
  ["docker ps", /^CONTAINER ID\s+(IMAGE|NAME)\b/],
  ["uptime", /^\s*\d{1,2}:\d{2}:\d{2} up .*load average/],
  ["lsof", /^COMMAND\s+PID\s+(TID\s+)?(\S+\s+)?USER\s+FD\b/],
  ["ip", /^\d+: \w[\w@.-]*: <[A-Z,_-]+> mtu /],
  ["ping", /^PING \S+ \(.*\).* (bytes of data|data bytes)|^\d+ packets transmitted, \d+ (packets )?received/],
  ["traceroute", /^traceroute to \S+|^Tracing route to \S+/],
  ["ss", /^TCP:\s+\d+ \(estab \d+/],
  ["sar", /\b(CPU\s+%user\s+%nice|kbmemfree\s+kbavail|runq-sz\s+plist-sz|DEV\s+tps\s|IFACE\s+rxpck)/],
  ["curl", /^\* +(Trying|Connected to|Could not resolve host|Failed to connect|connect to) |^curl: \(\d+\) /],
  ["curl", /^HTTP\/\d(\.\d)? \d{3}( [\w -]+)?\s*$/],
  ["dig", /^; <<>> DiG |^;; (QUESTION|ANSWER|AUTHORITY) SECTION:|^;; ->>HEADER<<-/],
  ["nslookup", /^\*\* server can't find |^Non-authoritative answer:|^;; connection timed out; no servers could be reached/],
  ["openssl", /^CONNECTED\([0-9A-Fa-f]+\)|^depth=\d+ .*CN ?=|^verify (error|return):/],
  ["helm status", /^LAST DEPLOYED: \w/],
  ["helm history", /^REVISION\s+UPDATED\s+STATUS\s+CHART/],
  ["helm list", /^NAME\s+NAMESPACE\s+REVISION\s+UPDATED\s+STATUS/],
  ["git log", /^commit [0-9a-f]{40}( \(.*\))?$/],
  ["docker stats", /^CONTAINER( ID)?\s+NAME\s+CPU %/],
  ["docker compose ps", /^NAME\s+(IMAGE|COMMAND)\s+(COMMAND\s+)?SERVICE\s/],
  ["docker images", /^REPOSITORY\s+TAG\s+IMAGE ID/],
  ["lsblk", /^NAME\s+MAJ:MIN\s/],
  ["route", /^Kernel IP routing table/],
  ["w", /^USER\s+TTY\s+(FROM\s+)?LOGIN@/],
  ["terraform", /^Terraform will perform the following actions|^Plan: \d+ to add, \d+ to change/],
  ["pytest", /^=+ test session starts =+$/],
  ["top", /^Processes: \d+ total, /],
  ["ls", /^[-dlcbps][rwxsStT-]{9}[.+@]? +\d+ \S+ +\S+ +\d/],
  ["ansible", /^(PLAY|TASK) \[.*\] \*{3,}|^PLAY RECAP \*{3,}/],
  ["sysstat", /^Linux \S+ \(\S+\)\s+\d{2,4}[/-]\d\d\S*\s+_\w+_\s+\(\d+ CPU\)/],
  ["strace -c", /^% time\s+seconds\s+usecs\/call\s+calls/],
  ["mount", /^\S+ on \/\S* type \w+ \(\w/],
  ["iptables", /^Chain \S+ \((policy \w+|\d+ references)/],
  ["crictl ps", /^CONTAINER\s+IMAGE\s+CREATED\s+STATE\s+NAME\s/],
  ["rabbitmqctl", /^(Timeout: [\d.]+ seconds|Listing \w+ for vhost) \S|^name\s+messages(\s+\w+)*\s*$/],
  ["jstat", /^\s*S0\s+S1\s+E\s+O\s+M\b|^\s*S0C\s+S1C\s/],
  ["SHOW ENGINE INNODB STATUS", /\bINNODB MONITOR OUTPUT$/],
  ["smartctl", /^=== START OF [A-Z ]{3,40} SECTION ===$/],
  ["redis INFO", /^redis_version:\d/],
  ["kafka-consumer-groups", /^GROUP\s+TOPIC\s+PARTITION\s+CURRENT-OFFSET/],
  ["a database client", /^\+-{2,}(\+-{2,})*\+$|^\s?-{3,}(\+-{3,})+$|^\(\d+ rows?\)$/]
]

/** A row of a log: it may quote the output of a command. */
const STAMPED = /^\W?\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}|^[A-Z][a-z]{2}\s+\d{1,2} \d{2}:\d{2}:\d{2} /

/** `kubectl describe`: its sections stand at the start of lines with aligned values. */
const isDescribe = (lines: ReadonlyArray<string>): boolean =>
  [/^Name: {2,}\S/, /^(Namespace|Labels|Roles|Annotations): {2,}/, /^(Events|Status|Containers|Conditions|Replicas|Taints|Type):/].every((pattern) => lines.some((line) => pattern.test(line)))

/** The command whose output the text is, or null. A prompt line (`$ cmd`) tells too. */
export const commandOf = (lines: ReadonlyArray<string>): string | null => {
  if (isDescribe(lines)) return "kubectl describe"
  const head = lines.slice(0, 60)
  const quoting = head.filter((line) => STAMPED.test(line)).length >= head.length * 0.8
  for (const line of quoting ? head.slice(0, 3) : head) {
    for (const [command, pattern] of SIGNATURES) if (pattern.test(line)) return command
  }
  const prompt = lines.slice(0, 5).map((line) => /^(?:\[?[\w.-]+@[\w.-]+[^$#]*\]?)?[$#] ([a-z][\w-]*( [a-z][\w-]*)?)/.exec(line)?.[1]).find((found) => found !== undefined)
  const shell = /^\$ [a-z][\w.-]{1,40}( |$)/.test(lines[0] ?? "") && lines.length > 1 && lines.filter((line) => line.startsWith("$ ")).length <= lines.length / 2
  if (prompt !== undefined && shell) return prompt
  return prompt !== undefined && /^(top|ps|df|free|netstat|ss|kubectl|systemctl|journalctl|vmstat|iostat|mpstat|sar|docker|podman|crictl|helm|git|ping|traceroute|dig|nslookup|host|openssl|curl|wget|lsof|ip|uptime|dmesg|cat|tail|head|grep|ls|du|mount|env|mysql|psql|redis-cli|aws|az|gcloud|terraform|ssh)\b/.test(prompt) && lines.length > 1 ? prompt : null
}

/** Values behind colons that stand below each other, as many tools print the state of one thing. */
export const alignedValues = (lines: ReadonlyArray<string>): boolean => {
  if (lines.length < 4) return false
  const columns = lines.slice(0, 60).map((line) => /^\s*[A-Z][^:]{1,40}\s:\s/.exec(line.slice(0, 200))?.[0].length ?? -1)
  const first = columns.find((column) => column !== -1)
  return first !== undefined && columns.filter((column) => column === first).length >= columns.length * 0.8
}
