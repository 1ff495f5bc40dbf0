"""The bare program with one model of pydantic's: what keeping settings in such models costs at the least."""

from pydantic import BaseModel, ConfigDict

from .bare_app import BareApp


class Switch(BaseModel):
    """As small as a setting can be."""

    model_config = ConfigDict(frozen=True)

    enabled: bool | None = None


if __name__ == "__main__":
    Switch.model_validate({"enabled": True})
    BareApp().run()
