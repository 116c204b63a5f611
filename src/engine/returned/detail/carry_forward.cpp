#include "engine/returned/detail/carry_forward.h"

#include "base/json.h"
#include "base/utf8.h"
#include "data/values.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/common.h"
#include "engine/core/detail/field_words.h"
#include "schema/schema_fields.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

// Data is taken apart into leaves with their pointers, each leaf gets its new place, and the
// leaves are put together again. So a group or a list that moves needs no separate rule, and no
// value can be lost: a leaf is either put somewhere or listed as left over. For example with
// `"was": {"/contact/phone": {"at": ["/telephone"]}}` the leaf `/telephone` = "1380…" gets the
// path `/contact/phone`. With `*` rows keep their numbers: `/jobs/*/firm` →
// `/work_history/*/org`.
namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using data::Value;

/// A part of a pointer. Numbers are rows only in a list: an object may have members called `1`.
struct Step {
  std::string text;
  bool is_row = false;
};
using Path = std::vector<Step>;

std::string pointer_of(const Path& path) {
  std::string pointer;
  for (const Step& step : path) base::append_pointer_token(pointer, step.text);
  return pointer;
}

/// The path of a pointer as text: numbers are rows.
Path path_of(std::string_view pointer) {
  Path path;
  for (std::string& token : base::parse_json_pointer(pointer).value_or(std::vector<std::string>())) {
    const bool is_row =
        !token.empty() && std::all_of(token.begin(), token.end(), [](char c) { return c >= '0' && c <= '9'; });
    path.push_back({std::move(token), is_row});
  }
  return path;
}

/// The path below the place of `pattern`, and the rows on the way there.
struct Match {
  std::vector<std::string> rows;
  std::size_t length = 0;
};
// `pattern` may be shorter than the path: the rest of the path then moves with it.
std::optional<Match> match(const Path& path, std::string_view pattern) {
  const auto tokens = base::parse_json_pointer(pattern);
  if (!tokens || tokens->empty() || tokens->size() > path.size()) return std::nullopt;
  Match found{{}, tokens->size()};
  for (std::size_t i = 0; i < tokens->size(); ++i) {
    if ((*tokens)[i] == "*" && path[i].is_row) {
      found.rows.push_back(path[i].text);
    } else if ((*tokens)[i] != path[i].text) {
      return std::nullopt;
    }
  }
  return found;
}

/// The rule for a path: the one with the longest former pointer, so that a field that has moved takes precedence over
/// its former group.
struct Rule {
  const ManifestWas* was = nullptr;
  Match match;
};
// A former pointer is the place in an older edition; pointers of several editions are alternatives.
std::optional<Rule> rule_of(const Path& path, const CompiledKind& present) {
  std::optional<Rule> best;
  for (const ManifestWas& was : present.manifest->was) {
    for (const std::string& former : was.former) {
      auto found = match(path, former);
      if (found && (!best || found->length > best->match.length)) best = Rule{&was, *std::move(found)};
    }
  }
  return best;
}

Path carried_path(const Path& path, const CompiledKind& present) {
  const std::optional<Rule> rule = rule_of(path, present);
  if (!rule) return path;
  Path carried;
  std::size_t row = 0;
  // Stars of the present pointer take the rows of the former one in order.
  for (std::string& token : base::parse_json_pointer(rule->was->pointer).value_or(std::vector<std::string>())) {
    const bool is_row = token == "*" && row < rule->match.rows.size();
    carried.push_back({is_row ? rule->match.rows[row++] : std::move(token), is_row});
  }
  carried.insert(carried.end(), path.begin() + static_cast<std::ptrdiff_t>(rule->match.length), path.end());
  return carried;
}

/// The present words of a choice at a present path; nullopt if they have not changed.
std::optional<std::string> present_option(const Path& path, std::string_view text, const CompiledKind& present) {
  for (const ManifestWas& was : present.manifest->was) {
    const auto found = match(path, was.pointer);
    // In a field with several choices, each is an item. The item of a list is one step below the
    // field.
    if (!found || path.size() > found->length + 1) continue;
    for (const auto& [former, now] : was.options) {
      if (former == text) return now;
    }
  }
  return std::nullopt;
}

