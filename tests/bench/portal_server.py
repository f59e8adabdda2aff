"""A plain HTTP server of many small hosts, run as a process of its own so that it takes no core from who is measured.

    python -m tests.bench.portal_server PAGES      # prints its port; ends when its standard input closes

Every host answers alike: robots.txt is not there, ``/fz/`` lists PAGES articles of 60 KB.
"""

import asyncio
import os
import sys
import threading

_BODY = "<p>全县认真推进法治政府建设各项工作，落实年度任务。</p>" * 900


def article(number: int) -> str:
    """The path of an article."""
    return f"/fz/t20240308_{1000000 + number}.html"


def _answers(pages: int) -> dict[str, bytes]:
    rows = "".join(
        f'<li><a href="{article(n)}">墨溪县2023年法治政府建设年度报告（{n}）</a> 2024-03-08</li>' for n in range(pages)
    )
    made = {"/fz/": f"<html><ul>{rows}</ul></html>"}
    made |= {article(n): f"<html><div class='TRS_Editor'>{n}{_BODY}</div></html>" for n in range(pages)}
    return {path: _whole(200, text.encode()) for path, text in made.items()}


def _whole(status: int, body: bytes) -> bytes:
    head = f"HTTP/1.1 {status} OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def _serve(pages: int) -> None:
    answers, missing = _answers(pages), _whole(404, b"")

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                writer.write(answers.get(head.split(b" ", 2)[1].decode(), missing))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


def _end_with_parent() -> None:
    while os.read(0, 4096):
        pass
    os._exit(0)


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, daemon=True).start()
    asyncio.run(_serve(int(sys.argv[1])))
