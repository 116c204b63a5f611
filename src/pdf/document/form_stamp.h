// FormStamp: which form, in which edition, a file was made from. It stands in three places of the file, since not every
// program that fills in a form keeps all of them.
#pragma once

#include <string>

namespace gongwen::pdf {

struct FormStamp {
  std::string kind;     // `monthly-bulletin`
  std::string edition;  // the version of its definition
  std::string hash;     // of the definition: 32 hexadecimal digits
};

/// `{"kind":…,"edition":…,"hash":…}`
std::string stamp_json(const FormStamp& stamp);
/// The properties for XMP, and the schema that describes them (ISO 19005-2 section 6.6.2.3.3).
std::string stamp_properties(const FormStamp& stamp);
std::string stamp_schema();
/// The hash in bytes, as the first part of the file's identifier.
std::string stamp_identifier(const FormStamp& stamp);

}  // namespace gongwen::pdf
