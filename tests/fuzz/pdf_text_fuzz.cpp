// Any bytes as a PDF whose text is read back: the reader neither crashes nor hangs, and gives no more than it may.
#include "base/utf8.h"
#include "intake/read_returned.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace gongwen::intake;
  IntakeLimits limits;
  limits.max_stream_bytes = std::size_t{1} << 20;
  const auto read = read_pdf_text({reinterpret_cast<const char*>(bytes), size}, limits);
  if (!read) return 0;
  if (read->missing > read->references || read->text.size() > limits.max_stream_bytes) std::abort();
  if (gongwen::base::find_invalid_utf8(read->text)) std::abort();
  return 0;
}
