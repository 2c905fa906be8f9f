import { clock, day, millis, two } from "./dates.js"
import type { System } from "./system.js"

const pick = (...from: ReadonlyArray<string>) => from

/** Held out in place of four systems that were opened for tuning. */
export const scheduler: System = {
  name: "batch scheduler",
  line: ({ at, component }, message) => `[${day(at)}T${millis(at)}] ${component.toLowerCase()}: ${message}`,
  own: { list: (r) => `gpu[${String(r.below(40)).padStart(3, "0")}-${String(r.between(41, 99)).padStart(3, "0")}]`, partition: pick("short", "long", "gpu-a", "debug", "bigmem", "preempt", "teaching"), account: pick("physics", "chem_lab", "bio", "cs-dept", "guests", "ml.group"), reason: pick("Not responding", "Low disk space on scratch", "Kill task failed", "hardware", "Admin: swap board", "Prolog error") },
  spelt: { list: "gpu[<*>-<*>]" },
  messages: [
    "@sched Allocate JobId={int} NodeList={list} #CPUs={int} Partition={partition}", "@_job_complete JobId={int} WEXITSTATUS {small}", "@_job_complete JobId={int} done", "@_submit JobId={int} InitPrio={int} usec={int}", "@backfill Started JobId={int} in {partition} on {list}", "Node {node} now responding", "@update_node node {node} reason set to: {reason}", "@update_node node {node} state set to DRAINED", "@update_node node {node} state set to IDLE", "Resending TERMINATE_JOB request JobId={int} Nodelist={list}", "@agent {int} of {int} nodes answered in {int} usec",
    "Job {int}_{int}({int}) cancelled by uid {int}", "Priority of account {account} decayed to {float}", "slow RPC from uid {int}: took {int} usec, {int} pending", "Power save: {int} nodes to suspend, {int} to resume", "Reservation {word} starts in {int} minutes", "Reservation {word} ended", "Recovered JobId={int} Assoc={int}", "Recovered information about {int} jobs", "licenses: {word} used {int} of {int}", "Clock of node {node} is off by {signed} seconds", "Credential of JobId={int} revoked", "fair share of user {user} in {account} is {float}"
  ]
}

export const telephony: System = {
  name: "telephone exchange",
  line: ({ at, component, level, r }, message) => `[${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())} ${clock(at)}] ${level}[${r.between(1_000, 32_000)}][C-${r.hex(8)}]: ${component.toLowerCase()}.c: ${message}`,
  own: { channel: (r) => `SIP/${r.pick(["trunk", "200", "201", "lobby"])}-${r.hex(8)}`, ext: (r) => String(r.between(100, 399)), caller: pick("Front desk", "Anonymous", "Lumen Trading Ltd", "Warehouse 2", "Dr. Weber", "Jo"), queue: pick("support", "sales", "billing line", "night desk"), context: pick("from-internal", "from-trunk", "ivr-3", "macro-dial"), sound: pick("welcome", "hold-music", "vm-goodbye", "queue/thanks"), cause: pick("Normal clearing", "User busy", "No answer", "Call rejected", "Network out of order") },
  spelt: { channel: "SIP/<*>" },
  messages: [
    "-- Executing [{ext}@{context}:{small}] Dial(\"{channel}\", \"SIP/{ext},{int}\")", "-- Called SIP/{ext}", "-- {channel} is ringing", "-- {channel} answered {channel}", "-- Executing [{ext}@{context}:{small}] Set(\"{channel}\", \"TIMEOUT={int}\")", "Caller {caller} entered queue {queue} at position {small}", "Caller {caller} left queue {queue} after {int} seconds", "{channel} hung up: {cause}", "Peer '{ext}' is now Reachable. ({int}ms / {int}ms)", "Peer '{ext}' is now UNREACHABLE! Last qualify: {int}", "-- Playing '{sound}.slin' (language '{word}')", "Registration from '<sip:{ext}@{ip}>' failed for '{ip}:{port}' - Wrong password", "Registration from '<sip:{ext}@{ip}>' failed for '{ip}:{port}' - No matching peer",
    "Voicemail of {ext} has {int} new messages", "Recording {path} stopped after {duration}", "RTP stream {hex}: jitter {float} ms, {int} lost of {int}", "Codec of {channel} changed from {word} to {word}", "Agent {user} logged on to {queue}", "Agent {user} paused in {queue}", "Conference {ext} has {small} members", "Unable to open trunk {word}: all circuits busy", "Reloading dialplan, {int} extensions", "Scheduler lag of {int} ms"
  ]
}

