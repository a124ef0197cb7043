// The messages that flows are measured with.

const count = 100_000

/** JSON of about so many bytes, as a device or a service would send it. */
function makeJson(bytes) {
  const readings = []
  for (let size = 0; size < bytes; size += 100) {
    readings.push({
      device: `pump-${readings.length}`,
      at: 1700000000000 + readings.length,
      state: { running: readings.length % 3 !== 0, rpm: 1480.5 + readings.length },
      tags: ['a', 'line'],
    })
  }
  return { readings }
}

const json = { '1 KB': makeJson(1000), '100 KB': makeJson(100_000) }

/** A permutation of 0 to count - 1, the same in every run. */
const shuffled = Array.from({ length: count }, (_, index) => (index * 61_681) % count)

const inSequence = (payloadOf) =>
  shuffled.map((number, index) => ({
    payload: payloadOf(number, index),
    parts: { id: 'sequence', type: 'array', count, index },
  }))

const csvLine = (number) =>
  `${number},pump-${number},"Hall ${number % 7}, left",${number / 8},2024-05-17T08:00:00Z,"ok"`
const xmlText = (number) =>
  `<reading id="${number}"><device kind="pump">pump-${number}</device><rpm>${number / 8}</rpm><state>ok</state></reading>`
const jsonText = JSON.stringify(makeJson(450))

const kept = new Map()
const keep = (name, make) => {
  if (!kept.has(name)) kept.set(name, make())
  return kept.get(name)
}

const kinds = {
  number: () => [{ payload: 0, topic: 'bench' }],
  '1 KB': () => [{ payload: json['1 KB'] }],
  '100 KB': () => [{ payload: json['100 KB'] }],
  split: () => [{ payload: [...shuffled] }],
  join: () => inSequence((number) => number),
  sort: () => inSequence((number) => number),
  batch: () => shuffled.map((payload) => ({ payload })),
  csv: () => [{ payload: keep('csv', makeCsv) }],
  json: () => shuffled.map(() => ({ payload: jsonText })),
  xml: () => shuffled.map((number) => ({ payload: xmlText(number) })),
}

/** 50 MB of lines, of the length that lines have. */
function makeCsv() {
  const lines = ['number,device,place,rpm,at,state']
  for (let size = 0; size < 50_000_000; ) {
    const line = csvLine(lines.length)
    lines.push(line)
    size += line.length + 1
  }
  return lines.join('\n')
}

exports.makeMessages = (kind) => kinds[kind]()
exports.messagesOfAJob = count
