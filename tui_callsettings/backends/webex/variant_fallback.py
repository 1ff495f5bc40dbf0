"""Trying the API variants in turn, until one does not refuse the sign-in."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from tui_callsettings.errors import CallSettingsError, NotAllowedError, NotFoundError
from tui_callsettings.models.feature import Feature

from .api_variant import ApiVariant, api_variants, required_scopes
from .person_directory import PersonDirectory

NO_CALLING_LICENSE = 4008
"""The `errorCode` of a person without a Webex Calling license."""

T = TypeVar("T")


class VariantFallback:
    """Tries the API variants of a feature and remembers which one worked.

    Args:
        provider: Its name for people.
        directory: Looks up whether the sign-in is an administrator's.
        is_for_somebody_else: Whether an administrator edits another person's settings.
    """

    def __init__(self, provider: str, directory: PersonDirectory, *, is_for_somebody_else: bool) -> None:
        self._provider = provider
        self._directory = directory
        self._is_for_somebody_else = is_for_somebody_else
        self._working: dict[tuple[Feature, bool], ApiVariant] = {}

    def working_variant(self, feature: Feature) -> ApiVariant | None:
        """Return the variant that last read `feature`."""
        return self._working.get((feature, False))

    async def run(
        self, feature: Feature, action: str, attempt: Callable[[ApiVariant], Awaitable[T]], *, is_write: bool
    ) -> T:
        """Return the result of `attempt` in the first variant that answers neither 403 nor 404.

        Args:
            feature: The feature that is read or written.
            action: What is attempted, to follow "does not let you".
            attempt: Sends the request in one variant.
            is_write: Whether it changes something. Reading and writing may need different variants.

        Raises:
            NotAllowedError: No variant allows it; the message names the scopes.
            NotFoundError: No variant knows the person, or the person has no Webex Calling license.
        """
        variants = api_variants(feature, is_write=is_write, is_for_somebody_else=self._is_for_somebody_else)
        known = self._working.get((feature, is_write)) or self._working.get((feature, False))
        refusals: list[NotAllowedError | NotFoundError] = []
        for variant in sorted(variants, key=lambda variant: variant is not known):
            try:
                result = await attempt(variant)
            except (NotAllowedError, NotFoundError) as error:
                refusals.append(error)
            else:
                self._working[feature, is_write] = variant
                return result
        raise await self._refusal(feature, action, refusals, is_write=is_write)

    async def _refusal(
        self, feature: Feature, action: str, refusals: Sequence[NotAllowedError | NotFoundError], *, is_write: bool
    ) -> CallSettingsError:
        unlicensed = next((error for error in refusals if error.provider_code == NO_CALLING_LICENSE), None)
        forbidden = next((error for error in refusals if isinstance(error, NotAllowedError)), None)
        cause = unlicensed or forbidden or refusals[0]
        hint = await self._person_hint()
        if unlicensed is not None:
            who = "this person" if self._is_for_somebody_else else "you"
            verb = "has" if self._is_for_somebody_else else "have"
            message = f"{self._provider} could not {action}: {who} {verb} no Webex Calling license.{hint}"
        elif forbidden is not None:
            scopes = required_scopes(feature, is_write=is_write, is_for_somebody_else=self._is_for_somebody_else)
            # Reasons of this program, such as an untrusted address, which no status stands for.
            own = "".join(f" {error.message}" for error in refusals if error.response_status is None)
            message = (
                f"{self._provider} does not let you {action}: your sign-in lacks the scope {' or '.join(scopes)}, "
                f"or your administrator does not allow it. Ask your administrator.{own}{hint}"
            )
        elif hint:
            message = f"{cause.message}{hint}"
        else:
            return cause
        return type(cause)(
            message,
            status=cause.response_status,
            provider_message=cause.provider_message,
            tracking_id=cause.tracking_id,
            provider_code=cause.provider_code,
        )

    async def _person_hint(self) -> str:
        """Return what an administrator without call settings can do; "" for everybody else."""
        if self._is_for_somebody_else or not await self._directory.is_administrator():
            return ""
        return " You are signed in as an administrator: to edit another person's settings, name them with --person."
