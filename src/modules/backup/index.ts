export { Backups } from "./Backups.js"
export { type Manifest, MANIFEST_FORMAT } from "./manifest.js"
