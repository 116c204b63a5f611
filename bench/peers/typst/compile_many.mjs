// Typst's part in the batch: one warm process compiles a document for each line of DATA. Its cache is kept, or with
// `evict` cleared before each, where documents are so much alike that it would hold nearly all of the next one.
// Usage: node compile_many.mjs TOOLS FONTS TEMPLATE DATA FOLDER [evict]
import { createRequire } from 'node:module';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const [tools, fonts, template, data, folder, cache] = process.argv.slice(2);
const require = createRequire(path.resolve(tools) + '/');
const { NodeCompiler, PdfStandard } = require('@myriaddreamin/typst-ts-node-compiler');

const here = path.dirname(fileURLToPath(import.meta.url));
const compiler = NodeCompiler.create({ workspace: here, fontArgs: [{ fontPaths: [fonts] }] });
const records = fs.readFileSync(data, 'utf8').split('\n').filter((line) => line);
for (const [number, record] of records.entries()) {
  if (cache === 'evict') compiler.evictCache(0);
  compiler.mapShadow(path.join(here, 'data.json'), Buffer.from(record));
  const compiled = compiler.compile({ mainFilePath: path.join(here, template), inputs: { data: 'data.json' } });
  if (compiled.hasError()) {
    compiled.printErrors();
    process.exit(1);
  }
  const pdf = compiler.pdf(compiled.result, { pdfStandard: PdfStandard.A_2a, pdfTags: true });
  fs.writeFileSync(path.join(folder, `${number}.pdf`), pdf);
}
