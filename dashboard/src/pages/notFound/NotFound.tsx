import { Link } from "@tanstack/react-router"
import { Compass } from "lucide-react"
import { useEffect } from "react"

export const NotFound = () => {
  useEffect(() => {
    document.title = "Page not found · FaultMaven"
  }, [])
  return <main className="state"><Compass size={36} aria-hidden /><h1>There is no such page</h1><p>The address may be mistyped, or what it named was moved.</p><div className="row"><Link to="/cases" className="button" data-kind="primary">Go to the cases</Link></div></main>
}
