/** The sign for a parameter in a template. */
export const PARAMETER = "<*>"
