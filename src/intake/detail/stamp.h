// The facts that a returned file states about itself: the stamp of its form, and when it was saved.
#pragma once

#include "base/date.h"
#include "intake/returned_file.h"

#include <optional>
#include <string_view>

namespace gongwen::intake {

// The time when a program saved the file, according to the file.

/// Parses a date of a PDF (ISO 32000-2, 7.9.4), `D:20300320091500+08'00'`, or of a workbook, `2030-03-20T01:15:00Z`.
/// Without a time zone it means China's time, where the forms come from. Returns nullopt for other texts, and for dates
/// without a time.
std::optional<base::Moment> moment_of_file_date(std::string_view text);

/// The moment `saved`, unless it equals `made`: the file was then not saved since, or the program did not record it.
std::optional<base::Moment> moment_of_saving(std::string_view made, std::string_view saved);

// The stamp of a form: kind and edition from which it was made. It is kept in several places, because programs drop
// some.

/// Parses the output of forms::stamp_json; returns an empty stamp for other texts.
forms::FormStamp read_stamp_json(std::string_view json);

/// Reads gw:kind, gw:edition and gw:hash of an XMP packet, as elements or attributes.
forms::FormStamp read_stamp_xmp(std::string_view xmp);

/// Sets the file's stamp to `found` if it has none yet. Reports intake/stamp-conflict if both exist and differ in kind
/// or edition.
void add_stamp(const forms::FormStamp& found, ReturnedFile& file);

}  // namespace gongwen::intake
