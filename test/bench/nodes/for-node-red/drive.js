const { createDrive, tellDrive } = require('../drive.cjs')

module.exports = (RED) => {
  RED.nodes.registerType('bench drive', function (definition) {
    RED.nodes.createNode(this, definition)
    const drive = createDrive(definition, (message) => this.send(message))
    this.on('input', (_message, _send, done) => {
      drive.receive()
      done()
    })
  })

  RED.nodes.registerType('bench reader', function (definition) {
    RED.nodes.createNode(this, definition)
    this.on('input', (_message, _send, done) => {
      tellDrive(definition.drive)
      done()
    })
  })
}
