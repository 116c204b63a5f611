// What the linter of Redocly says of an OpenAPI document: a line for each issue. Usage: node lint.mjs FILE
import { createConfig, lint } from '@redocly/openapi-core';

const config = await createConfig({ extends: ['recommended'] });
for (const issue of await lint({ ref: process.argv[2], config })) {
  const place = issue.location?.[0]?.pointer ?? '';
  console.log(`${issue.ruleId} ${place}: ${issue.message}`);
  process.exitCode = 1;
}
