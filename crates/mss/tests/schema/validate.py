"""Validates written messages against the published WSDL and OpenAPI documents, and against Kiuru's own schemas.

usage: validate.py VECTORS MESSAGES
MESSAGES holds files named <binding>-<operation>-<req|resp|fault>-….<xml|json>, where the binding is rest, soap (the
vendors' extensions in their own namespaces: Kiuru's schemas) or wsdl (where WSDL 2.7.1 declares them).

Two places where the published documents are not taken at their word:
- OpenAPI demands MSSP_Info.Instant in requests, contrary to its own description and to every example: not demanded.
- The WSDL's inline schemas import each other without a location; files with locations are made from them.

Kiuru's schemas import some of other makers that are not published with them (XML signature and encryption, SAML, SOAP
envelope, its registration): of these every name that is used is declared with any content. And they are ambiguous in
a way that XML Schema 1.0 forbids: a choice names foreign elements beside "any other, lax". The names are left out there;
lax means that such an element is validated all the same. What is younger than Kiuru's closed lists is left out there
(YOUNGER, and AutoActivation). Nothing is moved.
"""

import copy
import json
import pathlib
import shutil
import sys
import tempfile

import yaml
from lxml import etree
from openapi_schema_validator import OAS30Validator

XS = "{http://www.w3.org/2001/XMLSchema}"
MSS = "http://uri.etsi.org/TS102204/v1.1.2#"
ENV = "http://www.w3.org/2003/05/soap-envelope"
XML = "http://www.w3.org/XML/1998/namespace"
RPC = "http://www.w3.org/2003/05/soap-rpc"
YOUNGER = ["CardDetails", "App2App", "GeoFencingReq"]
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
    read = lambda name: etree.XMLSchema(etree.parse(str(folder / name)))
    return parts_schema(folder, names[MSS]), read(names[ENV])


def parts_schema(folder, location):
    """RPC parts have types only: one schema with an unqualified element of each."""
    parts = ["SignatureReq", "SignatureResp", "StatusReq", "StatusResp"]
    parts += ["ReceiptReq", "ReceiptResp", "ProfileReq", "ProfileResp"]
    elements = "".join(f'<xs:element name="MSS_{part}" type="mss:MSS_{part}Type"/>' for part in parts)
    (folder / "parts.xsd").write_text(
        f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:mss="{MSS}">'
        f'<xs:import namespace="{MSS}" schemaLocation="{location}"/>{elements}</xs:schema>'
    )
    return etree.XMLSchema(etree.parse(str(folder / "parts.xsd")))


def kiuru_schemas(source, folder):
    """Copies Kiuru's schemas, makes what they miss, and returns one schema for parts."""
    shutil.copytree(source, folder, dirs_exist_ok=True)
    schemas = {path: etree.parse(str(path)).getroot() for path in folder.rglob("*.xsd")}
    missing = {}
    for path, schema in schemas.items():
        foreign = {prefix for prefix, namespace in schema.nsmap.items() if namespace != schema.get("targetNamespace")}
        for wildcard in schema.iter(XS + "any"):
            for each in wildcard.getparent().findall(XS + "element[@ref]"):
                if each.get("ref").split(":")[0] in foreign:
                    wildcard.getparent().remove(each)
        path.write_bytes(etree.tostring(schema))
        for each in schema.iter(XS + "import"):
            location = (path.parent / each.get("schemaLocation")).resolve()
            if not location.exists():
                missing.setdefault(each.get("namespace"), set()).add(location)
    for namespace, locations in missing.items():
        names = set()
        for schema in schemas.values():
            for element in schema.iter(etree.Element):
                for attribute in ("ref", "type", "base"):
                    prefix, _, local = element.get(attribute, "").partition(":")
                    if local and element.nsmap.get(prefix) == namespace:
                        names.add(("type" if attribute != "ref" else etree.QName(element).localname, local))
        for location in locations:
            location.parent.mkdir(parents=True, exist_ok=True)
            location.write_text(stand_in(namespace, sorted(names)))
    return parts_schema(folder, "methics/MSS-plus-Mobile-Ink.xsd")


def stand_in(namespace, names):
    anything = '<xs:any processContents="skip" minOccurs="0" maxOccurs="unbounded"/>'
    form = {
        "element": '<xs:element name="{}"/>',
        "attribute": '<xs:attribute name="{}"/>',
        "type": f'<xs:complexType name="{{}}" mixed="true"><xs:sequence>{anything}</xs:sequence>'
        '<xs:anyAttribute processContents="skip"/></xs:complexType>',
    }
    inside = "".join(form[kind].format(name) for kind, name in names)
    return f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{namespace}">{inside}</xs:schema>'


def check_soap(path, parts, envelopes, kiuru):
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
    # SOAP 1.2 part 2, 4.2.1: the name of the result may stand before it.
    found = [each for each in child if each.tag != f"{{{RPC}}}result"]
    assert len(found) == 1, "not exactly one part"
    # RPC literal: the part is unqualified and has the message's type.
    part = etree.ElementTree(etree.fromstring(etree.tostring(found[0])))
    if path.name.startswith("wsdl-"):
        parts.assertValid(part)
        return
    for element in list(part.iter("{*}*")):
        if etree.QName(element).localname in YOUNGER:
            element.getparent().remove(element)
        element.attrib.pop("AutoActivation", None)
    kiuru.assertValid(part)


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
        folders = [pathlib.Path(folder) / name for name in ("swisscom", "kiuru")]
        for each in folders:
            each.mkdir()
        parts, envelopes = wsdl_schemas(vectors / "schema-swisscom/mobileid-2.7.1.wsdl", folders[0])
        kiuru = kiuru_schemas(vectors / "schema-kiuru/schema", folders[1])
        for path in sorted(messages.iterdir()):
            count += 1
            try:
                if path.suffix == ".xml":
                    check_soap(path, parts, envelopes, kiuru)
                else:
                    check_rest(path, document)
            except Exception as error:  # every kind of refusal is reported the same way
                failures += 1
                print(f"{path.name}: {str(error)[:600]}")
    print(f"{count - failures} of {count} messages are valid")
    sys.exit(1 if failures or not count else 0)


main()
