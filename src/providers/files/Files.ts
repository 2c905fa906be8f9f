import { Context, type Effect, type Stream } from "effect"
import type { ProviderError, ProviderHealth } from "../errors.js"

/** An object whose bytes are at hand. */
export interface NewFile { readonly key: string; readonly bytes: Uint8Array }

export interface StoredFile {
  readonly key: string
  readonly bytes: number
  /** UTC epoch milliseconds */
  readonly modifiedAt: number
}

/**
 * Blob store. Keys are at most 512 characters: `/`-separated parts of 1–200
 * from `[A-Za-z0-9._-]`, none beginning with a dot; anything else is
 * `ProviderRefused`. A put is atomic: a reader sees the whole new object or the
 * old one, a failed or interrupted put leaves nothing behind, and what was
 * acknowledged is durable.
 */
export class Files extends Context.Tag("faultmaven/providers/Files")<Files, {
  readonly implementation: string
  /** Streams a body of unknown length; answers size and lower-case hex SHA-256. The body's own failure passes through. */
  readonly put: <E, R>(
    key: string,
    body: Stream.Stream<Uint8Array, E, R>,
    options?: { readonly contentType?: string }
  ) => Effect.Effect<{ readonly bytes: number; readonly sha256: string }, E | ProviderError, R>
  /** Stores small objects together, each as `put` does; where it fails, some of them may be there. Keys differ. */
  readonly putAll: (files: ReadonlyArray<NewFile>) => Effect.Effect<void, ProviderError>
  readonly get: (key: string) => Effect.Effect<Stream.Stream<Uint8Array, ProviderError>, ProviderError>
  /** Bytes `[start, end)`, clamped to the object's end. */
  readonly range: (key: string, start: number, end: number) => Effect.Effect<Uint8Array, ProviderError>
  readonly stat: (key: string) => Effect.Effect<StoredFile, ProviderError>
  /** Removing what is not there succeeds. */
  readonly remove: (key: string) => Effect.Effect<void, ProviderError>
  /** Ascending by key; the prefix may end inside a part. */
  readonly list: (prefix: string) => Stream.Stream<StoredFile, ProviderError>
  /** A URL that downloads the object without credentials for `expiresIn` seconds; null where the store has none (local disk). */
  readonly presign: (key: string, options: { readonly expiresIn: number; readonly filename: string }) => Effect.Effect<string | null, ProviderError>
  /** Absolute path of the object where it is a local file, else null; for worker threads that read it themselves. */
  readonly localPath: (key: string) => Effect.Effect<string | null, ProviderError>
  /** Really asks the store (write access included). */
  readonly check: Effect.Effect<ProviderHealth, ProviderError>
}>() {}
