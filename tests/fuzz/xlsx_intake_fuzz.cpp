// Any bytes as a returned workbook. The first byte chooses: a whole archive, or the XML of a sheet in a sound archive,
// since mutations of compressed bytes hardly ever get that far.
#include "intake/detail/xlsx_sheet.h"
#include "intake/detail/xlsx_workbook.h"
#include "intake/read_xlsx.h"
#include "intake/stamp.h"
#include "intake/wire.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using namespace gongwen::intake;

/// A ZIP archive of one entry that is not compressed; readers that check the sum see it as damaged, so the sum is left
/// to `crc`.
void append_number(std::string& out, std::uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i));
}

std::uint32_t crc(std::string_view text) {
  std::uint32_t sum = 0xFFFF'FFFF;
  for (const char c : text) {
    sum ^= static_cast<unsigned char>(c);
    for (int i = 0; i < 8; ++i) sum = (sum >> 1) ^ ((sum & 1) != 0 ? 0xEDB8'8320 : 0);
  }
  return ~sum;
}

std::string archive_of(std::string_view xml) {
  std::string facts;
  append_number(facts, 0, 8);  // flags, method, time, date
  append_number(facts, crc(xml), 4);
  append_number(facts, static_cast<std::uint32_t>(xml.size()), 4);
  append_number(facts, static_cast<std::uint32_t>(xml.size()), 4);
  append_number(facts, 1, 2);
  std::string out = "PK\x03\x04";
  append_number(out, 20, 2);
  out += facts;
  append_number(out, 0, 2);
  out += 'a';
  out += xml;
  const auto start = static_cast<std::uint32_t>(out.size());
  out += "PK\x01\x02";
  append_number(out, 20, 2);
  append_number(out, 20, 2);
  out += facts;
  out.append(16, '\0');
  out += 'a';
  const auto length = static_cast<std::uint32_t>(out.size()) - start;
  out += "PK\x05\x06";
  append_number(out, 0, 4);
  append_number(out, 1, 2);
  append_number(out, 1, 2);
  append_number(out, length, 4);
  append_number(out, start, 4);
  append_number(out, 0, 2);
  return out;
}

void read_parts(std::string_view xml) {
  const std::string bytes = archive_of(xml);
  ReturnedFile file;
  ZipArchive zip(bytes, {});
  if (zip.fault() != ZipFault::None || !zip.has("a")) std::abort();
  const IntakeLimits limits;
  XlsxPackage package(zip, limits, file);
  std::vector<std::string> strings;
  std::vector<bool> dates;
  XlsxWorkbook workbook;
  XlsxCells cells;
  std::size_t room = limits.most_cells;
  read_shared_strings(package, "a", limits, file, strings);
  read_date_formats(package, "a", dates);
  read_xlsx_workbook(package, "a", limits, file, workbook);
  read_xlsx_sheet(package, "a", {strings, dates, workbook.from_1904}, limits, room, file, cells);
  read_stamp_properties(package, "a");
  read_stamp_xmp(xml);
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
