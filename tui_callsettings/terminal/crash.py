"""What is printed when the program fails: where and what kind of error, and nothing a person typed or a server said."""

import traceback

STATUS = 70
"""The exit status after an error in the program (EX_SOFTWARE of sysexits.h)."""

_LARGEST_CHAIN = 5


def report(error: BaseException, unsaved: str = "") -> str:
    """Describe an error in the program so that the text can be sent to anyone.

    Values of variables and the errors' own texts are left out: either may hold a token, a PIN or a number.

    Args:
        error: What ended the program.
        unsaved: A sentence on what became of unsaved work.

    Returns:
        Several lines, the last one for the person.
    """
    lines = ["The program failed. Where (newest last):"]
    for link in reversed(list(_chain(error))):
        lines += [
            f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(link.__traceback__)
        ]
        lines.append(f"  {type(link).__module__}.{type(link).__qualname__}")
    lines.append("Please report the lines above; they hold no setting and no password.")
    if unsaved:
        lines.append(unsaved)
    return "\n".join(lines)


def _chain(error: BaseException) -> list[BaseException]:
    """The error and those that led to it, newest first."""
    links: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in links and len(links) < _LARGEST_CHAIN:
        links.append(link)
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return links
