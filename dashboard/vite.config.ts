import { join } from "node:path"
import react from "@vitejs/plugin-react"
import { defineConfig } from "vite"

const root = import.meta.dirname

export default defineConfig({
  root,
  // assets resolve against <base>, which the server sets for the host and prefix it is reached by
  base: "",
  plugins: [react()],
  build: {
    outDir: join(root, "..", process.env["BUILD_FOLDER"] ?? "dist", "dashboard"),
    emptyOutDir: true,
    sourcemap: false,
    target: "es2022",
    assetsInlineLimit: 0
  }
})
