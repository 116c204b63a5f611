"""A relay before a broker that cuts a connection where a test wants it: before the first message that is published through it.

AMQP 0-9-1, 2.3: after `AMQP` and four bytes a client sends frames: type, channel (2 bytes), size (4 bytes), payload, 0xCE. A
method is a frame of type 1 whose payload begins with class and method; basic.publish is 60, 40."""
import contextlib
import socket
import struct
import threading

METHOD = 1
PUBLISH = struct.pack('>HH', 60, 40)
HEADER = 8


def frames(connection):
    """What a client sends, frame by frame, its protocol header first."""
    stream = connection.makefile('rb')
    yield stream.read(HEADER)
    while len(head := stream.read(7)) == 7:
        size = struct.unpack('>I', head[3:])[0]
        yield head + stream.read(size + 1)


class CutBeforePublish:
    """Use it in a `with` statement. `cut` is set once the message was kept back and the connection closed; what connects
    later passes."""

    def __init__(self, port):
        self.port, self.cut = port, threading.Event()
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.threads = [threading.Thread(target=self.accept, daemon=True)]
        self.threads[0].start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()

    def address(self):
        return f'amqp://guest:guest@127.0.0.1:{self.listener.getsockname()[1]}/%2f'

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.create_connection(('127.0.0.1', self.port))
            for pass_on in (self.to_broker, self.to_client):
                threading.Thread(target=pass_on, args=(client, server), daemon=True).start()

    def to_broker(self, client, server):
        with client, server, contextlib.suppress(OSError):
            for frame in frames(client):
                if frame[:1] == bytes([METHOD]) and frame[7:11] == PUBLISH and not self.cut.is_set():
                    self.cut.set()
                    client.shutdown(socket.SHUT_RDWR)
                    server.shutdown(socket.SHUT_RDWR)
                    return
                server.sendall(frame)

    @staticmethod
    def to_client(client, server):
        with contextlib.suppress(OSError):
            while data := server.recv(65536):
                client.sendall(data)
            client.shutdown(socket.SHUT_RDWR)
