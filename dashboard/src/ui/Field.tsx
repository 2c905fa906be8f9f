import { Search } from "lucide-react"
import { type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, type TextareaHTMLAttributes, useEffect, useId, useState } from "react"

interface Frame { readonly label: string; readonly hint?: ReactNode; readonly error?: string | null }

const Framed = ({ children, error, hint, label }: Frame & { readonly children: (props: { readonly id: string; readonly "aria-describedby": string | undefined; readonly "aria-invalid": boolean | undefined }) => ReactNode }) => {
  const id = useId()
  const described = error ? `${id}-error` : hint ? `${id}-hint` : undefined
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, "aria-describedby": described, "aria-invalid": error ? true : undefined })}
      {error ? <span className="error" id={`${id}-error`} role="alert">{error}</span> : hint ? <span className="hint" id={`${id}-hint`}>{hint}</span> : null}
    </div>
  )
}

export const Input = ({ error, hint, label, ...rest }: Frame & InputHTMLAttributes<HTMLInputElement>) => <Framed label={label} hint={hint} error={error ?? null}>{(props) => <input className="input" {...rest} {...props} />}</Framed>
export const TextArea = ({ error, hint, label, ...rest }: Frame & TextareaHTMLAttributes<HTMLTextAreaElement>) => <Framed label={label} hint={hint} error={error ?? null}>{(props) => <textarea className="input" {...rest} {...props} />}</Framed>
export const Select = ({ children, error, hint, label, ...rest }: Frame & SelectHTMLAttributes<HTMLSelectElement>) => <Framed label={label} hint={hint} error={error ?? null}>{(props) => <select className="input" {...rest} {...props}>{children}</select>}</Framed>

/** A filter without a visible label. */
export const Filter = ({ label, onChange, options, value }: { readonly label: string; readonly value: string; readonly options: ReadonlyArray<readonly [string, string]>; readonly onChange: (value: string) => void }) => (
  <select className="input" aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
    {options.map(([key, text]) => <option key={key} value={key}>{text}</option>)}
  </select>
)

const TYPING_PAUSE = 250

/** Searches when the typing pauses. `/` brings the focus here. */
export const SearchField = ({ label, onChange, value }: { readonly label: string; readonly value: string; readonly onChange: (value: string) => void }) => {
  const [typed, setTyped] = useState(value)
  useEffect(() => setTyped(value), [value])
  useEffect(() => {
    if (typed === value) return
    const timer = setTimeout(() => onChange(typed), TYPING_PAUSE)
    return () => clearTimeout(timer)
  }, [typed, value, onChange])
  return (
    <div className="search">
      <Search size={16} aria-hidden />
      <input className="input" type="search" data-search aria-label={label} placeholder={label} value={typed} onChange={(event) => setTyped(event.target.value)} />
    </div>
  )
}
