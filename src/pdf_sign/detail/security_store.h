// The document security store (EN 319 142-1 section 5.4.2): what a signature can be validated with when the authorities
// no longer answer.
#pragma once

#include "pdf_sign/detail/revision.h"
#include "sign/verify_cms.h"

#include <string_view>

namespace gongwen::pdf_sign {

/// Adds the data to those that the file has. `contents` is the value of the signature's /Contents, with its padding.
void add_security_store(const sign::ValidationData& data, std::string_view contents, Revision& revision);

}  // namespace gongwen::pdf_sign
