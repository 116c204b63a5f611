#include "service/designer/detail/form_tree.h"

#include "base/format.h"
#include "base/json.h"
#include "data/readers.h"
#include "data/values.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace gongwen::service {
namespace {

std::optional<std::size_t> index_of(std::string_view token, std::size_t size) {
  const auto index = typed_index(token);
  return index && *index < size ? index : std::nullopt;
}

// Items are named by their index; leading zeros are accepted: see typed_index().
FormNode* child_of(FormNode& node, std::string_view token) {
  if (node.is_object()) return node.member(token);
  if (!node.is_list()) return nullptr;
  const auto index = index_of(token, node.items.size());
  return index ? &node.items[*index].second : nullptr;
}

FormNode node_of(const data::Value& value) {
  if (value.is_string()) return FormNode::of_text(value.string());
  if (!value.is_object() && !value.is_array()) return FormNode::of_json(data::value_json(value));
  FormNode node = value.is_object() ? FormNode::object() : FormNode::list();
  node.items.reserve(value.size());
  for (std::size_t i = 0; i < value.size(); ++i) {
    node.items.emplace_back(value.is_object() ? std::string(value.key_at(i)) : std::string(), node_of(value.at(i)));
  }
  return node;
}

/// Writes members one after another, each in its own line if `lines` says so.
void append_items(std::string& out, const FormNode& node, std::string_view between) {
  bool is_first = true;
  for (const auto& [name, item] : node.items) {
    if (!is_first) out += between;
    is_first = false;
    if (node.is_object()) {
      base::append_json_string(out, name);
      out += ": ";
    }
    out += item.json();
  }
}

}  // namespace

std::optional<FormNode> FormNode::read(std::string_view json) {
  // Four times the limit of a draft, since a form that is too large is read before it is refused with a message.
  data::JsonLimits limits;
  limits.max_bytes = kMaxFormBytes * 4;
  limits.max_depth = 40;
  limits.max_values = 100'000;
  // The engine reports what is wrong with a form; a text that is not JSON is refused as a whole.
  diagnostics::DiagnosticSink unheard;
  const auto document = data::read_json(diagnostics::SourceId{}, json, limits, unheard);
  return document ? std::optional(node_of(document->root())) : std::nullopt;
}

FormNode* FormNode::member(std::string_view name) {
  // Linear: objects have tens of members, and their order is kept.
  if (!is_object()) return nullptr;
  const auto found = std::find_if(items.begin(), items.end(), [name](const auto& item) { return item.first == name; });
  return found == items.end() ? nullptr : &found->second;
}

const FormNode* FormNode::member(std::string_view name) const { return const_cast<FormNode*>(this)->member(name); }

FormNode FormNode::of_number(double number) { return of_json(fmt::format("{}", number)); }

std::string FormNode::text_of(std::string_view name) const {
  const FormNode* const found = member(name);
  return found != nullptr && found->is_text() ? found->text : std::string();
}

FormNode* FormNode::find(std::string_view pointer) {
  const auto tokens = base::parse_json_pointer(pointer);
  if (!tokens) return nullptr;
  FormNode* node = this;
  for (const std::string& token : *tokens) {
    node = child_of(*node, token);
    if (node == nullptr) return nullptr;
  }
  return node;
}

const FormNode* FormNode::find(std::string_view pointer) const { return const_cast<FormNode*>(this)->find(pointer); }

// Replaces a value, or adds one to an object or directly after the last item of a list.
bool FormNode::put(std::string_view pointer, FormNode value) {
  if (FormNode* const known = find(pointer)) {
    *known = std::move(value);
    return true;
  }
  const auto tokens = base::parse_json_pointer(pointer);
  if (!tokens || tokens->empty()) return false;
  FormNode* const parent = find(base::parent_pointer(pointer));
  if (parent == nullptr) return false;
  if (parent->is_object()) {
    parent->items.emplace_back(tokens->back(), std::move(value));
    return true;
  }
  if (!parent->is_list() || tokens->back() != std::to_string(parent->items.size())) return false;
  parent->items.emplace_back(std::string(), std::move(value));
  return true;
}

