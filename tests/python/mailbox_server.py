"""A mailbox for tests: the part of IMAP (RFC 3501, RFC 6851) that one reader needs, over TLS on loopback."""
import re
import socketserver
import ssl
import threading


class Message:
    def __init__(self, uid, content):
        self.uid, self.content, self.flags, self.folder = uid, content, set(), 'INBOX'


class MailboxServer:
    """`messages` are those of all folders. `commands` are what clients have sent, without passwords; `answers` are replies in place
    of the usual ones, by the first words of a command. The reply `silence` is none: the connection ends."""

    def __init__(self, certificate, user=('bounce', 'geheim'), port=0):
        self.user, self.messages, self.commands, self.answers, self.validity = user, [], [], {}, 7
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        box = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                try:
                    with context.wrap_socket(self.request, server_side=True) as connection:
                        box.talk(connection.makefile('rwb'))
                except OSError:  # the client has gone away, or trusts nobody
                    pass

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address, daemon_threads = True, True

        self.server = Server(('127.0.0.1', port), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def add(self, content):
        self.messages.append(Message(len(self.messages) + 1, content))
        return self.messages[-1]

    def of(self, folder):
        return [message for message in self.messages if message.folder == folder]

    def talk(self, stream):
        def say(*lines):
            stream.write(b''.join(line if isinstance(line, bytes) else f'{line}\r\n'.encode() for line in lines))
            stream.flush()

        say('* OK ready')
        while line := stream.readline():
            tag, _, words = line.decode().rstrip('\r\n').partition(' ')
            name = words.upper()
            if not name.startswith(('LOGIN', 'AUTHENTICATE')):
                self.commands.append(words)
            planned = next((reply for start, reply in self.answers.items() if name.startswith(start)), None)
            if planned == 'silence':
                return
            if planned is not None:
                say(*planned[:-1], f'{tag} {planned[-1]}')
            elif name.startswith('CAPABILITY'):
                say('* CAPABILITY IMAP4rev1 MOVE', f'{tag} OK done')
            elif name.startswith('LOGIN'):
                given = tuple(word.strip('"') for word in words.split(' ')[1:])
                say(f'{tag} OK in' if given == self.user else f'{tag} NO [AUTHENTICATIONFAILED] who are you')
            elif name.startswith('SELECT'):
                say('* FLAGS (\\Seen)', f'* {len(self.of("INBOX"))} EXISTS', f'* OK [UIDVALIDITY {self.validity}] valid', f'{tag} OK open')
            elif name.startswith('UID SEARCH'):
                first = int(re.search(r'UID (\d+):\*', name.removeprefix('UID SEARCH'))[1])
                found = [str(one.uid) for one in self.of('INBOX') if '\\Seen' not in one.flags and one.uid >= first
                         and b'multipart/report' in one.content.lower().partition(b'\r\n\r\n')[0]]
                say('* SEARCH ' + ' '.join(found) if found else '* SEARCH', f'{tag} OK done')
            elif name.startswith('UID FETCH'):
                uid, size = map(int, re.match(r'UID FETCH (\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)', name).groups())
                content = next(one.content for one in self.messages if one.uid == uid)[:size]
                say(f'* {uid} FETCH (UID {uid} BODY[]<0> {{{len(content)}}}', content, ')', f'{tag} OK done')
            elif name.startswith(('UID STORE', 'UID MOVE')):
                uids = set(map(int, words.split(' ')[2].split(',')))
                for one in self.messages:
                    if one.uid in uids and name.startswith('UID STORE'):
                        one.flags.add('\\Seen')
                    elif one.uid in uids:
                        one.folder = words.split(' ', 3)[3].strip('"')
                say(f'{tag} OK done')
            elif name.startswith('LOGOUT'):
                say('* BYE', f'{tag} OK bye')
                return
            else:
                say(f'{tag} BAD what?')
