import type { Random } from "../corpus/random.js"
import { bsd, clock, day, millis, two } from "./dates.js"
import type { System } from "./system.js"

const pick = (...from: ReadonlyArray<string>) => from
const some = (r: Random, from: number, to: number, make: () => string): ReadonlyArray<string> => Array.from({ length: r.between(from, to) }, make)
const topic = (r: Random): string => r.pick(["orders", "clicks", "audit.trail", "stock-levels", "mail_out", "payments"])

export const stream: System = {
  name: "stream platform",
  most: 1_200,
  line: ({ at, component, level, r }, message) => `[${day(at)} ${millis(at).replace(".", ",")}] ${level} [${component} id=${r.between(1, 3)}] ${message} (org.example.stream.${component})`,
  own: {
    part: (r) => `${topic(r)}-${r.below(24)}`, parts: (r) => some(r, 1, 5, () => `${topic(r)}-${r.below(24)}`).join(", "), topic, group: pick("billing", "search-indexer", "reports", "mailer", "fraud_check"), phase: pick("EMPTY", "STABLE", "PREPARING", "COMPLETING", "DEAD"), session: (r) => `Session@${r.hex(r.pick([6, 7, 8]))}`, member: (r) => `${r.pick(["app", "worker", "etl"])}-${r.hex(8)}-${r.hex(4)}`, offsets: (r) => some(r, 1, 4, () => `${topic(r)}-${r.below(24)}=${r.below(90_000)}`).join(", "), kind: pick("FETCH", "PRODUCE", "METADATA", "HEARTBEAT", "OFFSET_COMMIT"), setting: pick("retention.ms", "cleanup.policy", "min.insync.replicas", "max.message.bytes"), why: pick("member left", "new member", "heartbeat expired", "metadata of a topic changed", "operator")
  },
  spelt: { session: "Session@<*>" },
  messages: [
    "Fetched {int} records from {part} at offset {int} in {int}ms", "Rolled new segment of {part} at offset {int} in {int} ms.", "Group {group} moved from {phase} to {phase} (generation {int})", "Deleting segments [{parts}] of retention {duration}", "Member {member} of group {group} has left", "Commit of group {group}: {{offsets}}", "Replica {small} added to the set of {part}", "Replica {small} removed from the set of {part}", "Closing {session}{state={phase}, requests={int}, address={ip}:{port}}", "Leader of {part} is {small}, epoch {int}", "Assigned partitions: [{parts}]", "Revoked partitions: [{parts}]", "Slow request {kind} from {ip}:{port} took {duration}, queue {int}, bytes {size}", "Rebalance of group {group}, reason: {why}", "Request {kind} is not allowed for user {user}",
    "Set {setting} of topic {topic} to {int}", "Created topic {topic} with {int} partitions, config {{setting}={int}}", "Topic {topic} marked for deletion", "Controller moved to {small}", "Loaded {int} entries of {part} from {path} in {float} s", "Truncating {part} to {int}", "Connection to node {small} ({host}:{port}) could not be made. It may not be available.", "Throttled client {member} by {int}ms", "Awaiting socket connections on {host}:{port}.", "Shutdown completed", "Cleaner thread {small}: {percent} size reduction ({int} bytes to {int})"
  ]
}

