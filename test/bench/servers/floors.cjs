// The least that each measure can cost: the same work by direct calls, without nodes, wires or a queue.
const vm = require('node:vm')
const { makeMessages } = require('../nodes/messages.cjs')

const inContext = vm.runInContext('(function (msg) { msg.payload++; return msg })', vm.createContext({}))
const change = (message) => {
  message.topic = 'changed'
  return message
}
const choose = (message) => (message.payload >= 0 ? message : undefined)

const chains = { function: inContext, change, switch: choose }

function measureChain(step, length, ms) {
  const since = performance.now()
  let messages = 0
  while (messages % 64 !== 0 || performance.now() - since < ms) {
    let message = { payload: 0, topic: 'bench' }
    for (let index = 0; index < length; index++) message = step(message)
    messages++
  }
  return { messages, ms: performance.now() - since }
}

function measureCopies(kind, copies, ms) {
  const [message] = makeMessages(kind)
  const since = performance.now()
  let messages = 0
  while (performance.now() - since < ms) {
    for (let copy = 0; copy < copies; copy++) JSON.parse(JSON.stringify(message))
    messages++
  }
  return { messages, ms: performance.now() - since }
}

const jobs = {
  json: (messages) => messages.map(({ payload }) => JSON.parse(payload)),
  csv: ([{ payload }]) => payload.split('\n').map((line) => line.split(',')),
  sort: (messages) => messages.sort((a, b) => a.payload - b.payload),
  split: ([{ payload }]) => payload.map((value) => ({ payload: value })),
  join: (messages) => messages.map(({ payload }) => payload),
  batch: (messages) => messages.map((message, index) => ({ ...message, parts: { index } })),
  xml: (messages) => {
    const { parseString } = require('xml2js')
    for (const { payload } of messages) parseString(payload, { async: false }, () => {})
  },
}

function measureJob(kind) {
  const messages = makeMessages(kind)
  const since = performance.now()
  jobs[kind](messages)
  return { messages: messages.length, ms: performance.now() - since }
}

process.on('message', ({ drive, ms, job }) => {
  if (job !== undefined) {
    process.send(measureJob(drive))
    return
  }
  const [what, argument] = drive.split(': ')
  const answer =
    what in chains
      ? measureChain(chains[what], Number(argument), ms)
      : measureCopies(argument, what === 'copy' ? 1 : 9, ms)
  process.send(answer)
})
process.on('disconnect', () => process.exit())
