// make_workbook TEMPLATE.html OUT.xlsx: an expanded workbook template as a workbook, for tests that open it with
// other programs.
#include "sheet/built_workbook.h"
#include "sheet/xlsx/write_xlsx.h"

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

using namespace gongwen;

namespace {

std::string read_file(const char* path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

int main(int argument_count, char** arguments) {
  if (argument_count < 3) {
    std::fputs("usage: make_workbook TEMPLATE.html OUT.xlsx\n", stderr);
    return 2;
  }
  tests::BuiltWorkbook built(read_file(arguments[1]));
  xlsx::XlsxOptions options;
  options.path = arguments[2];
  const bool good = !built.sink.has_errors() && xlsx::write_xlsx(built.workbook, options, built.sink);
  std::fputs(built.messages().c_str(), stderr);
  return good ? 0 : 1;
}
