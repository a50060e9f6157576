"""Gives the tests of guards two ids that clash."""

from itertools import count

import pytest

from gongti.engine.inference.session import fnv1a


@pytest.fixture(scope="session")
def clash() -> tuple[str, str]:
    """Two numbers that durable-rules takes for one: the first in counting whose hashes agree."""
    hashes = [fnv1a(str(digit)) for digit in range(10)]
    seen = {value: number for number, value in enumerate(hashes)}
    for number in count(10):
        value = (hashes[number // 10] ^ ord(str(number)[-1])) * 16777619 & 0xFFFFFFFF
        hashes.append(value)
        if (other := seen.setdefault(value, number)) != number:
            assert fnv1a(str(other)) == fnv1a(str(number))
            return str(other), str(number)
    raise AssertionError
