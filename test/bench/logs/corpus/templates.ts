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
    "accepted mail {id} from {ip} size {size}", "queued {id} for {host}", "delivered {id} to {host} after {duration}", "deferred {id}: {host} asks to come back in {int} seconds", "bounced {id}: mailbox of {user} is full",
    "greylisted {ip} until {clock}", "spam score {float} for {id}, limit {float}", "virus scan of {id} finished in {int} ms", "signature key {word} rotated", "blocklist refreshed with {int} entries",
    "connection from {ip} closed after {small} commands", "quarantine holds {int} messages", "relay {host} marked {state}", "dns answer for {host} cached for {int} seconds"
  ],
  hardware: [
    "belt {small} started", "belt {small} stopped", "motor {small} draws {float} A, limit {float} A", "scanner {word} read code {hex}", "scanner {word} saw no code on parcel {int}",
    "gripper at {coordinate} missed, attempt {small}", "door {small} opened", "door {small} closed", "emergency stop pressed at {coordinate}", "weight {float} kg of parcel {int} differs by {float} kg",
    "lane {small} blocked for {duration}", "controller {node} restarted after {int} hours", "pressure {float} bar below {float} bar", "oil temperature {int} C", "calibration of axis {small} ended with offset {signed}",
    "firmware {version} loaded on {node}", "cycle {int} complete", "heartbeat of {node} late by {int} ms"
  ],
  cloud: [
    "plan {word} starts with {int} sources", "plan {word} ended: {int} copied, {int} unchanged, {small} failed", "snapshot {uuid} of {path} taken in {duration}", "snapshot {uuid} deleted", "copy of {path} to {host} at {float} MB/s",
    "checksum of {path} differs: {hex} is not {hex}", "retention keeps {small} of {small} snapshots of {path}", "tape {id} mounted", "tape {id} full after {size}", "restore {uuid} asked for by {user}",
    "restore {uuid} written to {path}", "catalogue holds {int} objects", "window of plan {word} closes at {clock}", "target {host} is {state}", "deduplication saved {size} of {size}",
    "lock on {path} held by pid {int}", "encryption key {hash} will expire in {int} days"
  ],
  desktop: [
    "library scan found {int} tracks in {duration}", "track {int} skipped by {user}", "playlist {name} saved", "output switched to {name}", "output lost, pausing",
    "volume set to {small}", "cover of album {int} fetched from {url}", "decoder restarted after {int} bad frames", "sleep timer fires at {clock}", "printer {name} ready",
    "printer {name} out of paper", "job {int} printed {small} pages", "job {int} cancelled by {user}", "toner at {float}%", "update {version} downloaded, {size}",
    "update {version} needs a restart", "settings migrated from {windowsPath}", "equaliser preset {word} applied", "crash report {uuid} sent"
  ]
}
