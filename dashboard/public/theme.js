// Before the first paint: a page must not flash in the other theme.
(() => {
  const chosen = localStorage.getItem("fm_theme")
  const dark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches)
  document.documentElement.dataset.theme = dark ? "dark" : "light"
})()
