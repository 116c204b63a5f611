"""Checklist 5 to 7, 9 to 15: pages, structure, annotations."""
import collections
import re

import needs
from documents import ChecklistTest, documents, is_element, kids

STANDARD = set('Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl '
               'LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP '
               'Warichu WT WP Figure Formula Form'.split())
LANGUAGE = re.compile(r'[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*\Z')


class PageTest(ChecklistTest):
    def test_05_every_page_has_its_own_resources_and_box(self):
        for document in self.each_document():
            for page in document.pages:
                self.assertIn('/Resources', page)
                self.assertIn('/MediaBox', page)

    def test_05_pages_with_annotations_go_by_structure(self):
        for document in self.each_document():
            for page in document.pages:
                self.assertEqual('/Annots' in page, page.get('/Tabs') == '/S')

    def test_05_struct_parents_is_exactly_where_content_is(self):
        for document in self.each_document():
            for page, content in zip(document.pages, document.marks):
                has_content = any(mark.mcid is not None for mark in content.marks)
                self.assertEqual('/StructParents' in page, has_content)


class ContentTest(ChecklistTest):
    def test_06_nothing_is_painted_outside_marks_and_no_mark_holds_another(self):
        for document in self.each_document():
            for content in document.marks:
                self.assertEqual(content.outside, [])
                self.assertLessEqual(content.deepest_mark, 1)

    @needs.time
    def test_06_each_mcid_is_once_on_its_page_and_in_one_leaf(self):
        for document in self.each_document():
            drawn = collections.Counter((page.objgen, mark.mcid) for page, content in zip(document.pages, document.marks)
                                        for mark in content.marks if mark.mcid is not None)
            owned = collections.Counter(key for element in document.elements if element.parent is None
                                        for key in document.content_below(element))
            self.assertEqual(set(drawn.values()) - {1}, set())
            self.assertEqual(drawn, owned)

    def test_06_the_parent_tree_leads_back(self):
        for document in self.each_document():
            numbers = list(document.pdf.Root.StructTreeRoot.ParentTree.Nums)
            tree = dict(zip((int(key) for key in numbers[::2]), numbers[1::2]))
            pages = {page.objgen: page for page in document.pages}
            for element in document.elements:
                for kid in kids(element.obj):
                    if not isinstance(kid, int) and is_element(kid):
                        continue
                    if not isinstance(kid, int) and kid.get('/Type') == '/OBJR':
                        self.assertEqual(tree[int(kid.Obj.StructParent)].objgen, element.obj.objgen)
                        continue
                    page = element.obj.Pg if isinstance(kid, int) else kid.Pg
                    number = kid if isinstance(kid, int) else int(kid.MCID)
                    holder = kid.Stm if not isinstance(kid, int) and '/Stm' in kid else pages[page.objgen]
                    row = tree[int(holder.StructParents)]
                    self.assertEqual(row[number].objgen, element.obj.objgen)
            self.assertGreater(int(document.pdf.Root.StructTreeRoot.ParentTreeNextKey), max(tree))

    def test_06_the_tag_in_the_content_is_the_type_of_the_element(self):
        for document in self.each_document():
            tags = {(page.objgen, mark.mcid): mark.tag for page, content in zip(document.pages, document.marks)
                    for mark in content.marks}
            for element in document.elements:
                for kid in kids(element.obj):
                    if isinstance(kid, int):
                        self.assertEqual(tags[element.obj.Pg.objgen, kid], element.type)

    def test_07_leaves_name_their_page_and_foreign_content_its_own(self):
        foreign = 0
        for document, element in self.each_element():
            for kid in kids(element.obj):
                if isinstance(kid, int):
                    self.assertIn('/Pg', element.obj, str(element))
                elif kid.get('/Type') == '/MCR' and '/Stm' not in kid:
                    foreign += 1
                    self.assertNotEqual(kid.Pg.objgen, element.obj.Pg.objgen)
        self.assertGreater(foreign, 20)

    def test_07_paragraphs_cells_and_items_go_over_pages_as_one_element(self):
        split = set()
        for document, element in self.each_element():
            if len({page for page, _ in document.content_below(element)}) > 1:
                split.add(element.type)
        self.assertLessEqual({'P', 'TD', 'LI', 'LBody', 'Table', 'L'}, split)


