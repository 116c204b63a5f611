// The stamp of a form: which kind and edition it was made from. Kept in several places, because programs drop some.
#pragma once

#include "intake/returned_file.h"

#include <string_view>

namespace gongwen::intake {

/// `{"kind": …, "edition": …, "hash": …}`; an empty stamp for any other text.
forms::FormStamp read_stamp_json(std::string_view json);

/// The properties gw:kind, gw:edition and gw:hash of an XMP packet, as elements or as attributes.
forms::FormStamp read_stamp_xmp(std::string_view xmp);

/// Takes over `found` where the file has no stamp yet. Tells intake/stamp-conflict when both speak and differ in kind
/// or edition.
void add_stamp(const forms::FormStamp& found, ReturnedFile& file);

}  // namespace gongwen::intake
