// node seals.mjs FILE…: what the web viewer ofd.js says of the seals of OFD files, as one line of JSON a file:
//   {"seals": {"s001": {"verified", "digests", "name", "stamps": [{"page", "box", "clip"}, …]}}}
// `verified` is the viewer's own check of SM2 over SM3, `digests` that of the files which were signed; of several seals the
// viewer keeps only the files of the last one, and says null for the others. Lengths are mm.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { JSDOM, VirtualConsole } from 'jsdom';

function openPage() {
  const { window } = new JSDOM('<!DOCTYPE html><body></body>', { runScripts: 'outside-only', virtualConsole: new VirtualConsole() });
  window.eval(readFileSync(createRequire(import.meta.url).resolve('ofd.js'), 'utf8'));
  return window;
}

function parsed(window, file) {
  const bytes = readFileSync(file);
  const buffer = new window.ArrayBuffer(bytes.length);
  new window.Uint8Array(buffer).set(bytes);
  return new Promise((success, fail) => window.ofd.parseOfdDocument({ ofd: buffer, success, fail }));
}

const sides = (box) => box && [box.x, box.y, box.w, box.h];

function sealsOf(window, document) {
  const seals = {};
  for (const [page, stamps] of Object.entries(document.stampAnnot ?? {})) {
    for (const { obj, stamp } of stamps) {
      const { signatureID: id, VerifyRet: verified } = stamp.signedInfo;
      const files = window.toBeChecked.get(id);
      seals[id] ??= {
        verified,
        digests: files ? window.ofd.digestCheck(files) : null,
        files: files?.length,
        name: stamp.sealObj.SES_Signature.toSign.eseal.esealInfo.property.name,
        stamps: [],
      };
      seals[id].stamps.push({ page, box: sides(obj.boundary), clip: sides(obj.clip) });
    }
  }
  return seals;
}

for (const file of process.argv.slice(2)) {
  const window = openPage();
  let answer;
  try {
    answer = { seals: sealsOf(window, (await parsed(window, file))[0]) };
  } catch (error) {
    answer = { error: String(error?.stack ?? error) };
  }
  console.log(JSON.stringify(answer));
  window.close();
}
