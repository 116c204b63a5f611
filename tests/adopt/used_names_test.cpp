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

TEST(UsedNames, NamesOfWithAreTheTemplatesOwn) {
  EXPECT_EQ(names_in(paragraph("{% with a = data.first, b = f(x, y) %}{{ a }}{{ b }}{{ c }}{% endwith %}")),
            "data{first} x y c");
}

}  // namespace
