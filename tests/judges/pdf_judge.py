#!/usr/bin/env python3
"""pdf_judge.py FILE.pdf... [--profile auto|flat|form|archive] [--json]
                          [--chinese yes|no] [--allow-base14]

Judges one PDF with tools that know nothing of the product: qpdf, poppler, mupdf, pikepdf

profile  flat     print copy: fonts, text, title, outline wished (warn), tagging optional
         form     as flat, plus AcroForm rules (fields, appearances, tooltips)
         archive  as form where fields exist, plus PDF/A-2a + PDF/UA-1 + tagging rules
         auto     archive when the file claims PDF/A or PDF/UA, else form when it has fields, else flat
Exit: 0 no FAIL, 1 some FAIL, 2 not readable.
"""
import argparse, collections, os, re, sys
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from _common import need, run, is_cjk, is_outside, is_pua, is_radical, Report
need('pikepdf', 'lxml')
import pikepdf
from pikepdf import Name, Array, Dictionary, Stream
from lxml import etree
import pdf_structure

STD = set('''Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6
L LI Lbl LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP
Warichu WT WP Figure Formula Form'''.split())
PAINT_TEXT = {'Tj', 'TJ', "'", '"'}
PAINT_PATH = {'S', 's', 'f', 'F', 'f*', 'B', 'B*', 'b', 'b*', 'sh'}
SIZES = {(595, 842): 'A4', (842, 595): 'A4', (420, 595): 'A5', (595, 420): 'A5', (842, 1191): 'A3',
         (1191, 842): 'A3', (516, 729): 'B5', (499, 709): 'B5', (612, 792): 'Letter', (792, 612): 'Letter'}


def get(o, k, d=None):
    try:
        v = o.get(k)
        return d if v is None else v
    except Exception:
        return d


def key(o):
    return o.objgen if getattr(o, 'is_indirect', False) else None


def short(s, n=60):
    s = str(s).replace('\n', ' ')
    return s if len(s) <= n else s[:n - 1] + '…'


