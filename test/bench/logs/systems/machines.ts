import type { Random } from "../corpus/random.js"
import { bsd, clock, day, millis, seconds } from "./dates.js"
import type { System } from "./system.js"

const cname = (r: Random): string => `c${r.below(8)}-${r.below(4)}c${r.below(3)}s${r.below(16)}n${r.below(4)}`
const pci = (r: Random): string => `0000:${r.hex(2)}:${r.hex(2)}.${r.below(8)}`
const pick = (...from: ReadonlyArray<string>) => from

export const console: System = {
  name: "supercomputer console",
  line: ({ at, component, level, r }, message) => `${seconds(at)} ${day(at)}T${millis(at)} ${cname(r)} ${component.toUpperCase()} ${level} ${message}`,
  own: { cname, pci, lane: (r) => `r${r.below(48)}l${r.below(8)}`, target: (r) => `${r.between(10, 12)}.${r.below(9)}.${r.below(9)}.${r.between(1, 9)}@o2ib:/scratch${r.below(4)}`, check: pick("memtest", "fabric_ping", "scratch-write", "clocks", "gpu.count", "bios-level", "thermal", "swapless") },
  spelt: { target: "<*>@o2ib:<*>" },
  messages: [
    "corrected {int} ECC error(s) on dimm {small}, row {hex} column {hex}", "link {lane} retrained after {int} replay(s)", "lcb {lane} soft error count {int} exceeds {int} in {int} seconds", "health test {check} passed in {int} ms",
    "machine check: bank {small} status {hex} addr {hex} misc {hex}", "dcache parity error............{small}", "icache parity error............{small}", "store buffer full..............{small}", "heartbeat lost, last seen {int} seconds ago",
    "gpr00={hex} gpr01={hex} gpr02={hex} gpr03={hex}", "gpr04={hex} gpr05={hex} gpr06={hex} gpr07={hex}", "aer: corrected error on {pci}: receiver overflow", "aer: uncorrectable (non-fatal) error on {pci}: completion timeout",
    "aer: uncorrectable (fatal) error on {pci}: data link protocol", "launcher: cannot load {path}: wrong format", "launcher: cannot load {path}: access refused", "application {int} killed: memory exhausted on {int} of {int} nodes",
    "routing table rebuilt: {int} up, {int} down, {int} degraded, took {float} s", "Fan tray {small}: speed {int} rpm; inlet {int} C; outlet {int} C; status is normal. Redundancy is lost. Filter is clean.", "panic - halting all cores",
    "further reports of this kind are held back", "throttle set for {cname}: congestion on {int} links", "power cap changed from {int} W to {int} W", "mount of {target} failed : device busy : retry {small}", "mount of {target} failed : no route",
    "prologue of job {int} exited with {small}", "{int} alignment fixups at iar {hex}, lr {hex}", "{int} microseconds in trap handler during {int} traps. {int} microseconds was the longest.", "x+ receiver resynchronised, {int} flits dropped", "y- receiver resynchronised, {int} flits dropped"
  ]
}

export const interconnect: System = {
  name: "cluster management",
  line: ({ at, component, r }, message) => `${r.between(100_000, 999_999)} node-${r.below(256)} unit.${component.toLowerCase()} ${r.pick(["new", "clear", "ack"])} ${seconds(at)} ${r.below(2)} ${message}`,
  own: { nodes: (r) => Array.from({ length: r.between(1, 6) }, () => `node-${r.below(256)}`).join(" "), set: (r) => `node-[${Array.from({ length: r.between(1, 5) }, () => (r.below(2) === 0 ? `${r.below(90)}` : `${r.below(90)}-${r.between(91, 255)}`)).join(" ")}]`, sensor: pick("ambient", "cpu0-core", "psu1", "inlet left", "rear door", "vrm"), reason: pick("fan", "kernel panic", "operator", "power supply", "memory", "bad cable", "firmware upgrade") },
  spelt: { set: "node-[<*>]" },
  messages: [
    "Component status flags now {hex}", "Temperature ({sensor}) exceeds warning mark: {int}", "Fan rpm ( {int} {int} {int} {int} {int} )", "Command {int} ended, exit {small}", "Command timed out after {int} s: {path}", "PSU current ( {float} {float} )",
    "boot (command {int}) Targets: {set} Fault: nobody answered", "boot (command {int}) Targets: {set}", "halt (command {int}) Targets: {set}", "Link loss on uplink {small} of {shorthost}", "Link loss on broadcast ring", "Filesystem {word}: node {shorthost} has {percent} left",
    "Filesystem {word}: all servers answer again", "ring {small} lost token at {shorthost}, port {small}, count {int}", "{int} nodes drained: {nodes}", "taken out of service: {reason}", "psu {small} failed", "console of {shorthost} went quiet after {int} bytes", "inventory: {int} cpus, {int} MB, bios {version}", "watchdog fired",
    "Partition {word} grew from {int} to {int} nodes", "Lid opened, intrusion flag {small}", "risBoot command ERROR, target {set} gone", "config pushed to {int} of {int} nodes in {duration}"
  ]
}

