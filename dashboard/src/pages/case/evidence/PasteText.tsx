import { useState } from "react"
import { Button } from "../../../ui/Button"
import { Dialog } from "../../../ui/Dialog"
import { Input, TextArea } from "../../../ui/Field"

/** Text from elsewhere becomes a file like any other. */
export const PasteText = ({ onClose, onFile }: { readonly onClose: () => void; readonly onFile: (file: File) => void }) => {
  const [name, setName] = useState("pasted.txt")
  const [text, setText] = useState("")
  return (
    <Dialog open wide title="Paste text as evidence" onClose={onClose}>
      <form className="stack" onSubmit={(event) => { event.preventDefault(); onFile(new File([text], name.trim() || "pasted.txt", { type: "text/plain" })); onClose() }}>
        <TextArea label="Text" required autoFocus rows={12} className="input mono" value={text} onChange={(event) => setText(event.target.value)} />
        <Input label="File name" value={name} hint="Its ending helps to tell what it is, such as .log, .yaml or .json" onChange={(event) => setName(event.target.value)} />
        <div className="dialog-actions"><Button onClick={onClose}>Cancel</Button><Button type="submit" kind="primary" disabled={text.trim() === ""}>Add</Button></div>
      </form>
    </Dialog>
  )
}