export const database: System = {
  name: "table store",
  most: 1_200,
  line: ({ at, level, r }, message) => `${day(at)} ${millis(at)} UTC [${r.between(300, 32_000)}] ${r.pick(["app@shop", "report@shop", "admin@ledger", "[none]@[none]"])} ${level === "INFO" ? "LOG" : level}:  ${message}`,
  own: {
    table: pick("orders", "order_items", "public.customers", "audit", "stock_levels", "tmp_import"), column: pick("id", "customer_id", "created_at", "total", "state"), lsn: (r) => `${r.below(9).toString(16).toUpperCase()}/${r.hex(7).toUpperCase()}`, role: pick("app", "report", "jdoe", "replicator", "o.meyer"), db: pick("shop", "ledger", "archive"), lock: pick("ShareLock", "ExclusiveLock", "RowShareLock", "AccessExclusiveLock"), sql: (r) => r.pick([`SELECT ${r.pick(["id", "total", "*"])} FROM orders WHERE customer_id = ${r.below(9_000)}`, `UPDATE stock_levels SET amount = amount - ${r.below(9)} WHERE sku = '${r.hex(6)}'`, `DELETE FROM sessions WHERE seen < now() - interval '${r.below(30)} days'`, "SELECT o.id, count(i.id) FROM orders o JOIN order_items i ON i.order_id = o.id GROUP BY o.id", `INSERT INTO audit (who, what) VALUES ('${r.pick(["ana", "bo", "chris"])}', 'login')`, "COMMIT", "BEGIN"]), args: (r) => some(r, 1, 4, () => "").map((_, i) => `$${i + 1} = '${r.pick(["open", "2025-03-04", "17", "Ana Costa", "f"])}'`).join(", "), app: pick("psql", "shop-api", "nightly report", "pool", "Data Studio")
  },
  messages: [
    "duration: {float} ms  statement: {sql}", "connection received: host={ip} port={port}", "connection authorized: user={role} database={db} application_name={app}", "disconnection: session time: {clock}.{int} user={role} database={db} host={ip} port={port}", "checkpoint complete: wrote {int} buffers ({float}%); {small} file(s) added, {small} removed; write={float} s, sync={float} s, total={float} s; lsn={lsn}", "process {int} still waiting for {lock} on transaction {int} after {float} ms", "process {int} acquired {lock} on transaction {int} after {float} ms", "execute <unnamed>: {sql}", "parameters: {args}", "automatic vacuum of table \"{db}.{table}\": index scans: {small}, pages: {int} removed, {int} remain", "automatic analyze of table \"{db}.{table}\"", "relation \"{table}\" does not exist at character {int}", "column \"{column}\" does not exist at character {int}", "duplicate key value violates unique constraint \"{table}_{column}_key\"", "canceling statement due to user request",
    "canceling statement due to lock timeout", "temporary file: path \"{path}\", size {int}", "password authentication failed for user \"{role}\"", "role \"{role}\" is not permitted to log in", "deadlock detected", "restored log file \"{hash}\" from archive", "started streaming log from primary at {lsn} on timeline {small}", "recovery restart point at {lsn}", "replication slot \"{word}\" is {size} behind", "terminating connection due to administrator command", "server process (PID {int}) was terminated by signal {small}: Killed", "could not open file \"{path}\": No such file or directory", "invalid page in block {int} of relation {path}", "parameter \"{column}\" changed to \"{int}\"", "listening on IPv4 address \"{ip}\", port {port}"
  ]
}

export const agent: System = {
  name: "desktop agent",
  most: 1_200,
  line: ({ at, component, level, r }, message) => `${day(at)} ${clock(at)}:${r.between(100, 999)}\t${r.between(400, 9_000)}\t${r.hex(4)}\t${component}\t${level}\t${message}`,
  own: {
    exe: (r) => `C:\\Program Files\\${r.pick(["Lumen", "Common", "Office Pack"])}\\${r.pick(["agent", "viewer", "sync", "print helper"])}.exe`, key: (r) => `HKLM\\Software\\${r.pick(["Lumen", "Policies"])}\\${r.pick(["Agent", "Update", "Shell"])}`, svc: pick("Spooler", "wuauserv", "Dnscache", "LumenSync", "EventLog", "Windows Search"), code: (r) => `0x8${r.hex(7)}`, update: pick("Definition Pack", "Security update for viewer", "Driver: display", "Language pack (nl)", "Agent"), account: (r) => `${r.pick(["LUMEN", "WORKGROUP", "NT AUTHORITY"])}\\${r.pick(["ana", "SYSTEM", "j.berg", "kiosk01"])}`, link: (r) => `https://update.lumen.example/v${r.between(1, 4)}/files?id=${r.hex(8)}&lang=${r.pick(["en", "nl"])}&part=${r.below(9)}`, state: pick("Idle", "Downloading", "Installing", "RebootPending", "Failed"), pkg: (r) => `{${r.hex(8)}-${r.hex(4)}-${r.hex(4)}-${r.hex(4)}-${r.hex(12)}}`, note: pick("user is busy", "on battery", "metered network", "policy", "quiet hours from 9 to 17")
  },
  spelt: { pkg: "{<*>}" },
  messages: [
    "Scan of {windowsPath} took {int} ms, result {code}", "State changed from {state} to {state}", "Service {svc} entered the running state", "Service {svc} entered the stopped state", "Downloading {link} to {windowsPath}", "Download of {pkg} at {percent}, {size} of {size}", "Process {exe} (pid {int}) started by {account}", "Process {exe} (pid {int}) exited, code {code}, after {duration}", "Value of {key} read, type {small}", "Update {update} version {version} found", "Update {update} version {version} installed", "Update {update} failed with {code}", "Postponed ({note})", "Logon of {account} from {ip}", "Loading module {windowsPath}, base {hex}, version {version}",
    "Handle {hex} of pid {int} leaked by {exe}", "Signature of {windowsPath} is not trusted", "Catalog {pkg} refreshed, {int} items", "Policy {word} applied in {int} ms", "Restore point {int} made", "Restart asked for by {account}", "Disk C: has {size} free ({percent})", "Proxy {url} answered {int}", "Time skew of {signed} ms to {host}", "Thread pool grew to {int}", "Agent {version} starts on {shorthost}", "Agent stops"
  ]
}

