import { describe, expect, it } from "vitest"
import { analyzeBytes } from "../support/files.js"

const JAVA = `Exception in thread "http-nio-8080-exec-7" org.springframework.web.util.NestedServletException: Request processing failed; nested exception is com.acme.orders.OrderException: could not place order 4711
	at org.springframework.web.servlet.FrameworkServlet.processRequest(FrameworkServlet.java:1014)
	at org.springframework.web.servlet.FrameworkServlet.doPost(FrameworkServlet.java:909)
	at javax.servlet.http.HttpServlet.service(HttpServlet.java:661)
	at java.base/java.lang.Thread.run(Thread.java:829)
Caused by: com.acme.orders.OrderException: could not place order 4711
	at com.acme.orders.OrderService.place(OrderService.java:88)
	at com.acme.orders.OrderController.post(OrderController.java:41)
	at jdk.internal.reflect.GeneratedMethodAccessor57.invoke(Unknown Source)
	... 48 more
	Suppressed: java.io.IOException: rollback failed
		at com.acme.db.Tx.close(Tx.java:30)
		at com.acme.orders.OrderService.place(OrderService.java:92)
		... 50 more
Caused by: java.net.ConnectException: Connection refused (Connection refused)
	at java.base/java.net.PlainSocketImpl.socketConnect(Native Method)
	at com.acme.payments.Gateway.connect(Gateway.java:57)
	at com.acme.payments.Gateway.charge(Gateway.java:33)
	at com.acme.orders.OrderService.place(OrderService.java:81)
	... 50 more
`
const CAUSED = `/srv/app/orders.js:14
    throw new Error("order failed", { cause: error })
          ^

Error: order failed
    at placeOrder (/srv/app/orders.js:14:11)
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)
    at async handler (/srv/app/server.js:30:5) {
  [cause]: TypeError: fetch failed
      at Object.fetch (node:internal/deps/undici/undici:11730:11)
      at async charge (/srv/app/payments.js:9:15) {
    [cause]: Error: connect ECONNREFUSED 10.0.0.9:8443
        at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1495:16) {
      errno: -111,
      code: 'ECONNREFUSED',
      syscall: 'connect',
      address: '10.0.0.9',
      port: 8443
    }
  }
}

Node.js v20.11.0
`
const ANY = `AggregateError: All promises were rejected
    at Promise.any (index 0)
    at fetchAny (/srv/app/mirror.js:12:18)
    at async main (/srv/app/index.js:4:3) {
  [errors]: [
    Error: getaddrinfo ENOTFOUND mirror-a.acme.test
        at GetAddrInfoReqWrap.onlookup [as oncomplete] (node:dns:107:26) {
      errno: -3008,
      code: 'ENOTFOUND',
      syscall: 'getaddrinfo',
      hostname: 'mirror-a.acme.test'
    },
    Error: connect ETIMEDOUT 10.0.0.8:443
        at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1495:16)
        at tryMirror (/srv/app/mirror.js:5:9)
  ]
}
`
const INNER = `Unhandled exception. System.AggregateException: One or more errors occurred. (Order 4711 could not be stored)
 ---> Acme.Orders.StoreException: Order 4711 could not be stored
 ---> Npgsql.NpgsqlException (0x80004005): Failed to connect to 10.0.0.5:5432
 ---> System.Net.Sockets.SocketException (111): Connection refused
   at Npgsql.Internal.NpgsqlConnector.Connect(NpgsqlTimeout timeout)
   at Npgsql.Internal.NpgsqlConnector.RawOpen(SslMode sslMode, NpgsqlTimeout timeout, Boolean async, CancellationToken cancellationToken)
   --- End of inner exception stack trace ---
   at Npgsql.NpgsqlConnection.Open()
   at Acme.Orders.Db.OpenAsync() in /src/Acme.Orders/Db.cs:line 27
   --- End of inner exception stack trace ---
   at Acme.Orders.Store.SaveAsync(Order order) in /src/Acme.Orders/Store.cs:line 51
--- End of stack trace from previous location ---
   at Acme.Orders.Handler.Handle(PlaceOrder command) in /src/Acme.Orders/Handler.cs:line 19
   --- End of inner exception stack trace ---
   at System.Threading.Tasks.Task.Wait(Int32 millisecondsTimeout, CancellationToken cancellationToken)
   at Acme.Orders.Program.Main(String[] args) in /src/Acme.Orders/Program.cs:line 12
`
const GROUP = `  + Exception Group Traceback (most recent call last):
  |   File "/srv/app/main.py", line 22, in <module>
  |     asyncio.run(main())
  |   File "/srv/app/main.py", line 15, in main
  |     async with asyncio.TaskGroup() as group:
  | ExceptionGroup: unhandled errors in a TaskGroup (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "/srv/app/jobs.py", line 8, in fetch
    |     raise ValueError("bad price")
    | ValueError: bad price
    +---------------- 2 ----------------
    | Traceback (most recent call last):
    |   File "/srv/app/jobs.py", line 18, in store
    |     raise TimeoutError("store took too long")
    | TimeoutError: store took too long
    +------------------------------------
`
const DURING = `Traceback (most recent call last):
  File "/srv/app/cache.py", line 21, in get
    return self._data[key]
           ~~~~~~~~~~^^^^^
KeyError: 'sku-12'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/srv/app/main.py", line 10, in <module>
    main()
  File "/srv/app/main.py", line 7, in main
    price = cache.get("sku-12")
            ^^^^^^^^^^^^^^^^^^^
  File "/srv/app/cache.py", line 24, in get
    row = db.fetch(key)
  File "/usr/lib/python3.11/site-packages/psycopg/connection.py", line 728, in connect
    raise last_ex.with_traceback(None)
psycopg.OperationalError: connection failed: connection to server at "10.0.0.5", port 5432 failed: Connection refused
	Is the server running on that host and accepting TCP/IP connections?
`
const PHP = `PHP Fatal error:  Uncaught PDOException: SQLSTATE[HY000] [2002] Connection refused in /var/www/app/src/Db.php:21
Stack trace:
#0 /var/www/app/src/Db.php(21): PDO->__construct('mysql:host=db', 'app', Object(SensitiveParameterValue))
#1 /var/www/app/src/OrderRepository.php(14): App\\Db->connect()
#2 /var/www/app/vendor/slim/slim/Slim/App.php(202): App\\Action->__invoke()
#3 {main}

Next App\\StoreException: order could not be stored in /var/www/app/src/OrderRepository.php:18
Stack trace:
#0 /var/www/app/public/index.php(31): App\\OrderRepository->save(Object(App\\Order))
#1 {main}
  thrown in /var/www/app/src/OrderRepository.php on line 18
`
const RUBY = `/usr/lib/ruby/3.2.0/net/http.rb:1271:in \`initialize': Failed to open TCP connection to payments:8443 (Connection refused - connect(2) for "payments" port 8443) (Errno::ECONNREFUSED)
	from /usr/lib/ruby/3.2.0/net/http.rb:1271:in \`open'
	from /usr/lib/ruby/3.2.0/net/http.rb:1271:in \`block in connect'
	from /srv/app/lib/payments/client.rb:19:in \`charge'
	from /srv/app/app/services/place_order.rb:33:in \`call'
	from bin/worker:8:in \`<main>'
`
const GDB = `Program terminated with signal SIGSEGV, Segmentation fault.
#0  0x00007f3a1c2b4a7c in __memmove_avx_unaligned_erms () from /lib/x86_64-linux-gnu/libc.so.6
#1  0x000055d0c1a2b3c4 in acme::Buffer::append (this=0x0, data=0x7ffd3a1c "abc", n=3) at src/buffer.cpp:57
#2  0x000055d0c1a2b8d0 in acme::Session::onRead (this=0x55d0c2f0) at src/session.cpp:112
#3  0x000055d0c1a2c001 in main (argc=1, argv=0x7ffd3a1c0d8) at src/main.cpp:30
`
const ASAN = `=================================================================
==4711==ERROR: AddressSanitizer: heap-use-after-free on address 0x602000000010 at pc 0x0000004f7e6d bp 0x7ffe sp 0x7ffe
READ of size 4 at 0x602000000010 thread T0
    #0 0x4f7e6c in acme::Cache::get(int) /src/cache.cpp:41:12
    #1 0x4f7f01 in main /src/main.cpp:12:3
    #2 0x7f0e in __libc_start_main /build/glibc/csu/../csu/libc-start.c:308:16

0x602000000010 is located 0 bytes inside of 4-byte region [0x602000000010,0x602000000014)
freed by thread T0 here:
    #0 0x4c2a30 in operator delete(void*) (/src/a.out+0x4c2a30)
    #1 0x4f7e00 in acme::Cache::evict() /src/cache.cpp:30:5
SUMMARY: AddressSanitizer: heap-use-after-free /src/cache.cpp:41:12 in acme::Cache::get(int)
`
const OOPS = `[ 1234.567890] BUG: kernel NULL pointer dereference, address: 0000000000000010
[ 1234.567901] #PF: supervisor read access in kernel mode
[ 1234.567905] PGD 0 P4D 0
[ 1234.567910] Oops: 0000 [#1] PREEMPT SMP PTI
[ 1234.567915] CPU: 3 PID: 4711 Comm: kworker/3:1 Tainted: G           OE     6.1.0-13-amd64 #1
[ 1234.567920] RIP: 0010:acme_read_block+0x1c/0x80 [acme_blk]
[ 1234.567930] Call Trace:
[ 1234.567933]  <TASK>
[ 1234.567936]  acme_submit_bio+0x55/0x110 [acme_blk]
[ 1234.567940]  __submit_bio+0x8c/0x120
[ 1234.567950]  worker_thread+0x51/0x390
[ 1234.567960]  ret_from_fork+0x22/0x30
[ 1234.567965] ---[ end trace 0000000000000000 ]---
`
const THREADS = `2026-03-14 09:08:41
Full thread dump OpenJDK 64-Bit Server VM (17.0.8+7 mixed mode, sharing):

"http-nio-8080-exec-1" #31 daemon prio=5 os_prio=0 cpu=120.31ms elapsed=3002.11s tid=0x00007f waiting for monitor entry  [0x00007f]
   java.lang.Thread.State: BLOCKED (on object monitor)
	at com.acme.Stock.reserve(Stock.java:31)
	- waiting to lock <0x000000070f0a1b28> (a com.acme.Stock)
	- locked <0x000000070f0a1b58> (a com.acme.Cart)
	at com.acme.Cart.checkout(Cart.java:18)

"http-nio-8080-exec-2" #32 daemon prio=5 os_prio=0 cpu=98.02ms elapsed=3002.11s tid=0x00007e waiting for monitor entry  [0x00007e]
   java.lang.Thread.State: BLOCKED (on object monitor)
	at com.acme.Cart.update(Cart.java:44)
	- waiting to lock <0x000000070f0a1b58> (a com.acme.Cart)
	- locked <0x000000070f0a1b28> (a com.acme.Stock)
	at com.acme.Stock.reserve(Stock.java:33)

Found one Java-level deadlock:
=============================
"http-nio-8080-exec-1":
  waiting to lock monitor 0x00007f (object 0x000000070f0a1b28, a com.acme.Stock),
  which is held by "http-nio-8080-exec-2"
"http-nio-8080-exec-2":
  waiting to lock monitor 0x00007e (object 0x000000070f0a1b58, a com.acme.Cart),
  which is held by "http-nio-8080-exec-1"
`
const ANYHOW = `Error: could not load the configuration

Caused by:
    0: reading /etc/gateway/config.toml
    1: No such file or directory (os error 2)

Stack backtrace:
   0: anyhow::error::<impl core::convert::From<E> for anyhow::Error>::from
             at /root/.cargo/registry/src/index.crates.io-6f17d22bba15001f/anyhow-1.0.75/src/error.rs:551:25
   1: gateway::config::load
             at ./src/config.rs:12:9
   2: gateway::main
             at ./src/main.rs:8:15
`

