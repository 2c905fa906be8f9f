import { setTheme, type Theme, useTheme } from "../../shell/theme"
import { Card } from "../../ui/layout"

const THEMES: ReadonlyArray<readonly [Theme, string, string]> = [["system", "System", "As the device is set"], ["light", "Light", "Blue on cool greys"], ["dark", "Dark", "The browser extension's colours"]]

export const Appearance = () => {
  const theme = useTheme()
  return (
    <Card title="Theme">
      <div className="stack-small" role="radiogroup" aria-label="Theme">
        {THEMES.map(([key, name, what]) => <label key={key} className="choice"><input type="radio" name="theme" checked={theme === key} onChange={() => setTheme(key)} /><span><b>{name}</b><span className="muted small"> {what}</span></span></label>)}
      </div>
    </Card>
  )
}
