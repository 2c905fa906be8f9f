export const MANIFEST_FORMAT = 1

/** Last entry of an archive: what it holds, so that a restore can prove that it is whole. */
export interface Manifest {
  readonly format: typeof MANIFEST_FORMAT
  /** of the server that made it */
  readonly version: string
  readonly created_at: string
  readonly entries: ReadonlyArray<{ readonly name: string; readonly bytes: number; readonly sha256: string }>
}
