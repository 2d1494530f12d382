"""Reading JSON that somebody else wrote: what is wrong with it is one line."""

from __future__ import annotations

import json
from typing import Any

from loaders.errors import InputRejected


def read_json(content: bytes, name: str, wanted: str) -> Any:
    """Give the value of a JSON text; `wanted` says in errors what to give instead. Raises InputRejected."""
    try:
        return json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputRejected(f"{name}: byte {error.start} is not UTF-8; save the file in UTF-8") from error
    except (json.JSONDecodeError, RecursionError) as error:
        reason = (
            f"{error.msg} at character {error.pos}" if isinstance(error, json.JSONDecodeError) else "nested too deep"
        )
        raise InputRejected(f"{name}: is not JSON ({reason}); {wanted}") from error
    except ValueError as error:  # a number of more digits than Python reads
        raise InputRejected(f"{name}: is not JSON that can be read ({error}); {wanted}") from error
