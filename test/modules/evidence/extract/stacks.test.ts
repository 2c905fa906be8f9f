import { describe, expect, it } from "vitest"
import { analyzeBytes } from "../support/files.js"

const JAVA = `Exception in thread "http-nio-8080-exec-7" org.springframework.web.util.NestedServletException: Request processing failed; nested exception is com.acme.orders.OrderException: cannot place order
	at org.springframework.web.servlet.FrameworkServlet.processRequest(FrameworkServlet.java:1014)
	at org.springframework.web.servlet.FrameworkServlet.doPost(FrameworkServlet.java:909)
	at java.base/java.lang.Thread.run(Thread.java:833)
Caused by: com.acme.orders.OrderException: cannot place order
	at com.acme.orders.OrderService.place(OrderService.java:88)
	at com.acme.orders.OrderController.create(OrderController.java:41)
	... 42 more
Caused by: java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30000ms.
	at com.zaxxer.hikari.pool.HikariPool.createTimeoutException(HikariPool.java:696)
	at com.zaxxer.hikari.pool.HikariPool.getConnection(HikariPool.java:197)
	at com.acme.orders.OrderRepository.insert(OrderRepository.java:57)
	... 44 more
`

const PYTHON = `Traceback (most recent call last):
  File "/usr/lib/python3.11/site-packages/urllib3/connection.py", line 174, in _new_conn
    conn = connection.create_connection(
  File "/usr/lib/python3.11/site-packages/urllib3/util/connection.py", line 95, in create_connection
    raise err
ConnectionRefusedError: [Errno 111] Connection refused

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/srv/billing/worker.py", line 61, in run
    charge(invoice)
  File "/srv/billing/gateway.py", line 22, in charge
    raise GatewayDown("gateway unreachable") from error
billing.errors.GatewayDown: gateway unreachable
`

const NODE = `TypeError: Cannot read properties of undefined (reading 'total')
    at computeTotal (/app/src/cart/total.js:17:23)
    at async Cart.checkout (/app/src/cart/cart.js:88:12)
    at Layer.handle [as handle_request] (/app/node_modules/express/lib/router/layer.js:95:5)
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)
`

const GO = `panic: runtime error: invalid memory address or nil pointer dereference
[signal SIGSEGV: segmentation violation code=0x1 addr=0x18 pc=0x6d4c12]

goroutine 41 [running]:
main.(*Server).lookup(0x0, {0xc0000b4000, 0x9})
	/src/shop/server.go:112 +0x32
main.(*Server).ServeHTTP(0xc000010250, {0x7a1b80, 0xc000156000}, 0xc000152000)
	/src/shop/server.go:74 +0x1a5
net/http.serverHandler.ServeHTTP({0xc0000a8000?}, {0x7a1b80?, 0xc000156000?}, 0x6?)
	/usr/local/go/src/net/http/server.go:2936 +0x316
exit status 2
`

const DOTNET = `Unhandled exception. System.InvalidOperationException: Sequence contains no elements
   at System.Linq.ThrowHelper.ThrowNoElementsException()
   at System.Linq.Enumerable.First[TSource](IEnumerable\`1 source)
   at Acme.Pricing.RateTable.Current(DateTime day) in /src/Pricing/RateTable.cs:line 44
   at Acme.Pricing.Program.Main(String[] args) in /src/Pricing/Program.cs:line 12
`

const RUST = `thread 'main' panicked at src/config.rs:31:44:
called \`Option::unwrap()\` on a \`None\` value
stack backtrace:
   0: rust_begin_unwind
             at /rustc/90b35a6239c3d8bdabc530a6a0816f7ff89a0aaf/library/std/src/panicking.rs:645:5
   1: core::panicking::panic_fmt
             at /rustc/90b35a6239c3d8bdabc530a6a0816f7ff89a0aaf/library/core/src/panicking.rs:72:14
   2: gateway::config::load
             at ./src/config.rs:31:44
   3: gateway::main
             at ./src/main.rs:9:18
note: Some details are omitted, run with \`RUST_BACKTRACE=full\` for a verbose backtrace.
`

const root = async (text: string) => {
  const analysis = await analyzeBytes(text, "crash.txt")
  expect(analysis.dataType).toBe("error_report")
  return analysis.findings.find((one) => one.kind === "root_exception")!
}

describe("stack traces: the chain, the frame that threw, the first own frame", () => {
  it("Java with causes", async () => {
    expect((await root(JAVA)).data).toMatchObject({
      language: "java", exception: "java.sql.SQLTransientConnectionException", rootFrame: "com.zaxxer.hikari.pool.HikariPool.createTimeoutException (HikariPool.java:696)", ownFrame: "com.acme.orders.OrderRepository.insert (OrderRepository.java:57)",
      chain: ["org.springframework.web.util.NestedServletException", "com.acme.orders.OrderException", "java.sql.SQLTransientConnectionException"]
    })
  })
  it("Python, where the cause stands first", async () => {
    const found = await root(PYTHON)
    expect(found.data).toMatchObject({ language: "python", exception: "ConnectionRefusedError", chain: ["billing.errors.GatewayDown", "ConnectionRefusedError"], ownFrame: "charge (/srv/billing/gateway.py:22)" })
    expect(found.detail).toContain("Nobody listens")
  })
  it("JavaScript", async () => {
    expect((await root(NODE)).data).toMatchObject({ language: "javascript", exception: "TypeError", rootFrame: "computeTotal (/app/src/cart/total.js:17)", ownFrame: "computeTotal (/app/src/cart/total.js:17)", frames: 4 })
  })
  it("Go", async () => {
    const found = await root(GO)
    expect(found.severity).toBe("critical")
    expect(found.data).toMatchObject({ language: "go", exception: "panic", ownFrame: "main.(*Server).lookup (/src/shop/server.go:112)" })
  })
  it(".NET", async () => {
    expect((await root(DOTNET)).data).toMatchObject({ language: "dotnet", exception: "System.InvalidOperationException", ownFrame: "Acme.Pricing.RateTable.Current (/src/Pricing/RateTable.cs:44)" })
  })
  it("Rust", async () => {
    const found = await root(RUST)
    expect(found.title).toContain("called `Option::unwrap()` on a `None` value")
    expect(found.data).toMatchObject({ language: "rust", ownFrame: "gateway::config::load (./src/config.rs:31)" })
  })
  it("counts the same exception once", async () => {
    const found = await root(`${NODE}\n${NODE}\n${NODE}`)
    expect(found.data["count"]).toBe(3)
  })
})
