// A client of the service (`gongwen serve`), over HTTP and not over the C interface: it needs no compiler, no binary module for
// each version of Node, and a document that fails ends a worker of the service, not the program.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

const TYPES = {
  '.json': 'application/json', '.yaml': 'application/yaml', '.yml': 'application/yaml',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', '.pdf': 'application/pdf', '.zip': 'application/zip',
  '.ofd': 'application/ofd',
};
const JSON_TYPE = TYPES['.json'];

/** A refusal. `id` names its sort; `diagnostics` are the messages about the data. */
export class GongwenError extends Error {
  constructor(status, problem) {
    const messages = problem.report?.diagnostics ?? [];
    const first = messages.find((one) => one.severity === 'error');
    super([problem.title, problem.detail && `(${problem.detail})`, first && textOf(first)].filter(Boolean).join(' '));
    this.name = 'GongwenError';
    this.status = status;
    this.id = (problem.type ?? '').replace('/problems/', '');
    this.detail = problem.detail;
    this.reference = problem.reference;
    this.report = problem.report;
    this.diagnostics = messages;
  }
}

/** One line: `error[data/missing-name] at /org: … (hint)`. */
function textOf(message) {
  const place = message.data?.pointer ? ` at ${message.data.pointer}` : '';
  return `${message.severity}[${message.id}]${place}: ${message.message}${message.hint ? ` (${message.hint})` : ''}`;
}

function isBytes(data) {
  return data instanceof Uint8Array || data instanceof ArrayBuffer;
}

/** The bytes and the media type of data or a file. `name` is that of bytes: its ending says what they are. */
function contentOf(data, name, otherwise) {
  if (isBytes(data)) {
    return { bytes: Buffer.from(data), type: TYPES[path.extname(name ?? '').toLowerCase()] ?? otherwise };
  }
  return { bytes: Buffer.from(JSON.stringify(data)), type: JSON_TYPE };
}

/** Several parts in one body. */
async function partsOf(parts) {
  const form = new FormData();
  for (const [name, file, bytes, type] of parts) form.append(name, new Blob([bytes], { type }), file);
  const coded = new Response(form);
  return { bytes: Buffer.from(await coded.arrayBuffer()), type: coded.headers.get('content-type') };
}

function queryOf(options) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined && value !== null) query.set(name.replace(/[A-Z]/g, (letter) => '_' + letter.toLowerCase()), String(value));
  }
  const text = query.toString();
  return text ? `?${text}` : '';
}

export class Gongwen {
  #address;
  #headers;
  #timeout;

  constructor({ url, socket, key, language = 'zh', timeout = 60_000 } = {}) {
    if (!url === !socket) throw new TypeError('give the address of the service: either url or socket');
    this.#address = socket ? { socketPath: socket, path: '' } : new URL(url);
    this.#headers = { 'Accept-Language': language, ...(key && { Authorization: `Bearer ${key}` }) };
    this.#timeout = timeout;
  }

  /** Any request of docs/API.md. Resolves to the answer; rejects with GongwenError if the service refuses. */
  request(method, address, { query = {}, body, type, headers = {} } = {}) {
    return new Promise((resolve, reject) => {
      const isUrl = this.#address instanceof URL;
      const target = isUrl ? { hostname: this.#address.hostname.replace(/^\[|\]$/g, ''), port: this.#address.port } : this.#address;
      const before = isUrl ? this.#address.pathname.replace(/\/$/, '') : '';
      const sent = (isUrl && this.#address.protocol === 'https:' ? https : http).request({
        ...target, method, path: before + address + queryOf(query), timeout: this.#timeout,
        headers: { ...this.#headers, ...(body && { 'Content-Type': type, 'Content-Length': body.length }), ...headers },
      });
      sent.on('timeout', () => sent.destroy(new Error(`no answer of the service within ${this.#timeout} ms`)));
      sent.on('error', reject);
      sent.on('response', (answer) => {
        const pieces = [];
        answer.on('data', (piece) => pieces.push(piece));
        answer.on('error', reject);
        answer.on('end', () => {
          const bytes = Buffer.concat(pieces);
          if (answer.statusCode < 300) return resolve({ status: answer.statusCode, headers: answer.headers, bytes });
          reject(new GongwenError(answer.statusCode, problemOf(answer, bytes)));
        });
      });
      sent.end(body);
    });
  }

  async #json(method, address, options) {
    return JSON.parse((await this.request(method, address, options)).bytes.toString());
  }

