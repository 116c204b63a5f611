"""A mail server for tests that speaks as much SMTP as the program does (RFC 5321), and can misbehave."""
import base64
import email
import email.policy
import socket
import ssl
import threading


class Server:
    """On loopback. `mails` are those that it has taken: recipient and message."""

    def __init__(self, certificate=None, implicit_tls=False, user=None):
        self.mails = []
        self.refused = {}  # address or `*`: [reply to RCPT, how often]
        self.after_data = []  # what happens to the next messages: `cut`, `hang`, or a reply
        self.certificate, self.implicit_tls, self.user = certificate, implicit_tls, user
        self.logins = []
        self.connections = 0
        self.open = []
        self.listener = None
        self.port = 0
        self.start()

    def start(self):
        self.listener = socket.create_server(('127.0.0.1', self.port))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, args=(self.listener,), daemon=True).start()

    def stop(self):
        self.listener.close()
        # A listener that waits for a connection is closed when the next one comes.
        try:
            socket.create_connection(('127.0.0.1', self.port), timeout=1).close()
        except OSError:
            pass
        for connection in self.open:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            connection.close()

    close = stop

    def serve(self, listener):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            if listener.fileno() < 0:
                connection.close()
                return
            self.connections += 1
            threading.Thread(target=self.talk, args=(connection,), daemon=True).start()

    def encrypted(self, connection):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        return context.wrap_socket(connection, server_side=True)

    def talk(self, connection):
        try:
            if self.implicit_tls:
                connection = self.encrypted(connection)
            self.open.append(connection)
            self.converse(connection)
        except (OSError, ssl.SSLError, ValueError):
            pass
        finally:
            connection.close()

    def reply_to_recipient(self, address):
        for key in (address, '*'):
            if self.refused.get(key, ('', 0))[1] > 0:
                self.refused[key][1] -= 1
                return self.refused[key][0]
        return '250 ok'

    def converse(self, connection):
        file = connection.makefile('rb')
        is_open, is_known, to = not self.implicit_tls, self.user is None, []

        def say(line):
            connection.sendall(line.encode() + b'\r\n')
        say('220 smtp.example')
        while line := file.readline().strip():
            word = line.split()[0].upper()
            if word == b'EHLO':
                say('250-smtp.example')
                if self.certificate and is_open:
                    say('250-STARTTLS')
                elif self.user:
                    say('250-AUTH PLAIN')
                say('250 8BITMIME')
            elif word == b'STARTTLS':
                say('220 go on')
                connection = self.encrypted(connection)
                self.open.append(connection)
                file, is_open = connection.makefile('rb'), False
            elif word == b'AUTH':
                parts = line.split()
                if len(parts) < 3:
                    say('334 ')
                    parts.append(file.readline().strip())
                name, password = base64.b64decode(parts[2]).decode().split('\0')[1:]
                self.logins.append(name)
                is_known = (name, password) == self.user
                say('235 ok' if is_known else '535 5.7.8 no')
            elif word == b'MAIL':
                say('250 ok' if is_known else '530 5.7.0 who are you')
            elif word == b'RCPT':
                to.append(line.decode().split('<')[1].split('>')[0])
                say(self.reply_to_recipient(to[-1]))
            elif word == b'DATA':
                say('354 go on')
                message = b''
                while (line := file.readline()) not in (b'.\r\n', b''):
                    message += line[1:] if line.startswith(b'..') else line
                trouble = self.after_data.pop(0) if self.after_data else '250 taken'
                if trouble in ('cut', 'hang') or trouble.startswith('250'):
                    self.mails.append((to[-1], email.message_from_bytes(message, policy=email.policy.default)))
                if trouble == 'cut':
                    return
                if trouble == 'hang':
                    file.readline()
                    return
                say(trouble)
                to = []
            else:
                say('221 bye' if word == b'QUIT' else '250 ok')