# ------------------------------------------------------------------ fonts / ToUnicode
def parse_cmap(data):
    """ToUnicode CMap -> ({code: text}, [code lengths])"""
    m, lens = {}, set()
    t = data.decode('latin-1')

    def u(h):
        h = re.sub(r'\s', '', h)
        try:
            return bytes.fromhex(h).decode('utf-16-be', 'replace')
        except ValueError:
            return '\ufffd'
    for blk in re.findall(r'begincodespacerange(.*?)endcodespacerange', t, re.S):
        for a, _ in re.findall(r'<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]+)>', blk):
            lens.add(len(re.sub(r'\s', '', a)) // 2)
    for blk in re.findall(r'beginbfchar(.*?)endbfchar', t, re.S):
        for a, b in re.findall(r'<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]*)>', blk):
            m[int(re.sub(r'\s', '', a), 16)] = u(b)
    for blk in re.findall(r'beginbfrange(.*?)endbfrange', t, re.S):
        for a, b, c, arr in re.findall(
                r'<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]+)>\s*(?:<([0-9A-Fa-f\s]*)>|\[(.*?)\])', blk, re.S):
            lo, hi = int(re.sub(r'\s', '', a), 16), int(re.sub(r'\s', '', b), 16)
            if hi - lo > 70000:
                continue
            if arr:
                for i, h in enumerate(re.findall(r'<([0-9A-Fa-f\s]*)>', arr)):
                    m[lo + i] = u(h)
            else:
                s = u(c)
                for i in range(hi - lo + 1):
                    m[lo + i] = s[:-1] + chr(min(ord(s[-1]) + i, 0x10FFFF)) if s else ''
    return m, lens


class Font:
    def __init__(self, obj):
        self.obj = obj
        self.sub = str(get(obj, '/Subtype', ''))
        self.base = str(get(obj, '/BaseFont', ''))[1:]
        self.type0 = self.sub == '/Type0'
        d = obj
        if self.type0:
            df = get(obj, '/DescendantFonts')
            d = df[0] if df is not None and len(df) else obj
        self.desc = get(d, '/FontDescriptor')
        self.file = None
        if self.desc is not None:
            for k in ('/FontFile', '/FontFile2', '/FontFile3'):
                if get(self.desc, k) is not None:
                    self.file = (k, self.desc[k])
        self.cid = d
        tu = get(obj, '/ToUnicode')
        self.tu, self.tulens = (parse_cmap(tu.read_bytes()) if isinstance(tu, Stream) else (None, set()))
        self.enc = get(obj, '/Encoding')
        self.codes = collections.Counter()

    def split(self, b):
        n = 2 if self.type0 else 1
        return [int.from_bytes(b[i:i + n], 'big') for i in range(0, len(b) - n + 1, n)]

    def text(self, b):
        out = []
        for c in self.split(b):
            if self.tu is not None:
                out.append(self.tu.get(c, '\ufffd'))
            elif self.type0:
                out.append('\ufffd')
            else:
                out.append(bytes([c]).decode('cp1252', 'replace'))
        return ''.join(out)


# ------------------------------------------------------------------ content walk
class Walker:
    """Walks page contents with form XObjects; notes fonts used, MCIDs and unmarked painting."""

    def __init__(self, pdf):
        self.pdf, self.fonts = pdf, {}
        self.mcids = {}                # (container key) -> {mcid: tag}
        self.unmarked = []             # (page, what, sample)
        self.artifact_types = collections.Counter()
        self.dup = []
        self.actualtext = 0
        self.errors = []
        self.text_mc = collections.Counter()

    def font(self, obj):
        k = key(obj) or id(obj)
        if k not in self.fonts:
            try:
                self.fonts[k] = Font(obj)
            except Exception as e:
                self.errors.append('font %s: %s' % (get(obj, '/BaseFont'), e))
                return None
        return self.fonts[k]

    def walk(self, holder, res, page, ckey, inside=None, depth=0, sink=None, is_page=True):
        if depth > 12:
            return
        stack = [inside] if inside else []
        font, fstack, rmode = None, [], 0
        try:
            ops = pikepdf.parse_content_stream(holder)
        except Exception as e:
            self.errors.append('page %s content: %s' % (page, e))
            return
        fonts = get(res, '/Font', {}) if res is not None else {}
        xos = get(res, '/XObject', {}) if res is not None else {}
        props = get(res, '/Properties', {}) if res is not None else {}
        local = []
        need_n = {'Tj': 1, 'TJ': 1, "'": 1, '"': 3, 'Tf': 2, 'BDC': 2, 'BMC': 1, 'Do': 1, 'gs': 1, 'Tr': 1}
        for operands, op in ops:
            op = str(op)
            if len(operands) < need_n.get(op, 0) or (op in ('Tj', "'", '"') and not isinstance(operands[-1], pikepdf.String)) or \
                    (op == 'TJ' and not isinstance(operands[-1], Array)):
                self.errors.append('page %s: operator %s with wrong operands' % (page, op))
                continue
            if op in ('BMC', 'BDC'):
                tag = str(operands[0])
                mcid = None
                pd = None
                if op == 'BDC' and len(operands) > 1:
                    pd = operands[1]
                    if isinstance(pd, Name):
                        pd = get(props, str(pd))
                    if pd is not None and hasattr(pd, 'get'):
                        mcid = get(pd, '/MCID')
                        if get(pd, '/ActualText') is not None:
                            self.actualtext += 1
                if mcid is not None:
                    d = self.mcids.setdefault(ckey, {})
                    if int(mcid) in d:
                        self.dup.append((page, int(mcid)))
                    d[int(mcid)] = tag
                    stack.append(('mcid', tag, int(mcid)))
                    if any(s and s[0] == 'artifact' for s in stack[:-1]):
                        self.errors.append('page %s: MCID %s inside an artifact' % (page, mcid))
                elif tag == '/Artifact':
                    self.artifact_types[str(get(pd, '/Type', '-')) if pd is not None and hasattr(pd, 'get') else '-'] += 1
                    if any(s and s[0] == 'mcid' for s in stack):
                        self.errors.append('page %s: artifact inside tagged content' % page)
                    stack.append(('artifact', tag, None))
                else:
                    stack.append(('plain', tag, None))
                local.append(op)
            elif op == 'EMC':
                if stack and local:
                    stack.pop(); local.pop()
                else:
                    self.errors.append('page %s: EMC without BMC' % page)
            elif op == 'q':
                fstack.append((font, rmode))
            elif op == 'Q':
                if fstack:
                    font, rmode = fstack.pop()
                else:
                    self.errors.append('page %s: Q without q' % page)
            elif op == 'Tf':
                fo = get(fonts, str(operands[0]))
                font = self.font(fo) if fo is not None else None
                if fo is None:
                    self.errors.append('page %s: font %s not in resources' % (page, operands[0]))
            elif op == 'gs':
                gs = get(get(res, '/ExtGState', {}), str(operands[0]))
                f = get(gs, '/Font') if gs is not None else None
                if f is not None:
                    font = self.font(f[0])
            elif op == 'Tr':
                rmode = int(operands[0])
            elif op in PAINT_TEXT:
                arr = operands[-1]
                parts = [bytes(x) for x in arr if isinstance(x, pikepdf.String)] if op == 'TJ' else [bytes(arr)]
                txt = ''
                for b in parts:
                    if font is not None:
                        font.codes.update(font.split(b))
                        txt += font.text(b)
                if sink is not None:
                    sink.append(txt)
                st = next((s for s in reversed(stack) if s and s[0] in ('mcid', 'artifact')), None)
                if st is None and txt.strip():
                    self.unmarked.append((page, 'text', txt))
                elif st:
                    self.text_mc[st[0]] += len(txt)
            elif op in PAINT_PATH:
                st = next((s for s in reversed(stack) if s and s[0] in ('mcid', 'artifact')), None)
                if st is None:
                    self.unmarked.append((page, 'path ' + op, ''))
            elif op == 'INLINE IMAGE':
                st = next((s for s in reversed(stack) if s and s[0] in ('mcid', 'artifact')), None)
                if st is None:
                    self.unmarked.append((page, 'inline image', ''))
            elif op == 'Do':
                x = get(xos, str(operands[0]))
                if x is None:
                    self.errors.append('page %s: XObject %s not in resources' % (page, operands[0]))
                    continue
                st = next((s for s in reversed(stack) if s and s[0] in ('mcid', 'artifact')), None)
                if str(get(x, '/Subtype')) == '/Form':
                    sp = get(x, '/StructParents')
                    r2 = get(x, '/Resources', res)
                    self.walk(x, r2, page, ('x', int(sp)) if sp is not None else ckey, st, depth + 1, sink, False)
                elif st is None:
                    self.unmarked.append((page, 'image ' + str(operands[0]), ''))
        if local:
            self.errors.append('page %s: %d marked-content sequences not closed' % (page, len(local)))
        if fstack:
            self.errors.append('page %s: %d q without Q' % (page, len(fstack)))


def number_tree(root, out, depth=0):
    if root is None or depth > 40:
        return
    nums = get(root, '/Nums')
    if nums is not None:
        for i in range(0, len(nums) - 1, 2):
            out[int(nums[i])] = nums[i + 1]
    for k in get(root, '/Kids', []):
        number_tree(k, out, depth + 1)


def name_tree(root, out, depth=0):
    if root is None or depth > 40:
        return
    ns = get(root, '/Names')
    if ns is not None:
        for i in range(0, len(ns) - 1, 2):
            out.append((str(ns[i]), ns[i + 1]))
    for k in get(root, '/Kids', []):
        name_tree(k, out, depth + 1)


class Struct:
    def __init__(self, root, pages):
        self.root, self.pages = root, pages
        self.rolemap = get(root, '/RoleMap', {})
        self.types, self.raw = collections.Counter(), collections.Counter()
        self.mcrefs = {}           # (pagekey or streamkey, mcid) -> count
        self.objrefs = {}          # objgen -> parent std type
        self.problems = []
        self.headings = []
        self.elems = 0
        self.first = []
        self.depth = 0
        for k in self.kids(root):
            if hasattr(k, 'get'):
                self.first.append(self.std(str(get(k, '/S', '?'))[1:]))
                self.visit(k, None, 1, [])

    def kids(self, e):
        k = get(e, '/K')
        if k is None:
            return []
        return list(k) if isinstance(k, Array) else [k]

    def std(self, t):
        seen = set()
        while t not in STD and t not in seen:
            seen.add(t)
            m = get(self.rolemap, '/' + t)
            if m is None:
                break
            t = str(m)[1:]
        return t

    def visit(self, e, page, depth, path):
        if depth > 400:
            self.problems.append('structure deeper than 400')
            return
        self.depth = max(self.depth, depth)
        self.elems += 1
        raw = str(get(e, '/S', '/?'))[1:]
        t = self.std(raw)
        self.raw[raw] += 1
        self.types[t] += 1
        if t not in STD:
            self.problems.append('type %s not standard and not role-mapped' % raw)
        pg = get(e, '/Pg')
        if pg is not None:
            page = key(pg)
        kids = self.kids(e)
        ktypes = []
        for k in kids:
            if isinstance(k, int) or (not hasattr(k, 'get') and str(k).lstrip('-').isdigit()):
                self.mcrefs[(page, int(k))] = self.mcrefs.get((page, int(k)), 0) + 1
            elif hasattr(k, 'get'):
                ty = str(get(k, '/Type', ''))
                if ty == '/MCR' or (get(k, '/MCID') is not None and get(k, '/S') is None):
                    p = key(get(k, '/Pg')) if get(k, '/Pg') is not None else page
                    stm = get(k, '/Stm')
                    if stm is not None:
                        sp = get(stm, '/StructParents')
                        p = ('x', int(sp)) if sp is not None else ('stm', key(stm))
                    mid = int(get(k, '/MCID', -1))
                    self.mcrefs[(p, mid)] = self.mcrefs.get((p, mid), 0) + 1
                elif ty == '/OBJR':
                    o = get(k, '/Obj')
                    self.objrefs[key(o)] = t
                else:
                    ktypes.append(self.std(str(get(k, '/S', '/?'))[1:]))
                    par = get(k, '/P')
                    if par is None or key(par) != key(e):
                        self.problems.append('%s child of %s has a wrong /P' % (ktypes[-1], raw))
                    self.visit(k, page, depth + 1, path + [t])
        if re.fullmatch(r'H[1-6]?', t):
            self.headings.append(t)


def judge(path, args):
    R = Report(path)
    # ---------------------------------------------------- qpdf, mupdf
    rc, out, err = run(['qpdf', '--check', path])
    msg = [l for l in (out + err).splitlines() if 'WARNING' in l or 'rror' in l and 'No syntax' not in l]
    R.test(rc == 0, 'qpdf --check', 'clean', 'exit %d: %s' % (rc, '; '.join(msg[:3])))
    try:
        pdf = pikepdf.open(path, suppress_warnings=True)
    except Exception as e:
        R.add('FAIL', 'open', e)
        R.finish(args.json)
        return 2
    root = pdf.Root
    rc, out, err = run(['mutool', 'draw', '-q', '-r', '30', '-F', 'pgm', '-o', os.devnull, path])
    werr = [l for l in err.splitlines() if l.strip() and 'ICC support is not available' not in l]
    R.test(rc == 0 and not werr, 'mupdf renders', 'no warnings', 'exit %d: %s' % (rc, '; '.join(werr[:3])))
    # ---------------------------------------------------- metadata, claims
    xmp = None
    md = get(root, '/Metadata')
    ns = {'pdfaid': 'http://www.aiim.org/pdfa/ns/id/', 'pdfuaid': 'http://www.aiim.org/pdfua/ns/id/',
          'dc': 'http://purl.org/dc/elements/1.1/', 'rdf': 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
          'pdf': 'http://ns.adobe.com/pdf/1.3/', 'xmp': 'http://ns.adobe.com/xap/1.0/'}

    def xget(q):
        if xmp is None:
            return None
        pfx, n = q.split(':')
        full = '{%s}%s' % (ns[pfx], n)
        for d in xmp.iter('{%s}Description' % ns['rdf']):
            if full in d.attrib:
                return d.attrib[full].strip()
            e = d.find(full)
            if e is not None:
                li = e.find('.//rdf:li', ns)
                return ((li.text if li is not None else e.text) or '').strip()
        return None
    if md is not None:
        try:
            xmp = etree.fromstring(md.read_bytes().strip(b'\x00 \r\n\t'))
        except Exception as e:
            R.add('FAIL', 'XMP well-formed', e)
    pa, pc, pu = xget('pdfaid:part'), xget('pdfaid:conformance'), xget('pdfuaid:part')
    form = get(root, '/AcroForm')
    fields0 = get(form, '/Fields', []) if form is not None else []
    prof = args.profile
    if prof == 'auto':
        prof = 'archive' if pa or pu else ('form' if len(fields0) else 'flat')
    arch = prof == 'archive'
    lvl = 'FAIL' if arch else 'info'
    R.add('info', 'profile', '%s (claims PDF/A %s%s, PDF/UA %s)' % (prof, pa or '-', (pc or '').lower(), pu or '-'))
    R.data.update(profile=prof, pdfa=(pa or '') + (pc or '').lower() or None, pdfua=pu)
    # in auto mode a file that claims only one of the two is not blamed for the other one
    R.test(pa == '2' and (pc or '').upper() == 'A', 'XMP PDF/A id', 'part 2 conformance A',
           'part %s conformance %s (want 2 A)' % (pa, pc), 'warn' if args.profile == 'auto' and arch and not pa else lvl)
    R.test(pu == '1', 'XMP PDF/UA id', 'part 1', 'part %s (want 1)' % pu, 'warn' if args.profile == 'auto' and arch and not pu else lvl)
    if arch and (pa or args.profile == 'archive'):
        oi = get(root, '/OutputIntents')
        R.test(oi is not None and any(str(get(o, '/S')) == '/GTS_PDFA1' and get(o, '/DestOutputProfile') is not None for o in oi),
               'OutputIntent', 'GTS_PDFA1 with profile', 'no GTS_PDFA1 output intent with ICC profile')
    # ---------------------------------------------------- file structure
    raw = open(path, 'rb').read()
    hdr = raw[:8].decode('latin-1')
    types = collections.Counter()
    for o in pdf.objects:
        if isinstance(o, Stream):
            types[str(get(o, '/Type', '/?'))] += 1
    ostm = raw.count(b'/ObjStm')
    xrefs = raw.count(b'/Type/XRef') + raw.count(b'/Type /XRef')
    R.add('info', 'file', '%s, %d bytes, %d objects, object streams %s, xref stream %s%s%s' % (
        hdr, len(raw), len(pdf.objects), ostm or 'no', 'yes' if xrefs else 'no',
        ', linearized' if b'/Linearized' in raw[:2048] else '', ', ENCRYPTED' if pdf.is_encrypted else ''))
    R.data['file'] = dict(version=hdr, bytes=len(raw), objects=len(pdf.objects), object_streams=ostm)
    R.test(not pdf.is_encrypted, 'not encrypted', level='FAIL' if arch else 'warn')
    tid = get(pdf.trailer, '/ID')
    R.test(tid is not None and len(tid) == 2 and all(len(bytes(x)) >= 16 for x in tid), 'trailer /ID',
           '' if tid is None else bytes(tid[0]).hex()[:16] + '…', 'missing or short', 'FAIL' if arch else 'warn')
    # ---------------------------------------------------- pages
    npages = len(pdf.pages)
    groups, pkeys = [], {}
    for i, p in enumerate(pdf.pages):
        pkeys[key(p.obj)] = i + 1
        mb = p.obj.get('/CropBox', None) or p.mediabox
        w, h = float(mb[2]) - float(mb[0]), float(mb[3]) - float(mb[1])
        rot = int(get(p.obj, '/Rotate', 0)) % 360
        if rot in (90, 270):
            w, h = h, w
        nm = next((v for (a, b), v in SIZES.items() if abs(a - w) < 1.5 and abs(b - h) < 1.5), '?')
        g = '%s %s %.1f×%.1f pt%s' % (nm, 'landscape' if w > h else 'portrait', w, h, ' rot %d' % rot if rot else '')
        if groups and groups[-1][0] == g:
            groups[-1][2] = i + 1
        else:
            groups.append([g, i + 1, i + 1])
    R.test(npages > 0, 'pages', '%d: ' % npages + '; '.join('%s (p.%d–%d)' % tuple(g) for g in groups[:8]))
    R.data['pages'] = npages
    R.data['page_groups'] = groups
    rc, out, err = run(['pdfinfo', path])
    m = re.search(r'^Pages:\s+(\d+)', out, re.M)
    R.test(m and int(m.group(1)) == npages, 'poppler agrees on pages', level='FAIL')
    # ---------------------------------------------------- title, lang, viewer
    info = get(pdf.trailer, '/Info', {})
    title = str(get(info, '/Title', ''))
    xt = xget('dc:title')
    R.test(bool(title.strip() or xt), 'title', short(title or xt), 'no /Title and no dc:title', 'FAIL')
    if title or xt:
        R.test(not xt or not title or title == xt, 'Info title = XMP title', '', '%r vs %r' % (short(title), short(xt)),
               'FAIL' if arch else 'warn')
    if arch:
        R.test(bool(xt), 'dc:title in XMP', short(xt), 'missing')
    vp = get(root, '/ViewerPreferences', {})
    R.test(get(vp, '/DisplayDocTitle') is True or str(get(vp, '/DisplayDocTitle')).lower() == 'true', 'DisplayDocTitle', 'true', 'not true', 'FAIL' if arch else 'warn')
    lang = get(root, '/Lang')
    R.test(lang is not None and re.match(r'^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$', str(lang)), 'catalog Lang', lang, 'missing or malformed: %s' % lang, 'FAIL' if arch else 'warn')
    # ---------------------------------------------------- content walk
    W = Walker(pdf)
    for i, p in enumerate(pdf.pages):
        sp = get(p.obj, '/StructParents')
        res = p.obj.get('/Resources')
        if res is None:
            par = get(p.obj, '/Parent')
            while par is not None and res is None:
                res = get(par, '/Resources'); par = get(par, '/Parent')
        W.walk(p, res, i + 1, key(p.obj))
    page_unmarked = list(W.unmarked)
    R.test(not W.errors, 'content streams', '', '; '.join(W.errors[:4]) + (' … %d' % len(W.errors) if len(W.errors) > 4 else ''))
    # annotations' appearances (fonts used in them too)
    annots = []
    for i, p in enumerate(pdf.pages):
        for a in get(p.obj, '/Annots', []):
            annots.append((i + 1, a, p.obj))

    def ap_texts(a):
        out = {}
        n = get(get(a, '/AP', {}), '/N')
        if n is None:
            return None
        todo = {'': n} if isinstance(n, Stream) else {k: v for k, v in n.items()}
        for k, s in todo.items():
            sink = []
            if isinstance(s, Stream):
                keep = W.unmarked; W.unmarked = []
                W.walk(s, get(s, '/Resources', get(form, '/DR', {}) if form is not None else {}), 'AP', ('ap', key(s)), None, 1, sink, False)
                W.unmarked = keep
            out[k] = ''.join(sink)
        return out
    aptext = {key(a): ap_texts(a) for _, a, _ in annots if key(a)}
    # ---------------------------------------------------- fonts
    rc, out, err = run(['pdffonts', path])
    pf = [l for l in out.splitlines()[2:] if l.strip()]
    bad = []
    for l in pf:
        m = re.search(r'\s(yes|no)\s+(yes|no)\s+(yes|no)\s+\d+\s+\d+\s*$', l)
        if m and m.groups() != ('yes', 'yes', 'yes'):
            if args.allow_base14 and m.group(1) == 'no':
                continue
            bad.append('%s emb=%s sub=%s uni=%s' % ((l.split()[0],) + m.groups()))
    R.test(pf or not W.fonts, 'pdffonts: fonts', '%d: %s' % (len(pf), ', '.join(sorted({l.split()[0] for l in pf}))[:160]), 'none listed', 'warn')
    R.test(not bad, 'embedded+subset+ToUnicode', 'all', '; '.join(bad[:6]) + (' … %d' % len(bad) if len(bad) > 6 else ''))
    R.data['fonts'] = [l.split()[0] for l in pf]
    unm, sus, big, nowid, notdef = [], [], [], [], []
    total = 0
    for f in W.fonts.values():
        if f.file is not None:
            n = len(f.file[1].read_raw_bytes())
            total += n
            if len(f.codes) and n > 4000000:
                big.append('%s %d bytes for %d glyphs' % (f.base, n, len(f.codes)))
        if f.tu is not None:
            miss = [c for c in f.codes if c not in f.tu or f.tu[c] in ('', '\ufffd', '\x00')]
            if miss:
                unm.append('%s: %d of %d codes, e.g. %04X' % (f.base, len(miss), len(f.codes), miss[0]))
            s = {f.tu[c] for c in f.codes if c in f.tu and any(is_radical(x) or is_pua(x) for x in f.tu[c])}
            if s:
                sus.append('%s: %s' % (f.base, ' '.join('U+%04X' % ord(x[0]) for x in sorted(s)[:6])))
        if f.type0 and 0 in f.codes:
            notdef.append('%s: %d times' % (f.base, f.codes[0]))
        if f.type0 and f.codes:
            w = get(f.cid, '/W')
            if w is None and get(f.cid, '/DW') is None:
                nowid.append(f.base)
    R.add('info', 'font bytes', '%d in %d fonts used' % (total, len(W.fonts)))
    R.test(not unm, 'every shown code in ToUnicode', '', '; '.join(unm[:4]))
    R.test(not sus, 'ToUnicode not radicals/PUA', '', '; '.join(sus[:4]), 'FAIL')
    R.test(not notdef, 'no .notdef glyph shown', '', '; '.join(notdef[:4]))
    R.test(not big, 'subset is a subset', '', '; '.join(big), 'FAIL')
    if nowid:
        R.add('warn', 'CID widths', 'no /W nor /DW (default 1000): ' + ', '.join(nowid))
    # ---------------------------------------------------- text
    rc, ptext, err = run(['pdftotext', '-enc', 'UTF-8', path, '-'])
    rc2, mtext, err2 = run(['mutool', 'draw', '-q', '-F', 'txt', path])
    nb = [c for c in ptext if not c.isspace()]
    cjk = sum(map(is_cjk, nb))
    R.add('info', 'text', '%d characters, %d Chinese: %s' % (len(nb), cjk, short(''.join(nb), 40)))
    R.data['text'] = dict(chars=len(nb), cjk=cjk)
    if args.chinese == 'yes':
        R.test(cjk > 0, 'Chinese text extractable', '', 'no Chinese characters come out')
    badc = sorted({c for c in nb if c == '\ufffd' or is_pua(c) or is_radical(c) or ord(c) < 32})
    R.test(not badc, 'text has no junk characters', '', ' '.join('U+%04X' % ord(c) for c in badc[:10]))
    a = collections.Counter(nb)
    b = collections.Counter(c for c in mtext if not c.isspace())
    diff = sum(((a - b) + (b - a)).values())
    R.test(diff <= max(2, len(nb) // 200), 'poppler text = mupdf text', 'differ by %d characters' % diff, 'differ by %d of %d characters' % (diff, len(nb)), 'warn')
    # ---------------------------------------------------- outline
    dests = []
    name_tree(get(get(root, '/Names', {}), '/Dests'), dests)
    old = get(root, '/Dests')
    dn = {k: v for k, v in dests}
    if old is not None:
        for k in old.keys():
            dn[k[1:]] = old[k]
    ol, bad = [], []

    def dest_page(d):
        if d is None:
            return None
        if isinstance(d, pikepdf.String) or isinstance(d, Name):
            d = dn.get(str(d).lstrip('/') if isinstance(d, Name) else str(d))
        if hasattr(d, 'get') and not isinstance(d, Array):
            d = get(d, '/D')
        if isinstance(d, Array) and len(d):
            return pkeys.get(key(d[0]))
        return None

    def outline(o, depth):
        n, seen = get(o, '/First'), set()
        while n is not None and key(n) not in seen and len(ol) < 5000:
            seen.add(key(n))
            t = str(get(n, '/Title', ''))
            d = get(n, '/Dest')
            if d is None and get(n, '/A') is not None:
                d = get(get(n, '/A'), '/D')
            pg = dest_page(d)
            ol.append((depth, t, pg))
            if pg is None or not t.strip():
                bad.append('%r -> %s' % (t, pg))
            outline(n, depth + 1)
            n = get(n, '/Next')
    outl = get(root, '/Outlines')
    if outl is not None:
        outline(outl, 1)
    R.test(ol, 'outline', '%d entries, depth %d: %s' % (len(ol), max([d for d, _, _ in ol] or [0]), short(' | '.join(t for _, t, _ in ol), 80)),
           'none', 'FAIL' if arch else 'warn')
    R.data['outline'] = ol
    if ol:
        R.test(not bad, 'outline targets', '', '; '.join(bad[:4]))
        pgs = [p for _, _, p in ol if p]
        R.test(pgs == sorted(pgs), 'outline in page order', '', 'not ascending', 'warn')
    links = [(pg, a) for pg, a, _ in annots if str(get(a, '/Subtype')) == '/Link']
    badl = []
    for pg, a in links:
        act = get(a, '/A')
        d = get(a, '/Dest')
        if d is None and act is not None and str(get(act, '/S')) == '/GoTo':
            d = get(act, '/D')
        if d is not None and dest_page(d) is None and get(act, '/SD') is None:
            badl.append('p.%d %s' % (pg, short(d, 30)))
    if links:
        R.test(not badl, 'link targets', '%d links' % len(links), '; '.join(badl[:4]))
    # ---------------------------------------------------- tagging
    st = get(root, '/StructTreeRoot')
    mi = get(root, '/MarkInfo', {})
    R.test(st is not None, 'StructTreeRoot', '', 'none: not tagged', lvl)
    R.test(str(get(mi, '/Marked')).lower() == 'true', 'MarkInfo Marked', '', 'not true', lvl)
    if st is not None:
        S = Struct(st, pkeys)
        slvl = 'FAIL' if arch else 'warn'
        R.add('info', 'structure', '%d elements, depth %d, root %s: %s' % (S.elems, S.depth, S.first[:3], ', '.join('%s %d' % x for x in S.types.most_common(14))))
        R.data['structure'] = dict(S.types)
        R.test(S.elems > 0, 'structure not empty', level=slvl)
        R.test(S.first[:1] == ['Document'] and len(S.first) == 1, 'root element Document', '', str(S.first[:5]), 'warn')
        c = collections.Counter(S.problems + list(pdf_structure.tree_problems(pdf)) + list(pdf_structure.limit_problems(pdf)))
        R.test(not c, 'structure rules', '', '; '.join('%s (%d×)' % x for x in c.most_common(6)), slvl)
        hs = [int(h[1]) for h in S.headings if len(h) > 1]
        skip = [(a, b) for a, b in zip([0] + hs, hs) if b > a + 1]
        R.test(not skip, 'heading levels not skipped', ' '.join(S.headings[:12]), 'skips: %s' % skip[:4], slvl)
        pt = {}
        number_tree(get(st, '/ParentTree'), pt)
        R.test(pt or not S.elems, 'ParentTree', '%d entries' % len(pt), 'missing', slvl)
        # content -> structure
        lost, back = [], []
        spof = {}
        for i, p in enumerate(pdf.pages):
            spof[key(p.obj)] = get(p.obj, '/StructParents')
        refs = set(S.mcrefs)
        for ck, ids in W.mcids.items():
            if isinstance(ck, tuple) and ck and ck[0] == 'ap':
                continue
            for mid, tag in ids.items():
                if (ck, mid) not in refs:
                    lost.append('p.%s MCID %d %s' % (pkeys.get(ck, ck), mid, tag))
                sp = ck[1] if isinstance(ck, tuple) and ck[0] == 'x' else spof.get(ck)
                arr = pt.get(int(sp)) if sp is not None else None
                ok = False
                if isinstance(arr, Array) and mid < len(arr):
                    el = arr[mid]
                    ok = hasattr(el, 'get') and el is not None and get(el, '/S') is not None
                if not ok:
                    back.append('p.%s MCID %d' % (pkeys.get(ck, ck), mid))
        ghost = ['p.%s MCID %d' % (pkeys.get(k, k), m) for (k, m) in refs if m not in W.mcids.get(k, {})]
        multi = ['p.%s MCID %d' % (pkeys.get(k, k), m) for (k, m), n in S.mcrefs.items() if n > 1]
        nmc = sum(len(v) for v in W.mcids.values())
        R.test(not lost, 'every MCID in the structure tree', '%d MCIDs' % nmc, '%d of %d not: %s' % (len(lost), nmc, '; '.join(lost[:4])), slvl)
        R.test(not back, 'ParentTree leads back', '', '%d not: %s' % (len(back), '; '.join(back[:4])), slvl)
        R.test(not ghost, 'no MCID without content', '', '%d: %s' % (len(ghost), '; '.join(ghost[:4])), slvl)
        R.test(not multi and not W.dup, 'MCIDs unique', '', '; '.join(multi[:4]) + str(W.dup[:4]), slvl)
        R.test(not page_unmarked, 'no unmarked page content', 'artifacts: %s' % (dict(W.artifact_types) or '-'),
               '%d: %s' % (len(page_unmarked), '; '.join('p.%s %s %s' % (a, b, short(c, 16)) for a, b, c in page_unmarked[:4])), slvl)
        # annotations in the tree
        out_ = []
        for pg, a, page in annots:
            sub = str(get(a, '/Subtype'))
            if sub in ('/Popup', '/PrinterMark') or int(get(a, '/F', 0)) & 2 or is_outside(a, page):
                continue
            t = S.objrefs.get(key(a))
            want = {'/Link': ('Link', 'Reference'), '/Widget': ('Form',)}.get(sub, ('Annot',))
            if t not in want:
                out_.append('p.%d %s in %s' % (pg, sub, t))
            elif get(a, '/StructParent') is None or int(a['/StructParent']) not in pt:
                out_.append('p.%d %s without StructParent' % (pg, sub))
            if sub == '/Link' and get(a, '/Contents') is None and arch:
                out_.append('p.%d Link without Contents' % pg)
        R.test(not out_, 'annotations tagged', '%d annotations' % len(annots), '; '.join(out_[:4]) + (' … %d' % len(out_) if len(out_) > 4 else ''), slvl)
        tabs = [pkeys[key(p)] for _, _, p in annots if str(get(p, '/Tabs')) != '/S']
        R.test(not tabs, 'pages with annotations: /Tabs /S', '', 'pages %s' % sorted(set(tabs))[:8], slvl)
    # ---------------------------------------------------- attachments
    att = []
    files = []
    name_tree(get(get(root, '/Names', {}), '/EmbeddedFiles'), files)
    afk = [key(x) for x in get(root, '/AF', [])]
    badaf = []
    for n, fs in files:
        ef = get(fs, '/EF', {})
        s = get(ef, '/UF', get(ef, '/F'))
        rel, mime = get(fs, '/AFRelationship'), get(s, '/Subtype') if s is not None else None
        size = len(s.read_bytes()) if s is not None else -1
        att.append('%s (%s, %s, %d bytes%s)' % (n, str(mime)[1:] if mime is not None else '-', str(rel)[1:] if rel is not None else '-', size, ', in /AF' if key(fs) in afk else ''))
        if rel is None or mime is None or key(fs) not in afk or get(fs, '/F') is None or get(fs, '/UF') is None:
            badaf.append(n)
        if arch and pa == '2' and s is not None and not s.read_bytes()[:5] == b'%PDF-':
            badaf.append(n + ': PDF/A-2 allows only PDF/A attachments')
    if files or afk:
        R.add('info', 'attachments', '; '.join(att))
        R.test(not badaf, 'attachments complete', 'F, UF, Subtype, AFRelationship, /AF', '; '.join(badaf[:4]), 'FAIL' if arch else 'warn')
    else:
        R.add('info', 'attachments', 'none')
    R.data['attachments'] = att
    # ---------------------------------------------------- form
    flds = []

    def field(f, pname, inh, depth=0):
        t = get(f, '/T')
        nm = (pname + '.' if pname and t is not None else pname) + (str(t) if t is not None else '')
        d = dict(inh)
        for k in ('/FT', '/V', '/Ff', '/DA', '/TU', '/MaxLen', '/Opt', '/DV'):
            if get(f, k) is not None:
                d[k] = f[k]
        kids = get(f, '/Kids', [])
        sub = [k for k in kids if get(k, '/T') is not None]
        if sub and depth < 30:
            d.pop('/TU', None)
            for k in kids:
                field(k, nm, d, depth + 1)
        else:
            flds.append((nm, d, list(kids) or [f] * ('/Subtype' in f)))  # a field without widgets is shown nowhere
    if form is not None:
        for f in fields0:
            field(f, '', {})
    rows, prob = [], collections.Counter()
    ex, dafonts = {}, {}

    def P(what, nm):
        prob[what] += 1
        ex.setdefault(what, nm)
    apk = {key(a): pg for pg, a, _ in annots}
    for nm, d, ws in flds:
        ft = str(d.get('/FT', '?'))[1:]
        ff = int(d.get('/Ff', 0))
        kind = {'Tx': 'text' + (' multiline' if ff & 4096 else ''), 'Btn': 'radio' if ff & 32768 else ('push' if ff & 65536 else 'check'),
                'Ch': 'combo' if ff & 131072 else 'list', 'Sig': 'sig'}.get(ft, ft)
        v = d.get('/V')
        vs = str(v) if v is not None and not isinstance(v, (Array, Dictionary, Stream)) else ('' if v is None else repr(v)[:40])
        rows.append((nm, kind, vs, str(d.get('/TU', '')), len(ws), ff))
        if not nm:
            P('no name', '?')
        if ws and kind not in ('push',) and not str(d.get('/TU', '')).strip():
            P('no tooltip (TU)', nm)
        for w in ws:
            if key(w) not in apk:
                P('widget not on a page', nm)
            r = get(w, '/Rect')
            if r is None or abs(float(r[2]) - float(r[0])) < 1 or abs(float(r[3]) - float(r[1])) < 1:
                if ft != 'Sig':
                    P('widget without area', nm)
            if not int(get(w, '/F', 0)) & 4:
                P('widget not printable', nm)
            t = aptext.get(key(w))
            if t is None:
                if ft != 'Sig' or arch:
                    P('no appearance stream', nm)
                continue
            if ft == 'Btn' and kind in ('check', 'radio'):
                on = [k for k in t if k not in ('', '/Off')]
                if len(on) != 1:
                    P('button needs one on state', nm)
                if '/Off' not in t and kind == 'check':
                    P('button without Off appearance', nm)
                as_ = str(get(w, '/AS', ''))
                if as_ not in list(t) and as_ != '/Off':
                    P('AS names no appearance', nm)
                if as_ not in ('', '/Off') and vs and as_ != vs:
                    P('AS differs from V', nm)
                if kind == 'check' and vs and vs != '/Off' and as_ != vs:
                    P('AS differs from V', nm)
            elif ft in ('Tx', 'Ch') and not ff & 8192:
                shown = re.sub(r'\s', '', t.get('', ''))
                val = re.sub(r'\s', '', vs)
                opt = d.get('/Opt')
                lab = {val}
                if isinstance(opt, Array):
                    for o in opt:
                        if isinstance(o, Array) and len(o) == 2 and re.sub(r'\s', '', str(o[0])) == val:
                            lab.add(re.sub(r'\s', '', str(o[1])))
                if kind != 'list' and shown not in lab:
                    P('appearance text differs from value', '%s: %r vs %r' % (nm, short(shown, 20), short(val, 20)))
        if ft in ('Tx', 'Ch') and d.get('/DA') is None and get(form, '/DA') is None:
            P('no DA', nm)
        if ft in ('Tx', 'Ch'):
            da = str(d['/DA'] if '/DA' in d else get(form, '/DA', ''))
            m = re.search(r'/(\S+)\s+[-\d.]+\s+Tf', da)
            dr = get(get(form, '/DR', {}), '/Font', {})
            if not m:
                P('DA names no font', nm)
            elif get(dr, '/' + m.group(1)) is None:
                P('DA font not in DR', nm)
            else:
                dafonts[m.group(1)] = Font(dr['/' + m.group(1)])
        if ft == 'Ch' and vs and not ff & 262144:
            opt = [str(o[0]) if isinstance(o, Array) else str(o) for o in d.get('/Opt', [])]
            if vs not in opt:
                P('value not among options', nm)
        if '/MaxLen' in d and len(vs) > int(d['/MaxLen']):
            P('value longer than MaxLen', nm)
    names = collections.Counter(r[0] for r in rows)
    for n, c in names.items():
        if c > 1:
            P('name used twice', n)
    R.data['fields'] = [dict(name=a, kind=b, value=c, tooltip=e, widgets=f, flags=g) for a, b, c, e, f, g in rows]
    stray = [pg for pg, a, _ in annots if str(get(a, '/Subtype')) == '/Widget' and key(a) not in {key(w) for _, _, ws in flds for w in ws}]
    if rows or form is not None or prof == 'form':
        kinds = collections.Counter(r[1] for r in rows)
        R.test(rows, 'AcroForm fields', '%d: %s' % (len(rows), ', '.join('%s %d' % k for k in kinds.most_common())), 'none', 'FAIL' if prof == 'form' else 'info')
        if rows:
            R.add('info', 'fields', '\n'.join('%s [%s] = %s · %s' % (a, b, short(c, 24) or '∅', short(e, 40) or '(no tooltip)') for a, b, c, e, f, g in rows[:args.fields]) + ('\n… %d more' % (len(rows) - args.fields) if len(rows) > args.fields else ''))
        na = str(get(form, '/NeedAppearances')).lower() if form is not None else ''
        R.test(na != 'true', 'NeedAppearances not set', '', 'true: appearances left to the viewer', 'FAIL' if arch else 'warn')
        R.test(get(form, '/XFA') is None, 'no XFA')
        if dafonts:
            # what a viewer can type with: a subset font has only the characters already used
            R.add('info', 'fonts for typing (DA)', '; '.join('%s = %s, %s, %s characters in ToUnicode' % (
                k, f.base, 'embedded %d bytes' % len(f.file[1].read_raw_bytes()) if f.file else 'not embedded',
                len(f.tu) if f.tu is not None else 'no') for k, f in sorted(dafonts.items())))
        hard = {k: v for k, v in prob.items()}
        R.test(not hard, 'field rules', '', '; '.join('%s (%d×, %s)' % (k, v, ex[k]) for k, v in hard.items()))
        R.test(not stray, 'no widget outside the field tree', '', 'pages %s' % stray[:6])
        unmapped = [(f.base, '%04X' % c) for f in W.fonts.values() if f.type0 and f.tu is None for c in list(f.codes)[:1]]
        R.test(not unmapped, 'form fonts have ToUnicode', '', str(unmapped[:3]))
    js = [1 for o in pdf.objects if isinstance(o, Dictionary) and str(get(o, '/S')) in ('/JavaScript', '/Launch')]
    R.test(not js, 'no JavaScript/Launch actions', '', '%d' % len(js), 'FAIL' if arch else 'warn')
    return R.finish(args.json)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('files', nargs='+')
    ap.add_argument('--json', action='store_true')
    ap.add_argument('--profile', default='auto', choices=['auto', 'flat', 'form', 'archive'])
    ap.add_argument('--chinese', default='yes', choices=['yes', 'no'])
    ap.add_argument('--allow-base14', action='store_true')
    ap.add_argument('--fields', type=int, default=12, help='how many fields to list')
    a = ap.parse_args()
    rc = 0
    for f in a.files:
        rc = max(rc, judge(f, a))
    return rc


if __name__ == '__main__':
    sys.exit(main())
