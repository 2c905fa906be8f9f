import { useMutation, useQueryClient } from "@tanstack/react-query"
import { put } from "../../../api/client"
import type { Case } from "../../../api/types"
import { failed } from "../../../ui/toast"

/** What people put on the timeline; `incident` notes are part of the reports. Times in ms since the epoch. */
export interface Note { readonly id: string; readonly at: number; readonly text: string; readonly incident: boolean }

const notesOf = (item: Case): ReadonlyArray<Note> => (Array.isArray(item.metadata["timeline_notes"]) ? item.metadata["timeline_notes"] as ReadonlyArray<Note> : [])

export const useNotes = (item: Case) => {
  const queries = useQueryClient()
  const save = useMutation({
    mutationFn: (notes: ReadonlyArray<Note>) => put(`api/v1/cases/${item.case_id}`, { metadata: { timeline_notes: notes } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["case", item.case_id] }), onError: failed
  })
  const notes = notesOf(item)
  return {
    notes, busy: save.isPending,
    add: (note: Omit<Note, "id">) => save.mutateAsync([...notes, { ...note, text: note.text.slice(0, 500), id: crypto.randomUUID() }]),
    remove: (id: string) => save.mutateAsync(notes.filter((note) => note.id !== id))
  }
}
