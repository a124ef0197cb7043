// Node-RED has no such nodes of its own. Those that the documented flow was made with pass the secret as a text; with
// BENCH_KEY_OBJECT they pass a key object that is made once, so that the comparison is of the runtimes.
const { createSecretKey } = require('node:crypto')
const jsonwebtoken = require('jsonwebtoken')

module.exports = (RED) => {
  RED.nodes.registerType(
    'jwt-config',
    function (definition) {
      RED.nodes.createNode(this, definition)
      const { secret } = this.credentials
      this.key = process.env.BENCH_KEY_OBJECT ? createSecretKey(Buffer.from(secret)) : secret
      this.options = { algorithm: definition.algorithm, expiresIn: Number(definition.expiresin) }
    },
    { credentials: { secret: { type: 'password' } } },
  )

  RED.nodes.registerType('jwt', function (definition) {
    RED.nodes.createNode(this, definition)
    const { key, options } = RED.nodes.getNode(definition.jwtconfig)
    this.on('input', (message, send, done) => {
      jsonwebtoken.sign(message.payload, key, options, (error, token) => {
        if (error) {
          done(error)
          return
        }
        message.payload = token
        send(message)
        done()
      })
    })
  })
}
