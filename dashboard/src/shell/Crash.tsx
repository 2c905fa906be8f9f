import { CircleAlert } from "lucide-react"
import { Button } from "../ui/Button"
import { messageOf } from "../ui/states"

/** Shown where a page broke: never a blank one. */
export const Crash = ({ error }: { readonly error: unknown }) => (
  <main className="state" role="alert"><CircleAlert size={34} aria-hidden /><h1>This page broke</h1><p>{messageOf(error)}</p><div className="row"><Button kind="primary" onClick={() => location.reload()}>Reload</Button></div></main>
)
