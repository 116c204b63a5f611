"""What other programs see of the machine when a test starts them (LibreOffice, Chromium, poppler, Node.js and the like):
the faces in fonts.conf and no others, no settings, caches or profiles of the person who runs the test, the language C.
Importing it sets the environment of the test program, which all that it starts have."""
import os
import pathlib
import tempfile

# Programs that fetch packages need the caches, registries and proxies of the person.
OF_THE_PERSON = dict(os.environ)

_folder = tempfile.TemporaryDirectory(prefix='gongwen-home-', ignore_cleanup_errors=True)
HOME = pathlib.Path(_folder.name)


def set_up():
    for name in list(os.environ):
        if name in ('LANG', 'LANGUAGE') or name.startswith(('LC_', 'XDG_', 'FONTCONFIG_', 'SAL_')):
            del os.environ[name]
    os.environ.update(LC_ALL='C.UTF-8', HOME=str(HOME), FONTCONFIG_FILE=str(pathlib.Path(__file__).resolve().parent / 'fonts.conf'))
    for name in ('CONFIG', 'CACHE', 'DATA', 'STATE', 'RUNTIME'):
        folder = HOME / name.lower()
        folder.mkdir(mode=0o700)
        os.environ[f'XDG_{name}_DIR' if name == 'RUNTIME' else f'XDG_{name}_HOME'] = str(folder)


set_up()