class ElementTest(ChecklistTest):
    def test_09_headings_begin_with_the_first_level_and_skip_none(self):
        for document in self.each_document():
            above = 0
            for element in document.elements:
                if re.fullmatch('H[1-6]', element.type):
                    level = int(element.type[1])
                    self.assertLessEqual(level, above + 1, str(element))
                    above = level

    def test_10_rows_have_equal_columns_after_spans(self):
        for document, table in self.each_element('Table'):
            rows = [kid for group in table.child_objects if group.S in ('/THead', '/TBody', '/TFoot')
                    for kid in kids(group)] + [kid for kid in table.child_objects if kid.S == '/TR']
            covered = []
            pending = collections.Counter()  # by column: rows that a span still covers
            for row in rows:
                taken = {column for column, left in pending.items() if left > 0}
                following = collections.Counter({c: left - 1 for c, left in pending.items() if left > 1})
                column = 0
                for cell in kids(row):
                    spans = attributes_of(cell)
                    while column in taken:
                        column += 1
                    for offset in range(spans.get('/ColSpan', 1)):
                        self.assertNotIn(column + offset, taken, 'cells overlap')
                        taken.add(column + offset)
                        if spans.get('/RowSpan', 1) > 1:
                            following[column + offset] = spans['/RowSpan'] - 1
                    column += spans.get('/ColSpan', 1)
                pending = following
                covered.append(len(taken))
            self.assertLessEqual(len(set(covered)), 1, f'columns of rows {covered[:40]}')
            self.assertFalse(any(left > 0 for left in pending.values()), 'a span runs past the last row')

    def test_10_tables_have_groups_one_head_at_most_and_a_body_with_it(self):
        for document, table in self.each_element('Table'):
            self.assertLessEqual(table.children.count('THead'), 1)
            self.assertLessEqual(table.children.count('TFoot'), 1)
            self.assertLessEqual(set(table.children), {'Caption', 'THead', 'TBody', 'TFoot'})
            if {'THead', 'TFoot'} & set(table.children):
                self.assertIn('TBody', table.children)

    def test_10_rows_lie_in_groups_and_cells_in_rows(self):
        for document, element in self.each_element('THead', 'TBody', 'TFoot'):
            self.assertEqual(set(element.children), {'TR'})
            self.assertEqual(element.parent.type, 'Table')
        for document, element in self.each_element('TR'):
            self.assertLessEqual(set(element.children), {'TH', 'TD'})
            self.assertNotEqual(element.children, [], 'an empty row')
        for document, element in self.each_element('TH', 'TD'):
            self.assertEqual(element.parent.type, 'TR')

    def test_10_each_header_cell_states_its_scope(self):
        for document, element in self.each_element('TH'):
            self.assertIn(str(element.attribute('/Scope')), ('/Column', '/Row', '/Both'))
            self.assertEqual(element.obj.A.O, '/Table')

    def test_10_heads_are_told_once_and_repeated_as_artifacts(self):
        for document in documents():
            if document.name == 'long_table':
                heads = [element for element in document.elements if element.type == 'THead']
                self.assertEqual([document.text_below(head) for head in heads], ['序号内容备注'])
                repeated = [mark for content in document.marks[1:] for mark in content.marks
                            if mark.tag == 'Artifact' and '序号内容备注' in mark.text]
                self.assertEqual(len(repeated), len(document.pages) - 1)
                for mark in repeated:
                    self.assertEqual(mark.properties.Type, '/Pagination')

    def test_11_lists_hold_items_items_hold_label_and_body(self):
        for document, element in self.each_element('L'):
            self.assertLessEqual(set(element.children), {'LI', 'Caption'})
            self.assertIn(str(element.attribute('/ListNumbering')),
                          ('/None', '/Disc', '/Circle', '/Square', '/Decimal', '/UpperRoman', '/LowerRoman', '/UpperAlpha', '/LowerAlpha'))
            self.assertNotEqual(element.parent.type, 'LI')
        for document, element in self.each_element('LI'):
            self.assertLessEqual(set(element.children), {'Lbl', 'LBody'})
            self.assertEqual(sorted(set(element.children)), sorted(element.children))
            self.assertEqual(element.parent.type, 'L')
        for document, element in self.each_element('LBody'):
            self.assertEqual(element.parent.type, 'LI')

    def test_11_contents_hold_their_items(self):
        found = 0
        for document, element in self.each_element('TOCI'):
            found += 1
            self.assertEqual(element.parent.type, 'TOC')
        self.assertGreater(found, 10)

    def test_11_captions_stand_first_or_last(self):
        for document, element in self.each_element('Caption'):
            self.assertIn(element.obj.objgen, (element.parent.child_objects[0].objgen, element.parent.child_objects[-1].objgen))

    def test_12_figures_have_an_alternative_and_a_box(self):
        for document, element in self.each_element('Figure', 'Formula'):
            self.assertNotEqual(str(element.obj.get('/Alt', '')), '')
            self.assertIsNotNone(element.attribute('/BBox'))

    def test_12_notes_have_identifiers_of_their_own(self):
        for document in self.each_document():
            identifiers = [str(element.obj.get('/ID', '')) for element in document.elements if element.type == 'Note']
            self.assertNotIn('', identifiers)
            self.assertEqual(len(set(identifiers)), len(identifiers))

    def test_12_links_are_annotations_with_contents_in_link_elements(self):
        found = 0
        for document in self.each_document():
            owners = {kid.Obj.objgen: element.type for element in document.elements for kid in kids(element.obj)
                      if not isinstance(kid, int) and kid.get('/Type') == '/OBJR'}
            for annotation in document.annotations():
                found += 1
                self.assertEqual(annotation.Subtype, '/Link')
                self.assertEqual(int(annotation.F), 4)
                self.assertIn('/StructParent', annotation)
                self.assertNotEqual(str(annotation.Contents).strip(), '')
                self.assertEqual(owners[annotation.objgen], 'Link')
                self.assertTrue(('/Dest' in annotation) != ('/A' in annotation))
        self.assertGreater(found, 10)

    def test_12_links_within_the_document_lead_to_its_pages(self):
        for document in self.each_document():
            pages = {page.objgen for page in document.pages}
            for annotation in document.annotations():
                if '/Dest' in annotation:
                    self.assertIn(annotation.Dest[0].objgen, pages)
                else:
                    self.assertRegex(bytes(annotation.A.URI), rb'\A[a-z]+:[\x21-\x7e]+\Z')

    def test_13_nothing_is_empty_but_cells_and_bodies_of_items(self):
        for document, element in self.each_element():
            if element.type not in ('TD', 'TH', 'LBody', 'Document'):
                self.assertFalse(element.is_empty(), str(element))

    def test_13_only_elements_with_text_hold_content(self):
        for document in self.each_document():
            for content in document.marks:
                for mark in content.marks:
                    if mark.mcid is not None and mark.tag == 'Figure':
                        self.assertIn('Do', mark.operators)
                    elif mark.mcid is not None:
                        self.assertNotEqual(mark.text, '')

    def test_14_languages_are_valid_and_the_document_has_one(self):
        for document in self.each_document():
            self.assertEqual(str(document.pdf.Root.Lang), document.meaning['language'])
            self.assertRegex(str(document.pdf.Root.Lang), LANGUAGE)
            for element in document.elements:
                if '/Lang' in element.obj:
                    self.assertRegex(str(element.obj.Lang), LANGUAGE)

    def test_15_types_are_standard_or_mapped_to_standard_ones(self):
        for document in self.each_document():
            roles = {key[1:]: str(value)[1:] for key, value in document.pdf.Root.StructTreeRoot.get('/RoleMap', {}).items()}
            self.assertFalse(set(roles) & STANDARD)
            self.assertLessEqual(set(roles.values()), STANDARD)
            self.assertLessEqual({element.type for element in document.elements}, STANDARD | set(roles))

    def test_there_is_one_document_element(self):
        for document in self.each_document():
            self.assertEqual([element.type for element in document.elements if element.parent is None], ['Document'])


def attributes_of(cell):
    attributes = cell.get('/A', {})
    return {key: int(value) for key, value in attributes.items() if key in ('/RowSpan', '/ColSpan')}


class OutlineTest(ChecklistTest):
    def test_outline_is_as_meant(self):
        for document in self.each_document():
            pages = {page.objgen: index for index, page in enumerate(document.pages)}
            found = []
            if '/Outlines' in document.pdf.Root:
                walk_outline(document.pdf.Root.Outlines, 0, pages, found)
                self.assertEqual(document.pdf.Root.PageMode, '/UseOutlines')
            meant = [(item['title'], item['page']) for item in document.meaning['outline']]
            self.assertEqual([(title, page) for title, page, _ in found], meant)


def walk_outline(parent, depth, pages, found):
    item = parent.get('/First')
    while item is not None:
        found.append((str(item.Title), pages[item.Dest[0].objgen], depth))
        walk_outline(item, depth + 1, pages, found)
        item = item.get('/Next')
