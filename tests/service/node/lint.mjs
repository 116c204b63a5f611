// What the linter of Redocly says of an OpenAPI document: a line for each issue. Usage: node lint.mjs FILE
import { createConfig, lint } from '@redocly/openapi-core';

// All rules that it recommends, but for these: errors are one answer, `default`, whatever their status; the document is
// served by each installation, under its own address and licence; and versions have files beside them.
const config = await createConfig({
  extends: ['recommended'],
  rules: {
    'operation-4xx-response': 'off',
    'no-empty-servers': 'off',
    'info-license': 'off',
    'no-ambiguous-paths': 'off',
  },
});
for (const issue of await lint({ ref: process.argv[2], config })) {
  const place = issue.location?.[0]?.pointer ?? '';
  console.log(`${issue.ruleId} ${place}: ${issue.message}`);
  process.exitCode = 1;
}
