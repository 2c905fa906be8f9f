import type { Random } from "../corpus/random.js"
import { bsd, clock, day, millis, two } from "./dates.js"
import type { System } from "./system.js"

const pick = (...from: ReadonlyArray<string>) => from
const module = (r: Random): string => `@${r.pick(["shop", "core", "ui"])}/${r.pick(["cart", "api", "theme", "auth", "reports"])}`

export const tunnel: System = {
  name: "proxy client",
  line: ({ at, r }, message) => `[${two(at.getUTCMonth() + 1)}.${two(at.getUTCDate())} ${clock(at)}] ${r.pick(["browser.exe", "mailer.exe *64", "Chat App.exe", "updater.exe"])} - ${message}`,
  own: { target: (r) => `${r.pick(["static", "img4", "login", "push"])}.${r.pick(["harbor", "lumen", "maple"])}.example:${r.pick([80, 443, 5_222])}`, relay: (r) => `relay${r.between(1, 4)}.corp.example:${r.pick([1_080, 3_128])}`, life: (r) => r.pick([`${two(r.below(60))}:${two(r.below(60))}`, `${two(r.between(1, 9))}:${two(r.below(60))}:${two(r.below(60))}`]), rule: pick("Default", "Work hours", "Local networks only", "Block ads", "VPN"), code: (r) => String(r.between(10_000, 11_004)) },
  messages: [
    "{target} opened by way of {relay} SOCKS", "{target} done, {int} bytes up, {int} bytes ({float} KB) down, lasted {life}", "{target} done, {int} bytes up, {int} bytes down, lasted {life}", "{target} done, {int} bytes ({float} KB) up, {int} bytes ({float} MB) down, lasted {life}", "{target} failed by way of {relay} : relay closed the connection early", "{target} failed by way of {relay} : relay answered with status {int}", "{target} opened directly", "{target} blocked by rule {rule}", "{target} failed : could not resolve name, code {code}", "{target} failed : address {ip} not reachable, code {code}",
    "DNS answer for {host} : {ip}", "matched rule {rule} for {target}", "profile {rule} loaded, {small} rules", "relay {relay} answers in {int} ms", "relay {relay} is down, next in chain is {relay}", "credentials asked for {relay}", "log rotated at {size}", "licence valid for {int} days", "traffic limit of {size} reached", "service stopped", "service started"
  ]
}

export const collector: System = {
  name: "garbage collector",
  line: ({ at, level, r }, message) => `[${day(at)}T${millis(at)}+0000][${r.below(999)}.${two(r.below(99))}s][${level.toLowerCase().padEnd(7)}][gc${r.pick(["", ",start", ",heap"])}] ${message}`,
  own: { mb: (r) => `${r.below(4_000)}M`, gc: (r) => `GC(${r.below(900)})`, ms: (r) => `${r.below(90)}.${r.between(100, 999)}ms` },
  spelt: { gc: "GC(<*>)" },
  messages: [
    "{gc} Pause Young (Normal) (Evacuation) {mb}->{mb}({mb}) {ms}", "{gc} Eden regions: {int}->{int}({int})", "{gc} Survivor regions: {int}->{int}({int})", "{gc} Old regions: {int}->{int}", "{gc} User={float}s Sys={float}s Real={float}s", "{gc} Pause Young (Mixed) (Evacuation) {mb}->{mb}({mb}) {ms}", "{gc} Metaspace: {int}K({int}K)->{int}K({int}K)", "{gc} Using {small} workers of {small} for evacuation",
    "{gc} Concurrent Mark Cycle", "{gc} Concurrent Mark Cycle {ms}", "{gc} Concurrent Mark ({float}s)", "{gc} Concurrent Mark ({float}s, {float}s) {ms}", "{gc} Pause Remark {mb}->{mb}({mb}) {ms}", "{gc} Pause Cleanup {mb}->{mb}({mb}) {ms}", "{gc} Pause Full (Explicit call) {mb}->{mb}({mb}) {ms}", "{gc} Pause Full (Compaction before close) {mb}->{mb}({mb}) {ms}", "{gc} To-space exhausted", "{gc} Humongous regions: {int}->{int}",
    "Heap Region Size: {mb}", "CPUs: {small} total, {small} available", "Large Page Support: Disabled", "NUMA Support: Disabled", "Compressed Oops: Enabled (Zero based)", "Heap Min Capacity: {mb}", "Heap Initial Capacity: {mb}", "Heap Max Capacity: {mb}", "Parallel Workers: {small}", "Heap address: {hex}, size: {int} MB, Compressed Oops mode: Zero based, shift: {small}", "Periodic GC request denied: load {float} exceeds {float}", "Application stopped for {float} seconds, threads stopped after {float} seconds"
  ]
}

