"""Checkers of SCIM that others wrote, against a client of a running server: `scim_checkers.py URL TOKEN`."""

import json
import subprocess
import sys

import httpx2
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server

# What is otherwise here on purpose, as the RFCs let it be, or isn't there yet: how it begins.
KNOWN = (
    # `name.formatted` is made of the other parts, and so is there although it wasn't sent.
    "check_add_attribute: PATCH modify() returned unexpected value for 'name'.",
    "check_replace_attribute: PATCH modify() returned unexpected value for 'name'.",
    # Our extensions are read only, all of each, which only their attributes can say.
    *(
        f"{check}: Failed to {verb} attribute 'urn:sigill:params:scim:schemas:extension:{what}:1.0:User'"
        for check, verb in (("check_add_attribute", "add"), ("check_replace_attribute", "replace"))
        for what in ("credentials", "profiles", "authorizations")
    ),
    # Whether somebody is active is always known.
    "check_remove_attribute: PATCH modify() did not remove attribute 'active'",
    # What a change of a group answers has no members: there may be many.
    "check_add_attribute: PATCH modify() returned unexpected value for 'members'.",
    "check_replace_attribute: PATCH modify() returned unexpected value for 'members'.",
    # It wants members to be kept who aren't there: a member is a user here.
    "PATCH /Groups/{id} add member: Expected 200, got 400",
)


def tester(url, token):
    session = httpx2.Client(base_url=url, headers={"Authorization": f"Bearer {token}"})
    client = SyncSCIMClient(session)
    client.discover()
    results = check_server(client)
    failed = [result for result in results if result.status in (Status.ERROR, Status.CRITICAL)]
    return len(results), unknown(f"{result.title}: {result.reason}" for result in failed)


def sanity(url, token):
    command = "from scim_sanity.cli import main; main()"
    arguments = ["probe", url, "--token", token, "--i-accept-side-effects", "--json-output"]
    ran = subprocess.run([sys.executable, "-c", command, *arguments], capture_output=True, text=True)
    results = json.loads(ran.stdout)["results"]
    failed = [result for result in results if result["status"] == "fail"]
    return len(results), unknown(f"{result['name']}: {result['message']}" for result in failed)


def unknown(told):
    return [one for one in told if not one.startswith(KNOWN)]


if __name__ == "__main__":
    for check in (tester, sanity):
        count, wrong = check(*sys.argv[1:])
        if wrong or count < 25:
            sys.exit(f"{check.__name__}: {len(wrong)} of {count}:\n" + "\n".join(wrong))
        print(f"{check.__name__}: {count} checks")
    print("all is well")
