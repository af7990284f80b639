// @ts-check
// A relying party: has a payment approved on a person's phone, and goes by what Sigill has proved.
//
//     node relying_party.mjs USER "Sigill: pay CHF 10 to ACME?"    (README.md says what it needs)

import createClient from "openapi-fetch";

const { SIGILL_URL, SIGILL_TOKEN, SIGILL_CLIENT = "client-123", ORDER } = process.env;
const [userExtId = "", text = ""] = process.argv.slice(2);
const person = { clientExtId: SIGILL_CLIENT, userExtId };
const SIGNATURES = "/sigill/v1/{clientExtId}/users/{userExtId}/mobile-signature/signatures";

/** @type {ReturnType<typeof createClient<import("./sigill.d.ts").paths>>} */
const sigill = createClient({ baseUrl: SIGILL_URL, headers: { Authorization: `Bearer ${SIGILL_TOKEN}` } });

/** @type {(why: string) => never} */
const end = (why) => {
  console.error(why);
  process.exit(1);
};
/** @type {(error: import("./sigill.d.ts").components["schemas"]["Errors"]) => never} */
const refused = ({ errors }) => end(errors.map(({ message }) => message).join("; "));

// Nothing is shown twice when this is repeated with the same key, such as the number of the order.
const header = ORDER ? { "Idempotency-Key": ORDER } : {};
const asked = await sigill.POST(SIGNATURES, { params: { path: person, header }, body: { text } });
if (asked.error) refused(asked.error);
let signature = asked.data;
if (!signature || !("code" in signature)) end("unexpected answer");
console.log(`Compare the code on your phone: ${signature.code}`);

const path = { ...person, signatureId: signature.id };
// However long it takes: it is settled soon after it expires, whatever happens.
while (signature.state !== "settled") {
  const { data, error } = await sigill.GET(`${SIGNATURES}/{signatureId}`, { params: { path, query: { wait: 30 } } });
  if (error) refused(error);
  signature = data;
}

if (signature.outcome !== "approved") end(`Not approved: ${signature.outcome}, ${signature.reason}`);
console.log(`Approved by ${signature.signer?.subject}, ${signature.checks?.length} checks passed`);