export const firewall: System = {
  name: "firewall",
  line: ({ at, component }, message) => `${bsd(at)} fw-edge ${component}: ${message}`,
  own: { iface: (r) => r.pick(["eth0", "eth1", "wan2", "tun0", "br-lan"]), policy: pick("allow web", "deny all", "guest to internet", "vpn", "backup window", "lab"), country: pick("Reserved", "Germany", "United States", "New Zealand", "South Korea", "France"), app: pick("HTTPS", "DNS", "Video.Stream", "ssh", "Remote Desktop"), serial: (r) => `FX${r.between(100_000, 999_999)}`, severity: pick("low", "high", "critical"), attack: pick("Port Scan", "SQL.Injection.Attempt", "Oversized Header", "Bot.Beacon", "Path Walk") },
  messages: [
    "@kernel [DROP] IN={iface} OUT= MAC={mac} SRC={ip} DST={ip} LEN={int} TOS={hex} PREC={hex} TTL={int} ID={int} PROTO=TCP SPT={port} DPT={port} WINDOW={int} RES={hex} SYN URGP={small}", "@kernel [DROP] IN={iface} OUT= MAC={mac} SRC={ip} DST={ip} LEN={int} TOS={hex} PREC={hex} TTL={int} ID={int} PROTO=UDP SPT={port} DPT={port} LEN={int}", "@utm devid={serial} type=traffic action=accept srcip={ip} srcport={port} dstip={ip} dstport={port} policy=\"{policy}\" app=\"{app}\" sentbyte={int} rcvdbyte={int} duration={int}",
    "@utm devid={serial} type=traffic action=deny srcip={ip} srcport={port} dstip={ip} dstport={port} policy=\"{policy}\" dstcountry=\"{country}\"", "@kernel [ACCEPT] IN={iface} OUT={iface} SRC={ip} DST={ip} LEN={int} TTL={int} ID={int} DF PROTO=TCP SPT={port} DPT={port}", "@utm devid={serial} type=event user=\"{user}\" ui=https({ip}) detail=\"Administrator {user} logged in from https({ip})\"", "@utm devid={serial} type=event user=\"{user}\" ui=https({ip}) detail=\"Administrator {user} login failed from https({ip})\"", "@utm devid={serial} type=ips attack=\"{attack}\" severity={severity} srcip={ip} dstip={ip} count={int}",
    "@vpnd tunnel to {ip} up, phase {small}, lifetime {int} seconds", "@vpnd tunnel to {ip} down: peer does not answer", "@vpnd tunnel to {ip} down: proposal mismatch", "@natd pool {word} used up: {int} of {int} ports", "@cfgd policy {policy} moved by {user}", "@cfgd policy {policy} deleted by {user}", "@had member {serial} is primary, uptime {int}", "@had member {serial} left", "@licd contract {dashed} ends {date}", "@sysd memory {percent}, sessions {int}", "@sysd conserve mode entered", "@sysd conserve mode left", "@updated signatures {version} fetched from {host}"
  ]
}

export const hub: System = {
  name: "home hub",
  line: ({ at, component, level }, message) => `${day(at)} ${millis(at)} ${level} (MainThread) [hub.${component.toLowerCase()}] ${message}`,
  own: { device: pick("Kitchen lamp", "Hallway motion sensor", "Desk", "Washing machine", "Garage door left", "Thermostat", "Attic window contact 2", "TV"), room: pick("Living room", "Bath", "Guest room upstairs", "Cellar", "Kitchen", "Office"), scene: pick("Movie night", "Good morning", "Away", "All lights off", "Dinner for two"), entity: (r) => `${r.pick(["light", "sensor", "switch"])}.${r.pick(["kitchen", "hall", "desk", "garage"])}_${r.below(9)}`, person: pick("Anna", "Ben Miller", "Grandma", "The cleaner", "Jo"), speed: pick("slow", "quick"), unit: (r) => `${r.below(40)}.${r.below(9)} °C` },
  messages: [
    "{device} reports {float} after {int} s", "{device} switched on by {person}", "{device} switched off by {person}", "State of {entity} changed to {float}", "Scene {scene} started by {person}", "Scene {scene} ended after {int} steps", "{device} in {room} has not answered for {int} minutes", "Battery of {device} at {percent}", "Automation {scene} skipped: condition is {bool}", "Update of {entity} took longer than the planned {int} seconds",
    "Joined {device} ({mac}) in {room}", "Removed {device} ({mac}) from {room}", "Person {person} arrived at {clock}", "Person {person} left at {clock}", "Recording of {device} saved to {path}", "Target of {room} set to {float}, was {float}", "Voice command heard in {room}: \"{scene}\"", "Cloud link lost", "Cloud link restored after {duration}", "Database file grew to {size}", "Integration {word} set up in {float} seconds", "Firmware {version} offered for {device}", "Firmware {version} written to {device}", "Timer {scene} cancelled", "Timer {scene} fired", "Rain expected at {clock}, awning of {room} pulled in"
  ]
}

