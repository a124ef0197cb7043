const { createServer } = require('node:http')

const head = { 'content-type': 'text/plain', 'content-length': 2 }
createServer((_request, response) => response.writeHead(200, head).end('ok')).listen(
  Number(process.env.BENCH_PORT),
  '127.0.0.1',
)
