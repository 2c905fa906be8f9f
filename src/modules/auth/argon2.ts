import { randomBytes } from "node:crypto"

/** OWASP: argon2id with 46 MiB, one pass, one lane. */
const MEMORY_KIB = 47_104

export interface Argon2 {
  /** `native` works on the thread pool; `wasm` on the event loop, for about a tenth of a second */
  readonly implementation: "native" | "wasm"
  /** The encoded hash, `$argon2id$v=19$…`. */
  readonly hash: (password: string) => Promise<string>
  /** False for another password and for what is no hash. */
  readonly verify: (encoded: string, password: string) => Promise<boolean>
}

export const loadNative = async (): Promise<Argon2> => {
  const { hash, verify } = await import("@node-rs/argon2")
  return {
    implementation: "native",
    hash: (password) => hash(password, { memoryCost: MEMORY_KIB, timeCost: 1, parallelism: 1 }),
    verify: (encoded, password) => verify(encoded, password).catch(() => false)
  }
}

export const loadWasm = async (): Promise<Argon2> => {
  const { argon2id, argon2Verify } = await import("hash-wasm")
  return {
    implementation: "wasm",
    hash: (password) => argon2id({ password, salt: randomBytes(16), memorySize: MEMORY_KIB, iterations: 1, parallelism: 1, hashLength: 32, outputType: "encoded" }),
    verify: (encoded, password) => argon2Verify({ hash: encoded, password }).catch(() => false)
  }
}

let loaded: Promise<Argon2> | null = null

/** The native code; WebAssembly in an installation without optional packages, where the native code's binaries are left out. Both read each other's hashes. */
export const argon2 = (): Promise<Argon2> => loaded ??= loadNative().catch(loadWasm)
