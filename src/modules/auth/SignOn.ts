import { Context, type Effect } from "effect"
import type { ProviderError } from "../../providers/errors.js"
import type { NotFound, Unauthenticated } from "../kernel/errors.js"
import type { ClientFacts, SignedIn } from "./models.js"

/** Sign-in with the browser at an outside issuer; `NotFound` where none is configured for it. */
export class SignOn extends Context.Tag("faultmaven/auth/SignOn")<SignOn, {
  readonly offered: boolean
  /** Where the browser goes, and the state that it must bring back itself. `returnTo` is a path of ours; anything else becomes `/`. */
  readonly begin: (request: { readonly redirectUri: string; readonly returnTo: string }) => Effect.Effect<{ readonly url: string; readonly state: string }, NotFound | ProviderError>
  /** Once, within ten minutes, by the browser that began (`binding` is the state it kept). */
  readonly finish: (
    answer: { readonly state: string; readonly binding: string; readonly code: string; readonly redirectUri: string },
    facts: ClientFacts
  ) => Effect.Effect<SignedIn & { readonly returnTo: string }, Unauthenticated | NotFound | ProviderError>
}>() {}
