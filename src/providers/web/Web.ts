import { Context, type Effect, type Scope, type Stream } from "effect"
import type { ProviderError } from "../errors.js"

export interface Page {
  /** from the answer's headers, else from the address; not yet safe as a path */
  readonly filename: string
  readonly contentType: string
  /** address that answered, after redirects */
  readonly url: string
  readonly body: Stream.Stream<Uint8Array, ProviderError>
}

/**
 * Fetches what people name by its address. Never reaches into the server's own
 * network unless the operator allows it (`URL_IMPORT=any`): every address that
 * a name resolves to is checked where the connection is made, redirects too.
 */
export class Web extends Context.Tag("faultmaven/providers/Web")<Web, {
  /** `ProviderRefused` says what is wrong with the address or its answer; the body ends with it where it is longer than `maxBytes`. */
  readonly get: (url: string, options: { readonly maxBytes: number }) => Effect.Effect<Page, ProviderError, Scope.Scope>
}>() {}
