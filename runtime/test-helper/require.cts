// `require('millrace/test-helper')` is the helper itself, as with the package that it stands in for. Node.js can
// require ES modules from 20.19 on.
import testHelper = require('./index.js')

export = testHelper.default
