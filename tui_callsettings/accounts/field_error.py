"""An invalid value of an account's field, which form, command and configuration file each phrase in their own way."""

from tui_callsettings.errors import ConfigurationError

from .providers import AccountField


class InvalidFieldError(ConfigurationError):
    """A value that a field cannot have.

    Attributes:
        field: the field.
        problem: a sentence without its full stop; "{name}" stands for what the field is called there.
        shows_example: whether an example helps.
    """

    def __init__(self, field: AccountField, problem: str, *, shows_example: bool = True) -> None:
        self.field = field
        self.problem = problem
        self.shows_example = shows_example
        super().__init__(self.form_message)

    @property
    def form_message(self) -> str:
        """The message beside the field of a form: "Country must be a two-letter country code, for example US."."""
        return self._phrase(self.field.label, self.field.example)

    @property
    def command_message(self) -> str:
        """The message of a command: "--region must be a two-letter country code, for example --region US"."""
        return self._phrase(self.field.option, f"{self.field.option} {self.field.example}").removesuffix(".")

    @property
    def file_message(self) -> str:
        """The message for the configuration file: 'region must be …, for example region = "US".'."""
        return self._phrase(self.field.key, f'{self.field.key} = "{self.field.example}"')

    def _phrase(self, name: str, example: str) -> str:
        problem = self.problem.replace("{name}", name)
        return f"{problem}, for example {example}." if self.shows_example else f"{problem}."
