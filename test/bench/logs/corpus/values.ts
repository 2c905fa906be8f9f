import type { Random } from "./random.js"

const USERS = ["alice", "bob", "carol", "dmitri", "erin", "fatima", "gustav", "hana", "svc-backup", "www-data", "jdoe", "o.meyer", "root", "deploy", "k8s"]
const NAMES = ["Quarterly report", "Inbox", "Night shift", "North wing sensor", "Main", "Orders of last week", "Default", "Left door"]
const STATES = ["ACTIVE", "STANDBY", "DRAINING", "RECOVERING", "FAILED", "READY", "UNKNOWN"]
const SERVICES = ["orders", "billing", "catalog", "search-indexer", "mailer", "auth-gateway", "thumbnailer", "ledger"]
const WORDS = ["alpha", "bravo", "copper", "delta", "ember", "falcon", "granite", "harbor", "indigo", "juniper", "krypton", "lumen", "maple", "nickel", "onyx", "pebble"]
const FOLDERS = ["var", "opt", "srv", "data", "home", "mnt", "usr", "tmp", "export"]
const FILES = ["journal", "snapshot", "index", "segment", "report", "config", "chunk", "manifest", "image"]
const EXTENSIONS = ["log", "dat", "conf", "json", "tmp", "idx", "xml", "bin"]
const CLASSES = ["IOException", "TimeoutException", "ConnectionResetError", "IllegalStateException", "KeyError", "ParseError"]
const METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD"]
const TABLES = ["orders", "order_items", "customers", "audit_trail", "sessions", "stock_levels", "invoices"]
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

const path = (r: Random): string => `/${r.pick(FOLDERS)}/${r.pick(WORDS)}/${r.pick(FILES)}${r.below(3) === 0 ? "" : `-${r.below(500)}`}.${r.pick(EXTENSIONS)}`
const ip = (r: Random): string => `${r.pick([10, 172, 192])}.${r.below(256)}.${r.below(256)}.${r.between(1, 254)}`
const host = (r: Random): string => `${r.pick(["node", "web", "db", "cache", "worker"])}${r.pick(["-", ""])}${r.between(1, 48)}.${r.pick(["prod", "dc1", "eu-west"])}.example.${r.pick(["com", "net", "org"])}`

/** What stands for a parameter, by the name used in templates. */
export const values: Readonly<Record<string, (r: Random) => string>> = {
  int: (r) => String(r.below(r.pick([10, 200, 5_000, 900_000]))),
  small: (r) => String(r.below(16)),
  signed: (r) => String(r.below(2_000) - 1_000),
  float: (r) => `${r.below(400)}.${r.between(10, 99)}`,
  percent: (r) => `${r.below(101)}%`,
  ip,
  port: (r) => String(r.between(1_024, 65_535)),
  host,
  shorthost: (r) => `${r.pick(["node", "web", "db", "gpu"])}-${r.between(1, 64)}`,
  node: (r) => `n${r.between(100, 999)}`,
  path,
  file: (r) => `${r.pick(FILES)}-${r.below(900)}.${r.pick(EXTENSIONS)}`,
  windowsPath: (r) => `C:\\${r.pick(["Windows", "ProgramData", "Users"])}\\${r.pick(WORDS)}\\${r.pick(FILES)}${r.below(90)}.${r.pick(EXTENSIONS)}`,
  url: (r) => `https://${host(r)}/${r.pick(WORDS)}/${r.below(9_000)}?page=${r.below(20)}`,
  route: (r) => `/api/v${r.between(1, 3)}/${r.pick(TABLES)}/${r.below(99_999)}`,
  uuid: (r) => `${r.hex(8)}-${r.hex(4)}-4${r.hex(3)}-a${r.hex(3)}-${r.hex(12)}`,
  hex: (r) => `0x${r.hex(r.pick([4, 8, 16]))}`,
  hash: (r) => r.hex(r.pick([12, 40])),
  mac: (r) => Array.from({ length: 6 }, () => r.hex(2)).join(":"),
  user: (r) => r.pick(USERS),
  email: (r) => `${r.pick(WORDS)}.${r.pick(WORDS)}@example.com`,
  name: (r) => r.pick(NAMES),
  state: (r) => r.pick(STATES),
  service: (r) => r.pick(SERVICES),
  word: (r) => r.pick(WORDS),
  table: (r) => r.pick(TABLES),
  exception: (r) => r.pick(CLASSES),
  method: (r) => r.pick(METHODS),
  bool: (r) => r.pick(["true", "false"]),
  version: (r) => `${r.between(1, 9)}.${r.below(30)}.${r.below(20)}${r.pick(["", "", "-rc1", "-beta2"])}`,
  duration: (r) => r.pick([`${r.below(900)}ms`, `${r.below(60)}.${r.below(10)}s`, `${r.between(1, 59)}m${r.between(0, 59)}s`, `${r.below(900)}us`]),
  size: (r) => `${r.below(900)}${r.pick([".5", ""])}${r.pick(["KB", "MB", "GiB", "B"])}`,
  thread: (r) => `${r.pick(["http-nio", "pool", "exec"])}-${r.between(1, 9)}-${r.between(1, 40)}`,
  id: (r) => `${r.pick(["job", "task", "blk", "req", "vol"])}_${r.between(100_000, 9_999_999)}`,
  dashed: (r) => `${r.pick(["ord", "inv", "txn"])}-${r.between(1_000, 99_999)}-${r.hex(4)}`,
  pod: (r) => `${r.pick(SERVICES)}-${r.hex(9)}-${r.pick(["x7k2p", "b9q4z", "m2v8c", "t5n1w"])}`,
  ints: (r) => `[${Array.from({ length: r.between(1, 5) }, () => r.below(40)).join(", ")}]`,
  words: (r) => Array.from({ length: r.between(1, 4) }, () => r.pick(WORDS)).join(", "),
  range: (r) => `${r.below(500)}-${r.between(500, 999)}`,
  date: (r) => `20${r.between(19, 26)}-${String(r.between(1, 12)).padStart(2, "0")}-${String(r.between(1, 28)).padStart(2, "0")}`,
  clock: (r) => `${r.between(10, 23)}:${r.between(10, 59)}:${r.between(10, 59)}`,
  month: (r) => r.pick(MONTHS),
  coordinate: (r) => `R${r.between(10, 47)}-M${r.below(2)}-N${r.hex(1).toUpperCase()}`
}
