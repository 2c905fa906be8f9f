export type Language = "java" | "python" | "javascript" | "go" | "dotnet" | "rust" | "ruby" | "php" | "elixir" | "native"

/** One stack frame; `own` is false for frames of the runtime, the standard library and installed packages. */
export interface Frame {
  readonly line: number
  readonly function: string
  readonly file: string | null
  readonly at: number | null
  readonly own: boolean
}

/** Parses one line of a trace, or (Python, Go, Rust) a line and the next; null where it is no frame. */
export type FrameParser = (line: string, next: string, number: number) => Frame | null

const JAVA_LIBRARY = /^(java|javax|jakarta|jdk|sun|com\.sun|kotlin|kotlinx|scala|groovy|clojure|org\.(springframework|apache|hibernate|eclipse|jboss|junit|slf4j|postgresql|mariadb|h2|glassfish|codehaus|aspectj|reactivestreams|bson|mongodb|elasticsearch|redisson|quartz|thymeleaf|jetbrains|jooq|flywaydb|liquibase|testng|mockito|gradle)|io\.(netty|grpc|vertx|micrometer|reactivex|undertow|lettuce|micronaut|quarkus|smallrye|opentelemetry|projectreactor)|reactor|com\.(google|fasterxml|mysql|zaxxer|amazonaws|microsoft|oracle|netflix|mongodb|datastax|rabbitmq|mchange|squareup|github\.benmanes|ibm|intellij)|software\.amazon|ch\.qos|net\.bytebuddy|okhttp3|retrofit2|feign|redis\.clients|rx|akka|play|android|androidx|dalvik|org\.bouncycastle)\./
const JS_LIBRARY = /node_modules\/|^node:|\(node:|internal\/|^<anonymous>$|^native$|webpack\/(runtime|bootstrap)|chrome-extension:/
const PY_LIBRARY = /\/(site|dist)-packages\/|\/lib(64)?\/python\d|^<frozen|\/python\d[\d.]*\/lib\/|\\lib\\(site-packages\\)?/i
const GO_LIBRARY = /\/(usr\/local\/go|go\/src|goroot|golang[^/]*)\/|\/pkg\/mod\/|\/vendor\/|^runtime[./]/
const DOTNET_LIBRARY = /^(System|Microsoft|Newtonsoft|Npgsql|MySql|Oracle|Grpc|Serilog|NLog|MediatR|AutoMapper|Polly|Dapper|Castle|Autofac|StackExchange|MassTransit|Hangfire|Azure|Google|Amazon|RabbitMQ)\./
const RUST_LIBRARY = /^(core|std|alloc|tokio|hyper|axum|actix\w*|futures\w*|tower\w*|rayon|serde\w*|rust_begin_unwind|__rust|backtrace|test|reqwest|sqlx\w*|tonic|mio|tracing\w*)(::|$)|\/rustc\/|\.cargo\/registry|^_start|^__libc|^main$/
const RUBY_LIBRARY = /^[\w-]{1,80} \(\d[\w.]{0,30}\) |\/gems\/|\/ruby\/\d|\/rubygems\//
const PHP_LIBRARY = /\/vendor\//

const int = (text: string | undefined): number | null => (text === undefined ? null : Number(text))

const java: FrameParser = (line, _next, number) => {
  const parts = /^\s+at (?:[\w.@$-]+\/{1,2}(?:[\w.@-]+\/)?)?([\w$.<>]+)\(([\w$-]+\.(?:java|kts?|scala|groovy|clj|js)|Native Method|Unknown Source|<generated>|SourceFile|Redefined|[\w$]+)(?::(-?\d+))?\)(?=\s|~|$)/.exec(line)
  if (parts === null) return null
  const name = parts[1]!
  // a bare word without a line number is a .NET argument, not a Java file
  if (parts[3] === undefined && /^[\w$]+$/.test(parts[2]!) && parts[2] !== "SourceFile") return null
  return { line: number, function: name, file: parts[2]!, at: int(parts[3]), own: !JAVA_LIBRARY.test(name) && !/\$\$(Lambda|FastClass|EnhancerBy)/.test(name) }
}

const javascript: FrameParser = (line, _next, number) => {
  // built-ins, and the members that Promise.all waits for
  const builtIn = /^\s+at (?:async )?([\w$.<> [\]]{1,200}) \((<anonymous>|native|index \d+)\)(?: \{)?\s*$/.exec(line)
  if (builtIn !== null) return { line: number, function: builtIn[1]!, file: null, at: null, own: false }
  const parts = /^\s+at (?:(?:async )?(.{1,300}?) \()?((?:file:\/\/|https?:\/\/|webpack[\w-]*:\/\/|node:)?[^()]*?):(\d+):(\d+)\)?(?: \{)?\s*$/.exec(line) ?? /^\s*(.{0,200}?)@((?:https?|file|webpack[\w-]*):\/\/[^\s]+?):(\d+):(\d+)\s*$/.exec(line)
  if (parts === null) return null
  const file = parts[2]!
  return { line: number, function: parts[1] === undefined || parts[1] === "" ? "<anonymous>" : parts[1], file, at: int(parts[3]), own: !JS_LIBRARY.test(file) }
}

const python: FrameParser = (line, _next, number) => {
  const parts = /^\s*File "([^"]{1,500})", line (\d+)(?:, in (.{1,200}))?/.exec(line)
  return parts === null ? null : { line: number, function: parts[3] ?? "<module>", file: parts[1]!, at: int(parts[2]), own: !PY_LIBRARY.test(parts[1]!) }
}

const go: FrameParser = (line, next, number) => {
  const place = /^\t(\S.{0,400}?\.(?:go|s)):(\d+)/.exec(next)
  if (place === null || /^\t/.test(line) || /^goroutine |^$/.test(line)) return null
  const name = line.replace(/^created by /, "").replace(/ in goroutine \d+$/, "").replace(/\([^()]*\)$/, "")
  return { line: number, function: name, file: place[1]!, at: int(place[2]), own: !GO_LIBRARY.test(place[1]!) && !/^(runtime|net\/http|testing|sync|reflect|syscall|internal\/\S*|panic)[.(]?/.test(name) }
}

const dotnet: FrameParser = (line, _next, number) => {
  const parts = /^\s+at ([\w.<>`|+[\],$ ]{1,300}?)\(([^)]{0,500})\)(?: in (.{1,400}?):line (\d+))?\s*$/.exec(line)
  if (parts === null || !/[.+]/.test(parts[1]!)) return null
  return { line: number, function: parts[1]!, file: parts[3] ?? null, at: int(parts[4]), own: !DOTNET_LIBRARY.test(parts[1]!) }
}

const rust: FrameParser = (line, next, number) => {
  const parts = /^\s*\d+:\s+(?:0x[0-9a-f]+ - )?(\S.{0,400}?)\s*$/.exec(line)
  if (parts === null) return null
  const place = /^\s+at (.{1,400}?):(\d+)(?::\d+)?\s*$/.exec(next)
  const name = parts[1]!.replace(/::h[0-9a-f]{16}$/, "")
  if (place === null && !name.includes("::") && !/^_|^main$|begin_unwind/.test(name)) return null
  return { line: number, function: name, file: place?.[1] ?? null, at: int(place?.[2]), own: !RUST_LIBRARY.test(name.replace(/^</, "")) && !/\/rustc\/|\.cargo\/registry/.test(place?.[1] ?? "") }
}

const ruby: FrameParser = (line, _next, number) => {
  const parts = /^\s*(?:from )?([^\s:][^:]{0,300}):(\d+):in [`'](.{1,200}?)'(?=: |\s*$)/.exec(line)
  return parts === null ? null : { line: number, function: parts[3]!, file: parts[1]!, at: int(parts[2]), own: !RUBY_LIBRARY.test(parts[1]!) }
}

const php: FrameParser = (line, _next, number) => {
  const parts = /^\s*#\d+ (.{1,400}?)\((\d+)\): (.{1,300})$/.exec(line)
  return parts === null ? null : { line: number, function: parts[3]!, file: parts[1]!, at: int(parts[2]), own: !PHP_LIBRARY.test(parts[1]!) }
}

const ELIXIR_LIBRARY = /^\((elixir|stdlib|kernel|erts|phoenix\w*|plug\w*|ecto\w*|db_connection|postgrex|cowboy\w*|ex_unit|logger|mix|bandit|thousand_island) /

/** `(app 1.0.0) lib/a.ex:12: Module.function/1`, Erlang's modules with `:` before them. */
const elixir: FrameParser = (line, _next, number) => {
  const parts = /^\s+(?:(\([\w.-]{1,60} [\w.+-]{1,40}\)) )?([\w./-]{1,300}\.(?:exs?|erl)):(\d+): (\S.{0,300})$/.exec(line)
  return parts === null ? null : { line: number, function: parts[4]!, file: parts[2]!, at: int(parts[3]), own: parts[1] === undefined ? !parts[2]!.startsWith("deps/") : !ELIXIR_LIBRARY.test(parts[1]) }
}

/** gdb: `#1  0x… in f (args) at file:line` or `from library`; sanitizers: `#0 0x… in f(int) file:line:column`. */
const native: FrameParser = (line, _next, number) => {
  const gdb = /^#\d+\s+(?:0x[0-9a-f]+ in )?(\S.{0,300}?) \(.{0,1000}\) (?:at (\S{1,400}?):(\d+)|from (\S{1,400}))\s*$/.exec(line)
  const valgrind = /^==\d+==\s+(?:at|by) 0x[0-9A-F]+: (\S.{0,300}?) \((?:in )?([^():]{1,300})(?::(\d+))?\)\s*$/.exec(line)
  const parts = gdb ?? valgrind ?? /^\s+#\d+ 0x[0-9a-f]+ in (\S.{0,300}?) (\/[^\s:]{1,400}|[\w.+-][^\s:]{0,400}(?=:\d))(?::(\d+)(?::\d+)?)?\s*$/.exec(line)
  if (parts === null) return null
  const file = parts[2] ?? parts[4] ?? null
  return { line: number, function: parts[1]!, file, at: int(parts[3]), own: parts[3] !== undefined && !/^vg_|^\/(usr|lib|lib64|build|rustc)\/|\/sysdeps\/|csu\//.test(file ?? "") }
}

/** In the order they are tried: the more telling spelling first. */
export const PARSERS: ReadonlyArray<readonly [Language, FrameParser]> = [
  ["python", python], ["javascript", javascript], ["java", java], ["dotnet", dotnet], ["go", go], ["rust", rust], ["ruby", ruby], ["php", php], ["elixir", elixir], ["native", native]
]
