"""Obtains two signatures from a provider with zeep, which knows nothing but the published WSDL.

usage: zeep_client.py WSDL BASE_URL TLS_ROOT CERTIFICATE KEY MSISDN TEXT FOLDER
Leaves the answers in FOLDER, as they came: sync.xml, and async.xml for the one that was asked for until it was there.
"""

import datetime
import pathlib
import sys
import time

import requests
import zeep
from lxml import etree
from zeep.plugins import HistoryPlugin
from zeep.transports import Transport

TNS = "http://uri.etsi.org/TS102204/etsi204-kiuru.wsdl"
wsdl, url, root, certificate, key, msisdn, text, folder = sys.argv[1:]

XML_XSD = b"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.w3.org/XML/1998/namespace">
<xs:attribute name="lang" type="xs:language"/></xs:schema>"""


class Offline(Transport):
    """The WSDL imports the schema of xml:lang from the web; nothing else is loaded from there."""

    def load(self, url):
        if url.endswith("www.w3.org/2001/xml.xsd"):
            return XML_XSD
        assert "://" not in url, f"{url} would be loaded from the network"
        return super().load(url)


session = requests.Session()
session.trust_env = False
session.verify, session.cert = root, (certificate, key)
history = HistoryPlugin()
client = zeep.Client(wsdl, transport=Offline(session=session, operation_timeout=60), plugins=[history])
signature = client.create_service(f"{{{TNS}}}MSS_SignatureBinding", f"{url}/soap/services/MSS_SignaturePort")
status = client.create_service(f"{{{TNS}}}MSS_StatusQueryBinding", f"{url}/soap/services/MSS_StatusQueryPort")
count = 0


def base():
    global count
    count += 1
    ap = {
        "AP_ID": "mid://test.example",
        "AP_PWD": "",
        "AP_TransID": f"Z{count}",
        "Instant": datetime.datetime.now(datetime.timezone.utc),
    }
    return {
        "MajorVersion": 1,
        "MinorVersion": 1,
        "AP_Info": ap,
        "MSSP_Info": {"MSSP_ID": {"URI": "http://mid.swisscom.ch/"}},
    }


def request(mode):
    return base() | {
        "MessagingMode": mode,
        "TimeOut": 80,
        "MobileUser": {"MSISDN": msisdn},
        "DataToBeSigned": {"_value_1": text, "MimeType": "text/plain", "Encoding": "UTF-8"},
        "SignatureProfile": {"mssURI": "http://mid.swisscom.ch/MID/v1/AuthProfile1"},
        "AdditionalServices": {
            "Service": [
                {
                    "Description": {"mssURI": "http://mss.ficom.fi/TS102204/v1.0.0#userLang"},
                    "_value_1": [{"UserLang": "EN"}],
                }
            ]
        },
    }


def keep(name):
    envelope = history.last_received["envelope"]
    (pathlib.Path(folder) / name).write_bytes(etree.tostring(envelope, encoding="utf-8"))


answer = signature.MSS_Signature(request("synch"))
assert answer.Status.StatusCode.Value == 500, answer
keep("sync.xml")

answer = signature.MSS_Signature(request("asynchClientServer"))
assert answer.Status.StatusCode.Value == 100, answer
polls = 0
while True:
    found = status.MSS_StatusQuery(base() | {"MSSP_TransID": answer.MSSP_TransID})
    if found.Status.StatusCode.Value != 504:
        break
    polls += 1
    time.sleep(0.1)
assert found.Status.StatusCode.Value == 500, found
keep("async.xml")
print(polls)
