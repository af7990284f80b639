"""A relying party: has a payment approved on a person's phone, and goes by what Sigill has proved.

    python relying_party.py USER "Sigill: pay CHF 10 to ACME?"    (README.md says what it needs)
"""

import os
import sys

import httpx
from sigill_client import AuthenticatedClient
from sigill_client.api.signature import get_signature, request_signature
from sigill_client.models import Errors, NewSignature, Signature, SignatureOutcome, SignatureState

WAIT_S = 30

client = AuthenticatedClient(
    os.environ["SIGILL_URL"], os.environ["SIGILL_TOKEN"], timeout=httpx.Timeout(WAIT_S + 10)
)
tenant = os.environ.get("SIGILL_CLIENT", "client-123")
user, text = sys.argv[1:]


def good(answer: object) -> Signature:
    """A signature, or the end of the program in the server's words."""
    if isinstance(answer, Errors):
        sys.exit("; ".join(error.message for error in answer.errors))
    if not isinstance(answer, Signature):
        sys.exit(f"unexpected answer: {answer!r}")
    return answer


# Nothing is shown twice when this is repeated with the same key, such as the number of the order.
key = {"idempotency_key": os.environ["ORDER"]} if "ORDER" in os.environ else {}
signature = good(request_signature.sync(tenant, user, client=client, body=NewSignature(text=text), **key))
print(f"Compare the code on your phone: {signature.code}")

# However long it takes: it is settled soon after it expires, whatever happens.
while signature.state != SignatureState.SETTLED:
    signature = good(get_signature.sync(tenant, user, signature.id, client=client, wait=WAIT_S))

if signature.outcome != SignatureOutcome.APPROVED:
    sys.exit(f"Not approved: {signature.outcome}, {signature.reason}")
print(f"Approved by {signature.signer.subject}, {len(signature.checks)} checks passed")
