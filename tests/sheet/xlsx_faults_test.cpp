// What keeps a workbook from being written: each message of the module but xlsx/library, for which see
// tests/command/test_faults.py.
#include "sheet/built_workbook.h"
#include "sheet/xlsx/detail/library_file.h"
#include "sheet/xlsx/write_xlsx.h"
#include "support/diagnostic_lines.h"

#include <cstdio>

#include <gtest/gtest.h>

using namespace gongwen;

namespace {

/// A workbook that can be written, spoilt, and written.
struct Spoilt {
  tests::BuiltWorkbook built{"<table data-sheet=\"S\">\n<tr><td>x</td></tr></table>"};
  xlsx::XlsxOptions options;
};

struct Row {
  void (*spoil)(Spoilt& spoilt);
  std::string_view expected;
};

/// What is reported of the workbook once it is spoilt.
std::string faults(const Row& row) {
  Spoilt spoilt;
  spoilt.options.path = "test_xlsx_faults.tmp";
  row.spoil(spoilt);
  EXPECT_FALSE(xlsx::write_xlsx(spoilt.built.workbook, spoilt.options, spoilt.built.sink));
  std::FILE* const left = std::fopen(spoilt.options.path.c_str(), "rb");
  EXPECT_EQ(left, nullptr);
  if (left != nullptr) std::fclose(left);
  return test::DiagnosticLines({&spoilt.built.sources, nullptr}, {}).write(spoilt.built.sink.diagnostics());
}

}  // namespace

TEST(Faults, WhatKeepsAWorkbookFromBeingWritten) {
  const Row rows[] = {
      {[](Spoilt& s) { s.built.workbook.sheets[0].name = "a/b"; },
       "xlsx/invalid-workbook case.html:1:1 sheet name a/b"},
      {[](Spoilt& s) {
         s.built.workbook.names = {{"gw.a", 0, {}, "/a", {}, {}}, {"GW.A", 0, {}, "/A", {}, {}}};
       },
       "xlsx/invalid-workbook case.html:1:1 two names GW.A"},
      {[](Spoilt& s) {
         s.built.workbook.names = {{"R1C1", 0, {}, "/a", {}, {}}};
       },
       "xlsx/invalid-workbook case.html:1:1 defined name R1C1"},
      {[](Spoilt& s) {
         s.built.workbook.stamp = forms::FormStamp{"kind", std::string(256, '1'), {}};
       },
       "xlsx/invalid-workbook stamp of the form"},
      {[](Spoilt& s) { s.built.workbook.formats.resize(60'001); }, "xlsx/too-many-formats case.html:1:1 60001"},
      {[](Spoilt& s) { s.options.path = "no/such/folder/a.xlsx"; }, "xlsx/unwritable no/such/folder/a.xlsx"},
      {[](Spoilt& s) { s.options.temporary_folder = "no/such/folder"; }, "xlsx/temporary-folder no/such/folder"},
  };
  for (const Row& row : rows) EXPECT_EQ(faults(row), row.expected);
}

TEST(Faults, AFullDiskIsNoticedBeforeAnythingIsWritten) {
  diagnostics::DiagnosticSink sink;
  EXPECT_TRUE(xlsx::check_room(std::nullopt, 5'000'000, "a.xlsx", sink));
  EXPECT_TRUE(xlsx::check_room(5'000'000, 5'000'000, "a.xlsx", sink));
  EXPECT_FALSE(xlsx::check_room(4'999'999, 5'000'000, "a.xlsx", sink));
  EXPECT_EQ(test::DiagnosticLines({}, {}).write(sink.diagnostics()), "xlsx/no-space a.xlsx");
  EXPECT_EQ(diagnostics::message_text(sink.diagnostics().front(), diagnostics::Language::English),
            "there is not enough disk space at `a.xlsx`: 5 MB are needed, 4 MB are free");
}
