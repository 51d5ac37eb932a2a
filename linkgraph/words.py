"""How things are said in sentences."""


def count(number: int, one: str, many: str = "") -> str:
    """Says a number of things: ``1 paper``, ``2 papers``."""
    return f"{number} {one if number == 1 else many or one + 's'}"
