// Typst's part: compiles a document with its data to PDF/A-2a (it cannot claim PDF/UA-1 in the same file).
// Usage: node compile.mjs TOOLS FONTS TEMPLATE DATA OUTPUT
import { createRequire } from 'node:module';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const [tools, fonts, template, data, output] = process.argv.slice(2);
const require = createRequire(path.resolve(tools) + '/');
const { NodeCompiler, PdfStandard } = require('@myriaddreamin/typst-ts-node-compiler');

const here = path.dirname(fileURLToPath(import.meta.url));
const compiler = NodeCompiler.create({ workspace: here, fontArgs: [{ fontPaths: [fonts] }] });
compiler.mapShadow(path.join(here, 'data.json'), fs.readFileSync(data));
const compiled = compiler.compile({ mainFilePath: path.join(here, template), inputs: { data: 'data.json' } });
if (compiled.hasError()) {
  compiled.printErrors();
  process.exit(1);
}
fs.writeFileSync(output, compiler.pdf(compiled.result, { pdfStandard: PdfStandard.A_2a, pdfTags: true }));
