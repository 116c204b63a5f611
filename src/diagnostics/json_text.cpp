#include "base/json.h"
#include "diagnostics/source_lookup.h"

namespace gongwen::diagnostics {

void append_json_string(std::string& out, std::string_view text) { base::append_json_string(out, text); }

}  // namespace gongwen::diagnostics
