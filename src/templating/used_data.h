// The data that a template needs: names, and the types that their uses require. A first schema and sample data are
// derived from it.
//   {% for p in people %}{{ p.name }}{{ p.fee | cn_amount }}{% endfor %}    people: a list of groups of a text, a
//   number
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "templating/template_set.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::templating {

enum class UsedType : std::uint8_t {
  Text,
  Number,
  WholeNumber,
  YesNo,
  Date,
  List,
  Group,  // an object whose members are known
  Map,    // an object whose names are data, too: `{% for name, value in marks.items() %}`
  Row,    // a list of places: `{% for label, number in rows %}`
  Chart,  // what `draw_chart` draws
  Any     // only handed to a macro of another file
};

struct UsedValue {
  std::string name;  // empty for the root and for items of lists
  UsedType type = UsedType::Text;
  bool is_tested = false;     // `{% if x %}`, `x or y`: may be missing, which counts as false
  bool is_asked_for = false;  // `x is defined`, `x | default(…)`: may be missing, which the template handles
  /// Whether the template reads it whenever it reads its parent. If not, it may be missing where a condition is false
  /// or a list is empty.
  bool is_always_read = true;
  bool is_open = false;              // of a group: it may have other members, too
  std::string sample;                // a text that its uses accept; empty: any
  std::vector<std::string> choices;  // of a text; empty: any
  std::vector<UsedValue> members;    // of a group, in the order of their first use; of a row, its places
  std::vector<UsedValue> item = {};  // one, of a list or map
  std::size_t least_items = 0;       // of a list: `x[3]` needs four
  diagnostics::Span place;           // of its first use
};

/// A name that the language itself uses: `x.items` is a method of all objects, whatever the data has, and `loop` is
/// special inside loops.
struct TakenName {
  std::string name;
  diagnostics::Span place;
};

struct UsedData {
  UsedValue root;
  std::vector<TakenName> taken;
  /// The call from which on uses were no longer followed, since macros call each other too often. If set, types may be
  /// missing.
  std::optional<diagnostics::Span> unfollowed;
};

/// The root, a group of the names that the template looks up in its data. Included templates are not followed;
/// the root is then open. Time and memory are limited, whatever the template does. Reports: errors of the
/// syntax.
base::Expected<UsedData> used_data(const LoadedTemplate& text, diagnostics::DiagnosticSink& sink);

/// The filters and tests of the language whose input types are unknown. There should be none; add a new one to
/// detail/builtins/input_types.cpp.
std::vector<std::string_view> untyped_builtins();

}  // namespace gongwen::templating