struct Leaf {
  Path path;
  std::string json;
  std::optional<std::string> text;  // of a text
};

// Empty objects and lists are leaves, so that they are not lost.
void add_leaves(const Value& value, Path& path, std::vector<Leaf>& leaves) {
  const bool is_list = value.is_array();
  if ((!is_list && !value.is_object()) || value.size() == 0) {
    Leaf leaf{path, {}, {}};
    data::append_value_json(leaf.json, value);
    if (value.is_string()) leaf.text = std::string(value.string());
    leaves.push_back(std::move(leaf));
    return;
  }
  for (std::size_t i = 0; i < value.size(); ++i) {
    path.push_back({is_list ? std::to_string(i) : std::string(value.key_at(i)), is_list});
    add_leaves(value.at(i), path, leaves);
    path.pop_back();
  }
}

bool is_blank(const Leaf& leaf) {
  return leaf.json == "null" || leaf.json == "\"\"" || leaf.json == "[]" || leaf.json == "{}";
}

/// Puts the data together. Rows without values are left out; the others keep their order.
class Tree {
 public:
  /// Returns false if the place already has another value.
  bool put(const Path& path, const std::string& json) {
    Node* node = &root_;
    for (const Step& step : path) {
      // A value that is an object now cannot hold a leaf that was a text.
      if (!node->leaf.empty() && node->leaf != "{}" && node->leaf != "[]") return false;
      node->leaf.clear();
      if (step.is_row) {
        node->is_list = true;
        // Rows are sorted by number; gaps close when the tree is written.
        node = &node->rows[std::stoull(step.text)];
      } else {
        node = &member(*node, step.text);
      }
    }
    // An empty object or list is meaningless beside values inside it.
    const bool has_inside = !node->members.empty() || !node->rows.empty();
    if (has_inside) return json == "{}" || json == "[]" || json == "null";
    if (!node->leaf.empty()) return node->leaf == json;
    node->leaf = json;
    return true;
  }

  std::string json() const {
    std::string out;
    append(root_, out);
    return out;
  }

 private:
  struct Node {
    std::string name;  // of a member
    std::string leaf;
    bool is_list = false;
    std::map<std::uint64_t, Node> rows;
    std::vector<Node> members;
  };

  static Node& member(Node& node, const std::string& name) {
    for (Node& inner : node.members) {
      if (inner.name == name) return inner;
    }
    Node& added = node.members.emplace_back();
    added.name = name;
    return added;
  }

  static void append(const Node& node, std::string& out) {
    if (!node.leaf.empty()) {
      out += node.leaf;
      return;
    }
    out += node.is_list ? '[' : '{';
    bool is_first = true;
    for (const auto& [number, row] : node.rows) {
      if (!std::exchange(is_first, false)) out += ',';
      append(row, out);
    }
    for (const Node& inner : node.members) {
      if (!std::exchange(is_first, false)) out += ',';
      base::append_json_string(out, inner.name);
      out += ':';
      append(inner, out);
    }
    out += node.is_list ? ']' : '}';
  }

  Node root_;
};

/// Whether a former edition had the value of the field in any place.
bool had(const CompiledKind& former, const CompiledKind& present, const std::string& pointer) {
  if (schema::has_field(*former.schema, pointer)) return true;
  const auto in_former = [&former](const std::string& place) {
    return schema::has_field(*former.schema, place);
  };
  return std::any_of(present.manifest->was.begin(), present.manifest->was.end(), [&](const ManifestWas& was) {
    // A field in a group that was moved was in the group.
    const bool is_in = pointer == was.pointer || pointer.starts_with(was.pointer + "/");
    // `/contact/phone` was `/people/phone` if `/contact` was `/people`.
    return is_in && std::any_of(was.former.begin(), was.former.end(), [&](const std::string& place) {
             return in_former(place + pointer.substr(was.pointer.size()));
           });
  });
}

