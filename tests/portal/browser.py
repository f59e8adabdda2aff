"""A reader of the replicas for their own tests: one connection, and no opinion about markup."""

import html
import http.client
import re

from tests.portal import Portals, squeezed


class Browser:
    """Asks the server over one connection."""

    def __init__(self, portals: Portals) -> None:
        port = next(iter(portals.addresses.values()))[1]
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)

    def get(self, url: str, **headers: str) -> http.client.HTTPResponse:
        host, _, path = url.removeprefix("http://").partition("/")
        self._connection.request("GET", f"/{path}", headers={"Host": host, **headers})
        self.response = self._connection.getresponse()
        self.body = self.response.read()
        return self.response

    def ask(self, url: str, form: str) -> http.client.HTTPResponse:
        """GET, or POST where there is a form."""
        if not form:
            return self.get(url)
        host, _, path = url.removeprefix("http://").partition("/")
        headers = {"Host": host, "Content-Type": "application/x-www-form-urlencoded"}
        self._connection.request("POST", f"/{path}", body=form, headers=headers)
        self.response = self._connection.getresponse()
        self.body = self.response.read()
        return self.response

    def text(self, url: str) -> str:
        self.get(url)
        return self.body.decode("gb18030" if "weidu" in url else "utf-8")

    def close(self) -> None:
        self._connection.close()


def words(page: str) -> str:
    """What a page shows, without markup and white; also where the markup stands in a script, escaped."""
    page = page.replace("\\u003c", "<").replace("\\u003e", ">")
    return squeezed(html.unescape(re.sub(r"<!--.*?-->|<[^>]*>", "", page)))
