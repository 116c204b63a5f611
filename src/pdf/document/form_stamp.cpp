#include "base/format.h"
#include "pdf/document/detail/metadata.h"
#include "pdf/document/field_font.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace gongwen::pdf {
namespace {

constexpr std::string_view kNamespace = "urn:gongwen:form:";

std::string described_property(std::string_view name, std::string_view description) {
  return "<rdf:li rdf:parseType=\"Resource\"><pdfaProperty:name>" + std::string(name) +
         "</pdfaProperty:name><pdfaProperty:valueType>Text</pdfaProperty:valueType>"
         "<pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>" +
         std::string(description) + "</pdfaProperty:description></rdf:li>";
}

int digit_value(char digit) { return digit <= '9' ? digit - '0' : digit - 'a' + 10; }

}  // namespace

std::string stamp_hash(std::string_view definition) {
  const XXH128_hash_t hash = XXH3_128bits(definition.data(), definition.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

std::string stamp_properties(const forms::FormStamp& stamp) {
  return "<gw:kind xmlns:gw=\"" + std::string(kNamespace) + "\">" + xml_text(stamp.kind) +
         "</gw:kind><gw:edition xmlns:gw=\"" + std::string(kNamespace) + "\">" + xml_text(stamp.edition) +
         "</gw:edition><gw:hash xmlns:gw=\"" + std::string(kNamespace) + "\">" + xml_text(stamp.hash) + "</gw:hash>\n";
}

std::string stamp_schema() {
  return "<rdf:li rdf:parseType=\"Resource\"><pdfaSchema:schema>Edition of a form</pdfaSchema:schema>"
         "<pdfaSchema:namespaceURI>" +
         std::string(kNamespace) +
         "</pdfaSchema:namespaceURI><pdfaSchema:prefix>gw</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>" +
         described_property("kind", "Kind of document") + described_property("edition", "Version of the definition") +
         described_property("hash", "Hash of the definition") + "</rdf:Seq></pdfaSchema:property></rdf:li>";
}

std::string stamp_identifier(const forms::FormStamp& stamp) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < stamp.hash.size(); i += 2) {
    bytes.push_back(static_cast<char>(digit_value(stamp.hash[i]) * 16 + digit_value(stamp.hash[i + 1])));
  }
  return bytes;
}

}  // namespace gongwen::pdf