export const sensors: System = {
  name: "television box",
  line: ({ at, component, level, r }, message) => `${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())} ${millis(at)}  ${r.between(900, 1_100)}  ${r.between(1_100, 9_000)} ${level[0]!} ${component}: ${message}`,
  own: { pkg: (r) => `org.example.${r.pick(["tv", "radio", "store", "player"])}`, act: (r) => `org.example.${r.pick(["tv", "radio", "player"])}/.${r.pick(["MainActivity", "GuideActivity", "Settings"])}`, obj: (r) => r.hex(7), show: pick("Evening News", "Nature Hour", "Cooking with Bo", "Match of the Day", "Late Film"), rect: (r) => `Rect(${r.below(9)}, ${r.below(9)} - ${r.below(1_920)}, ${r.below(1_080)})` },
  spelt: { rect: "Rect(<*>, <*> - <*>, <*>)", act: "<*>/.<*>" },
  messages: [
    "frame dropped: stream={int} pts={int} late={int}us", "buffer level={int}% bitrate={int} state={small}", "onKey action={small} code={int} repeat={bool} flags={hex}", "Window{{obj} u{small} {act}} focus gained", "Window{{obj} u{small} {act}} focus lost", "START u{small} (cmp={act}) from uid {int}", "Displayed {act}: +{int}ms", "layout {rect} visible={bool} alpha={float}", "Tuned to channel {int} ({show}) on tuner {small}", "Recording of {show} scheduled for {clock}", "Reminder for {show} shown", "Killing {int}:{pkg}/u{small}a{int} (adj {int}): cached", "Killing {int}:{pkg}/u{small}a{int} (adj {int}): stop asked",
    "GC freed {int}({int}KB) objects, {percent} free, {int}MB/{int}MB, paused {duration} total {duration}", "wifi score={int} rssi={signed} link={int}", "hdmi hotplug connected", "hdmi hotplug disconnected", "acquire lock {obj} tag={word} uid={int}", "release lock {obj} tag={word} uid={int}", "remote {mac} battery {percent}", "setVolume stream={small} index={int} from {pkg}", "standby requested", "standby left after {duration}", "cursor of {pkg} not closed", "input device {word} removed id={int}"
  ]
}

export const quorum: System = {
  name: "coordination service",
  line: ({ at, component, level, r }, message) => `${day(at)} ${millis(at).replace(".", ",")} [peer:${r.between(1, 5)}] - ${level.padEnd(5)} [${r.pick(["SyncThread:3", `Worker-${r.below(9)}`, "Accept:/0.0.0.0:2281"])}:${component}@${r.pick([118, 402, 951])}] - ${message}`,
  own: { client: (r) => `/10.20.${r.below(9)}.${r.between(1, 99)}`, sid: (r) => `0x${r.hex(15)}`, znode: (r) => `/${r.pick(["locks", "brokers/ids", "config"])}/${r.pick(["a", "lease"])}${r.below(99)}` },
  messages: [
    "Opened connection of client {client}:{port}", "Session {sid} of client {client}:{port} bound, timeout {int}", "Session {sid} expired after {int}ms", "Client {client}:{port} went away (session {sid})", "Vote {int} (leader), {hex} (zxid), {int} (round), LOOKING (state), {small} (sender)", "Vote {int} (leader), {hex} (zxid), {int} (round), FOLLOWING (state), {small} (sender)", "Vote {int} (leader), {hex} (zxid), {int} (round), LEADING (state), {small} (sender)", "Election took {int} ms, now FOLLOWING", "Election took {int} ms, now LEADING", "Peer {small} at {host}:{port} does not answer: connection refused", "Peer {small} at {host}:{port} does not answer: timed out", "Snapshot {hex} written to {path}", "Log {path} purged",
    "Error on session:{sid} type:create cxid:{hex} zxid:{hex} path:{znode} Error:NodeExists", "Error on session:{sid} type:delete cxid:{hex} zxid:{hex} path:{znode} Error:NoNode", "Fsync took {int}ms, which is slow", "Leader sends DIFF from {hex}", "Leader sends SNAP at {hex}", "tickLimit set to {int}", "Environment:java.home={path}", "Environment:user.name={user}", "Cannot leave LOOKING: {small} of {small} peers", "Watch of {sid} on {znode} fired", "Queue of peer {small} is full, {int} messages dropped", "Four letter word {word} from {client}:{port}", "Quorum lost, {small} followers", "Digest mismatch at zxid {hex}"
  ]
}

