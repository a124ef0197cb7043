/** A node for Node-RED whose `code` is run in its constructor, with `RED`, `node` and `config` at hand. */
module.exports = function registerProbe(RED) {
  RED.nodes.registerType('probe', function Probe(config) {
    RED.nodes.createNode(this, config)
    new Function('RED', 'node', 'config', config.code)(RED, this, config)
  })
}
