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
  ["ping", /^PING \S+ \(.*\) .*bytes of data|^\d+ packets transmitted, \d+ (packets )?received/],
  ["traceroute", /^traceroute to \S+/]
]

/** `kubectl describe`: its sections stand at the start of lines with aligned values. */
const isDescribe = (lines: ReadonlyArray<string>): boolean =>
  [/^Name: {2,}\S/, /^(Namespace|Labels|Roles|Annotations): {2,}/, /^(Events|Status|Containers|Conditions|Replicas|Taints|Type):/].every((pattern) => lines.some((line) => pattern.test(line)))

/** The command whose output the text is, or null. A prompt line (`$ cmd`) tells too. */
export const commandOf = (lines: ReadonlyArray<string>): string | null => {
  if (isDescribe(lines)) return "kubectl describe"
  for (const line of lines.slice(0, 60)) {
    for (const [command, pattern] of SIGNATURES) if (pattern.test(line)) return command
  }
  const prompt = lines.slice(0, 5).map((line) => /^(?:\[?[\w.-]+@[\w.-]+[^$#]*\]?)?[$#] ([a-z][\w-]*( [a-z][\w-]*)?)/.exec(line)?.[1]).find((found) => found !== undefined)
  return prompt !== undefined && /^(top|ps|df|free|netstat|ss|kubectl|systemctl|journalctl|vmstat|iostat|docker|ping|dig|curl|lsof|ip|uptime|dmesg|cat|tail|grep)\b/.test(prompt) && lines.length > 1 ? prompt : null
}
