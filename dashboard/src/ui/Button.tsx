import type { ButtonHTMLAttributes, ReactNode } from "react"

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly kind?: "primary" | "danger" | "quiet"
  readonly size?: "small"
  /** shows a spinner and takes no click */
  readonly busy?: boolean
  /** name of a button that shows an icon only */
  readonly label?: string
  readonly children?: ReactNode
}

export const Button = ({ busy, children, disabled, kind, label, size, type, ...rest }: Props) => (
  <button {...rest} type={type ?? "button"} className="button" data-kind={kind} data-size={size} data-icon={label === undefined ? undefined : true} disabled={disabled === true || busy === true} aria-label={label} title={label} aria-busy={busy}>
    {busy === true ? <span className="spinner" aria-hidden /> : null}
    {children}
  </button>
)
