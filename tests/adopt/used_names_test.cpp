// A first schema of a Word template: the names that its tags use, where they stand.
#include "adopt/used_names.h"

#include "../word/word_file.h"
#include "word/read_document.h"

#include <gtest/gtest.h>

namespace {

using namespace gongwen;
using namespace gongwen::adopt;

using word_file::docx;
using word_file::paragraph;

/// `title list[name day]`: members of lists in brackets, those of objects in braces.
std::string shown(const std::vector<UsedName>& names) {
  std::string text;
  for (const UsedName& name : names) {
    text += (text.empty() ? "" : " ") + name.name;
    if (!name.members.empty()) text += (name.is_list ? "[" : "{") + shown(name.members) + (name.is_list ? "]" : "}");
  }
  return text;
}

std::string names_in(const std::string& body, const std::vector<word_file::Part>& parts = {}) {
  const auto document = word::read_document(docx(body, parts), {});
  EXPECT_TRUE(document) << "not read";
  return document ? shown(used_names(*document).members) : std::string();
}

TEST(UsedNames, NotesBelongToTheLoopThatRefersToThem) {
  const std::string notes =
      word_file::root("footnotes", "<w:footnote w:id=\"1\">" + paragraph("{{ item.source }}") + "</w:footnote>");
  const std::string body = paragraph("{%p for item in works %}") +
                           "<w:p><w:r><w:t>{{ item.title }}</w:t></w:r><w:r><w:footnoteReference w:id=\"1\"/></w:r>"
                           "<w:r><w:t>{{ item.year }}</w:t></w:r></w:p>" +
                           paragraph("{%p endfor %}") + paragraph("{{ end }}");
  EXPECT_EQ(names_in(body, {{"footnotes.xml", "footnotes", notes}}), "works[title source year] end");
}

TEST(UsedNames, TextBoxesBelongToTheLoopAroundTheirParagraph) {
  const std::string box = "<w:r><w:pict><v:shape xmlns:v=\"urn:schemas-microsoft-com:vml\"><v:textbox><w:txbxContent>" +
                          paragraph("{{ item.name }}") + "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>";
  const std::string body = paragraph("{%p for item in seats %}") + "<w:p><w:r><w:t>座</w:t></w:r>" + box + "</w:p>" +
                           paragraph("{%p endfor %}");
  EXPECT_EQ(names_in(body), "seats[name]");
}

TEST(UsedNames, MethodsAreNoMembers) {
  EXPECT_EQ(names_in(paragraph("{{ title.strip() }}{{ body.text.upper() }}{{ field(\"/x\") }}")), "title body{text}");
  EXPECT_EQ(names_in(paragraph("{% for key, value in marks.items() %}{{ key }}{% endfor %}")), "marks");
}

TEST(UsedNames, ArgumentsAreNoNamesAndItemsBelongToLists) {
  EXPECT_EQ(names_in(paragraph("{{ items | sum(attribute=\"amount\") }}{{ rate | round(precision=2, method=m) }}")),
            "items rate m");
  EXPECT_EQ(names_in(paragraph("{{ people[0].name }}{{ people[-1].post }}")), "people[name post]");
  const auto both = word::read_document(docx(paragraph("{% for x in a + b %}{{ x.n }}{% endfor %}")), {});
  ASSERT_TRUE(both);
  const UsedName root = used_names(*both);
  ASSERT_EQ(root.members.size(), 2U);
  EXPECT_TRUE(root.members[0].is_list && root.members[1].is_list);
}

TEST(UsedNames, ConditionsWithinExpressionsTestTheirNames) {
  const auto document = word::read_document(
      docx(paragraph("{{ \"yes\" if passed else \"no\" }}{{ remark or \"none\" }}{{ \"!\" if urgent }}{{ title }}")),
      {});
  ASSERT_TRUE(document);
  const UsedName root = used_names(*document);
  ASSERT_EQ(root.members.size(), 4U);
  for (const UsedName& name : root.members) EXPECT_EQ(name.is_tested, name.name != "title") << name.name;
}

TEST(UsedNames, DescriptionsOfPicturesHaveTags) {
  const std::string picture =
      "<w:p><w:r><w:drawing><wp:inline "
      "xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\">"
      "<wp:docPr id=\"1\" name=\"x\" descr=\"{{ seal_name }}\"/><a:graphic "
      "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"><a:graphicData><pic:pic "
      "xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:blipFill><a:blip r:embed=\"rId9\" "
      "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"/></pic:blipFill></pic:pic>"
      "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>";
  EXPECT_EQ(names_in(picture), "seal_name");
}

TEST(UsedNames, NamesOfWithAreTheTemplatesOwn) {
  EXPECT_EQ(names_in(paragraph("{% with a = data.first, b = f(x, y) %}{{ a }}{{ b }}{{ c }}{% endwith %}")),
            "data{first} x y c");
}

}  // namespace
