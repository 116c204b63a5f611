"""`verify` against annotations and fields that cover, act, move or go after signing, by every way in which viewers draw and do
something that the file does not seem to show."""
import unittest

from signed_files import FORM, PAGE, TEXT_FIELD, SignedFile, appearance, stream
from verify_case import Attack


class Annotations(Attack):
    """What may be added is what draws nothing and does nothing, in any viewer."""

    def added(self, entries, **options):
        file = self.signed(**options)
        number = file.new()
        file.update({number: b'<</Type/Annot%s>>' % entries, 4: PAGE % (b'5 0 R', b' %d 0 R' % number)})
        return file.data

    LINK = b'/Subtype/Link/F 4/Rect[50 300 450 720]'

    def test_border_of_a_link(self):
        """poppler draws what Border and BS say, however wide, and whatever the extent of the link."""
        flat = b'/Subtype/Link/F 4/Rect[50 690 450 690]'
        for entries in (self.LINK + b'/Border[0 0 300]/C[1 1 1]', self.LINK + b'/BS<</W 400>>/C[1 1 1]',
                        self.LINK + b'/BS<</S/S/W 2>>', self.LINK + b'/C[1 1 1]', self.LINK + b'/Border[0 0 0]/BS<</W 30>>',
                        self.LINK + b'/BS<</W 0>>/Border[0 0 30]', self.LINK + b'/Border[0 0 -9]', flat + b'/Border[0 0 60]', flat,
                        self.LINK + b'/Border[9]', self.LINK + b'/Bo#72der[0 0 300]', self.LINK + b'/Border[0 0 1]/C[1]'):
            with self.subTest(entries):
                self.assert_named(self.added(entries), ('doubtful', 'page 1: annotation added (Link)'), status=4)

    def test_notes(self):
        """Viewers draw a sign of 24 points for a note: it may lie beside what the page shows, not over it."""
        for place, permission, status in ((b'20 20 40 40', 'permitted', 0), (b'200 400 220 420', 'permitted', 0),
                                          (b'80 690 100 710', 'doubtful', 4), (b'300 690 320 710', 'doubtful', 4),
                                          (b'80 710 81 711', 'doubtful', 4), (b'80 600 100 620', 'doubtful', 4),
                                          (b'20 20 400 720', 'doubtful', 4), (b'20 20', 'doubtful', 4)):
            with self.subTest(place):
                self.assert_named(self.added(b'/Subtype/Text/F 4/C[1 1 1]/Rect[%s]' % place),
                                  (permission, 'page 1: annotation added (Text)'), status=status)
        look = b'/AP<</N 7 0 R>>'
        self.assert_named(self.added(b'/Subtype/Text/F 4/Rect[20 20 40 40]' + look),
                          ('doubtful', 'page 1: annotation added (Text)'), status=4)

    def test_notes_beside_what_a_page_draws(self):
        """Pictures, paths, forms and turned texts take up their place, too."""
        note = b'<</Type/Annot/Subtype/Text/F 4/Rect[100 300 120 320]>>'
        for content, expected in ((b'300 300 50 50 re f', 'permitted'), (b'90 290 50 50 re f', 'doubtful'),
                                  (b'q 2 0 0 2 0 0 cm 40 140 20 20 re S Q', 'doubtful'), (b'90 310 m 200 310 l n', 'permitted'),
                                  (b'0 310 m 50 900 300 900 595 310 c S', 'doubtful'), (b'q 50 0 0 50 90 290 cm /X Do Q', 'doubtful'),
                                  (b'q 50 0 0 50 90 290 cm BI /W 1/H 1/BPC 8/CS/G ID x EI Q', 'doubtful'),
                                  (b'BT /F1 9 Tf 0 1 -1 0 110 100 Tm (up) Tj ET', 'doubtful'),
                                  (b'BT /F1 9 Tf 20 310 Td (far to the left) Tj ET', 'doubtful'),
                                  (b'BT /F1 9 Tf 200 310 Td (to the right) Tj ET', 'permitted'),
                                  (b'BT /F1 9 Tf 200 -310 Td (x) Tj 14 TL T* -100 634 Td (y) Tj ET', 'doubtful'), (b'/S sh', 'doubtful')):
            with self.subTest(content):
                file = SignedFile()
                file.update({5: stream(b'', content)}).sign(self.authority, 'Ren Yi')
                number = file.new()
                file.update({number: note, 4: PAGE % (b'5 0 R', b' %d 0 R' % number)})
                self.assert_named(file.data, (expected, 'page 1: annotation added (Text)'),
                                  status=0 if expected == 'permitted' else 4)

    def test_links_without_a_border(self):
        for entries in (b'', b'/Border[0 0 0]', b'/BS<</W 0>>', b'/Border[0 0 1]', b'/BS<</S/S>>', b'/Border[0 0 0.0]/C[1 0 0]', b'/Dest[4 0 R/Fit]',
                        b'/A<</S/GoTo/D[4 0 R/Fit]>>'):
            with self.subTest(entries):
                self.assert_named(self.added(self.LINK + entries), ('permitted', 'page 1: annotation added (Link)'), status=0)

    ACTIONS = {
        'JavaScript': b'/A<</S/JavaScript/JS(app.alert\\(1\\))>>', 'Launch': b'/A<</S/Launch/F(cmd.exe)>>',
        'SubmitForm': b'/A<</S/SubmitForm/F(http://a.invalid)>>', 'ImportData': b'/A<</S/ImportData/F(a.fdf)>>',
        'ResetForm': b'/A<</S/ResetForm>>', 'Hide': b'/A<</S/Hide/T(name)>>', 'GoToR': b'/A<</S/GoToR/F(a.pdf)/D[0/Fit]>>',
        'SetOCGState': b'/A<</S/SetOCGState/State[/OFF]>>', 'Rendition': b'/A<</S/Rendition/OP 0>>', 'Named': b'/A<</S/Named/N/Print>>'}

    def test_actions(self):
        for name, entries in self.ACTIONS.items():
            for subtype, head in (('Link', self.LINK), ('Popup', b'/Subtype/Popup/Rect[0 0 9 9]')):
                with self.subTest(f'{name} {subtype}'):
                    self.assert_named(self.added(head + entries),
                                      ('forbidden', f'page 1: annotation added ({subtype}, {name})'))

    def test_actions_behind_others(self):
        script = b'<</S/JavaScript/JS(1)>>'
        for entries in (b'/A<</S/GoTo/D[4 0 R/Fit]/Next%s>>' % script, b'/A<</S/URI/URI(http://a.invalid)/Next[%s]>>' % script,
                        b'/AA<</E%s>>' % script, b'/AA<</PO%s>>' % script, b'/PA%s' % script, b'/#41%s' % script):
            with self.subTest(entries):
                self.assert_named(self.added(self.LINK + entries),
                                  ('forbidden', 'page 1: annotation added (Link, JavaScript)'))

    def test_actions_of_what_cannot_be_seen(self):
        self.assert_named(self.added(b'/Subtype/Text/F 2/Rect[0 0 0 0]/AA<</O<</S/JavaScript/JS(1)>>>>'),
                          ('forbidden', 'page 1: annotation added (Text, JavaScript)'))

    def test_an_address_is_to_be_looked_at(self):
        self.assert_named(self.added(self.LINK + b'/A<</S/URI/URI(http://a.invalid)>>'),
                          ('doubtful', 'page 1: annotation added (Link, URI)'), status=4)

    def test_hidden_ones_and_those_that_are_shown_all_the_same(self):
        box = b'/Subtype/Square/Rect[50 300 450 720]/IC[1 1 1]/F '
        for flags in (b'2', b'34', b'32', b'38'):
            with self.subTest(flags):
                self.assert_named(self.added(box + flags), ('permitted', 'page 1: annotation added (Square)'), status=0)
        # Printed, shown under the pointer, flags that readers take in various ways.
        for flags in (b'36', b'288', b'0', b'4294967298', b'-1', b'2.0'):
            with self.subTest(flags):
                self.assert_named(self.added(box + flags), ('doubtful', 'page 1: annotation added (Square)'), status=4)

    def test_written_into_the_list_itself(self):
        for entries, expected, status in ((self.LINK, ('permitted', 'page 1: annotation added (Link)'), 0),
                                          (self.LINK + b'/Border[0 0 300]', ('doubtful', 'page 1: annotation added (Link)'), 4),
                                          (self.LINK + self.ACTIONS['Launch'],
                                           ('forbidden', 'page 1: annotation added (Link, Launch)'), 1)):
            with self.subTest(entries):
                file = self.signed()
                file.update({4: PAGE % (b'5 0 R', b'<</Type/Annot%s>>' % entries)})
                self.assert_named(file.data, expected, status=status)

    def stamped(self):
        """A file whose page shows two stamps when it is signed."""
        file = SignedFile()
        self.stamps = [file.new(), file.new()]
        looks = [file.new(), file.new()]
        stamp = b'<</Type/Annot/Subtype/Stamp/F 4/Rect[72 690 272 710]/AP<</N %d 0 R>>>>'
        changes = {look: appearance(b'Void') for look in looks}
        changes.update({one: stamp % look for one, look in zip(self.stamps, looks)})
        changes[4] = PAGE % (b'5 0 R', b' %d 0 R %d 0 R' % tuple(self.stamps))
        return file.update(changes).sign(self.authority, 'Ren Yi')

    def test_one_that_was_signed_is_taken_away(self):
        file = self.stamped()
        file.update({4: PAGE % (b'5 0 R', b' %d 0 R' % self.stamps[1])})
        self.assert_named(file.data, ('doubtful', 'page 1: annotation removed (Stamp)'), status=4)

    def test_one_that_was_signed_is_drawn_over_another(self):
        file = self.stamped()
        file.update({4: PAGE % (b'5 0 R', b' %d 0 R %d 0 R' % tuple(reversed(self.stamps)))})
        self.assert_named(file.data, ('doubtful', 'page 1: annotation changed (Annots)'), status=4)

    def test_one_that_was_signed_is_changed(self):
        stamp = b'<</Type/Annot/Subtype/Stamp/F %s/Rect[%s]/AP<</N %d 0 R>>%s>>'
        cases = ((b'4', b'72 690 272 710', b'/Contents(noted)/M(D:2026)', ('permitted', 'page 1: annotation changed (Stamp)'), 0),
                 (b'4', b'72 600 272 620', b'', ('doubtful', 'page 1: annotation changed (Stamp)'), 4),
                 (b'2', b'72 690 272 710', b'', ('doubtful', 'page 1: annotation changed (Stamp)'), 4),
                 (b'4', b'72 690 272 710', b'/A<</S/JavaScript/JS(1)>>', ('forbidden', 'page 1: annotation changed (Stamp, JavaScript)'), 1))
        for flags, place, more, expected, status in cases:
            with self.subTest(more + place + flags):
                file = self.stamped()
                file.update({self.stamps[0]: stamp % (flags, place, self.stamps[1] + 1, more)})
                self.assert_named(file.data, expected, status=status)

    def test_a_field_is_drawn_on_another_page_as_well(self):
        file = SignedFile()
        page = file.new()
        other = b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F1 6 0 R>>>>/Annots[%s]>>'
        file.update({page: other % b'', 2: b'<</Type/Pages/Kids[4 0 R %d 0 R]/Count 2>>' % page})
        file.sign(self.authority, 'Ren Yi').update({page: other % b'10 0 R'})
        self.assert_named(file.data, ('forbidden', 'page 2: form field `name` changed (Annots)'))

    def test_a_field_is_taken_off_its_page(self):
        page = PAGE % (b'5 0 R', b'')
        self.assert_named(self.signed().update({4: page.replace(b'10 0 R ', b'')}).data,
                          ('forbidden', 'page 1: form field `name` changed (Annots)'))


