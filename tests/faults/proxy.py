"""A proxy of one TCP port that can be told to misbehave: between clients and a server, or a server and its database."""
import asyncio
import threading

PASS, STALL, SLOW, LOSE, CUT = "pass", "stall", "slow", "lose", "cut"


class Proxy:
    """Modes: pass; stall (bytes wait); slow (a few bytes at a time); lose (bytes vanish, as with a half-open connection, and
    whoever lost some is cut at the end); cut (connections are reset and new ones refused)."""

    def __init__(self, target):
        self.target = target  # a port of this machine; may change
        self.mode = PASS
        self.connections = set()  # of writers, in pairs
        self.spoiled = set()
        self.loop = asyncio.new_event_loop()
        ready = threading.Event()
        threading.Thread(target=self._run, args=(ready,), daemon=True).start()
        ready.wait()

    def _run(self, ready):
        asyncio.set_event_loop(self.loop)
        self.changed = asyncio.Event()
        server = self.loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self.loop.run_forever()

    def set(self, mode):
        done = threading.Event()
        self.loop.call_soon_threadsafe(self._set, mode, done)
        done.wait()

    def _set(self, mode, done):
        self.mode = mode
        for pair in list(self.connections):
            if mode == CUT or (mode != LOSE and pair in self.spoiled):
                self._close(pair)
        self.changed.set()
        self.changed = asyncio.Event()
        done.set()

    def _close(self, pair):
        self.connections.discard(pair)
        self.spoiled.discard(pair)
        for writer in pair:
            writer.transport.abort()

    async def _serve(self, reader, writer):
        if self.mode == CUT:
            return writer.transport.abort()
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            return writer.transport.abort()
        pair = (writer, far_writer)
        self.connections.add(pair)
        await asyncio.gather(self._pump(reader, far_writer, pair), self._pump(far_reader, writer, pair))
        self._close(pair)

    async def _pump(self, reader, writer, pair):
        try:
            while data := await reader.read(65536):
                await self._forward(data, writer, pair)
            if writer.can_write_eof():
                writer.write_eof()
        except (OSError, RuntimeError):
            self._close(pair)

    async def _forward(self, data, writer, pair):
        while data:
            if self.mode == STALL:
                await self.changed.wait()
            elif self.mode == LOSE:
                self.spoiled.add(pair)
                return
            elif self.mode == SLOW:
                writer.write(data[:40])
                data = data[40:]
                await asyncio.sleep(0.004)
            else:
                writer.write(data)
                data = b""
                await writer.drain()