export const nodes: System = {
  name: "container node",
  most: 1_200,
  line: ({ at, component, level, r }, message) => `${level[0]!}${two(at.getUTCMonth() + 1)}${two(at.getUTCDate())} ${millis(at)}${r.between(100, 999)}    ${r.between(900, 4_000)} ${component.toLowerCase()}.go:${[118, 402, 951][component.length % 3]!}] ${message}`,
  own: {
    image: (r) => `registry.lumen.example/${r.pick(["shop", "tools"])}/${r.pick(["api", "web", "job"])}:${r.below(3)}.${r.below(20)}.${r.below(9)}`, ns: pick("default", "shop", "kube-system", "monitoring", "team-a"), labels: (r) => some(r, 1, 4, () => `${r.pick(["app", "tier", "team", "env"])}:${r.pick(["api", "front", "prod", "blue", "a"])}`).join(" "), phase: pick("Pending", "Running", "Succeeded", "Failed", "Unknown"), vol: pick("config", "tmp", "data", "ca-bundle", "token"), cont: (r) => `containerd://${r.hex(64)}`, probe: pick("Liveness", "Readiness", "Startup"), step: pick("pulling", "creating", "mounting", "starting", "killing")
  },
  messages: [
    "Pod {pod} in namespace {ns} changed from {phase} to {phase}", "{probe} probe of {pod} failed: Get \"http://{ip}:{port}/healthz\": timeout after {duration}", "Pulled image {image} in {duration} ({size})", "Back-off {duration} restarting container={word} pod={pod}", "Mounted volume {vol} of pod {uuid} at {path}", "Unmounted volume {vol} of pod {uuid}", "Started {cont} in {duration}", "Removed {cont}", "Node {shorthost} labels map[{labels}]", "Evicting {pod}: memory {size} over {size}", "Evicting {pod}: disk {percent} used", "Usage cpu={int}m memory={int}Mi pods={int}", "Took {duration} while {step} {pod}", "Admitted {pod}, requests cpu={int}m, memory={int}Mi", "Lease renewed in {duration}",
    "Lease lost, holder {shorthost}", "Image garbage: {int} images, {size} to free", "Secret {ns}/{word} not found", "ConfigMap {ns}/{word} not found", "Endpoint {ns}/{service} has {int} addresses [{ip} {ip}]", "Rules synced in {duration}, {int} changed", "Cgroup {path} gone", "Orphaned pod {uuid} found, but volume paths are still present on disk", "Certificate rotates in {duration}", "Starting version v{version}", "Event watch closed after {duration}: {int} items", "Runtime reports {small} CPUs, {size} memory"
  ]
}