class Fields(Attack):
    """What is added with a field, above one, or taken away with one."""

    def with_field(self, entries, rect=b'0 0 0 0', subtype=b'Widget'):
        file = self.signed()
        number = file.new()
        file.update({number: b'<</Type/Annot/Subtype/%s/FT/Sig/T(new)/F 132/P 4 0 R/Rect[%s]%s>>' % (subtype, rect, entries),
                     3: FORM % (b' %d 0 R' % number, b''), 4: PAGE % (b'5 0 R', b' %d 0 R' % number)})
        return file.data

    def test_an_empty_field_without_extent(self):
        self.assert_named(self.with_field(b''), ('permitted', 'page 1: empty signature field `new` added'), status=0)

    def test_a_field_that_shows(self):
        for rect in (b'50 300 450 720', b'50 700 450 700', b'50 300 450 720 0'):
            with self.subTest(rect):
                self.assert_named(self.with_field(b'/MK<</BG[1 1 1]/BC[1 1 1]>>/BS<</W 90>>', rect),
                                  ('doubtful', 'page 1: empty signature field `new` added'), status=4)

    def test_a_field_that_is_a_link_with_a_border(self):
        self.assert_named(self.with_field(b'/Border[0 0 400]/C[1 1 1]', b'300 500 300 500', b'Link'),
                          ('doubtful', 'page 1: empty signature field `new` added'), status=4)

    def test_a_field_that_acts(self):
        for entries in (b'/AA<</C<</S/JavaScript/JS(1)>>>>', b'/A<</S/Launch/F(cmd.exe)>>'):
            with self.subTest(entries):
                self.assert_named(self.with_field(entries), ('forbidden', 'page 1: empty signature field `new` added'))

    def test_another_node_above_a_field(self):
        """Readers that come to a field by its page find its type and value above it."""
        file = SignedFile()
        node = file.new()
        file.update({node: b'<</T(person)/Kids[10 0 R]>>', 3: (FORM % (b'', b'')).replace(b'[10 0 R', b'[%d 0 R' % node),
                     10: TEXT_FIELD.replace(b'/T(name)', b'/T(name)/Parent %d 0 R' % node) % (b'Ren Yi', 7)})
        file.sign(self.authority, 'Ren Yi')
        field = TEXT_FIELD % (b'Ren Yi', 7)
        for parent in (b'', b'/Parent 0', b'/Parent 13 0 R'):
            with self.subTest(parent):
                copy = SignedFile.__new__(SignedFile)
                copy.__dict__.update(file.__dict__, objects=dict(file.objects))
                copy.update({10: field.replace(b'/T(name)', b'/T(name)' + parent)})
                self.assert_named(copy.data, ('forbidden', 'page 1: form field `person.name` changed (Parent)'))

    def test_a_node_above_fields(self):
        file = SignedFile()
        node = file.new()
        above = b'<</T(person)/Kids[10 0 R]%s>>'
        file.update({node: above % b'', 10: TEXT_FIELD.replace(b'/T(name)', b'/T(name)/Parent %d 0 R' % node) % (b'Ren Yi', 7),
                     3: (FORM % (b'', b'')).replace(b'[10 0 R', b'[%d 0 R' % node)})
        file.sign(self.authority, 'Ren Yi')
        file.update({node: above % b'/AA<</F<</S/JavaScript/JS(1)>>>>'})
        self.assert_named(file.data, ('forbidden', 'form field `person` changed (AA)'))

    def test_the_rich_text_of_a_value(self):
        file = self.signed().update({10: TEXT_FIELD.replace(b'/F 4', b'/F 4/RV(<p>Ren Er</p>)') % (b'Ren Yi', 7)})
        self.assert_named(file.data, ('forbidden', 'page 1: form field `name` changed (RV)'))

    def test_the_list_of_fields_is_emptied(self):
        """The widgets stay on their pages, where some readers still find them."""
        file = self.signed().update({3: b'<</Fields[]/SigFlags 3>>'})
        answer = self.assert_named(file.data, ('forbidden', 'page 1: signature or signature field `sig-1` removed'))
        self.assertEqual(answer['files'][0]['verdict'], 'invalid')

    def test_defaults_of_the_form(self):
        """DA and DR draw what has no appearance: where everything has one they change nothing."""
        bare = b'<</Fields[10 0 R 11 0 R 12 0 R]/SigFlags 3%s>>'
        full = b'/DA(/Helv 0 Tf 1 g)/DR<</Font<</Helv 6 0 R>>>>'
        for field, permission, status in ((None, 'permitted', 0), (b'/V(Ren Yi)', 'doubtful', 4)):
            with self.subTest(permission):
                file = SignedFile().update({3: bare % b''})
                if field:
                    file.update({10: b'<</Type/Annot/Subtype/Widget/FT/Tx/T(name)%s/F 4/P 4 0 R/Rect[72 600 272 620]>>' % field})
                file.sign(self.authority, 'Ren Yi').update({3: bare % full})
                self.assert_named(file.data, (permission, 'how the form draws fields without an appearance changed (DA)'),
                                  (permission, 'how the form draws fields without an appearance changed (DR)'), status=status)

    def test_a_form_that_has_looks_made_up_again(self):
        file = self.signed().update({3: FORM % (b'', b'/NeedAppearances true')})
        self.assert_named(file.data, ('forbidden', 'the form as a whole changed (NeedAppearances)'))


if __name__ == '__main__':
    unittest.main()
