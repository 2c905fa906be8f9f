/** Character codes that decide something: an enumeration, so that they are numbers where they are compared. */
export const enum Sign { Tab = 9, Newline = 10, Return = 13, Space = 32, Dollar = 36, Percent = 37, Open = 40, Comma = 44, Dash = 45, Dot = 46, Slash = 47, Colon = 58, Equals = 61, Greater = 62, Question = 63, Backslash = 92, Underscore = 95, Brace = 123, Bar = 124 }
