import { defineNode } from '../../runtime/define-node.js'

export default defineNode({
  type: 'http in',
  summary: 'Starts a flow with each HTTP request of a method and path.',
  hasInput: false,
  outputs: 1,
  config: {
    type: 'object',
    properties: {
      url: {
        type: 'string',
        errorIfEmpty: true,
        description:
          'Path of the endpoint, in the grammar of Express 4: `/user/:id`, `/files/*`, `/:id(\\d+)`, `/hello/:name?`. ' +
          'What the parameters stand for is in msg.req.params.',
      },
      method: {
        type: 'string',
        enum: ['get', 'post', 'put', 'patch', 'delete'],
        default: 'get',
        description:
          'Method of the requests. For get, which serves HEAD as well, msg.payload is the query; for others the body.',
      },
      upload: {
        type: 'boolean',
        default: false,
        description:
          'Accept multipart file uploads, for post only: msg.req.files lists them, each with its content as a Buffer ' +
          'in `buffer`.',
      },
      skipBodyParsing: {
        type: 'boolean',
        default: false,
        description:
          'Leave the body as it came: msg.payload is a Buffer. Else JSON, forms and text are parsed by their content ' +
          'type.',
      },
      swaggerDoc: {
        type: 'string',
        default: '',
        description: 'Id of the node that documents the endpoint; kept for the nodes that read it, not used.',
      },
    },
    required: ['url'],
  },
  help: {
    details:
      'Each request needs an answer by an http response node; one that gets none is ended with 504 after ' +
      '`--request-timeout`, and with 500 where its message fails and no catch node takes the error.',
    reads: {},
    sets: {
      payload: 'get: the query as an object; other methods: the body, parsed by its content type.',
      req: 'The request: headers, query, params, body, cookies, url, method, ip, files. Not copied between branches.',
      res: 'What the http response node answers with. Not copied between branches.',
    },
    outputs: ['A new message for each request.'],
    example: [
      { id: 'hello', type: 'http in', url: '/hello/:name', wires: [['text']] },
      { id: 'text', type: 'template', template: 'Hello {{req.params.name}}!', wires: [['answer']] },
      { id: 'answer', type: 'http response', wires: [] },
    ],
  },

  upgrade: (saved) => ({
    ...saved,
    ...(typeof saved.method === 'string' ? { method: saved.method.toLowerCase() } : {}),
  }),

  routes: ({ method, url }) => [{ method, path: url.startsWith('/') ? url : `/${url}` }],

  create({ method, url, upload, skipBodyParsing }, node) {
    if (!node.http.isOpen) node.warn('Flows serve no HTTP, since the setting httpNodeRoot is false.')
    const warn = (text: string) => node.warn(text)
    node.http.route({ method, path: url, upload, skipBodyParsing, warn }, (message) => node.send(message))
    return {}
  },
})
