// Any bytes as a returned workbook. The first byte chooses: a whole archive, or the XML of a sheet in a sound archive,
// since mutations of compressed bytes hardly ever get that far.
#include "intake/detail/stamp.h"
#include "intake/detail/xlsx_beside.h"
#include "intake/detail/xlsx_looks.h"
#include "intake/detail/xlsx_sheet.h"
#include "intake/detail/xlsx_workbook.h"
#include "intake/hand_made.h"
#include "intake/read_returned.h"
#include "intake/wire.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using namespace gongwen::intake;

void read_parts(std::string_view xml) {
  const std::string bytes = hand_made::zip({{"a", std::string(xml)}});
  ReturnedFile file;
  auto opened = gongwen::package::ZipArchive::open(bytes, {});
  if (!opened || !opened->has("a")) std::abort();
  gongwen::package::ZipArchive& zip = *opened;
  const IntakeLimits limits;
  XlsxPackage package(zip, limits, file);
  const ThemeColors theme = read_theme_colors(package, "a");
  SharedStrings strings;
  CellLooks looks;
  XlsxWorkbook workbook;
  XlsxCells cells;
  SheetView view;
  std::size_t room = limits.max_cells;
  read_shared_strings(package, "a", limits, file, theme, strings);
  read_cell_looks(package, "a", theme, looks);
  read_xlsx_workbook(package, "a", limits, file, workbook);
  read_xlsx_sheet(package, "a", {strings, looks, theme, workbook.from_1904}, limits, room, file, cells, view);
  read_stamp_properties(package, "a");
  read_stamp_xmp(xml);
  margin_texts(xml);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  if (bytes[0] == 'x') {
    read_parts(rest);
    return 0;
  }
  const ReturnedFile file = read_xlsx(rest, UnnamedCells::Collect, {});
  const auto back = parse_returned_file(write_returned_file(file));
  if (!back || back->fields != file.fields || back->notices != file.notices) std::abort();
  return 0;
}
