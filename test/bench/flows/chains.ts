/** Flows of drives and nodes in a row. Every flow also serves `/ready`, so that its start can be seen. */
export const readyPath = '/ready'

export type Entry = Record<string, unknown> & { id: string; type: string }

export function flowOf(...parts: Entry[][]): Entry[] {
  return [
    { id: 'tab', type: 'tab', label: 'bench' },
    {
      id: 'ready',
      type: 'http in',
      z: 'tab',
      url: readyPath,
      method: 'get',
      wires: [['ready-answer']],
      ...placed,
    },
    {
      id: 'ready-answer',
      type: 'http response',
      z: 'tab',
      statusCode: '',
      headers: {},
      wires: [],
      ...placed,
    },
    ...parts.flat(),
  ]
}

/** A drive, so many nodes in a row, and back to the drive. */
export function chain(
  name: string,
  length: number,
  node: Record<string, unknown> & { type: string },
): Entry[] {
  const idOf = (index: number) => (index === length ? name : `${name}-${index}`)
  return [
    drive(name, { kind: 'number' }, [idOf(0)]),
    ...Array.from({ length }, (_, index) => inTab({ ...node, id: idOf(index), wires: [[idOf(index + 1)]] })),
  ]
}

/** A drive whose one output is wired to ten readers. */
export function fanOut(name: string, kind: string, reader: 'reads' | 'writes'): Entry[] {
  const ids = Array.from({ length: 10 }, (_, index) => `${name}-${index}`)
  const node =
    reader === 'reads'
      ? { type: 'bench reader', drive: name, wires: [] }
      : { ...changeTopic, wires: [[name]] }
  return [drive(name, { kind, repeats: 10 }, ids), ...ids.map((id) => inTab({ ...node, id }))]
}

export function drive(name: string, config: object, wires: string[]): Entry {
  return inTab({ id: name, type: 'bench drive', name, ...config, wires: [wires] })
}

export const countFunction = {
  type: 'function',
  func: 'msg.payload++;\nreturn msg;',
  outputs: 1,
  timeout: '',
  noerr: 0,
  initialize: '',
  finalize: '',
  libs: [],
}

export const changeTopic = {
  type: 'change',
  rules: [{ t: 'set', p: 'topic', pt: 'msg', to: 'changed', tot: 'str' }],
}

export const switchOnNumber = {
  type: 'switch',
  property: 'payload',
  propertyType: 'msg',
  rules: [{ t: 'gte', v: '0', vt: 'num' }],
  checkall: 'true',
  repair: false,
  outputs: 1,
}

// Node-RED takes a node without a place for a config node.
const placed = { x: 100, y: 100 }

export function inTab<Node extends { id: string; type: string }>(node: Node): Node & Entry {
  return { ...node, z: 'tab', name: (node as { name?: string }).name ?? '', ...placed }
}
