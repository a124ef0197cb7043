// What the documented flow does, by hand: a token of fixed claims, signed with a key object that is made once.
const { createSecretKey } = require('node:crypto')
const jsonwebtoken = require('jsonwebtoken')

const key = createSecretKey(Buffer.from(process.env.BENCH_SECRET))

exports.makeAnswer = () => {
  const claims = {
    name: 'CYber Group Inc.',
    Domain: 'Information Technology & Services',
    Offices: {
      Dallas: '12900 Preston Road, Ste 900, Dallas, TX, 75230',
      India: '30/1 Knowledge Park III, Greater Noida',
    },
  }
  return { access_token: jsonwebtoken.sign(claims, key, { algorithm: 'HS256', expiresIn: 86400 }) }
}
