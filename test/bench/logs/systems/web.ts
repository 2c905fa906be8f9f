import type { Random } from "../corpus/random.js"
import { clock, day, millis } from "./dates.js"
import type { System } from "./system.js"

const pick = (...from: ReadonlyArray<string>) => from

export const gateway: System = {
  name: "web gateway",
  line: ({ at, component, level }, message) => `${day(at)}T${clock(at)}+02:00 ${level} [${component.toLowerCase()}] ${message}`,
  own: {
    agent: (r: Random) => r.pick([`Mozilla/5.0 (X11; Linux x86_64; rv:${r.between(90, 130)}.0) Gecko/20100101 Firefox/${r.between(90, 130)}.0`, `curl/8.${r.below(9)}.${r.below(3)}`, "Mozilla/5.0 (compatible; SeekBot/2.1; +http://bot.example/)", "-"]), ref: (r) => r.pick(["-", `https://shop.example/${r.below(500)}`]),
    page: (r) => `/${r.pick(["shop", "img", "static", "blog"])}/${r.below(5_000)}${r.pick(["", ".html", ".png", "?q=red+shoes", "/"])}`, timers: (r) => Array.from({ length: 5 }, () => r.below(900)).join("/"), conns: (r) => Array.from({ length: 5 }, () => r.below(40)).join("/"), server: (r) => `pool_${r.pick(["shop", "img"])}/s${r.below(9)}`, subject: (r) => `CN=${r.pick(["shop", "img"])}.example,O=Lumen Trading Ltd,C=${r.pick(["NL", "DE"])}`, rule: pick("942100", "920350", "941160")
  },
  spelt: { subject: "CN=<*>,O=Lumen Trading Ltd,C=<*>" },
  messages: [
    "{ip} \"GET {page} HTTP/{version}\" {int} {int} \"{ref}\" \"{agent}\" {float}", "{ip} \"POST {page} HTTP/{version}\" {int} {int} \"{ref}\" \"{agent}\" {float}", "{ip}:{port} web~ {server} {timers} {int} {int} - - ---- {conns} {small}/{small} \"GET {page} HTTP/{version}\"", "{ip}:{port} web~ {server} {timers} {int} {int} - - sC-- {conns} {small}/{small} \"GET {page} HTTP/{version}\"", "{ip}:{port} web/tls: handshake failed, no shared cipher", "upstream timed out after {int} ms while reading header, client: {ip}, request: \"GET {page} HTTP/{version}\", upstream: \"{url}\"",
    "upstream closed early while reading header, client: {ip}, request: \"GET {page} HTTP/{version}\", upstream: \"{url}\"", "open() \"{path}\" failed ({small}: no such file), client: {ip}, request: \"GET {page} HTTP/{version}\"", "Server {server} is DOWN, reason: check timed out, check duration: {int}ms. {small} active and {small} backup servers left. {int} sessions active, {int} requeued, {int} remaining in queue.", "Server {server} is UP, reason: check passed, code: {int}, check duration: {int}ms. {small} active and {small} backup servers online. {int} sessions requeued, {int} total in queue.", "limiting requests, excess: {float} by zone \"{word}\", client: {ip}", "rule {rule} matched, score {small}, uri {page}, client {ip}",
    "certificate {subject} ends in {int} days", "certificate {subject} renewed", "cache zone {word}: {int} of {int} slots, {percent} hits", "worker process {int} exited with code {small}", "worker process {int} exited on signal {small}", "signal process started", "reloaded {path} in {duration}", "client {ip} sent too large body: {int} bytes", "websocket {uuid} closed: going away", "websocket {uuid} closed: normal", "resolver {ip}:{port} answered for {host} in {int} ms"
  ]
}

export const meetings: System = {
  name: "meeting server",
  line: ({ at, component, level, r }, message) => `${day(at)} ${millis(at)} [${level}] ${component}-${r.below(8)} ${message}`,
  own: { title: pick("Weekly stand-up", "Budget", "Interview with candidate", "1:1", "All hands, spring", "Design review of the new checkout", "Retro"), room: pick("Berlin", "Big room north", "Floor 2 corner", "Lobby", "Atlantis"), person: pick("Ana Costa", "Lee", "J. van der Berg", "Mia Schmidt", "Priya", "Tom O'Hara"), codec: pick("opus", "vp8", "h264", "av1", "pcmu", "g722") },
  messages: [
    "Meeting {title} ({uuid}) has {int} participants", "Participant {person} joined {title} from {ip}", "Participant {person} left {title}: tab closed", "Participant {person} left {title}: no media for a while", "Participant {person} left {title}: network changed", "Stream {hash} of {person} uses {codec} at {int} kbps, loss {percent}", "Room {room} booked by {person} for {title}", "Room {room} released", "Recording of {title} written to {path}, {size}", "Recording of {title} failed: disk full", "Recording of {title} failed: no permission", "Host of {title} is now {person}", "Bridge {host} has {int} streams, cpu {percent}", "Bridge {host} removed from pool", "Bridge {host} added to pool",
    "Invitation for {title} sent to {email}", "Invitation for {title} bounced at {host}", "Poll opened in {title}: {int} options", "Captions in {room} switched to {word}", "{person} raised a hand", "{person} lowered the hand", "Screen of {person} shared, {int}x{int}", "Whiteboard {hash} saved, {int} strokes", "Turn relay {ip}:{port} allocated for {int} s", "Room {room} microphone muted", "Room {room} display offline since {clock}", "Lobby holds {int}, oldest waits {duration}"
  ]
}
