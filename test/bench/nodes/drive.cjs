// Sends messages into a flow and takes them back, as the process that measures asks: the same for every contender.
const { makeMessages } = require('./messages.cjs')

const drives = new Map()

process.on('message', ({ drive, ms, job }) => {
  const found = drives.get(drive)
  if (found === undefined) process.send({ error: `No drive is called "${drive}".` })
  else if (job === undefined) found.measureRate(ms)
  else found.measureJob()
})

/** Messages under way at once: enough that a runtime may batch, few enough that none has to hold many megabytes. */
const windowOf = (kind) => (kind === '100 KB' ? 4 : 100)
const receivedPerLook = 32

/**
 * @param name what the process that measures calls it
 * @param kind of messages, one of those in messages.cjs
 * @param repeats how many messages come back for each one sent
 * @param expected how many messages come back from a whole job
 */
exports.createDrive = ({ name, kind, repeats = 1, expected = 1 }, send) => {
  let received = 0
  let sent = 0
  let since = 0
  let until = 0
  let isJob = false

  function sendNext() {
    sent++
    send(makeMessages(kind)[0])
  }

  function finish() {
    process.send({ messages: received / repeats, ms: performance.now() - since })
  }

  const drive = {
    measureRate(ms) {
      isJob = false
      received = sent = 0
      since = performance.now()
      until = since + ms
      for (let index = 0; index < windowOf(kind); index++) sendNext()
    },
    measureJob() {
      isJob = true
      received = 0
      const messages = makeMessages(kind)
      since = performance.now()
      for (const message of messages) send(message)
    },
    receive() {
      received++
      if (isJob) {
        if (received === expected) finish()
        return
      }
      if (received % repeats !== 0) return
      if (received % receivedPerLook === 0 && performance.now() >= until) until = 0
      if (until !== 0) sendNext()
      else if (received === sent * repeats) finish()
    },
  }
  drives.set(name, drive)
  return drive
}

/** For nodes that only read: tells a drive that a message has arrived. */
exports.tellDrive = (name) => drives.get(name).receive()
