const server = (what: string) => `needs ${what}`

/** Why some of the packages are loaded and not tried. */
export const untried: Readonly<Record<string, string>> = {
  'node-red-contrib-advanced-ping': server('a raw socket or the ping command'),
  'node-red-contrib-amqp': server('RabbitMQ'),
  'node-red-contrib-ftp': server('an FTP server'),
  'node-red-contrib-huemagic': server('a bridge of Philips Hue, by HTTPS on port 443'),
  'node-red-contrib-image-output': 'shows pictures in the editor only',
  'node-red-contrib-mongodb4': server('MongoDB'),
  'node-red-contrib-mssql-plus': server('Microsoft SQL Server'),
  'node-red-contrib-re-postgres': server('PostgreSQL'),
  'node-red-contrib-s7': server('a controller of Siemens'),
  'node-red-contrib-shelly': server('a device of Shelly'),
  'node-red-node-mysql': server('MySQL'),
  'node-red-node-openweathermap': server('the service on the internet'),
  'node-red-node-pi-gpio': server('a Raspberry Pi'),
  'node-red-node-ping': server('the ping command'),
  'node-red-node-rbe': 'its type is built in',
  'node-red-node-serialport': server('a serial port'),
  'node-red-node-swagger': 'describes routes in the editor only',
}

/** Node types that a package has only where another package is installed as well, in Node-RED too. */
export const conditional: Readonly<Record<string, string>> = {
  ui_worldmap: 'node-red-dashboard',
}
