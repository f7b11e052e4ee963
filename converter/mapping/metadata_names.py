"""Names that metadata may not have, found where the mapping writes them out.

https://auth0.com/docs/manage-users/user-accounts/metadata/metadata-fields-data; names that only a record brings are
the validator's.
"""

from __future__ import annotations

from converter.expressions.types import Type
from converter.mapping import target
from converter.mapping.findings import Findings
from converter.syntax.node import Mapping, Node, Scalar, Sequence
from converter.syntax.sanitise import clipped
from converter.validation.metadata_rules import FORBIDDEN_NAMES, ROOT_NAMES


def check_name(name: str, path: target.Path, *, at: Node, findings: Findings) -> None:
    """Report what is wrong with the last name of a path; nothing is where it is not one of metadata."""
    if path[0] not in target.METADATA or len(path) < 2:
        return
    where = target.text(path[:-1])
    if "." in name or "$" in name:
        hint = f"write {name.replace('.', '_').replace('$', '')}, or an object inside the object"
        findings.add("forbidden-metadata", at, f"a name in {where} cannot hold . or $: {clipped(name)}", hint=hint)
    elif len(path) > 2 or path[0] != "app_metadata":
        return
    elif name in FORBIDDEN_NAMES:
        hint = f"choose another name, such as legacy_{name.lstrip('_')}"
        findings.add("forbidden-metadata", at, f"Auth0 keeps the name {name} in app_metadata for itself", hint=hint)
    elif name in ROOT_NAMES:
        hint = f"choose another name, such as legacy_{name}"
        message = f"{name} is also a field of the user, onto which app_metadata is merged"
        findings.add("profile-name", at, message, hint=hint)


def check_names_of(node: Node, path: target.Path, findings: Findings) -> None:
    """The same for every name in a constant, at any depth."""
    if isinstance(node, Mapping):
        for key, value in node.entries:
            check_name(key.text, (*path, key.text), at=key, findings=findings)
            check_names_of(value, (*path, key.text), findings)
    elif isinstance(node, Sequence):
        for place, item in enumerate(node.items):
            check_names_of(item, (*path, place), findings)


def check_names_of_type(its: Type, path: target.Path, *, at: Scalar, findings: Findings) -> None:
    """The same for the names of an object that an expression writes out."""
    for name, member in its.fields or ():
        check_name(name, (*path, name), at=at, findings=findings)
        check_names_of_type(member, (*path, name), at=at, findings=findings)
    if its.item is not None:
        check_names_of_type(its.item, (*path, 0), at=at, findings=findings)
