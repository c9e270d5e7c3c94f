"""The wire to a server, which behaves as it is ordered: slow, silent, or cut in the middle of an answer. TLS passes through it as bytes."""
import asyncio
import contextlib
import socket
import struct
import threading
from dataclasses import dataclass


@dataclass(frozen=True)
class Order:
    requests: bool = True  # pass; else they are held back
    answers: bool = True
    delay: float = 0.0     # seconds by which each piece of an answer is late
    cuts: bool = False     # resets every connection there is
    takes: bool = True     # new connections; else they are reset


PASS = Order()
STALL = Order(requests=False, answers=False)  # connections stay open
STALL_ANSWERS = Order(answers=False)          # what is asked arrives, and nobody hears of it
CUT = Order(cuts=True, takes=False)
DROP = Order(cuts=True)                       # whoever comes back is served


def slow(seconds: float) -> Order:
    return Order(delay=seconds)


class Wire:
    """Listens at `port` of the address where the server is, since that is what its certificate is for. Begins with PASS, which also passes on what
    was held back. `answered` are the bytes that have come from the server."""

    def __init__(self, server_port: int, address: str = "127.0.0.1"):
        self._server = (address, server_port)
        self.answered = 0
        self._order, self._next, self._left = PASS, None, 0
        self._ends: set[asyncio.StreamWriter] = set()  # of connections, two each
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._changed = asyncio.Event()
        listener = socket.create_server((address, 0), backlog=128)
        self.port = listener.getsockname()[1]
        self.url = f"ldaps://{address}:{self.port}"
        self._listener = self._await(asyncio.start_server(self._serve, sock=listener))

    def now(self, order: Order):
        """Has been carried out when this returns."""
        self._await(self._carry_out(order))

    def after(self, count: int, order: Order):
        """When so many more bytes of the server's have passed, which is at least one."""
        self._await(self._wait_for(count, order))

    def waits(self) -> bool:
        """Has that not happened yet?"""
        return self._next is not None

    def stop(self):
        if self._loop.is_closed():
            return
        self._await(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    # --- on its thread -------------------------------------------------------------------------------------------------
    def _await(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _carry_out(self, order: Order):
        cut = self._begin(order)
        await asyncio.gather(*(end.wait_closed() for end in cut), return_exceptions=True)

    async def _wait_for(self, count: int, order: Order):
        self._next, self._left = order, count

    async def _end(self):
        self._listener.close()
        await self._carry_out(CUT)
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    def _begin(self, order: Order) -> list[asyncio.StreamWriter]:
        """What is closed by it."""
        self._order, self._next = order, None
        self._changed.set()
        self._changed = asyncio.Event()
        cut = list(self._ends) if order.cuts else []
        for end in cut:
            reset(end)
        return cut

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        if not self._order.takes:
            return reset(writer)
        ends = {writer}
        self._ends |= ends
        with contextlib.suppress(OSError):
            from_server, to_server = await asyncio.open_connection(*self._server)
            ends.add(to_server)
            self._ends |= ends
            if not writer.is_closing():
                pumps = [asyncio.create_task(each) for each in (self._requests(reader, to_server), self._answers(from_server, writer))]
                await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
                for pump in pumps:
                    pump.cancel()
        self._ends -= ends
        for end in ends:
            end.close()

    async def _requests(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        with contextlib.suppress(OSError):
            while piece := await reader.read(65536):
                while not self._order.requests:
                    await self._changed.wait()
                writer.write(piece)
                await writer.drain()

    async def _answers(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        with contextlib.suppress(OSError):
            while piece := await reader.read(65536):
                self.answered += len(piece)
                await asyncio.sleep(self._order.delay)
                if self._next and len(piece) >= self._left:
                    writer.write(piece[:self._left])
                    piece = piece[self._left:]
                    self._begin(self._next)
                self._left -= len(piece)
                while not self._order.answers:
                    await self._changed.wait()
                writer.write(piece)  # nothing, where it has been cut
                await writer.drain()


def reset(end: asyncio.StreamWriter):
    """The other side is told at once."""
    if (connection := end.get_extra_info("socket")) and not end.is_closing():
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    end.transport.abort()
