// The stamp of a form in a PDF: its hash, its properties in the XMP metadata, and the file identifier derived from it.
#include "base/format.h"
#include "pdf/document/detail/metadata.h"
#include "pdf/document/field_font.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace gongwen::pdf {
namespace {

constexpr std::string_view kNamespace = "urn:gongwen:form:";

void add_property(base::XmlWriter& xml, std::string_view name, std::string_view text) {
  xml.open(name).attribute("xmlns:gw", kNamespace).text(clean_metadata(text)).close();
}

int digit_value(char digit) { return digit <= '9' ? digit - '0' : digit - 'a' + 10; }

}  // namespace

std::string stamp_hash(std::string_view definition) {
  const XXH128_hash_t hash = XXH3_128bits(definition.data(), definition.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

void add_stamp_properties(base::XmlWriter& xml, const forms::FormStamp& stamp) {
  add_property(xml, "gw:kind", stamp.kind);
  add_property(xml, "gw:edition", stamp.edition);
  add_property(xml, "gw:hash", stamp.hash);
  xml.text("\n");
}

void add_stamp_schema(base::XmlWriter& xml) {
  open_schema(xml, "Edition of a form", kNamespace, "gw");
  add_described_property(xml, "kind", "Text", "Kind of document");
  add_described_property(xml, "edition", "Text", "Version of the definition");
  add_described_property(xml, "hash", "Text", "Hash of the definition");
  close_schema(xml);
}

std::string stamp_identifier(const forms::FormStamp& stamp) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < stamp.hash.size(); i += 2) {
    bytes.push_back(static_cast<char>(digit_value(stamp.hash[i]) * 16 + digit_value(stamp.hash[i + 1])));
  }
  return bytes;
}

}  // namespace gongwen::pdf
