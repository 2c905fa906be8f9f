import type { TimelineEvent } from "./finding.js"

const MAX_TIMELINE = 500

/** Events of several files in one order of time; the gravest are kept where there are too many. */
export const mergeEvents = (lists: ReadonlyArray<ReadonlyArray<TimelineEvent>>): ReadonlyArray<TimelineEvent> => {
  const all = lists.flat()
  const rank = { critical: 0, error: 1, warning: 2, info: 3 }
  const kept = all.length <= MAX_TIMELINE ? all : [...all].sort((a, b) => rank[a.severity] - rank[b.severity]).slice(0, MAX_TIMELINE)
  return [...kept].sort((a, b) => a.at - b.at)
}
