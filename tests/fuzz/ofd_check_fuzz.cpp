// Any bytes as an OFD file. The first byte chooses: a whole package, or the XML of a page or document in a sound one,
// since mutations of compressed bytes hardly ever get that far.
#include "ofd/packages.h"

#include <cstdint>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string rest(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  if (bytes[0] == 'p' || bytes[0] == 'd') {
    ofd_packages::Package package;
    package.part(bytes[0] == 'p' ? "Doc_0/Page.xml" : "Doc_0/Document.xml") = rest;
    ofd_packages::said_of(package);
    return 0;
  }
  ofd_packages::said_of(rest);
  return 0;
}
