const express = require(process.env.BENCH_EXPRESS)
const { makeAnswer } = require('./token.cjs')

const app = express()
app.get('/jwt/generate', (_request, response) => {
  response.json(makeAnswer())
})
app.listen(Number(process.env.BENCH_PORT), '127.0.0.1')
