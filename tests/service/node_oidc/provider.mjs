// A provider of logins on loopback: `node provider.mjs PORT REDIRECT_URI ALGORITHM`, with a key of its own each time it is
// started. Its pages for trying things out take any name and password; the name is the identifier of the person.
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { Provider } from "oidc-provider";

const [port, redirect, alg] = process.argv.slice(2);
const pair = alg.startsWith("ES") ? generateKeyPairSync("ec", { namedCurve: "P-256" }) : generateKeyPairSync("rsa", { modulusLength: 2048 });
const key = { ...pair.privateKey.export({ format: "jwk" }), alg, use: "sig", kid: randomUUID() };
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: "gongwen", client_secret: "a secret: with & marks", redirect_uris: [redirect], grant_types: ["authorization_code"],
    id_token_signed_response_alg: alg,
  }],
  jwks: { keys: [key] },
  pkce: { required: () => true },
  cookies: { keys: ["of the tests"] },
  claims: { openid: ["sub"], profile: ["name"] },
  findAccount: (_, id) => ({ accountId: id, claims: async () => ({ sub: id, name: id }) }),
  ttl: { AccessToken: 60, AuthorizationCode: 60, IdToken: 300, Interaction: 600, Session: 600, Grant: 600 },
});
provider.listen(Number(port), "127.0.0.1", () => console.log("listening"));
