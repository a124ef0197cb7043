import type { NewPackage } from './new-package.js'

export function packageReadme({ name, type, source, test, language }: NewPackage): string {
  const built = language === 'typescript' ? '    npm run build      # TypeScript to dist/\n' : ''
  return `# ${name}

A \`${type}\` node for [Millrace](https://www.npmjs.com/package/millrace) and [Node-RED](https://nodered.org).

It writes a text in capitals, with an ending. The flow in [examples/${type}.json](examples/${type}.json) shows it.

## Use it

In Millrace, where the package is installed or by the folder that it is in:

    millrace run flow.json --nodes ${name}

In Node-RED, in the user directory, by default \`~/.node-red\`; with npm 7 or newer Millrace comes with it:

    npm install ${name}

## Work on it

The node is in \`${source}\`, once for both; its test is in \`${test}\`.

    npm install
    npm test
${built}    npm run html       # the form for Node-RED's editor, from the schema: after each change of it
`
}
