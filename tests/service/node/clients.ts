// Programs of two generated clients, against a running service: a document, a check, a refusal. Compiled with all checks of
// the compiler, so that they also say how the description is typed. Usage: node clients.js ADDRESS
import createClient from 'openapi-fetch';
import type { components, paths } from './openapi';
import { checkData, describeKind, renderDocument } from './sdk/sdk.gen';
import { client as sdk } from './sdk/client.gen';

declare const process: { argv: string[] };
const address = process.argv[2] ?? '';
const letter: components['schemas']['DocumentData'] = {
  org: '示例研究院', title: { zh: '示例', en: 'Example' }, wg: 1, leader: '甲',
};
const kind = { kind: 'commitment-letter' };
const start = (bytes: ArrayBuffer) => new TextDecoder('latin1').decode(bytes.slice(0, 5));

async function ofOpenApiTypescript() {
  const client = createClient<paths>({ baseUrl: address, headers: { 'Accept-Language': 'en' } });
  const made = await client.POST('/api/v1/kinds/{kind}/render', {
    params: { path: kind, query: { format: 'pdf', attach_data: true } }, body: letter, parseAs: 'arrayBuffer',
  });
  const checked = await client.POST('/api/v1/kinds/{kind}/check', { params: { path: kind }, body: { ...letter, wg: 9 } });
  const first = checked.data?.diagnostics[0];
  const refused = await client.GET('/api/v1/kinds/{kind}', { params: { path: { kind: 'comitment-letter' } } });
  const problem: components['schemas']['Problem'] | undefined = refused.error;
  return { document: start(made.data!), pages: made.response.headers.get('X-Gongwen-Pages'), id: first?.id,
           pointer: first?.data?.pointer, refused: problem?.detail };
}

async function ofOpenApiTs() {
  sdk.setConfig({ baseUrl: address, headers: { 'Accept-Language': 'en' } });
  const made = await renderDocument({ path: kind, query: { format: 'pdf' }, body: letter, parseAs: 'blob' });
  const document: Blob | undefined = made.data;
  const checked = await checkData({ path: kind, body: { ...letter, wg: 9 } });
  const fields = await describeKind({ path: kind });
  const refused = await renderDocument({ path: kind, query: { format: 'png', dpi: 1 }, body: letter });
  const first = checked.data?.diagnostics[0];
  const problem = refused.error;
  return { document: start(await document!.arrayBuffer()), id: first?.id, pointer: first?.data?.pointer,
           field: fields.data?.[0]?.pointer, type: fields.data?.[0]?.type[0], refused: problem?.detail };
}

async function main() {
  console.log(JSON.stringify([await ofOpenApiTypescript(), await ofOpenApiTs()]));
}
void main();
