"""PNG files for tests."""
import random
import struct
import zlib

RGB, RGBA = 2, 6


def png(width, height, colour_type, rows):
    def chunk(name, body):
        return struct.pack('>I', len(body)) + name + body + struct.pack('>I', zlib.crc32(name + body))
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, colour_type, 0, 0, 0)) +
            chunk(b'IDAT', zlib.compress(b''.join(b'\0' + row for row in rows))) + chunk(b'IEND', b''))


def seal(width, height):
    """A red picture on a transparent ground."""
    row = b'\xd8\0\x0f\xe0' * (width // 2) + b'\0\0\0\0' * (width - width // 2)
    return png(width, height, RGBA, [row] * height)


def noise(width, height):
    """One that cannot be packed."""
    source = random.Random(7)
    return png(width, height, RGB, [source.randbytes(width * 3) for _ in range(height)])
