/** What a setting may be; a number also as text, since settings often come from the environment. */
export type SettingForm = 'text' | 'number' | 'boolean' | 'object' | 'list' | 'function'

/** The settings of Node-RED that Millrace honours, and what they may be. */
export const honouredSettings: Readonly<Record<string, readonly SettingForm[]>> = {
  flowFile: ['text'],
  userDir: ['text'],
  nodesDir: ['text', 'list'],
  nodesExcludes: ['list'],
  nodesIncludes: ['list'],
  externalModules: ['object'],
  credentialSecret: ['text', 'boolean'],
  readOnly: ['boolean'],
  uiPort: ['number'],
  uiHost: ['text'],
  https: ['object', 'function'],
  httpsRefreshInterval: ['number'],
  httpRoot: ['text'],
  httpNodeRoot: ['text', 'boolean'],
  httpNodeAuth: ['object', 'function', 'list'],
  httpNodeCors: ['object', 'function'],
  httpNodeMiddleware: ['function', 'list'],
  httpServerOptions: ['object'],
  httpStatic: ['text', 'list', 'boolean'],
  httpStaticRoot: ['text'],
  httpStaticAuth: ['object', 'function'],
  httpStaticCors: ['object'],
  apiMaxLength: ['text', 'number'],
  logging: ['object'],
  contextStorage: ['object'],
  functionGlobalContext: ['object'],
  exportGlobalContextKeys: ['boolean'],
  functionExternalModules: ['boolean'],
  globalFunctionTimeout: ['number'],
  nodeMessageBufferMaxLength: ['number'],
  nodeCloseTimeout: ['number'],
  envVarExcludes: ['list'],
  fileWorkingDirectory: ['text'],
  debugMaxLength: ['number'],
  debugStatusLength: ['number'],
  execMaxBufferSize: ['number'],
  httpRequestTimeout: ['number'],
  mqttReconnectTime: ['number'],
  serialReconnectTime: ['number'],
  socketReconnectTime: ['number'],
  socketTimeout: ['number'],
  tcpMsgQueueSize: ['number'],
  inboundWebSocketTimeout: ['number'],
  tlsConfigDisableLocalFiles: ['boolean'],
  webSocketNodeVerifyClient: ['function'],
}

/** The settings of Node-RED that change nothing here: of the editor, of installing, of how messages go. */
const otherSettings = new Set([
  'adminAuth',
  'coreNodesDir',
  'debugUseColors',
  'diagnostics',
  'disableEditor',
  'editorTheme',
  'flowFilePretty',
  'functionTimeout',
  'httpAdminCookieOptions',
  'httpAdminCors',
  'httpAdminMiddleware',
  'httpAdminRoot',
  'lang',
  'library',
  'nodeDefaults',
  'paletteCategories',
  'proxyOptions',
  'requireHttps',
  'runtimeMetricInterval',
  'runtimeState',
  'runtimeSyncDelivery',
  'safeMode',
  'storageModule',
  'swagger',
  'telemetry',
  'ui',
  'uiHostname',
  'verbose',
])

/**
 * The settings given that Node-RED has and Millrace does not honour, in alphabetical order, so that they can be named
 * at the start. Names that Node-RED has not are left out: nodes from packages read settings of their own.
 */
export function unhonouredSettings(settings: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(settings)
    .filter((name) => otherSettings.has(name) && settings[name] !== undefined)
    .sort()
}

/** What a setting must be, in words, where its value is none of that; `undefined` where it is, or is not set. */
export function findWrongForm(name: string, value: unknown): string | undefined {
  const forms = Object.hasOwn(honouredSettings, name) ? honouredSettings[name]! : []
  if (value === undefined || value === null || forms.length === 0) return undefined
  return forms.some((form) => hasForm(value, form))
    ? undefined
    : forms.map((form) => formNames[form]).join(' or ')
}

const formNames: Record<SettingForm, string> = {
  text: 'a text',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
  list: 'a list',
  function: 'a function',
}

function hasForm(value: unknown, form: SettingForm): boolean {
  if (form === 'text') return typeof value === 'string'
  if (form === 'list') return Array.isArray(value)
  if (form === 'object') return typeof value === 'object' && !Array.isArray(value)
  if (form !== 'number') return typeof value === form
  return typeof value === 'string'
    ? value.trim() !== '' && Number.isFinite(Number(value))
    : typeof value === 'number'
}
