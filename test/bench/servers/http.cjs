const { createServer } = require('node:http')
const { makeAnswer } = require('./token.cjs')

createServer((request, response) => {
  if (request.method !== 'GET' || request.url !== '/jwt/generate') {
    response.writeHead(404).end()
    return
  }
  const body = JSON.stringify(makeAnswer())
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  response.end(body)
}).listen(Number(process.env.BENCH_PORT), '127.0.0.1')