export const laptop: System = {
  name: "laptop system log",
  line: ({ at, component, r }, message) => `${bsd(at)} ${r.pick(["studio", "studio-2", "air.lan"])} ${component}[${component === "kernel" ? 0 : r.between(40, 30_000)}]: ${message}`,
  own: {
    ssid: pick("Cafe Central", "home", "Guest WiFi 5G", "Office", "Airport Free Net", "eduroam", "Anna's phone"), bundle: (r) => `org.example.${r.pick(["mail", "notes", "photos", "calendar", "reader", "maps"])}${r.pick(["", ".helper", ".agent", ".sync"])}`,
    device: pick("Magic Pad", "USB Keyboard", "Internal Camera", "HDMI Display 27", "Card Reader", "Dock"), flags: (r) => `<${r.hex(4)},${r.hex(2)}>`, app: pick("Text Pad", "Mail", "Web Browser", "Photo Shelf", "Terminal", "Music", "System Report"), nil: (r) => r.pick(["null", `${r.below(90)}`])
  },
  spelt: { flags: "<<*>,<*>>" },
  messages: [
    "@kernel radio0: beacon lost, rssi {signed} noise {signed} channel {int}", "@kernel NIC: link {small} went down reason {int} flags {flags} ts={int}.{int}", "@kernel NIC: link {small} came up speed {int} flags {flags}", "@kernel sleep entry: cause {int}, assertions {hex}, pid {int}", "@kernel wake reason: lid, type {small}",
    "@kernel wake reason: rtc alarm, type {small}", "@roamd roam from {mac} to {mac} on {ssid} took {int} ms", "@roamd joined {ssid}, channel {int}, security wpa2", "@appd {bundle} ({int}): exited with code: {int}", "@appd {bundle} ({int}): exited abnormally: broken pipe", "@appd {bundle}: throttled for {int} seconds",
    "@syncd -[Queue push:]: item {uuid} state={small} retry={bool} error={nil}", "@syncd -[Queue drain]: {int} items left, {float} s", "@powerd battery {percent}, cycle {int}, {int} mV, charging: {bool}", "@powerd lid closed", "@windowd window {hex} of {app} ordered front, owner {int}", "@windowd {app} is not responding ({float} s)",
    "@usbd attached {device}, vendor {hex}, product {hex}, location {hex}", "@usbd detached {device}", "@bluetoothd {device} battery low: {percent}", "@mdnsd name conflict, now {word}-{small}.local", "@mdnsd registered service {word} on port {int}", "@airprintd printer {device} offline", "@timed adjusting clock by {signed} us, filter {float}",
    "@kernel hfs: mounted {device} on device disk{small}s{small}", "@kernel process {word}[{int}] caught causing excessive wakeups. {int} wakes in {int} seconds", "@dockd Unable to find icon for {app}", "@storeupdate checked {int} apps, {small} updates", "@imagent [Warning] denied {bundle} access to contacts", "@locationd fix accuracy {float} m, {int} satellites", "@kernel en0: promiscuous mode on", "@kernel en0: promiscuous mode off"
  ]
}

