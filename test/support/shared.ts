import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, it } from "vitest"

/** Real logs, runbooks and incidents beside the project; the logs may not be copied into it (research licence). */
export const sharedData = fileURLToPath(new URL("../../../shared/data", import.meta.url))

/** Tests on that data: a printed skip where it is absent, a failure on CI. */
export const describeWithData = (name: string, body: () => void): void => {
  if (existsSync(sharedData)) describe(name, body)
  else if (process.env["CI"] === "true") it(`${name}: needs ../shared/data`, () => { throw new Error("../shared/data is absent") })
  else {
    process.stderr.write(`SKIPPED ${name}: ../shared/data is absent\n`)
    describe.skip(name, body)
  }
}