/// Lists the topmost new fields: a group that is entirely new is named once, without its fields.
void find_added(const schema::SchemaField& field, const CompiledKind& former, const CompiledKind& present,
                std::vector<std::string>& added) {
  for (const schema::SchemaField& part : field.parts) {
    if (part.read_only) continue;
    if (had(former, present, part.pointer)) {
      find_added(part, former, present, added);
      continue;
    }
    // A new group whose fields were elsewhere has no new fields.
    std::vector<std::string> inside;
    find_added(part, former, present, inside);
    const bool is_all_new = part.parts.empty() || inside.size() >= part.parts.size();
    if (is_all_new) inside = {part.pointer};
    added.insert(added.end(), inside.begin(), inside.end());
  }
}

}  // namespace

CarriedData carry_forward(const Value& root, const CompiledKind& former, const CompiledKind& present) {
  CarriedData carried;
  std::vector<Leaf> leaves;
  Path path;
  add_leaves(root, path, leaves);
  Tree tree;
  const auto place = [&](const Leaf& leaf, const Path& at) {
    const std::string pointer = pointer_of(at);
    // Members that the former schema did not describe either stay where they are.
    const bool has_place = pointer.empty() || schema::has_field(*present.schema, pointer) ||
                           !schema::has_field(*former.schema, pointer_of(leaf.path));
    std::string json = leaf.json;
    if (leaf.text) {
      if (const auto now = present_option(at, *leaf.text, present)) json = base::json_string(*now);
    }
    const bool is_put = has_place && tree.put(at, json);
    if (!is_put && !is_blank(leaf)) carried.left.push_back({pointer_of(leaf.path), leaf.json});
  };
  // Values that keep their place come first: one that moves never takes the place of another.
  for (const bool moves : {false, true}) {
    for (const Leaf& leaf : leaves) {
      const Path at = carried_path(leaf.path, present);
      if ((pointer_of(at) != pointer_of(leaf.path)) == moves) place(leaf, at);
    }
  }
  carried.json = tree.json();
  find_added(schema::known_fields(*present.schema), former, present, carried.added);
  return carried;
}

std::string carried_pointer(std::string_view pointer, const CompiledKind& present) {
  return pointer_of(carried_path(path_of(pointer), present));
}

TypedValues carry_forward(const TypedValues& values, const CompiledKind& present) {
  if (present.manifest->was.empty()) return values;
  // A draft on the web is a list of pointers and texts: it does not have to be taken apart.
  std::set<std::string> taken;
  for (const TypedValue& value : values) taken.insert(value.pointer);
  TypedValues carried = values;
  for (TypedValue& value : carried) {
    const Path at = carried_path(path_of(value.pointer), present);
    const std::string pointer = pointer_of(at);
    // A value typed at the present place takes precedence.
    if (pointer != value.pointer && !taken.insert(pointer).second) continue;
    value.pointer = pointer;
    for (std::string& text : value.texts) {
      if (auto now = present_option(at, text, present)) text = *std::move(now);
    }
  }
  return carried;
}

void report_carried(const CarriedData& carried, const std::string& name, const CompiledKind& former,
                    const CompiledKind& present, diagnostics::DiagnosticSink& sink) {
  for (const CarriedData::Left& left : carried.left) {
    const BilingualWords title = field_title(*former.schema, left.pointer);
    sink.report(messages::IntakeNoPlace, diagnostics::Origin{}, name, title.english, title.chinese, left.json);
  }
  if (carried.added.empty()) return;
  BilingualWords titles;
  for (const std::string& pointer : carried.added) {
    if (!titles.english.empty()) titles += diagnostics::texts::ListComma;
    titles += field_title(*present.schema, pointer);
  }
  sink.report(messages::IntakeNewFields, diagnostics::Origin{}, name, titles.english, titles.chinese);
}

}  // namespace gongwen::engine
