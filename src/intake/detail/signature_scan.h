// Signature dictionaries in the bytes of a file, whatever its tables and its form say: so that none is passed over in
// silence when the form cannot be read, or does not lead to it.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace gongwen::intake {

struct ScannedSignature {
  std::int64_t object = 0;           // the number that stands before it
  std::vector<std::uint64_t> range;  // its ByteRange; empty when that cannot be read
};

/// Those of objects that lie in the file itself; what streams contain, such as attached files, is not looked into.
std::vector<ScannedSignature> scan_signatures(std::string_view bytes);

}  // namespace gongwen::intake
