"""What schemathesis leaves out. It reads this file because its configuration names it."""

import schemathesis


@schemathesis.hook
def filter_case(context, case):
    """An empty value in a query is as none, so it is no wrong value; the document can't say that."""
    values = dict(case.query or {}).values()
    return not any(value is None or value in ("", [""], [None]) for value in values)
