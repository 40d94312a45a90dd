#!/usr/bin/env python3
"""Memory of idle live streams, half-open connections and clients that do not read.

Usage: idle_streams.py PROGRAM [STREAMS]. Prints bytes per stream, the server's memory and how fast it still answers.
"""
import json
import pathlib
import re
import resource
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

program = pathlib.Path(sys.argv[1]).resolve()
streams = int(sys.argv[2]) if len(sys.argv) > 2 else 5000
resource.setrlimit(resource.RLIMIT_NOFILE, (20000, 20000))


def memory_kib(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text()).group(1))


def ask(port, path, body=None, token=None):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data=json.dumps(body).encode() if body else None)
    request.add_header("Content-Type", "application/json")
    if token:
        request.add_header("Authorization", "Bearer " + token)
    with urllib.request.urlopen(request, timeout=20) as answer:
        return answer.read()


with tempfile.TemporaryDirectory() as folder:
    server = subprocess.Popen([program, "serve", "--demo", "--data", f"{folder}/post.db", "--port", "0", "--log", ""], stdout=subprocess.PIPE,
                              text=True, cwd=pathlib.Path(__file__).resolve().parents[1])
    port = int(server.stdout.readline().rsplit(":", 1)[1])
    try:
        token = json.loads(ask(port, "/api/v1/sessions", {"name": "kz_gate_in_1", "password": "demo", "desk": "kz_gate_in_1"}))["token"]
        time.sleep(1)
        before = memory_kib(server.pid)
        opened = []
        for number in range(streams):  # an address of loopback for each thousand: one address has a bound
            one = socket.create_connection(("127.0.0.1", port), source_address=(f"127.0.1.{1 + number // 1000}", 0))
            one.sendall(f"GET /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
            opened.append(one)
        for one in opened:
            one.settimeout(20)
            if b"200" not in one.recv(4096):
                raise SystemExit("a stream was refused")
        with_streams = memory_kib(server.pid)
        half_open = [socket.create_connection(("127.0.0.1", port), source_address=(f"127.0.2.{1 + number // 200}", 0)) for number in range(500)]
        for one in half_open[:250]:
            one.sendall(b"POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Le")
        time.sleep(1)
        with_half_open = memory_kib(server.pid)
        times = []
        for _ in range(50):
            began = time.perf_counter()
            ask(port, "/api/v1/post")
            times.append((time.perf_counter() - began) * 1000)
        print(f"{streams} idle streams: {(with_streams - before) * 1024 / streams:.0f} bytes each; 500 half-open connections: "
              f"{(with_half_open - with_streams) * 1024 / 500:.0f} bytes each; server {with_half_open / 1024:.0f} MiB in all; "
              f"a request takes {sorted(times)[25]:.1f} ms (median), {max(times):.1f} ms (worst of 50)")
    finally:
        server.terminate()
        server.wait()
