/**
 * Messages of ten kinds of software, invented for this benchmark. `{kind}` is a
 * parameter of `values.ts`. The label is the text with `<*>` for each parameter.
 */
export const families: Readonly<Record<string, ReadonlyArray<string>>> = {
  web: [
    "{method} {route} {int} in {int} ms", "Request {uuid} from {ip} completed with status {int}", "Slow query took {duration} on table {table}", "Session {hash} of user {user} created",
    "Session {hash} of user {user} expired", "Connection to {host}:{port} refused", "Retrying call to {service} (attempt {small} of {small})", "Circuit breaker for {service} is now open",
    "Circuit breaker for {service} is now closed", "Cache miss for key {table}:{int}", "Rejected upload {file}: {size} exceeds limit {size}", "Loaded {int} feature flags", "Rate limit reached for client {ip}",
    "Response body truncated after {int} bytes", "Template '{file}' not found, using fallback", "User {user} logged in from {ip}", "User {user} logged out", "Unhandled {exception} while handling {route}", "Health check passed", "Shutting down worker {int}"
  ],
  database: [
    "client connected: address={ip} port={port}", "client authenticated: user={user} catalog={word}", "client gone: lasted {clock} user={user} catalog={word} address={ip}",
    "flush started: interval", "flush complete: {int} pages ({float}%); {int} files added, {int} recycled; write={float} s, sync={float} s, total={float} s",
    "statement took {float} ms", "deadlock found, victim chosen", "Session {int} waits for lock on row {int}; held by session {int}.", "no table named \"{table}\" at position {int}", "client closed the socket early: broken pipe",
    "background clean-up of table \"{table}\": passes: {small}", "statistics of table \"{table}\" refreshed", "replica {word} lags behind", "accepting clients", "stop requested, mode fast", "rolling back open transactions",
    "wrong password for user \"{user}\"", "spill file \"{path}\", size {int}", "starting helper process \"{word}\"", "statement cancelled by timeout"
  ],
  storage: [
    "Chunk {id} stored, {int} bytes, peer {ip}:{port}", "Copying chunk {id} to {ip}:{port}", "Removing chunk {id} at {path}", "Chunk {id} is damaged, checksum {hex} expected {hex}", "Peer {ip}:{port} joined with {int} chunks",
    "Peer {ip}:{port} left", "Rebalancing {int} chunks over {int} peers", "Volume {path} is {percent} full", "Volume {path} mounted", "Lock of client {uuid} on {path} expired", "Checkpoint {int} written to {path} in {int} ms", "Chunks below target copies: {int}",
    "Scrub thread {int} woke up", "Heartbeat from {host} took {int} ms", "Quota of user {user} changed from {size} to {size}", "Snapshot {word} created", "Snapshot {word} deleted", "Scrubbing finished, {int} errors found", "Term {int}: {host} leads", "Opened {path} for append"
  ],
  daemon: [
    "Login by key for {user} from {ip} port {port} granted", "Login by password for unknown {user} from {ip} port {port} denied", "Peer {ip} hung up", "opened shell for user {user} by (uid={int})", "closed shell for user {user}", "Unit {name} is up.", "({user}) RUN ({path})",
    "OFFER {ip} to {mac} via lan0", "ACK {ip} ({mac}) via lan0", "address {ip} kept, {int} seconds left", "port {small}-{small}: new fast device number {int}", "lan0: carrier up, {int} Mbps", "lan0: carrier down",
    "clock follows {ip}, stratum {small}", "clock stepped {float} s", "Memory exhausted: ended process {int} ({word}), score {int}", "Mail for {email} not relayed", "rotating {path}", "listening on {ip}, port {int}", "fault at {hex} ip {hex} sp {hex} code {small}", "reloading configuration", "core {small} stalled for {int}s"
  ],
  app: [
    "resume screen={word}.{word}", "pause screen={word}.{word}", "brightness level={small} auto={bool}", "power: level={int}, plugged={bool}, heat={int}", "walked today: {int}, target: {int}", "sync finished in {int}ms, {int} records", "sync started",
    "upload of {file} failed: {exception}", "flush {int} events to disk", "user idle for {int} s", "screen on", "screen off", "estimateEnergy distance={int} mass={float} result={float}", "sampleReceived kind={small} value={float}", "permission {word} granted: {bool}", "banner {int} posted, visible={bool}", "banner {int} removed",
    "position lat={float} lon={float} accuracy={int}", "counters : {int} {int} {int} {small}", "dailyTotal = {int}"
  ],
  batch: [
    "Queued {id} in pool {word}", "Run {id} state changed from {state} to {state}", "Step {int} of phase {float} started on {host}", "Step {int} of phase {float} finished in {int} ms on {host} ({int}/{int})", "Lost runner {int} on {host}: no heartbeat", "Reading slice {path}:{int}+{int}",
    "Run {id} is at : {float}", "Granted slot {id} with memory {int}, cores {small}", "Returned slot {id}", "Sort buffer full, record limit {int}", "Merging {int} sorted runs", "Final merge of {int} runs, total size: {int} bytes", "Exchange of {size} done", "Result published to {url}",
    "Duplicating slow run {id}", "Avoiding host {host}", "Free resources: memory={int}, cpu={small}", "Cleaning work folder {path}", "Stopping listener on {port}", "Pool {word} is empty"
  ],
  proxy: [
    "{host}:{port} forwarded via {host}:{port} TLS", "{host}:{port} done, {int} bytes up, {int} bytes down, after {clock}", "{host}:{port} failed : no route via {ip}:{port} - gateway answered {int}", "{ip}:{port} takes rule {word}",
    "lookup {host} : {ip}", "{host}:{port} dropped, idle for {int} sec", "bad credentials for user {user}", "tunnel {small} up", "tunnel {small} down", "certificate of {host} expires in {int} days", "loaded {int} rules from {windowsPath}", "upstream {host} marked {state}"
  ],
  hardware: [
    "{int} cache line error(s) (bank {hex}) corrected", "bus check: fetch stage", "ring receiver north signal lost", "ring receiver south signal lost", "lane error on {coordinate}, retries={int}", "fan speed {int} rpm below threshold {int}", "temperature {int} C exceeds limit", "power feed {small} failed",
    "power feed {small} restored", "blade {coordinate} answers slowly", "init (step {int}) gave up: no answer from {coordinate}", "bridge {hex} parity error", "module {small} correctable errors: {int}", "interrupt unit={small} bit={hex}", "dump.{int} written", "standby enable.................{small}",
    "file server {node} silent", "silent", "healthy", "rectifier trouble on {node}"
  ],
  cloud: [
    "[machine: {uuid}] powered on (by request)", "[machine: {uuid}] powered off (by request)", "[machine: {uuid}] built within {float} seconds.", "[machine: {uuid}] reserving: memory {int} MB, disk {int} GB, cores {small}", "[machine: {uuid}] memory limit: {int} MB, used: {float} MB", "base disk {uuid} at ({path}): verified", "base disk {uuid} at ({path}): shared: {small} here, {small} elsewhere",
    "{ip} \"{method} {route} HTTP/1.1\" status: {int} len: {int} time: {float}", "Stray base disk: {path}", "Kept base disks: {path}", "Announcing port-ready:{uuid} for machine {uuid}", "Counting resources of node {host}", "Resources: name={host} ram={int}MB used_ram={int}MB disk={int}GB used_cores={small}",
    "Service record of {host} refreshed", "Lease for volume {uuid} renewed", "Port {uuid} bound to {host}", "Evicting pod {word}/{pod}: node pressure", "Deleted pod: {pod}", "Created pod: {pod}", "Scaled up replica set {service} to {small}"
  ],
  desktop: [
    "Package store {version} ready", "Client {int}_{int} attached by {word}.", "Unknown attribute ignored.", "Manifest entry refused [code = {hex} - BAD_ENTRY]", "Iterator ended early [code = {hex}]", "Package {word} evaluated, Wanted: {int}, Present: {int}",
    "{hex} began transaction (objectId={int}, flags={hex})", "Process {int} exited with code {signed}", "Window {name} lost focus", "Headset {mac} paired", "Headset {mac} unpaired", "Application {word} suspended, reason: {state}", "error 17 reading preference {word}", "Frame took {float} ms ({int} of {int})", "thermal pressure level {small}", "wake reason: lid", "wake reason: timer", "wireless: roaming allowed {bool}", "radio0: access point is {mac}",
    "Checking for updates of {windowsPath}"
  ]
}
