import { answer, crashes, escapes, memory, poison, poisonCheck, probe, stalls } from './index.js'

export const corpus = { escapes, poison, stalls, crashes, memory }

/** An endpoint for each payload, and two that must go on answering. */
export function corpusFlow(): object[] {
  const nodes: object[] = [
    { id: 'tab', type: 'tab', label: 'Corpus' },
    node('answer', 'http response', {}, []),
    { ...node('echo-in', 'link in', { links: [] }, [['echo-out']]), name: 'echo' },
    node('echo-out', 'link out', { mode: 'return', links: [] }, []),
  ]
  const serve = (id: string, path: string, func: string) => {
    nodes.push(node(`${id}-in`, 'http in', { url: path, method: 'get' }, [[id]]))
    nodes.push(node(id, 'function', { func, outputs: 1 }, [['answer']]))
  }
  serve('alive', '/alive', 'msg.payload = "alive"; return msg')
  serve(
    'check',
    '/check',
    poisonCheck
      .replace("node.id === 'f1'", "node.id === 'check'")
      .replace("env.get('GREETING') === 'hello'", 'true'),
  )
  for (const [name, payloads] of Object.entries(corpus)) {
    payloads.forEach(({ code }, index) => {
      const text = name === 'escapes' ? `${probe}\n${code}\n${answer}` : code
      serve(`${name}-${index}`, `/${name}/${index}`, text)
    })
  }
  return nodes
}

function node(id: string, type: string, fields: object, wires: string[][]): object {
  return { id, type, z: 'tab', name: '', x: 1, y: 1, ...fields, wires }
}
