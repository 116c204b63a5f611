// The stamp of a form (forms/form_stamp.h) in the metadata of a PDF, and what the file's identifier takes of it.
#pragma once

#include "forms/form_stamp.h"

#include <string>
#include <string_view>

namespace gongwen::pdf {

/// The hash of a definition, given as all its bytes.
std::string stamp_hash(std::string_view definition);
/// The properties for XMP, and the schema that describes them (ISO 19005-2 section 6.6.2.3.3).
std::string stamp_properties(const forms::FormStamp& stamp);
std::string stamp_schema();
/// The hash in bytes, as the first part of the file's identifier.
std::string stamp_identifier(const forms::FormStamp& stamp);

}  // namespace gongwen::pdf
