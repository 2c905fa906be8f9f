import { useEffect, useState } from "react"

const STEP_MS = 5_000

/** How old what is shown is: it says so itself when the connection is gone. */
export const Updated = ({ at }: { readonly at: number }) => {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), STEP_MS)
    return () => clearInterval(timer)
  }, [])
  const seconds = Math.max(0, Math.round((Math.max(now, at) - at) / 1_000))
  return <span>{seconds < 5 ? "up to date" : seconds < 60 ? `updated ${seconds} s ago` : `updated ${Math.round(seconds / 60)} min ago`}</span>
}
