// Files within the file (ISO 19005-3 section 6.8): what a document was made from, for programs that read it.
#pragma once

#include "pdf/document/detail/metadata.h"
#include "pdf/syntax/detail/file_writer.h"

#include <string>

namespace gongwen::pdf {

struct Attachment {
  std::string name;         // `data.json`
  std::string media_type;   // `application/json`
  std::string description;  // for people
  std::string bytes;
};

/// Writes one attached file. Returns: its file specification, to be named by the catalog.
ObjectNumber write_attachment(const Attachment& attachment, const DocumentDate& date, FileWriter& file);

}  // namespace gongwen::pdf
