"""A mail server for tests: aiosmtpd on loopback, with STARTTLS, logins and troubles that a test plans."""
import asyncio
import email
import email.policy
import logging
import socket
import ssl
import subprocess

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

logging.getLogger('mail.log').setLevel(logging.CRITICAL)


def make_certificate(folder):
    """A key with its certificate in one file, for 127.0.0.1, and the certificate alone, by which clients know it."""
    both, certificate = folder / 'server.pem', folder / 'ca.pem'
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=mail', '-addext',
                    'subjectAltName=IP:127.0.0.1', '-keyout', both, '-out', certificate], capture_output=True, check=True)
    with both.open('ab') as file:
        file.write(certificate.read_bytes())
    return both, certificate


class MailServer:
    """`mails` are those that it has taken, with the sender's and the recipient's address. `at_recipient` and `after_data`
    are replies in place of `250 OK`: by address or `*`, as lists that are used up. The reply `silence` is none: the connection ends; after
    `hold` nothing comes for a minute."""

    def __init__(self, certificate=None, user=None, port=0):
        self.mails = []
        self.tried = []  # recipients of all RCPT commands
        self.at_recipient = {}
        self.after_data = {}
        self.logins = []
        self.user = user
        options = {'hostname': '127.0.0.1', 'port': port}
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            options.update(tls_context=context, require_starttls=True)
        if user:
            options.update(authenticator=self.authenticate, auth_required=True)
        self.controller = ListeningController(self, **options)
        self.controller.start()
        self.port = self.controller.server.sockets[0].getsockname()[1]

    def close(self):
        """Connections are refused from now on; may be called again."""
        if self.controller:
            self.controller.stop(no_assert=True)
        self.controller = None

    def authenticate(self, _server, _session, _envelope, _mechanism, data):
        self.logins.append(data.login.decode() if isinstance(data, LoginPassword) else None)
        fits = isinstance(data, LoginPassword) and (data.login.decode(), data.password.decode()) == self.user
        return AuthResult(success=fits, handled=fits)

    @staticmethod
    def planned(replies, address):
        for key in (address, '*'):
            if replies.get(key):
                return replies[key].pop(0)
        return None

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        self.tried.append(address)
        reply = self.planned(self.at_recipient, address)
        if reply:
            return reply
        envelope.rcpt_tos.append(address)
        return '250 OK'

    async def handle_DATA(self, server, _session, envelope):
        reply = self.planned(self.after_data, envelope.rcpt_tos[0])
        if reply in (None, 'silence', 'hold') or reply.startswith('250'):
            message = email.message_from_bytes(envelope.content, policy=email.policy.default)
            self.mails.append((envelope.mail_from, envelope.rcpt_tos, message))
        if reply == 'hold':
            await asyncio.sleep(60)
        if reply == 'silence':
            server.transport.abort()
        return reply or '250 OK'

    def ids(self):
        """Message-IDs of all mails, in the order of coming."""
        return [message['Message-ID'] for _, _, message in self.mails]


class ListeningController(Controller):
    """Port 0 is any free one."""

    def _trigger_server(self):
        with socket.create_connection(self.server.sockets[0].getsockname(), 10) as connection:
            connection.recv(1024)
