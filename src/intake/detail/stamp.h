// What a returned file says of itself: the stamp of its form, and when it was saved.
#pragma once

#include "base/date.h"
#include "intake/returned_file.h"

#include <optional>
#include <string_view>

namespace gongwen::intake {

// When a program saved a returned file, as the file says it itself.

/// A date of a PDF (ISO 32000-2, 7.9.4), `D:20300320091500+08'00'`, or of a workbook, `2030-03-20T01:15:00Z`. One
/// without a time zone is taken as one of China, where the forms come from. Nothing for other texts, and for a date
/// without a time of day.
std::optional<base::Moment> moment_of_file_date(std::string_view text);

/// The moment of `saved`, unless it is that of `made`: then the file was not saved since, or the program that did has
/// not said so.
std::optional<base::Moment> moment_of_saving(std::string_view made, std::string_view saved);

// The stamp of a form: which kind and edition it was made from. Kept in several places, because programs drop some.

/// `{"kind": …, "edition": …, "hash": …}`; an empty stamp for any other text.
forms::FormStamp read_stamp_json(std::string_view json);

/// The properties gw:kind, gw:edition and gw:hash of an XMP packet, as elements or as attributes.
forms::FormStamp read_stamp_xmp(std::string_view xmp);

/// Takes over `found` where the file has no stamp yet. Reports intake/stamp-conflict when both speak and differ in kind
/// or edition.
void add_stamp(const forms::FormStamp& found, ReturnedFile& file);

}  // namespace gongwen::intake
