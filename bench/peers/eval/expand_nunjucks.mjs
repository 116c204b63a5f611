// nunjucks's part: expands a request as `gongwen eval` does.
// Usage: node expand_nunjucks.mjs TOOLS < REQUEST > EXPANSION      as a whole process
//        node expand_nunjucks.mjs TOOLS REQUEST EXPANSION ROUNDS   compiled once; prints the seconds of each expansion
import { createRequire } from 'node:module';
import fs from 'node:fs';
import path from 'node:path';

const [tools, requestPath, outputPath, rounds] = process.argv.slice(2);
const require = createRequire(path.resolve(tools) + '/');
const nunjucks = require('nunjucks');

function compileRequest(request) {
  const environment = new nunjucks.Environment(null, { autoescape: true, throwOnUndefined: true });
  return new nunjucks.Template(request.template, environment, undefined, true);
}

const request = JSON.parse(fs.readFileSync(requestPath ?? 0, 'utf8'));
const template = compileRequest(request);
if (requestPath === undefined) {
  fs.writeFileSync(1, template.render(request.context));
} else {
  const seconds = [];
  let expansion = '';
  for (let round = 0; round < Number(rounds); ++round) {
    const begin = performance.now();
    expansion = template.render(request.context);
    seconds.push((performance.now() - begin) / 1000);
  }
  fs.writeFileSync(outputPath, expansion);
  console.log(JSON.stringify(seconds));
}
