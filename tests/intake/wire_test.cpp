#include "intake/wire.h"

#include "diagnostics/catalogue/intake.h"

#include <doctest/doctest.h>

using namespace gongwen::intake;

TEST_CASE("what one process writes the other reads") {
  ReturnedFile file;
  file.type = FileType::Xlsx;
  file.stamp = {"expert-application", "1.0", "abc"};
  file.fields.push_back({"/a~1b/0", RawType::Choice, "甲\n\"乙\"", "丙", {0, "表 1", "B3"}});
  file.blanks.push_back({"/b", RawType::Text, {}, {}, {3, {}, {}}});
  file.parts = {{1, 4, {}, true}, {5, 8, {}, false}, {0, 0, {"表 1", "表 2"}, false}};
  file.attached_json = "{}";
  file.loose_cells.push_back({"表", 3, 4, RawType::Number, "1.5"});
  file.tell(gongwen::diagnostics::messages::IntakeEncrypted);
  file.tell_of("/a", {2, {}, {}}, gongwen::diagnostics::messages::IntakeConflict, {"x", "y"});
  const std::string text = write_returned_file(file);
  const auto read = parse_returned_file(text);
  REQUIRE(read);
  CHECK(read->type == file.type);
  CHECK(read->stamp == file.stamp);
  CHECK(read->fields == file.fields);
  CHECK(read->blanks == file.blanks);
  CHECK(read->parts == file.parts);
  CHECK(read->attached_json == file.attached_json);
  CHECK(read->loose_cells == file.loose_cells);
  CHECK(read->notices == file.notices);
  for (std::size_t end = 0; end < text.size(); ++end) CHECK_FALSE(parse_returned_file(text.substr(0, end)));
  CHECK_FALSE(parse_returned_file("[9]"));
}
