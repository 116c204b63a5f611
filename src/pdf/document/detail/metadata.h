// What a file says of itself and what it carries: metadata, dates, attachments.
#pragma once

#include "base/escapes.h"
#include "paint/display_list.h"
#include "pdf/document/field_font.h"
#include "pdf/syntax/detail/file_writer.h"

#include <optional>
#include <string>

namespace gongwen::pdf {

// What a file says of itself: the information dictionary, XMP, dates (ISO 32000-1 section 14.3, ISO 19005-2
// section 6.6).

/// A moment, as both forms of metadata write it.
struct DocumentDate {
  std::string pdf;  // D:20240315000000+08'00'
  std::string xmp;  // 2024-03-15T00:00:00+08:00
};

/// From an ISO 8601 date or date-time; a day counts from midnight in China. Nothing for other texts.
std::optional<DocumentDate> parse_document_date(std::string_view iso);
/// From seconds since 1970, UTC.
DocumentDate date_from_epoch(std::int64_t seconds);

/// What XMP states in addition to the document's own information.
struct XmpContents {
  int archive_part = 2;                     // of ISO 19005; 3 where files are attached
  const forms::FormStamp* stamp = nullptr;  // of a form that can be filled in
  bool is_accessible = true;                // keeps the rules of PDF/UA-1
  std::string_view ofd_identifier = {};     // of the OFD file with the same pages
};

/// The XMP packet of a PDF/A-2a or PDF/A-3a and PDF/UA-1 file.
std::string xmp_packet(const paint::DocumentInformation& information, const DocumentDate& date,
                       const XmpContents& contents = {});

/// Starts the description of a namespace that PDF/A does not know; its properties come next, then `close_schema`.
void open_schema(base::XmlWriter& xml, std::string_view title, std::string_view name_space, std::string_view prefix);
void add_described_property(base::XmlWriter& xml, std::string_view name, std::string_view type,
                            std::string_view description);
void close_schema(base::XmlWriter& xml);

/// The properties of a form's stamp, and the schema that describes them.
void add_stamp_properties(base::XmlWriter& xml, const forms::FormStamp& stamp);
void add_stamp_schema(base::XmlWriter& xml);

/// Text without the characters that XML and readers do not bear: control characters are left out. What is longer than a
/// string may be (ISO 19005-2 section 6.1.13) is cut, with an ellipsis at its end.
std::string clean_metadata(std::string_view text);

// Files within the file (ISO 19005-3 section 6.8): what a document was made from, for programs that read it.

struct Attachment {
  std::string name;         // `data.json`
  std::string media_type;   // `application/json`
  std::string description;  // for people
  std::string bytes;
  std::string relationship = "Data";  // to the document (ISO 32000-2 table 43)
};

/// Writes one attached file. Returns: its file specification, to be named by the catalog.
ObjectNumber write_attachment(const Attachment& attachment, const DocumentDate& date, FileWriter& file);

}  // namespace gongwen::pdf
