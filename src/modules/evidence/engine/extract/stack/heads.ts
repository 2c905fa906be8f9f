import type { Language } from "./frames.js"

/** What a line that names an exception says. */
export interface Head {
  readonly type: string
  readonly message: string
  /** the line says that this one was the cause of the one above */
  readonly cause: boolean
  /** the language, where the spelling tells */
  readonly language: Language | null
}

const PREFIX = /^(?:Exception in thread "[^"]{0,200}" |Unhandled exception[.:] |Uncaught (?:\(in promise\) )?|PHP (?:Fatal|Parse) error: {1,4}(?:Uncaught )?|Fatal error: Uncaught |Next )/
const CAUSE = /^(?:Caused by: |-{3}> ?|\[cause\]: ?|Suppressed: )/
const NAME = /^((?:[A-Za-z_$][\w$]*(?:\.|::?|\\)){0,30}(?:[A-Z][\w$]{0,120})?(?:Exception|Error|Throwable|Fault|Failure|Interrupt|Exit|Warning|Panic|Timeout|Refused|Denied|NotFound|Abort|Iteration|Overflow|ExceptionGroup)\w{0,40})(?: \[\w+\])?(?: \(\w{1,12}\))?(?:: (.*)|:?\s*)$/
/** Behind words that announce an exception any class may stand. */
const ANNOUNCED = /^((?:[A-Za-z_$][\w$]{0,200}(?:\.|::|\\)){1,30}[A-Z][\w$]{0,200})(?: \(0x[0-9A-Fa-f]{1,16}\))?(?:: (.*)|:?\s*)$/
/** A header of a log record may stand before the name. */
const STAMPED = /^.{0,120}? (?=(?:[\w$]+\.)*[\w$]*(?:Exception|Error)\b: )/
const RUBY = /^[^\s:][^:]{0,300}:\d+:in [`'][^']{1,200}': (.{0,1000}) \(([A-Z]\w*(?:::\w+)*)\)$/
const RAILS = /^([A-Z]\w*(?:::\w+)*(?:Error|Exception|NotFound|Invalid|Timeout|Missing)) \((.{0,1000})\):?$/
/** `** (KeyError) key :a not found`; what a process was told by another one that ended stands below as `** (EXIT)`. */
const ELIXIR = /^\*\* \((\w[\w.]{0,100})\) (.{0,1000})$/
const SIGNAL = /^(?:Program (?:terminated with|received) signal |Core was generated .{0,200}signal )(SIG\w+)(?:, (.*?))?\.?$/
const MEMCHECK = /^==\d+== ((?:Invalid (?:read|write|free)|Conditional jump|Use of uninitialised|Syscall param|Mismatched free|Process terminating|Jump to the invalid|Source and destination overlap|[\d,]+ bytes in [\d,]+ blocks are (?:definitely|indirectly|possibly) lost).{0,300})$/
const SANITIZER = /^==\d+==ERROR: (\w+Sanitizer): (.*)$/

/** Reads a line as the name of an exception with its message; null where it is none. */
export const headOf = (line: string): Head | null => {
  const text = line.trim()
  if (text === "") return null
  const ruby = RUBY.exec(text)
  if (ruby !== null) return { type: ruby[2]!, message: ruby[1]!, cause: false, language: "ruby" }
  const rails = RAILS.exec(text)
  if (rails !== null) return { type: rails[1]!, message: rails[2]!, cause: false, language: "ruby" }
  const elixir = ELIXIR.exec(text)
  if (elixir !== null) return { type: elixir[1]!, message: elixir[2]!, cause: elixir[1] === "EXIT", language: "elixir" }
  const signal = SIGNAL.exec(text)
  if (signal !== null) return { type: signal[1]!, message: signal[2] ?? "", cause: false, language: "native" }
  const sanitizer = SANITIZER.exec(text)
  if (sanitizer !== null) return { type: sanitizer[1]!, message: sanitizer[2]!, cause: false, language: "native" }
  const memcheck = MEMCHECK.exec(text)
  if (memcheck !== null) return { type: "Memcheck", message: memcheck[1]!, cause: false, language: "native" }
  const prefix = PREFIX.exec(text)?.[0] ?? ""
  const rest = text.slice(prefix.length)
  const cause = CAUSE.exec(rest)?.[0] ?? ""
  const bare = rest.slice(cause.length)
  const name = NAME.exec(bare) ?? (cause === "" ? NAME.exec(bare.replace(STAMPED, "")) : null) ?? (cause === "" && !/^(Exception in|Next |Uncaught|PHP|Fatal)/.test(prefix) ? null : ANNOUNCED.exec(bare))
  return name === null ? null : { type: name[1]!, message: (name[2] ?? "").trim(), cause: cause !== "", language: /^(PHP|Fatal error: Uncaught|Next )/.test(prefix) ? "php" : cause.startsWith("---") ? "dotnet" : cause.startsWith("[") ? "javascript" : null }
}

/** What happens when a Go or Rust program gives up. */
export const PANIC = /^(?:thread '([^']{0,100})' (?:\(\d+\) )?panicked at (.*)|panic: (.*)|fatal error: (.*)|(?:Process|runtime error): (.*))$/

/** Frames of the machinery that raises, not of what went wrong. */
export const MACHINERY = /^(panic|runtime\.(gopanic|sigpanic|throw|fatal\w*|panic\w*|goPanic\w*)|rust_begin_unwind|__rust\w*|std::(panicking|backtrace|sys|sys_common)\b.*|core::(panicking|result::unwrap_failed|option::(unwrap|expect)_failed)\b.*|backtrace::.*|anyhow::.*|eyre::.*|raise|abort|__assert_fail\w*|__GI_(raise|abort)|__pthread_kill\w*|operator new.*)$/