  async #document(method, address, options) {
    const { bytes, headers } = await this.request(method, address, options);
    return { bytes: new Uint8Array(bytes), type: headers['content-type'], name: nameOf(headers), pages: Number(headers['x-gongwen-pages'] ?? 0),
             warnings: Number(headers['x-gongwen-warnings'] ?? 0) };
  }

  /** The body of data: alone, or with the files that it names. */
  async #data(data, { name, files }) {
    const { bytes, type } = contentOf(data, name, JSON_TYPE);
    if (!files || Object.keys(files).length === 0) return { body: bytes, type };
    const parts = await partsOf([['data', name ?? 'data.json', bytes, type],
                                 ...Object.entries(files).map(([file, content]) => ['file', file, content, 'application/octet-stream'])]);
    return { body: parts.bytes, type: parts.type };
  }

  #kind(kind, rest = '') {
    return `/api/v1/kinds/${encodeURIComponent(kind)}${rest}`;
  }

  async kinds() {
    return (await this.#json('GET', '/api/v1/kinds')).kinds;
  }

  describe(kind) {
    return this.#json('GET', this.#kind(kind));
  }

  schema(kind) {
    return this.#json('GET', this.#kind(kind, '/schema'));
  }

  form(kind) {
    return this.#json('GET', this.#kind(kind, '/form'));
  }

  blank(kind, options = {}) {
    return this.#document('GET', this.#kind(kind, '/blank'), { query: options });
  }

  async check(kind, data, { name, files, ...query } = {}) {
    return this.#json('POST', this.#kind(kind, '/check'), { query, ...await this.#data(data, { name, files }) });
  }

  async render(kind, data, { name, files, ...query } = {}) {
    return this.#document('POST', this.#kind(kind, '/render'), { query, ...await this.#data(data, { name, files }) });
  }

  extract(form, { name, ...query } = {}) {
    const { bytes, type } = contentOf(form, name, 'application/octet-stream');
    return this.#json('POST', '/api/v1/extract', { query, body: bytes, type });
  }

  /** A PDF form of any origin, filled in by the names of its fields. */
  async fill(form, data, { name, map, mapName, ...query } = {}) {
    const values = contentOf(data, name, JSON_TYPE);
    const parts = [['form', 'form.pdf', Buffer.from(form), TYPES['.pdf']], ['data', name ?? 'values.json', values.bytes, values.type]];
    if (map !== undefined) {
      const pointers = contentOf(map, mapName, JSON_TYPE);
      parts.push(['map', mapName ?? 'map.json', pointers.bytes, pointers.type]);
    }
    const { bytes, type } = await partsOf(parts);
    return this.#document('POST', '/api/v1/fill', { query, body: bytes, type });
  }

  /** The fields of such a form, and their values by name. */
  formFields(form) {
    return this.#json('POST', '/api/v1/fill/fields', { body: Buffer.from(form), type: TYPES['.pdf'] });
  }

  /** An OFD file of any program as PDF, text, or a picture of a page. */
  convert(file, options = {}) {
    return this.#document('POST', '/api/v1/convert', { query: options, body: Buffer.from(file), type: TYPES['.ofd'] });
  }

  /** Whether the service answers, and a worker is free. */
  async isReady() {
    try {
      return (await this.request('GET', '/ready')).status === 200;
    } catch (error) {
      if (error instanceof GongwenError && error.status === 503) return false;
      throw error;
    }
  }
}

function problemOf(answer, bytes) {
  if ((answer.headers['content-type'] ?? '').startsWith('application/problem+json')) return JSON.parse(bytes.toString());
  return { title: `${answer.statusCode} ${answer.statusMessage}` };
}

/** The name for a file, by Content-Disposition (RFC 6266). */
function nameOf(headers) {
  const said = headers['content-disposition'] ?? '';
  const coded = /filename\*=UTF-8''([^;]+)/i.exec(said);
  if (coded) return decodeURIComponent(coded[1]);
  return /filename="([^"]*)"/.exec(said)?.[1] ?? '';
}

/** Starts a service of this machine, for this program alone; `close` of the client ends it. */
export async function startService({ program = 'gongwen', options = [], ...client } = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), 'gongwen-'));
  const socket = path.join(folder, 'http.sock');
  const service = spawn(program, ['serve', '--listen', socket, '--open-api', ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = [];
  createInterface({ input: service.stderr }).on('line', (line) => {
    said.push(line);
    if (said.length > 20) said.shift();
  });
  const ended = new Promise((resolve) => service.once('close', resolve));
  await new Promise((resolve, reject) => {
    service.once('error', reject);
    service.once('exit', (status) => reject(new Error(`${program} serve ended with status ${status}: ${said.join('\n')}`)));
    createInterface({ input: service.stdout }).once('line', resolve);
  }).catch(async (error) => {
    await rm(folder, { recursive: true, force: true });
    throw error;
  });
  const gongwen = new Gongwen({ ...client, socket });
  gongwen.close = async () => {
    service.kill();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  return gongwen;
}
