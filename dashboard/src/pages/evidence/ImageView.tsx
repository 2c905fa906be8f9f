import { useState } from "react"
import { urlOf } from "../../api/client"
import type { EvidenceDetail } from "../../api/types"
import { Button } from "../../ui/Button"
import { Empty } from "../../ui/states"

export const ImageView = ({ item }: { readonly item: EvidenceDetail }) => {
  const [whole, setWhole] = useState(false)
  const [broken, setBroken] = useState(false)
  if (broken) return <Empty title="The image cannot be shown">Download it to open it elsewhere.</Empty>
  return (
    <figure className="stack-small">
      <div className="row"><Button size="small" onClick={() => setWhole(!whole)}>{whole ? "Fit to the page" : "Real size"}</Button></div>
      <div className="image-frame" tabIndex={0} role="group" aria-label="Image"><img src={urlOf(`api/v1/evidence/${item.evidence_id}/download`)} alt={item.filename} style={whole ? {} : { maxWidth: "100%" }} onError={() => setBroken(true)} /></div>
      {item.analysis === null || item.analysis.summary === "" ? null : <figcaption className="prose muted">{item.analysis.summary}</figcaption>}
    </figure>
  )
}
