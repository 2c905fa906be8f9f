import { describe, expect, it } from "@effect/vitest"
import { type Argon2, loadNative, loadWasm } from "../../../src/modules/auth/argon2.js"

const [native, wasm] = await Promise.all([loadNative(), loadWasm()])
const secret = "correct horse ünïcode 🐴"

describe("password hashes", () => {
  for (const [made, read] of [[native, wasm], [wasm, native], [native, native], [wasm, wasm]] satisfies ReadonlyArray<readonly [Argon2, Argon2]>) {
    it(`${read.implementation} reads what ${made.implementation} made`, async () => {
      const hash = await made.hash(secret)
      expect(hash).toMatch(/^\$argon2id\$v=19\$m=47104,t=1,p=1\$[\w+/]{22,}\$[\w+/]{43}$/)
      expect(await made.hash(secret)).not.toBe(hash)
      expect(await read.verify(hash, secret)).toBe(true)
      expect(await read.verify(hash, `${secret} `)).toBe(false)
      for (const other of ["", "no hash", hash.slice(0, -5)]) expect(await read.verify(other, secret)).toBe(false)
    })
  }
})
