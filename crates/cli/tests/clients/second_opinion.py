"""An authenticator and an app that others wrote (soft-webauthn with fido2; pyotp), against a running server.

second_opinion.py URL TOKEN
"""

import json
import sys
import urllib.error
import urllib.request
from base64 import urlsafe_b64decode, urlsafe_b64encode

import pyotp
from fido2.webauthn import AttestationObject
from soft_webauthn import SoftWebauthnDevice

URL, TOKEN = sys.argv[1:3]
ORIGIN = "https://login.example.com"
API, OWN = "/nevisidm/api/core/v1/api", "/sigill/v1/api"


def call(path, body):
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    request = urllib.request.Request(URL + path, json.dumps(body).encode(), headers, method="POST")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=30) as answer:
            text = answer.read()
            return answer.status, json.loads(text) if text else {}
    except urllib.error.HTTPError as answer:
        return answer.code, json.loads(answer.read())


def must(status, path, body):
    told = call(path, body)
    assert told[0] == status, (path, told)
    return told[1]


def octets(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def text(value):
    """As a browser's toJSON() writes it."""
    if isinstance(value, dict):
        return {name: text(inner) for name, inner in value.items()}
    return urlsafe_b64encode(value).decode().rstrip("=") if isinstance(value, bytes) else value


def as_json(credential):
    return text({**credential, "id": credential["rawId"]})


def asked(options):
    """Options as the device wants them: with octets."""
    options = {**options, "challenge": octets(options["challenge"])}
    if "user" in options:
        options["user"] = {**options["user"], "id": octets(options["user"]["id"])}
    return {"publicKey": options}


def passkeys():
    policy = {"sigill.rpId": "example.com", "sigill.origins": ORIGIN, "sigill.userVerification": "discouraged"}
    must(201, f"{API}/policies", {
        "name": "keys", "policyType": "Fido2Policy", "defaultPolicy": True, "parameters": policy,
    })
    calls, device = f"{OWN}/users/anna/credentials/fido2", SoftWebauthnDevice()
    begun = must(200, f"{calls}/registration", {})
    made = device.create(asked(begun["publicKey"]), ORIGIN)
    assert AttestationObject(made["response"]["attestationObject"]).fmt == "none"
    must(201, f"{calls}/register", {"ceremony": begun["ceremony"], "credential": as_json(made)})

    def shown(path, spoil=False):
        begun = must(200, f"{path}/challenge", {})
        got = device.get(asked(begun["publicKey"]), ORIGIN)
        if spoil:
            got["response"]["authenticatorData"] = got["response"]["authenticatorData"][:-1] + b"\xff"
        return {"ceremony": begun["ceremony"], "credential": as_json(got)}

    right = shown(calls)
    assert must(200, f"{calls}/verify", right)["statusCode"] == 0
    must(422, f"{calls}/verify", right)
    assert must(200, f"{calls}/verify", shown(calls, spoil=True))["statusCode"] != 0
    assert must(200, f"{calls}/verify", shown(calls))["statusCode"] == 0
    anybody = f"{OWN}/credentials/fido2"
    known = must(200, f"{anybody}/verify", shown(anybody))
    assert (known["statusCode"], known["userExtId"]) == (0, "anna"), known
    device.sign_count = 0
    assert must(200, f"{calls}/verify", shown(calls))["statusCode"] != 0, "a copy of the device"


def codes():
    tokens, check = f"{API}/users/anna/oath-credentials", f"{OWN}/users/anna/credentials/oath-credentials/verify"
    for kind in ["totp", "hotp"]:
        must(201, f"{API}/policies", {
            "name": kind, "policyType": "OpenAuthenticationPolicy", "defaultPolicy": True,
            "parameters": {"initialType": kind, "issuer": "Example Bank", "initialAlgorithm": "SHA256"},
        })
        made = must(201, tokens, {"label": kind})
        app = pyotp.parse_uri(made["otpauthUri"])
        assert app.issuer == "Example Bank", made
        code = app.now() if kind == "totp" else app.at(0)
        shown = {"code": code, "credentialExtId": made["extId"]}
        assert must(200, check, shown)["statusCode"] == 0, kind
        assert must(200, check, shown)["statusCode"] != 0, kind
        # And the way in: what an app of theirs was set up by.
        other = pyotp.TOTP(pyotp.random_base32(), name="anna", issuer="Elsewhere", digits=8)
        brought = must(201, tokens, {"label": "brought", "otpauthUri": other.provisioning_uri()})
        shown = {"code": other.now(), "credentialExtId": brought["extId"]}
        assert must(200, check, shown)["statusCode"] == 0


must(201, f"{API}/users", {
    "extId": "anna", "name": {"firstName": "Anna", "familyName": "Muster"}, "contacts": {"email": "a@example.com"},
})
passkeys()
codes()
print("all is well")
