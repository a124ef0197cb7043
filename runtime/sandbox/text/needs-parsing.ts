/**
 * Whether a text has to be parsed and rewritten before it may run. Most have not: they set properties of `msg` and
 * return it. Where this cannot be told from the words alone, the answer is yes.
 */
export function needsParsing(text: string): boolean {
  return wordsToParse.test(text) || assignsToBareName(text)
}

/**
 * Words with a rewriting rule, words that bring names into play that rules depend on, escapes that could spell them,
 * and comments, which would hide what stands between a name and its assignment.
 */
const wordsToParse =
  /\b(?:import|catch|async|await|yield|for|with|class|using|this|globalThis|eval|arguments|millrace\w*)\b|\$millrace|node\s*\.\s*done|\\u|\/\*|\/\/|<!--|-->/

const declaration = /\b(?:let|const|var)\s+[A-Za-z_$][\w$]*\s*=(?![=>])/g
const assignment =
  /(?<![.\w$])[A-Za-z_$][\w$]*\s*(?:(?:[-+*/%&|^<>?]{0,3}=)(?![=>])|\+\+|--)|(?:\+\+|--)\s*[A-Za-z_$(]|[\])}]\s*=(?![=>])|\u2028|\u2029/

function assignsToBareName(text: string): boolean {
  return assignment.test(text.replace(declaration, ' '))
}
