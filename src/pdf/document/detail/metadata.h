// Metadata of a file (the information dictionary, XMP, dates) and embedded files.
#pragma once

#include "base/escapes.h"
#include "paint/display_list.h"
#include "pdf/document/field_font.h"
#include "pdf/syntax/detail/file_writer.h"

#include <optional>
#include <string>

namespace gongwen::pdf {

// Information dictionary, XMP and dates (ISO 32000-1 section 14.3, ISO 19005-2 section 6.6).

/// A moment, spelled for both kinds of metadata.
struct DocumentDate {
  std::string pdf;  // D:20240315000000+08'00'
  std::string xmp;  // 2024-03-15T00:00:00+08:00
};

/// Parses an ISO 8601 date or date-time; a date without a time means midnight in China (UTC+8). Returns nullopt for any
/// other text.
std::optional<DocumentDate> parse_document_date(std::string_view iso);
/// From seconds since 1970, UTC.
DocumentDate date_from_epoch(std::int64_t seconds);

/// The conformance that the file claims to ISO 19005; A is the highest level.
enum class ArchiveLevel : std::uint8_t { None, B, U, A };

/// What the XMP packet states in addition to the document's own information.
struct XmpContents {
  int archive_part = 2;  // part of ISO 19005: 2, or 3 if files are attached
  ArchiveLevel archive_level = ArchiveLevel::A;
  const forms::FormStamp* stamp = nullptr;  // of a form to fill in; null if absent
  bool is_accessible = true;                // declares PDF/UA-1
  std::string_view ofd_identifier = {};     // DocID of the OFD file with the same pages
};

/// The XMP packet of a PDF/A-2a or PDF/A-3a and PDF/UA-1 file.
std::string xmp_packet(const paint::DocumentInformation& information, const DocumentDate& date,
                       const XmpContents& contents = {});

/// Starts the description of a namespace that PDF/A does not predefine. Add its properties, then call `close_schema`.
void open_schema(base::XmlWriter& xml, std::string_view title, std::string_view name_space, std::string_view prefix);
void add_described_property(base::XmlWriter& xml, std::string_view name, std::string_view type,
                            std::string_view description);
void close_schema(base::XmlWriter& xml);

/// Adds the properties of a form's stamp; add_stamp_schema() adds the schema that describes them.
void add_stamp_properties(base::XmlWriter& xml, const forms::FormStamp& stamp);
void add_stamp_schema(base::XmlWriter& xml);

/// Returns the text without control characters, which XML and readers reject. A text longer than a PDF/A string (ISO
/// 19005-2 section 6.1.13) is cut and ends with an ellipsis.
std::string clean_metadata(std::string_view text);

// Embedded files (ISO 19005-3 section 6.8): for example the data that the document was made from, for programs to read.

struct Attachment {
  std::string name;         // `data.json`
  std::string media_type;   // `application/json`
  std::string description;  // for human readers
  std::string bytes;
  std::string relationship = "Data";  // AFRelationship: how it relates to the document (ISO 32000-2 table 43)
};

/// Writes one embedded file. Returns its file specification, to which the catalog must refer.
ObjectNumber write_attachment(const Attachment& attachment, const DocumentDate& date, FileWriter& file);

}  // namespace gongwen::pdf
