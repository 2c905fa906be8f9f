import type { Expected } from "./types.js"

export const CODE: ReadonlyArray<Expected> = [
  { file: "handler.go", is: "source_code", says: [[/TODO/, /release the connection/], [/go\b/i, /Handler|ServeHTTP|cart/]] },
  { file: "worker.py", is: "source_code", says: [[/python/i], [/PriceWorker|run/]] },
  { file: "snippet-rust.txt", is: "source_code", says: [[/rust/i], [/Ledger/]] },
  { file: "OrderService.cs", is: "source_code", says: [[/C#/i], [/OrderService/]] },
  { file: "pasted-kotlin.txt", is: "source_code", says: [[/kotlin/i], [/CartService/]] },
  { file: "migrate.sql", is: "source_code", says: [[/SQL/], [/order_lines|legacy_prices/]] },
  { file: "deploy.sh", is: "source_code", says: [[/shell|bash/i], [/rollback/]] },
  { file: "pasted-ts.txt", is: "source_code", says: [[/typescript/i], [/checkout/]] },
  { file: "ring.c", is: "source_code", says: [[/\bC\b/], [/ring_push/]] },
  { file: "pasted-php.txt", is: "source_code", says: [[/php/i], [/Totals/]] }
]
