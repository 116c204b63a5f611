// Any bytes as a returned PDF: the reader neither crashes nor hangs, and what it gives goes through the wire unchanged.
#include "intake/detail/pdf_fields.h"
#include "intake/wire.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace gongwen::intake;
  const ReturnedFile file = read_pdf({reinterpret_cast<const char*>(bytes), size}, {});
  const auto back = parse_returned_file(write_returned_file(file));
  if (!back || back->fields != file.fields || back->notices != file.notices) std::abort();
  return 0;
}
