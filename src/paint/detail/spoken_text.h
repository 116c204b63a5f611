// What readers hear besides the content of the pages: alternative texts, languages, addresses, and which attributes of
// the source have no effect.
#pragma once

#include "diagnostics/diagnostic.h"
#include "dom/tree.h"

#include <string>
#include <string_view>
#include <vector>

namespace gongwen::paint {

/// What `lang` says, in the form that ISO 32000-1 section 14.9.2 asks for (RFC 3066): `zh_CN` becomes `zh-CN`. Empty
/// for what is not the tag of a language.
std::string language_tag(std::string_view attribute);

/// Whether an address does not fit into a string of PDF/A (ISO 19005-2 section 6.1.13), with everything but ASCII as
/// `%E4`.
bool is_address_too_long(std::string_view address);

/// Attributes of a document that may be without effect: collected before its pages are painted and reported afterwards,
/// when nodes of the first pages may be gone.
class SpokenAttributes {
 public:
  explicit SpokenAttributes(const dom::Tree& tree);
  /// Reports: paint/address-too-long, paint/unused-attribute.
  void report(diagnostics::DiagnosticSink& sink) const;

 private:
  struct Found {
    const dom::Attribute* attribute;
    dom::ElementName element;
  };
  std::vector<Found> found_;
};

}  // namespace gongwen::paint
