// A module written for Node-RED, as tests of nodes load it.
module.exports = (RED) => {
  function LowerCase(entry) {
    RED.nodes.createNode(this, entry)
    this.mark = RED.settings.mark
    if (!entry.sound) this.warn('unsound')
    this.on('input', (message, send, done) => {
      if (message.fails) {
        done(new Error('failed'))
        return
      }
      message.payload = String(message.payload).toLowerCase()
      Promise.resolve().then(() => this.warn('later'))
      send(message)
      done()
    })
  }
  RED.nodes.registerType('lower-case', LowerCase, { credentials: { user: { type: 'text' } } })
  RED.httpAdmin.get('/lower-case', (_request, response) => response.json({ text: RED._('lower-case.text') }))
}