const roots = async (text: string) => {
  const found = await analyzeBytes(text, "paste")
  expect(found.dataType).toBe("error_report")
  expect(found.needsUserChoice).toBe(false)
  return found.findings.filter((one) => one.kind === "root_exception").map((one) => ({ exception: one.data["exception"], chain: one.data["chain"], root: one.data["rootFrame"], own: one.data["ownFrame"], line: one.quotes[0]!.lines.start }))
}

describe("chains of exceptions, in every language", () => {
  it("Java: a suppressed exception is passed over, the chain goes on", async () => {
    expect(await roots(JAVA)).toEqual([{
      exception: "java.net.ConnectException", chain: ["org.springframework.web.util.NestedServletException", "com.acme.orders.OrderException", "java.net.ConnectException"],
      root: "java.net.PlainSocketImpl.socketConnect (Native Method)", own: "com.acme.payments.Gateway.connect (Gateway.java:57)", line: 15
    }])
  })

  it("JavaScript: causes, and the members of an AggregateError", async () => {
    expect(await roots(CAUSED)).toMatchObject([{ exception: "Error", chain: ["Error", "TypeError", "Error"], own: "charge (/srv/app/payments.js:9)", line: 12 }])
    expect(await roots(ANY)).toMatchObject([{ chain: ["AggregateError", "Error"], line: 6 }, { chain: ["AggregateError", "Error"], own: "tryMirror (/srv/app/mirror.js:5)", line: 13 }])
  })

  it("Firefox writes frames in its own way", async () => {
    expect(await roots("TypeError: cart is undefined\nrenderCart@https://shop.test/main.js:2:81231\nonClick@https://shop.test/main.js:2:90001\n")).toMatchObject([{ exception: "TypeError", root: "renderCart (https://shop.test/main.js:2)" }])
  })

  it("a message of several lines", async () => {
    expect(await roots("Error: Cannot find module 'express'\nRequire stack:\n- /srv/app/server.js\n    at Module._load (node:internal/modules/cjs/loader:922:27)\n    at Object.<anonymous> (/srv/app/server.js:1:17) {\n  code: 'MODULE_NOT_FOUND'\n}\n")).toMatchObject([{ exception: "Error", own: "Object.<anonymous> (/srv/app/server.js:1)" }])
  })

  it(".NET: the innermost exception, its own frames", async () => {
    expect(await roots(INNER)).toMatchObject([{ exception: "System.Net.Sockets.SocketException", chain: ["System.AggregateException", "Acme.Orders.StoreException", "Npgsql.NpgsqlException", "System.Net.Sockets.SocketException"], own: "Acme.Orders.Db.OpenAsync (/src/Acme.Orders/Db.cs:27)", line: 4 }])
  })

  it("Python: groups, and what was thrown while another was handled", async () => {
    expect(await roots(GROUP)).toMatchObject([{ chain: ["ExceptionGroup", "ValueError"], own: "fetch (/srv/app/jobs.py:8)" }, { chain: ["ExceptionGroup", "TimeoutError"], own: "store (/srv/app/jobs.py:18)" }])
    expect(await roots(DURING)).toMatchObject([{ chain: ["psycopg.OperationalError", "KeyError"], line: 5 }])
    const chain = (await analyzeBytes(DURING, "paste")).findings.find((one) => one.kind === "exception_chain")!
    expect(chain.severity).toBe("error")
    expect(chain.title).toContain("Connection refused was thrown while KeyError was handled")
  })

  it("PHP, Ruby, Rust's error reports", async () => {
    expect(await roots(PHP)).toMatchObject([{ exception: "PDOException", chain: ["App\\StoreException", "PDOException"] }])
    expect(await roots(RUBY)).toMatchObject([{ exception: "Errno::ECONNREFUSED", own: "charge (/srv/app/lib/payments/client.rb:19)" }])
    expect(await roots(ANYHOW)).toMatchObject([{ exception: "Error", own: null, root: "gateway::config::load (./src/config.rs:12)", line: 5 }].map(({ own: _, ...rest }) => rest))
  })

  it("native crashes: gdb and sanitizers", async () => {
    expect(await roots(GDB)).toMatchObject([{ exception: "SIGSEGV", own: "acme::Buffer::append (src/buffer.cpp:57)" }])
    expect(await roots(ASAN)).toMatchObject([{ exception: "AddressSanitizer", root: "acme::Cache::get(int) (/src/cache.cpp:41)" }])
  })

  it("kernel oopses and thread dumps", async () => {
    expect(await roots(OOPS)).toMatchObject([{ root: "acme_read_block [acme_blk]", line: 1 }])
    const dump = await analyzeBytes(THREADS, "paste")
    expect(dump.findings.map((one) => [one.kind, one.title])).toEqual([["deadlock", "Deadlock: http-nio-8080-exec-1 and http-nio-8080-exec-2 wait for each other"]])
  })

  it("events of error trackers", async () => {
    const event = { level: "error", platform: "python", exception: { values: [{ type: "KeyError", value: "'sku'", stacktrace: { frames: [{ filename: "flask/app.py", function: "dispatch", lineno: 14, in_app: false }, { filename: "app/cart.py", function: "total", lineno: 41, in_app: true }] } }] } }
    expect(await roots(JSON.stringify(event, null, 1))).toMatchObject([{ exception: "KeyError", root: "total (app/cart.py:41)" }])
  })

  it("hints fit whole words", async () => {
    const found = await analyzeBytes("Traceback (most recent call last):\n  File \"app.py\", line 1, in <module>\n    import flask\nModuleNotFoundError: No module named 'flask'\n", "paste")
    expect(found.findings[0]!.detail).toContain("dependency")
  })

  it("several stamped lines make it a log", async () => {
    const found = await analyzeBytes("2026-03-14 09:08:41,452 [main] INFO  App - started\n2026-03-14 09:08:42,452 [x] ERROR App - failed\njava.lang.NullPointerException: cart\n\tat com.acme.App.run(App.java:3)\n\tat java.base/java.lang.Thread.run(Thread.java:829)\n", "paste")
    expect(found.dataType).toBe("logs")
    expect(found.findings.map((one) => one.kind)).toContain("root_exception")
  })
})
