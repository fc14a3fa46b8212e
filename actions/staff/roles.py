"""Roles and what each may do: ``knowledge/vocabulary/roles.yml``, checked when it is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from knowledge.errors import ContentError
from knowledge.formats.messages import check
from knowledge.formats.source import Strict, Text
from knowledge.formats.yaml_lines import Lines, read_yaml

FILE = Path(__file__).parents[2] / "knowledge" / "vocabulary" / "roles.yml"
#: The role that somebody must always hold, or nobody could give roles any more.
ADMINISTRATOR = "administrator"


class Role(Strict):
    """One role."""

    name: Text
    description: Text
    permissions: tuple[Text, ...]
    needs_agency: bool = False


class Roles(Strict):
    """What ``roles.yml`` holds."""

    permissions: Mapping[str, Text]
    roles: Mapping[str, Role]

    def allowed(self, roles: Iterable[str]) -> frozenset[str]:
        """The permissions of all these roles together; a role that is no longer in the file has none."""
        known = (self.roles[role] for role in roles if role in self.roles)
        return frozenset(permission for role in known for permission in role.permissions)

    def names(self, roles: Iterable[str]) -> list[str]:
        """The roles in Chinese."""
        return [self.roles[role].name if role in self.roles else role for role in roles]

    def need_agency(self, roles: Iterable[str]) -> bool:
        """Whether an account with these roles has to belong to an inspecting agency."""
        return any(self.roles[role].needs_agency for role in roles if role in self.roles)


def read(path: Path = FILE) -> Roles:
    """All roles of a file; :class:`ContentError` names each line that is wrong."""
    document = read_yaml(path)
    if document.faults:
        raise ContentError(list(document.faults))
    found, faults = check(Roles, document.data, document.lines)
    if found is None:
        raise ContentError(faults)
    _cross_check(found, document.lines)
    return found


def _cross_check(found: Roles, lines: Lines) -> None:
    faults = [
        lines.fault(
            ("roles", name, "permissions", place), f"没有“{permission}”这个权限，请先写在 permissions 里"
        )
        for name, role in found.roles.items()
        for place, permission in enumerate(role.permissions)
        if permission not in found.permissions
    ]
    if "accounts.manage" not in found.allowed([ADMINISTRATOR]):
        faults.append(lines.fault(("roles",), f"角色“{ADMINISTRATOR}”必须有 accounts.manage 权限"))
    if faults:
        raise ContentError(faults)


@lru_cache(maxsize=1)
def staff_roles() -> Roles:
    """The roles of this installation, read once."""
    return read()