export const racks: System = {
  name: "rack controller",
  most: 1_200,
  line: ({ at, component, level, r }, message) => `${bsd(at)} rc${r.below(4)} ${r.pick(["R", "S"])}${two(r.below(48))}-M${r.below(2)} ${component.toLowerCase()} ${level} ${message}`,
  own: {
    spot: (r) => `R${two(r.below(48))}-M${r.below(2)}-N${r.below(16)}-C:J${two(r.below(18))}-U${two(r.below(32))}`, card: (r) => `R${two(r.below(48))}-M${r.below(2)}-L${r.below(4)}`, blade: (r) => `c${r.below(20)}-${r.below(8)}n${r.below(4)}`, blades: (r) => some(r, 1, 7, () => `c${r.below(20)}-${r.below(8)}n${r.below(4)}`).join(","), dump: (r) => some(r, 4, 4, () => r.hex(8)).join(" "), sensor: pick("inlet", "outlet", "VDD core", "fan left", "fan right", "pump"), mode: pick("idle", "boot", "run", "service", "diag"), part: pick("power supply", "link card", "service card", "clock card", "fan assembly"), unit: pick("fpu", "alu", "dma", "torus", "tree")
  },
  messages: [
    "{int} corrected errors on {spot}, bit {int}, mask {hex}", "Sensor {sensor} of {card} reads {float}C", "Block {int} moves from {mode} to {mode}", "{unit} parity at {hex}: {dump}", "Nodes {blades} do not answer", "Nodes {blades} answer again", "Register r{small}: {hex} {hex} {hex} {hex}", "Found invalid {part} on {card}: {part} is not in the inventory", "Power of {card} set to {int}W", "Link {card} port {small} trained at {float}Gb/s", "Link {card} port {small} lost: no carrier", "Job {int} of {user} starts on {int} nodes ({blades})", "Job {int} of {user} ends, signal {small}", "Clock drift {signed}ns on {blade}", "Console of {blade}: {hash}",
    "Boot of {blade} failed: no image", "Boot of {blade} failed: checksum {hex}", "Fan of {card}: {int}rpm", "{int} node(s) ready, {int} missing", "Flash of {card} at {percent}", "Replaced {part} at {card}", "Environment of {card}: voltage=1.{int}V current={float}A", "Mailbox {hex} full", "Barrier passed after {duration}", "Emergency stop pressed", "Door {small} opened", "Door {small} closed", "Tree receiver {small} resynchronised after {int} tries"
  ]
}

export const voice: System = {
  name: "voice switch",
  most: 1_200,
  line: ({ at, component, level, r }, message) => `${day(at)} ${clock(at)}.${r.between(100_000, 999_999)} [${level}] ${component.toLowerCase()}_core.c:${[118, 402, 951][component.length % 3]!} ${message}`,
  own: {
    leg: (r) => `sofia/${r.pick(["internal", "external"])}/${r.between(1_000, 1_099)}@${r.pick([10, 192])}.${r.below(9)}.${r.below(9)}.${r.below(99)}`, number: (r) => `+31${r.between(200_000_000, 699_999_999)}`, who: pick("Ana Costa", "reception", "Lumen Trading Ltd", "anonymous", "J. van der Berg"), state: pick("CS_NEW", "CS_INIT", "CS_ROUTING", "CS_EXECUTE", "CS_HANGUP"), cause: pick("NORMAL_CLEARING", "USER_BUSY", "NO_ANSWER", "CALL_REJECTED"), codec: (r) => `${r.pick(["opus", "PCMU", "PCMA", "G722"])}:${r.below(120)}:${r.pick([8_000, 16_000, 48_000])}`, fields: (r) => ["Rx", "Tx", "Lost", "Jitter", "Mos"].slice(0, r.between(2, 5)).map((name) => `${name}: ${r.below(900)}`).join(", "), tone: pick("dial", "busy", "ring nl", "hold music"), gate: pick("trunk-a", "carrier2", "backup", "pstn")
  },
  spelt: { leg: "<*>@<*>" },
  messages: [
    "({leg}) State Change {state} -> {state}", "({leg}) Running State Change {state}", "New Channel {leg} [{uuid}]", "Hangup {leg} [{state}] [{cause}]", "Statistics of {leg}: {fields}", "Codec of {leg} set to {codec}", "Processing {who} <{number}>->{number} in context {word}", "Play {tone} to {leg}, {int} ms", "Digit {small} received, duration {int}", "Gateway {gate} registered, expires {int}s", "Gateway {gate} failed registration, retry in {int}s", "Bridge {leg} to {leg} lasted {duration}", "Fork of {number} to {int} targets", "User {int}@{ip} registered (agent \"{word} {version}\")", "User {int}@{ip} expired",
    "Wrong digest from {ip}:{port} for {user}", "Session rate {int}/s over limit {int}/s", "Recorded {path} ({duration}, {size})", "Transfer of {leg} to {number} refused", "Conference {word}: {who} joined, {int} members", "Conference {word}: {who} left, {int} members", "Media timeout on {leg}", "Route table loaded in {int}ms", "Loading module {path}", "Module {word} unloaded", "Heartbeat: up {int}s, {int} calls, idle {float}%"
  ]
}
