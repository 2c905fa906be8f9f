import type { Expected } from "./types.js"

const name = "paste.txt"

export const FAILURES: ReadonlyArray<Expected> = [
  { file: "java-trace.txt", name, is: "error_report", says: [[/SQLTransientConnectionException/, /HikariPool-1/], [/CartRepository\.save/, /CartRepository\.java:71/], [/CartUnavailable/]] },
  { file: "kotlin-crash.txt", name, is: "error_report", says: [[/UninitializedPropertyAccessException/], [/CatalogService\.kt:14|getCatalog/]] },
  { file: "chained.txt", name, is: "error_report", says: [[/KeyError/, /CHF/], [/RateMissing/], [/rates\.py/, /22|load_rate/]] },
  { file: "group.txt", name, is: "error_report", says: [[/ExceptionGroup|2 sub-exceptions/], [/502 Bad Gateway/], [/price feed is empty/]] },
  { file: "node-crash.txt", name, is: "error_report", says: [[/ETIMEDOUT/, /10\.8\.0\.30/], [/stock\.ts:18|checkout\.ts:61/]] },
  { file: "browser-error.txt", name, is: "error_report", says: [[/Cannot read properties of undefined/], [/renderLine/]] },
  { file: "go-panic.txt", name, is: "error_report", says: [[/nil pointer dereference/], [/engine\.go:88/]] },
  { file: "dotnet.txt", name, is: "error_report", says: [[/TimeoutException/], [/BatchReader\.cs/, /44/]] },
  { file: "rust-panic.txt", name, is: "error_report", says: [[/PoisonError/], [/ledger\.rs:112/]] },
  { file: "anyhow.txt", name, is: "error_report", says: [[/invalid digit found in string/], [/config\.rs:41/]] },
  { file: "ruby.txt", name, is: "error_report", says: [[/NoMethodError/, /undefined method/], [/tax\.rb:27/]] },
  { file: "php-fatal.txt", name, is: "error_report", says: [[/SQLSTATE\[HY000\] \[2002\]/], [/CartRepository\.php/]] },
  { file: "elixir.txt", name, is: "error_report", says: [[/time out/], [/checkout\.ex:47/]] },
  { file: "gdb-bt.txt", name, is: "error_report", says: [[/SIGSEGV/], [/slot\.cpp:91/]] },
  { file: "asan.txt", name, is: "error_report", says: [[/heap-use-after-free/], [/session\.c:64/]] },
  { file: "jstack.txt", name, is: ["error_report", "command_output"], says: [[/2 threads|two threads/i, /0x00000000e1a2b3c8|PriceCache/], [/price-refresh/]] }
]

export const TRACES: ReadonlyArray<Expected> = [
  { file: "jaeger.json", is: "trace", says: [[/POST bank\.example\/charge/, /2\.35|2,?350|2350/], [/504|payment/]] },
  { file: "zipkin.json", is: "trace", says: [[/select order_lines/, /24/]] },
  { file: "spans.json", is: "trace", says: [[/opensearch\.query/, /900|0\.9/], [/circuit_breaking_exception|CircuitBreakingException|Data too large/]] },
  { file: "collapsed.txt", name, is: "profile", says: [[/escapeHtml/, /73\.|74 ?%/]] },
  { file: "pprof-top.txt", name, is: "profile", says: [[/roundHalfEven/, /48\.06|48\.1|48 ?%/]] },
  { file: "perf.txt", name, is: "profile", says: [[/ring::Consumer::poll/, /57\.3/]] },
  { file: "speedscope.json", is: "profile", says: [[/sortPrices/, /80/]] },
  { file: "CPU.20260314.cpuprofile", is: "profile", says: [[/hashPassword/, /70|87\.5/]] }
]
