import { ExpansionGuard } from "./guard.js"
import { gunzip } from "./gzip.js"
import { type Limits, Problem } from "./limits.js"
import type { Member } from "./member.js"
import { type Magic, sniff, UNSUPPORTED_ARCHIVES } from "./sniff.js"
import { type Bytes, peek, type Scratch } from "./source.js"
import { untar } from "./tar.js"
import { unzip } from "./zip.js"

/** A file to look into. `artifact` is its path inside the stored file, null for the stored file itself. */
export interface Source {
  readonly name: string
  readonly bytes: Bytes
  /** where it lies on disk, when it does */
  readonly path: string | null
  readonly size: number | null
  readonly artifact: string | null
}

/** A file that is no archive, reached through however many archives. */
export interface Leaf {
  readonly name: string
  readonly artifact: string | null
  readonly head: Uint8Array
  /** `head` is all of it */
  readonly complete: boolean
  /** the whole file, `head` included; to be read before the next leaf is asked for */
  readonly bytes: Bytes
  readonly path: string | null
  readonly size: number | null
  readonly magic: Magic | null
  readonly problem: null
}

/** A member that is not opened, and why. */
export interface Refusal {
  readonly name: string
  readonly artifact: string | null
  readonly problem: Problem
}

/** State of one walk: limits count over all levels together. */
export interface Walk {
  readonly limits: Limits
  readonly guard: ExpansionGuard
  readonly scratch: Scratch
}

export const startWalk = (limits: Limits, scratch: Scratch): Walk => ({ limits, guard: new ExpansionGuard(limits), scratch })

const HEAD = 64 * 1024

/** `a.zip!/logs/b.log`: a member's path, through the archives around it. */
const inside = (outer: string | null, member: string): string => (outer === null ? member : `${outer}!/${member}`)

/** Problems that end the whole file, not one member of it. */
export const isFatal = (problem: Problem): boolean => problem.code === "zip_bomb" || problem.code === "too_many_entries" || problem.code === "aborted"

const withoutGz = (name: string): string => {
  const base = name.slice(name.lastIndexOf("/") + 1)
  if (/\.tgz$/i.test(base)) return base.replace(/\.tgz$/i, ".tar")
  return /\.(gz|gzip|z)$/i.test(base) ? base.replace(/\.(gz|gzip|z)$/i, "") : `${base}.content`
}

const asProblem = (error: unknown): Problem => (error instanceof Problem ? error : new Problem("unreadable", error instanceof Error ? error.message : String(error)))

/**
 * All files inside a source, archives opened level by level. Broken members
 * are yielded as refusals and the rest goes on; expansion limits throw.
 */
export async function* walk(state: Walk, source: Source, depth = 0, insideGzip = false): AsyncGenerator<Leaf | Refusal> {
  const { complete, head, whole } = await peek(source.bytes, HEAD)
  const magic = sniff(head)
  const refuse = (problem: Problem): Refusal => ({ name: source.name, artifact: source.artifact, problem })
  if (magic?.family === "binary" && UNSUPPORTED_ARCHIVES.has(magic.format)) {
    yield refuse(new Problem("unsupported", `${magic.format} archives cannot be opened; please unpack it or use gzip, zip or tar`))
    return
  }
  if (magic?.family !== "archive") {
    yield { name: source.name, artifact: source.artifact, head, complete, bytes: whole, path: source.path, size: source.size, magic, problem: null }
    return
  }
  // a tar.gz is one archive, not two
  const level = magic.format === "tar" && insideGzip ? depth : depth + 1
  if (level > state.limits.maxNesting) {
    yield refuse(new Problem("nested_too_deep", `archives are opened ${state.limits.maxNesting} levels deep`))
    return
  }
  try {
    if (magic.format === "gzip") {
      const name = withoutGz(source.name)
      yield* walk(state, { name, bytes: gunzip(whole, state.guard, source.size), path: null, size: null, artifact: inside(source.artifact, name) }, level, true)
    } else if (magic.format === "tar") {
      yield* members(state, untar(whole, state.guard), insideGzip ? outerOf(source.artifact) : source.artifact, level)
    } else {
      yield* members(state, unzip(source.path ?? await state.scratch.spool(whole), state.guard), source.artifact, level)
    }
  } catch (error) {
    const problem = asProblem(error)
    if (isFatal(problem)) throw problem
    yield refuse(problem)
  }
}

/** The archive's own path, without the name its unpacked stream was given. */
const outerOf = (artifact: string | null): string | null => {
  const at = artifact?.lastIndexOf("!/") ?? -1
  return at === -1 ? null : artifact!.slice(0, at)
}

async function* members(state: Walk, found: AsyncGenerator<Member>, artifact: string | null, level: number): AsyncGenerator<Leaf | Refusal> {
  for await (const member of found) {
    const path = inside(artifact, member.path)
    if (member.problem !== null) {
      yield { name: member.path, artifact: path, problem: member.problem }
      continue
    }
    try {
      yield* walk(state, { name: member.path, bytes: member.bytes, path: null, size: null, artifact: path }, level)
    } catch (error) {
      const problem = asProblem(error)
      if (isFatal(problem)) throw problem
      yield { name: member.path, artifact: path, problem }
    }
  }
}

/** What the text of a document is called after it; no member is called so by itself. */
export const TEXT = "#text"

/**
 * The same walk, each file under an address of its own: of several members of
 * one name the second is `name#2`, the third `name#3`, in the archive's order.
 */
export async function* walkApart(state: Walk, source: Source): AsyncGenerator<Leaf | Refusal> {
  const taken = new Set<string>()
  const last = new Map<string, number>()
  for await (const found of walk(state, source)) {
    const { artifact } = found
    if (artifact === null) {
      yield found
      continue
    }
    let ordinal = (last.get(artifact) ?? 0) + 1
    const address = () => (ordinal === 1 && !artifact.endsWith(TEXT) ? artifact : `${artifact}#${ordinal}`)
    while (taken.has(address())) ordinal++
    last.set(artifact, ordinal)
    taken.add(address())
    yield { ...found, artifact: address() }
  }
}
