"""The bill of materials of a self-contained archive, in CycloneDX 1.5: each Debian package that a file was taken from, or
whose headers are compiled into the programs, and each source of fonts, with version, licences, and the files' hashes."""
import datetime
import hashlib
import re
import subprocess
import uuid

import carried_libraries as carried

NAMESPACE = uuid.UUID('5f0a3d6c-6c0e-5b6e-9f0e-6a7c1f5f5a10')
# The identifiers of SPDX by what Debian's copyright files call the licences. Others are given by name.
SPDX = {
    'Expat': 'MIT', 'MIT': 'MIT', 'ISC': 'ISC', 'Zlib': 'Zlib', 'zlib': 'Zlib', 'Apache-2': 'Apache-2.0', 'Apache-2.0': 'Apache-2.0',
    'BSD-2-clause': 'BSD-2-Clause', 'BSD-2-Clause': 'BSD-2-Clause', 'BSD-3-clause': 'BSD-3-Clause', 'BSD-3-Clause': 'BSD-3-Clause',
    'BSL-1.0': 'BSL-1.0', 'GPL-1+': 'GPL-1.0-or-later', 'GPL-2': 'GPL-2.0-only', 'GPL-2+': 'GPL-2.0-or-later', 'GPL-3': 'GPL-3.0-only',
    'GPL-3+': 'GPL-3.0-or-later', 'LGPL-2': 'LGPL-2.0-only', 'LGPL-2+': 'LGPL-2.0-or-later', 'LGPL-2.1': 'LGPL-2.1-only',
    'LGPL-2.1+': 'LGPL-2.1-or-later', 'LGPL-3': 'LGPL-3.0-only', 'LGPL-3+': 'LGPL-3.0-or-later', 'MPL-1.1': 'MPL-1.1', 'MPL-2.0': 'MPL-2.0',
    'OFL-1.1': 'OFL-1.1', 'CC0-1.0': 'CC0-1.0', 'FTL': 'FTL', 'curl': 'curl',
}


def licences_of(text):
    """The names of licences in a copyright file; those of files that only build or package something are among them, since
    the file does not say which."""
    names = set()
    for line in re.findall(r'^License:[ \t]*(\S.*)$', text, re.MULTILINE):
        names |= {name.strip(' ,') for name in re.split(r'\band/or\b|\band\b|\bor\b|,', line) if name.strip(' ,')}
    if not names:
        names = set(re.findall(r'/usr/share/common-licenses/([\w.+-]*\w)', text))
    return sorted(names)


def licence_entries(names, package):
    """Without a name of any licence, the place of the text in the archive."""
    entries = {SPDX.get(name, name): {'id': SPDX[name]} if name in SPDX else {'name': name} for name in names}
    return [{'license': entry} for entry in entries.values()] or [{'license': {'name': f'share/doc/gongwen/third-party/{package}'}}]


def distribution():
    """The name of the release for package URLs, such as debian-12."""
    facts = dict(line.rstrip('\n').split('=', 1) for line in open('/etc/os-release', encoding='utf-8') if '=' in line)
    return facts['ID'].strip('"'), f'{facts["ID"]}-{facts.get("VERSION_ID", "unknown")}'.replace('"', '')


def installed_version(package):
    text = subprocess.run(['dpkg-query', '--show', '--showformat', '${Version}\\t${Architecture}\\t${source:Package}\\t${Homepage}\\n', package],
                          capture_output=True, text=True, check=True).stdout
    return text.split('\n')[0].split('\t')


def package_component(package, files, tree):
    version, architecture, source, home = installed_version(package)
    vendor, release = distribution()
    purl = f'pkg:deb/{vendor}/{package}@{version.replace("+", "%2B").replace(":", "%3A").replace("~", "%7E")}?arch={architecture}&distro={release}'
    component = {
        'type': 'library', 'bom-ref': purl, 'name': package, 'version': version, 'purl': purl,
        'licenses': licence_entries(licences_of(carried.copyright_file(package).read_text(encoding='utf-8', errors='replace')), package),
        'properties': [{'name': 'debian:source', 'value': source}],
    }
    if home:
        component['externalReferences'] = [{'type': 'website', 'url': home}]
    if files:
        component['components'] = [file_component(tree, name) for name in sorted(files)]
    return component


def file_component(tree, name):
    digest = hashlib.sha256((tree / name).read_bytes()).hexdigest()
    return {'type': 'file', 'bom-ref': f'file:{name}', 'name': name, 'hashes': [{'alg': 'SHA-256', 'content': digest}]}


def font_component(source):
    """Of an entry of fonts/manifest.json."""
    name, licence = source['package'], source['licence']
    entry = {'license': {'id': licence} if licence in SPDX.values() else {'name': licence}}
    if ' WITH ' in licence:
        entry = {'expression': licence}
    return {'type': 'data', 'bom-ref': f'fonts:{name}', 'name': name, 'version': source['version'], 'licenses': [entry]}


def bill(archive, seconds, fonts):
    """The document for an archive that was made; `archive.origins` has the package of each carried file."""
    files = {}
    for name, package in archive.origins.items():
        files.setdefault(package, []).append(name)
    components = [package_component(package, files.get(package, []), archive.tree) for package in sorted(archive.packages | set(archive.headers))]
    components += [font_component(source) for source in fonts]
    programs = sorted(str(path.relative_to(archive.tree)) for path in archive.own_files())
    main = {'type': 'application', 'bom-ref': 'gongwen', 'name': 'gongwen', 'version': archive.version,
            'licenses': [{'license': {'name': 'none granted'}}], 'components': [file_component(archive.tree, name) for name in programs]}
    contents = repr((components, main)).encode()
    return {
        'bomFormat': 'CycloneDX', 'specVersion': '1.5', 'version': 1,
        # The same for the same contents.
        'serialNumber': f'urn:uuid:{uuid.uuid5(NAMESPACE, hashlib.sha256(contents).hexdigest())}',
        'metadata': {'timestamp': datetime.datetime.fromtimestamp(seconds, datetime.UTC).strftime('%Y-%m-%dT%H:%M:%SZ'), 'component': main},
        'components': components,
        'dependencies': [{'ref': 'gongwen', 'dependsOn': [component['bom-ref'] for component in components]}],
    }
