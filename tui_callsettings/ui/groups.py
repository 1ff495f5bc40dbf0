"""Which fields of a feature are shown together, and the actions a form offers beside them."""

from dataclasses import dataclass
from functools import cached_property

from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath, FieldType, SettingField
from tui_callsettings.models.voicemail import GREETING_FIELDS


@dataclass(frozen=True, slots=True)
class FormAction:
    """Something a form can do at once, which is no part of the setting.

    Attributes:
        title: what it is called, in the form and in the palette.
        description: what it does.
        action: the application's action.
        aliases: other words it is found by.
    """

    title: str
    description: str
    action: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """The fields and actions that are shown together.

    Attributes:
        title: the name of its tab, or of its section.
        fields: in order.
        actions: what stands below them.
        switch: the switch of the whole group; None if there is none.
    """

    title: str
    fields: tuple[SettingField, ...]
    actions: tuple[FormAction, ...] = ()
    switch: FieldPath | None = None

    @cached_property
    def paths(self) -> frozenset[FieldPath]:
        """The paths of its fields."""
        return frozenset(field.path for field in self.fields)


_GREETINGS = tuple(
    FormAction(
        f"Upload {name} greeting…",
        f"Upload a WAV recording that callers hear when {then}. Enter chooses the file.",
        f"app.start('upload_{name}_greeting')",
        ("recording", "wav"),
    )
    for name, then in (("busy", "you are busy"), ("unanswered", "you do not answer"))
)
_PIN = FormAction(
    "Change voicemail PIN…",
    "Change the PIN you dial to hear your messages. It takes effect at once and is never shown.",
    "app.start('change_pin')",
    ("passcode", "password"),
)


def voicemail_actions(capabilities: Capabilities) -> tuple[FormAction, ...]:
    """Return what the account lets one do about voicemail beside its settings."""
    greetings = _GREETINGS if capabilities.can_upload_greetings else ()
    return (*greetings, *((_PIN,) if capabilities.can_change_pin else ()))


def feature_groups(feature: Feature, capabilities: Capabilities) -> tuple[Group, ...]:
    """Return the groups of a feature's form, as its model names them, with the actions beside the greetings."""
    groups: dict[str, list[SettingField]] = {}
    for field in visible_fields(feature, capabilities):
        groups.setdefault("".join(field.group[:1]), []).append(field)
    actions = voicemail_actions(capabilities) if feature is Feature.VOICEMAIL else ()
    return tuple(
        Group(title, tuple(fields), actions if _has_greetings(fields) else (), _group_switch(fields))
        for title, fields in groups.items()
    )


def _has_greetings(fields: list[SettingField]) -> bool:
    return any(field.path in GREETING_FIELDS.values() for field in fields)


def _group_switch(fields: list[SettingField]) -> FieldPath | None:
    """Return the switch that decides about a group: the feature's own, or the only one."""
    switches = [field.path for field in fields if field.type is FieldType.SWITCH and field.path[-1] == "enabled"]
    if ("enabled",) in switches:
        return ("enabled",)
    return switches[0] if len(switches) == 1 else None


def visible_fields(feature: Feature, capabilities: Capabilities) -> tuple[SettingField, ...]:
    """Return the fields with a row of their own; a maximum stands in the row of what it limits."""
    limits = {field.sibling(field.meta.maximum_field) for field in feature.fields if field.meta.maximum_field}
    return tuple(field for field in capabilities.fields(feature) if field.path not in limits)