export const servicing: System = {
  name: "component servicing",
  line: ({ at, component, level }, message) => `${day(at)} ${clock(at)}, ${level === "INFO" ? "Info" : level === "WARN" ? "Warning" : "Error"}`.padEnd(42) + `${component.slice(0, 3).toUpperCase()}    ${message}`,
  own: {
    pkg: (r) => `Pack_${r.between(1, 400)}_for_UPD${r.between(1_000_000, 9_999_999)}~${r.hex(16)}~amd64~~${r.below(10)}.${r.below(4)}.${r.below(9)}.${r.below(20)}`, code: (r) => `0x${r.hex(8)}`, result: (r) => r.pick(["0x00000000", "0x800f0805", "0x80070002"]), session: (r) => `${r.between(10_000_000, 99_999_999)}_${r.between(1_000_000_000, 4_200_000_000)}`,
    client: pick("UpdateAgent", "Setup wizard", "Deploy Tool", "Repair assistant", "policy engine"), feature: pick("Print Services", "Telnet client", "Media Pack", "Fax", "Legacy Components Layer", "Index Search")
  },
  messages: [
    "Read out cached applicability of package {pkg}, state: {int}, result: {int}", "Session: {session} opened by client {client}.", "{code} @{date}:{clock}.{int} txn root created, base \\??\\Volume{word}", "Failed to open package [HRESULT = {code}]", "Failed to create backup log cabinet. [HRESULT = {code}]",
    "Ensure servicing core {version} loaded at {windowsPath}", "Warning: item \"{word}\" is not known here.", "Maintenance starts.", "Maintenance ends.", "Scavenge: Starts", "Scavenge: Completed, disposition {hex}", "Startup check: no pending work, idle for {int} ms", "Store coherency: {int} of {int} checked, {int} damaged",
    "Client {client} asks for package {pkg}", "Applicability of {feature}: parent absent", "Applicability of {feature}: up to date", "Turning feature {feature} on for {client}", "Plan: Package: {pkg}, current: Staged, target: Installed, limit: {int}", "Plan: Package: {pkg}, current: Absent, target: Installed, limit: {int}",
    "Reboot mark set", "Reboot mark cleared", "Unloading core, refs {small}", "No startup work, exiting early", "Disposition of {pkg}: kept", "{int} Created transaction handle {hex} flags [{int}]", "Loaded core from {windowsPath} (base {hex})", "Setting idle timer to {int} seconds"
  ]
}

export const fleet: System = {
  name: "cluster syslog",
  line: ({ at, component, r }, message) => { const n = `bn${r.between(1, 512)}`; return `${seconds(at)} ${day(at).replaceAll("-", ".")} ${n} ${bsd(at)} ${n}/${n} ${component}${component === "kernel" ? "" : `[${r.between(300, 32_000)}]`}: ${message}` },
  own: { iface: (r) => `eth${r.below(4)}`, peer: (r) => `bn${r.between(1, 512)}`, cmd: (r) => r.pick(["run-parts /etc/cron.hourly", "/usr/lib/stats/collect 1 1", "/opt/check.sh", "test -x /usr/sbin/tidy && tidy -q"]), qid: (r) => `${r.hex(12)}`, daemon: pick("metricsd", "shelld", "exportfs", "lockd", "licensed", "batchmom", "statusd") },
  messages: [
    "@crond (root) CMD ({cmd})", "@sessiond opened session {int} for user root by (uid={int})", "@sessiond closed session {int} for user root", "@mcastd trust source {ip}:{int} dropped, {int} packets", "@kernel {iface}: no buffers, {int} drops", "@sched Job {int}.{peer} requeued, {int} of {int}", "@kernel scsi{small}: port {hex} state {hex}",
    "@timesyncd server {ip} is stratum {small}, reach {int}", "@timesyncd lost server {ip}, stratum {small}", "@dhcpd request for {ip} from {mac} over {iface}: no lease left", "@dhcpd request for {ip} from {mac} over {iface}: unknown subnet", "@mta {qid}: to={email}, ctladdr={user} ({int}/{int}), delay={clock}, xdelay={clock}, mailer=relay, pri={int}, dsn={version}, stat=Sent",
    "@mta {qid}: from={user}, size={int}, class={small}, nrcpts={small}, relay={user}@localhost", "@kernel CPU{small}: temperature above limit, clock slowed (total events = {int})", "@kernel Losing some ticks... checking if clock changed.", "@kernel journal of {path} recovered in {float} s", "@ibmgr sweep {int}: {int} switches, {int} ports, topology is stable",
    "@init {daemon} failed to start: exit {small}", "@init {daemon} started", "@snmpd refused community of {ip}", "@xinet START: {daemon} pid={int} from={ip}", "@xinet EXIT: {daemon} status={small} pid={int} duration={int}(sec)", "@automount expired {path}", "@kernel nfs: server {peer} not answering, still trying", "@kernel nfs: server {peer} answers", "@sched cannot bind to port {int} in connect to {ip}:{int} - too many open"
  ]
}