bool FormNode::erase(std::string_view pointer) {
  const FormNode* const known = find(pointer);
  // The whole form cannot be removed.
  if (known == nullptr || pointer.empty()) return false;
  FormNode* const parent = find(base::parent_pointer(pointer));
  const auto at = std::find_if(parent->items.begin(), parent->items.end(),
                               [known](const auto& item) { return &item.second == known; });
  parent->items.erase(at);
  return true;
}

std::string FormNode::json() const {
  if (is_text()) return base::json_string(text);
  if (type == Type::Other) return text;
  std::string out = is_object() ? "{" : "[";
  append_items(out, *this, ", ");
  out += is_object() ? '}' : ']';
  return out;
}

// People compare forms line by line, in the history and in files: a field or row per line keeps differences short.
std::string FormNode::layout() const {
  if (!is_object()) return json() + '\n';
  std::string out = "{";
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto& [name, value] = items[i];
    out += i == 0 ? "\n  " : ",\n  ";
    base::append_json_string(out, name);
    out += ": ";
    // Fields, rules, and rows of the paper get lines; everything else is written in one line.
    if (name == "fields" && value.is_object() && !value.items.empty()) {
      out += "{\n    ";
      append_items(out, value, ",\n    ");
      out += '}';
    } else if (name == "rules" && value.is_list() && !value.items.empty()) {
      out += "[\n    ";
      append_items(out, value, ",\n    ");
      out += ']';
    } else if (name == "paper" && value.is_list()) {
      out += '[';
      for (std::size_t sheet = 0; sheet < value.items.size(); ++sheet) {
        FormNode rest = value.items[sheet].second;
        const FormNode* const rows = value.items[sheet].second.member("rows");
        out += sheet == 0 ? "\n    " : ",\n    ";
        // Rows are written last; a sheet that has them elsewhere keeps its order in one line.
        if (rows == nullptr || !rows->is_list() || rest.items.back().first != "rows") {
          out += rest.json();
          continue;
        }
        rest.items.pop_back();
        out += '{';
        append_items(out, rest, ", ");
        out += rest.items.empty() ? "\"rows\": [\n      " : ", \"rows\": [\n      ";
        append_items(out, *rows, ",\n      ");
        out += "]}";
      }
      out += ']';
    } else {
      out += value.json();
    }
  }
  return out + "\n}\n";
}

std::optional<std::size_t> typed_index(std::string_view text) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(index) : std::nullopt;
}

// Fixed notation only, since people do not type `1e3` into a form.
std::optional<double> typed_number(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  const bool is_number = error == std::errc() && end == text.data() + text.size() && std::isfinite(number);
  return is_number ? std::optional(number) : std::nullopt;
}

std::string pointer_token(std::string_view name) {
  std::string pointer;
  base::append_pointer_token(pointer, name);
  return pointer.substr(1);
}

namespace {

bool have_same_names(const FormNode& before, const FormNode& after) {
  return before.type == after.type && before.items.size() == after.items.size() &&
         std::equal(before.items.begin(), before.items.end(), after.items.begin(),
                    [](const auto& one, const auto& other) { return one.first == other.first; });
}

}  // namespace

// Goes down while exactly one member differs; a member that comes or goes is a difference of its owner.
std::optional<FormDifference> find_difference(const FormNode& before, const FormNode& after) {
  if (before == after) return std::nullopt;
  const FormNode* was = &before;
  const FormNode* is = &after;
  std::string place;
  // If members are added or removed, the order of the rest counts, so the whole object is one difference.
  while ((was->is_object() || was->is_list()) && have_same_names(*was, *is)) {
    std::size_t found = 0;
    std::size_t count = 0;
    for (std::size_t i = 0; i < was->items.size(); ++i) {
      if (was->items[i].second == is->items[i].second) continue;
      found = i;
      ++count;
    }
    // Two differences: the place is the value that contains both.
    if (count != 1) break;
    if (was->is_object()) {
      base::append_pointer_token(place, was->items[found].first);
    } else {
      base::append_pointer_index(place, found);
    }
    const std::size_t index = found;
    was = &was->items[index].second;
    is = &is->items[index].second;
  }
  return FormDifference{place, was->json(), is->json()};
}

bool put_json(FormNode& form, std::string_view place, std::string_view json) {
  if (json.empty()) return form.erase(place);
  auto value = FormNode::read(json);
  return value && form.put(place, *std::move(value));
}

}  // namespace gongwen::service
