// Text for assistive technology besides the content of the pages: alternative texts, languages, addresses. Also reports
// attributes of the source that have no effect.
#pragma once

#include "diagnostics/diagnostic.h"
#include "dom/tree.h"

#include <string>
#include <string_view>
#include <vector>

namespace gongwen::paint {

/// Converts a `lang` attribute to the form that ISO 32000-1 section 14.9.2 requires (RFC 3066): `zh_CN` becomes
/// `zh-CN`. Returns an empty text if it is not a language tag.
std::string language_tag(std::string_view attribute);

/// Whether an address is longer than a PDF/A string (ISO 19005-2 section 6.1.13) once non-ASCII characters are spelled
/// as `%E4`.
bool is_address_too_long(std::string_view address);

/// Attributes that may turn out to have no effect. They are collected before painting and reported afterwards, when the
/// nodes of the first pages may already have been freed.
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
