"""Validates written messages against the published WSDL and OpenAPI documents.

usage: validate.py VECTORS MESSAGES
MESSAGES holds files named <binding>-<operation>-<req|resp|fault>-….<xml|json>.

Two places where the published documents are not taken at their word:
- OpenAPI demands MSSP_Info.Instant in requests, contrary to its own description and to every example: not demanded.
- The WSDL's inline schemas import each other without a location; files with locations are made from them.
"""

import copy
import json
import pathlib
import sys
import tempfile

import yaml
from lxml import etree
from openapi_schema_validator import OAS30Validator

XS = "{http://www.w3.org/2001/XMLSchema}"
MSS = "http://uri.etsi.org/TS102204/v1.1.2#"
ENV = "http://www.w3.org/2003/05/soap-envelope"
XML = "http://www.w3.org/XML/1998/namespace"
XML_XSD = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{XML}">
<xs:attribute name="lang" type="xs:language"/></xs:schema>"""


def wsdl_schemas(wsdl, folder):
    """Writes every inline schema to a file and returns one schema for parts and one for envelopes."""
    schemas = {s.get("targetNamespace"): s for s in etree.parse(str(wsdl)).iter(XS + "schema")}
    names = {ns: f"schema{index}.xsd" for index, ns in enumerate(schemas)}
    names[XML] = "xml.xsd"
    (folder / "xml.xsd").write_text(XML_XSD)
    for namespace, schema in schemas.items():
        schema = copy.deepcopy(schema)
        for each in schema.iter(XS + "import"):
            each.set("schemaLocation", names[each.get("namespace")])
        (folder / names[namespace]).write_bytes(etree.tostring(schema))
    parts = ["SignatureReq", "SignatureResp", "StatusReq", "StatusResp"]
    parts += ["ReceiptReq", "ReceiptResp", "ProfileReq", "ProfileResp"]
    elements = "".join(f'<xs:element name="MSS_{part}" type="mss:MSS_{part}Type"/>' for part in parts)
    (folder / "parts.xsd").write_text(
        f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:mss="{MSS}">'
        f'<xs:import namespace="{MSS}" schemaLocation="{names[MSS]}"/>{elements}</xs:schema>'
    )
    read = lambda name: etree.XMLSchema(etree.parse(str(folder / name)))
    return read("parts.xsd"), read(names[ENV])


def check_soap(path, parts, envelopes):
    document = etree.parse(str(path))
    envelopes.assertValid(document)
    child = document.getroot()[0][0]
    if child.tag == f"{{{ENV}}}Fault":
        return
    operation = {"profile": "ProfileQuery", "status": "StatusQuery"}.get(path.name.split("-")[1])
    operation = operation or path.name.split("-")[1].capitalize()
    suffix = "Response" if "-resp" in path.name else ""
    wanted = f"{{http://uri.etsi.org/TS102204/etsi204-kiuru.wsdl}}MSS_{operation}{suffix}"
    assert child.tag == wanted, f"wrapper {child.tag}, not {wanted}"
    assert len(child) == 1, "not exactly one part"
    # RPC literal: the part is unqualified and has the message's type.
    parts.assertValid(etree.ElementTree(etree.fromstring(etree.tostring(child[0]))))


def inlined(node, document):
    if isinstance(node, dict):
        if "$ref" in node:
            target = document
            for step in node["$ref"].lstrip("#/").split("/"):
                target = target[step]
            return inlined(target, document)
        return {key: inlined(value, document) for key, value in node.items()}
    if isinstance(node, list):
        return [inlined(value, document) for value in node]
    return node


def check_rest(path, document):
    parts = path.name.split("-")
    name = {"signature": "sign"}.get(parts[1], parts[1])
    post = document["paths"][f"/rest/service/{name}"]["post"]
    place = {"req": post["requestBody"], "resp": post["responses"]["200"], "fault": post["responses"]["500"]}
    kind = parts[2].split(".")[0]
    schema = inlined(place[kind]["content"]["application/json"]["schema"], document)
    if kind == "req":
        schema["properties"][next(iter(schema["properties"]))]["properties"]["MSSP_Info"]["required"] = ["MSSP_ID"]
    message = json.loads(path.read_text())
    # The document requires no root member of an answer; one that is not the message would pass for nothing.
    assert list(message) == list(schema["properties"]), f"root {list(message)}"
    OAS30Validator(schema).validate(message)


def main():
    vectors, messages = map(pathlib.Path, sys.argv[1:3])
    document = yaml.safe_load((vectors / "schema-swisscom/mobileid-rest-openapi.yaml").read_text())
    failures = count = 0
    with tempfile.TemporaryDirectory() as folder:
        parts, envelopes = wsdl_schemas(vectors / "schema-swisscom/mobileid-2.7.1.wsdl", pathlib.Path(folder))
        for path in sorted(messages.iterdir()):
            count += 1
            try:
                if path.suffix == ".xml":
                    check_soap(path, parts, envelopes)
                else:
                    check_rest(path, document)
            except Exception as error:  # every kind of refusal is reported the same way
                failures += 1
                print(f"{path.name}: {str(error)[:600]}")
    print(f"{count - failures} of {count} messages are valid")
    sys.exit(1 if failures or not count else 0)


main()
