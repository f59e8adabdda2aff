import pytest

from schemas.errors import FazhiError
from tasks.fetch.model import Resolve
from tasks.fetch.network import is_public


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1", "127.0.0.1", "169.254.169.254", "172.16.5.4", "192.168.1.1", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "::", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::",
    ],
)  # fmt: skip
def test_addresses_inside_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "61.54.6.141", "2400:3200::1", "::ffff:8.8.8.8"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("www.moxi.gov.example:80:127.0.0.1", Resolve("www.moxi.gov.example", 80, "127.0.0.1", 80)),
        ("WWW.moxi.gov.example:443:127.0.0.1:8443", Resolve("www.moxi.gov.example", 443, "127.0.0.1", 8443)),
        ("a.example:80:[::1]:8080", Resolve("a.example", 80, "::1", 8080)),
        ("a.example:80:[::1]", Resolve("a.example", 80, "::1", 80)),
        ("a.example:80:::1", Resolve("a.example", 80, "::1", 80)),
    ],
)
def test_resolve_entries_are_curls_with_an_optional_port(text: str, expected: Resolve) -> None:
    assert Resolve.parse(text) == expected
    assert Resolve.parse(str(expected)) == expected


@pytest.mark.parametrize(
    "text", ["", "a.example", "a.example:80", "a.example:80:host", "a.example:0:127.0.0.1", "a.example:80:999.1.1.1"]
)
def test_a_resolve_entry_of_another_form_is_named(text: str) -> None:
    with pytest.raises(FazhiError, match="is not HOST:PORT:ADDRESS"):
        Resolve.parse(text)
