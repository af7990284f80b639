"""Runs schemathesis against a server of its own: `schemathesis.py SIGILL DATABASE_URL CONFIG FOLDER`."""

import base64
import json
import os
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request

API = "/nevisidm/api/core/v1"


def main(sigill, database_url, config, folder):
    environment = {
        "PATH": os.environ["PATH"],
        "SIGILL_DATABASE_URL": database_url,
        "SIGILL_LISTEN": "127.0.0.1:0",
        "SIGILL_PUBLIC_URL": "http://sigill.test",
        "SIGILL_LOG_FORMAT": "json",
    }
    server = subprocess.Popen([sigill, "serve"], cwd=folder, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        url, failures = "http://" + address(server), []
        # Read on, or the server would wait for us; and nothing that is made up may make it fail.
        log = threading.Thread(target=watch, args=(server.stderr, failures))
        log.start()
        token = first_caller(sigill, url, folder, environment)
        furnish(url, token)
        status = check(url, token, config, folder)
    finally:
        server.terminate()
        ended = server.wait()
    log.join()
    if failures or ended != 0:
        print(f"the server ended with {ended}, after these errors:", *failures, sep="\n")
        return 1
    return status


def address(server):
    for line in server.stderr:
        entry = json.loads(line)
        if entry.get("message", entry.get("fields", {}).get("message")) == "listening":
            return entry.get("address") or entry["fields"]["address"]
    sys.exit("the server doesn't listen")


def watch(log, failures):
    failures.extend(line.rstrip() for line in log if json.loads(line).get("level") == "ERROR")


def first_caller(sigill, url, folder, environment):
    arguments = "admin technical-user --client api --create-client API --user root --role nevisIdm.Root --global"
    made = subprocess.run(
        [sigill, *arguments.split(), "--output", "json"], cwd=folder, env=environment, check=True, capture_output=True
    )
    secret = json.loads(made.stdout)["client_secret"]
    basic = base64.b64encode(f"api%2Froot:{urllib.parse.quote(secret, safe='')}".encode()).decode()
    request = urllib.request.Request(
        url + "/oauth2/token", b"grant_type=client_credentials", {"Authorization": f"Basic {basic}"}
    )
    return json.load(urllib.request.urlopen(request))["access_token"]


def furnish(url, token):
    """What the paths of the configuration name."""
    user = {"name": {"firstName": "Anna", "familyName": "Muster"}, "contacts": {"email": "anna@example.com"}}
    for number in ("123", "456"):
        client = f"client-{number}"
        post(url, token, "/clients", {"extId": client, "name": client})
        policy = {"extId": f"policy-{number}", "name": "P", "policyType": "MobileSignaturePolicy"}
        post(url, token, f"/{client}/policies", policy)
        post(url, token, f"/{client}/users", {"extId": f"user-{number}", **user})


def post(url, token, path, body):
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(url + API + path, json.dumps(body).encode(), headers)
    try:
        urllib.request.urlopen(request)
    except urllib.error.HTTPError as error:
        sys.exit(f"{path}: {error.code} {error.read().decode()}")


def check(url, token, config, folder):
    command = "from schemathesis.cli import schemathesis; schemathesis()"
    python = [sys.executable, "-c", command]
    environment = {**os.environ, "SIGILL_TOKEN": token, "PYTHONIOENCODING": "utf-8"}
    run = [*python, "--config-file", config, "run", url + "/openapi.json"]
    return subprocess.run(run, cwd=folder, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
