const { toNodeRed } = require('millrace/node-red')

module.exports = toNodeRed(() => import('../gauges.js'))
