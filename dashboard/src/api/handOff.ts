import type { SignedIn } from "./types"

/** Gives the session to the browser extension: it reads the key at page load and listens for the message. */
export const handOff = (signed: SignedIn): void => {
  const state = {
    access_token: signed.access_token, token_type: signed.token_type, expires_at: signed.expires_at, refresh_token: signed.refresh_token, refresh_expires_in: signed.refresh_expires_in,
    refresh_expires_at: Date.now() + signed.refresh_expires_in * 1_000, user: signed.user
  }
  localStorage.setItem("fm_auth_state", JSON.stringify(state))
  window.postMessage({ type: "FM_AUTH_SUCCESS", payload: state }, location.origin)
}

/** The extension opens its sign-in page with `?source=extension`; elsewhere no token is kept for the page to read. */
export const forExtension = (): boolean => new URLSearchParams(location.search).get("source") === "extension" || document.documentElement.hasAttribute("data-faultmaven-copilot")