export const health: System = {
  name: "health app",
  line: ({ at, component }, message) => `${day(at).replaceAll("-", "")}-${at.getUTCHours()}:${at.getUTCMinutes()}:${at.getUTCSeconds()}:${at.getUTCMilliseconds()}|Fit_${component}|${30_002_312}|${message}`,
  own: { epoch: (r) => String(r.between(1_500_000_000, 1_800_000_000)), pipes: (r) => Array.from({ length: r.between(3, 7) }, () => r.below(900)).join("|"), dd: (r) => `${r.below(9)}.${r.between(1, 99)}`, act: (r) => `fit.intent.${r.pick(["TICK", "SCREEN", "DATE", "SYNC"])}` },
  messages: [
    "onSample kind={small} raw={int} ts={epoch}", "walk##{epoch}##{int}##{int}##{int}##{int}##{int}", "total = {int}|{int}|{int}|{int}", "setToday={epoch} steps={int}", "addUp steps:{int} climb:{int} metres:{int} kcal:{int}", "onIntent action: {act}", "energy={dd} distance={dd} weight={float}", "cache miss day={epoch}", "rows inserted {int} in {int}ms", "rows merged {int} in {int}ms", "upload ok code={int} body={int}", "upload failed code={signed}", "notify id={small} visible={bool} text={int} steps left", "goal reached",
    "heart rate {int} quality {small} motion {bool}", "sleep from {epoch} to {epoch} phases {ints}", "sensor registered rate={int} latency={int} wake={bool}", "sensor unregistered", "service onCreate", "service onDestroy", "db version {small} -> {small}", "alarm set for {epoch} in {int}s", "user {uuid} height {int} weight {float} male {bool}", "no permission for body sensors", "window: {pipes}"
  ]
}

export const build: System = {
  name: "build output",
  line: ({ at }, message) => `${day(at)}T${millis(at)}4567Z ${message}`,
  own: { module, test: pick("adds two rows", "rejects an empty cart", "renders", "keeps the order of items after a reload", "retries", "logs out", "shows totals with tax"), source: (r) => `src/${r.pick(["cart", "api", "auth"])}/${r.pick(["total", "index", "session", "parse"])}.${r.pick(["ts", "tsx", "test.ts"])}`, sha: (r) => r.hex(7), target: (r) => `//${r.pick(["lib", "svc"])}/${r.pick(["cart", "auth", "db"])}:${r.pick(["all", "tests", "image"])}`, dep: (r) => `${r.pick(["left-padder", "yamlish", "chalky", "lodasher"])}@${r.below(9)}.${r.below(20)}.${r.below(9)}`, step: pick("Check out", "Install packages", "Run unit tests", "Lint", "Build image", "Upload artifacts") },
  messages: [
    "[{int}/{int}] compiled {source}", "  ok {int} - {test} ({int} ms)", "  not ok {int} - {test} ({int} ms)", "npm warn deprecated {dep}: no longer supported", "{source}({int},{int}): error TS{int}: Type is not assignable.", "Downloading {url} ({size})", "Downloaded {url} ({size} at {size}/s)", "Building {target}", "Cache hit for {target} ({hash})", "Cache miss for {target}", "##[group]{step}", "##[endgroup]", "Layer {hash} pushed", "Layer {hash} already there", "Step {small}/{small} : COPY {path} {path}", "Step {small}/{small} : RUN {path}", " ---> {hash}", "Removing intermediate container {hash}",
    "Tests: {int} failed, {int} passed, {int} total", "Finished in {duration}", "HEAD is now at {sha} {test}", "Package {module} has {small} known problems ({small} high)", "added {int} packages, and audited {int} packages in {duration}", "Coverage: {percent} of lines, {percent} of branches", "Uploaded {int} files, {size}", "Process completed with exit code {small}.", "Runner {word}-{small} picked up job {int}", "Timeout of {int} minutes reached in step {step}", "ld: cannot find -l{word}"
  ]
}
