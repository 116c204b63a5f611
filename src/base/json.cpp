#include "base/json.h"

#include "base/assert.h"
#include "base/utf8.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace gongwen::base {

void append_pointer_token(std::string& pointer, std::string_view token) {
  pointer.push_back('/');
  for (const char c : token) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer.push_back(c);
    }
  }
}

void append_pointer_index(std::string& pointer, std::size_t index) {
  pointer.push_back('/');
  pointer += std::to_string(index);
}

std::string_view parent_pointer(std::string_view pointer) {
  const std::size_t slash = pointer.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : pointer.substr(0, slash);
}

std::optional<std::vector<std::string>> parse_json_pointer(std::string_view pointer) {
  std::vector<std::string> tokens;
  if (pointer.empty()) return tokens;
  if (pointer.front() != '/') return std::nullopt;
  tokens.emplace_back();
  for (std::size_t i = 1; i < pointer.size(); ++i) {
    const char c = pointer[i];
    if (c == '/') {
      tokens.emplace_back();
    } else if (c == '~') {
      if (i + 1 == pointer.size() || (pointer[i + 1] != '0' && pointer[i + 1] != '1')) return std::nullopt;
      tokens.back().push_back(pointer[++i] == '0' ? '~' : '/');
    } else {
      tokens.back().push_back(c);
    }
  }
  return tokens;
}

namespace {

using Tree = nlohmann::ordered_json;

/// Embedded JSON text is kept as a binary value, which parsed JSON never contains.
Tree written_tree(std::string_view json) { return Tree::binary({json.begin(), json.end()}); }

bool needs_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

void append_escape(std::string& out, char c) {
  static constexpr char kHex[] = "0123456789abcdef";
  switch (c) {
    case '"': out += "\\\""; break;
    case '\\': out += "\\\\"; break;
    case '\n': out += "\\n"; break;
    case '\r': out += "\\r"; break;
    case '\t': out += "\\t"; break;
    default:
      out += "\\u00";
      out.push_back(kHex[c >> 4]);
      out.push_back(kHex[c & 15]);
  }
}

void append_escaped(std::string& out, std::string_view text) {
  auto rest = text.begin();
  for (auto at = rest; (at = std::find_if(at, text.end(), needs_escape)) != text.end(); rest = ++at) {
    out.append(rest, at);
    append_escape(out, *at);
  }
  out.append(rest, text.end());
}

/// Writes a tree. Nlohmann's own dump() does not serve: it escapes U+0008 and U+000C differently, which would change
/// the hashes of stored records, cannot write numbers of any length, and takes three allocations per text.
class TreeWriter {
 public:
  enum class Layout : std::uint8_t { Compact, Indented };

  TreeWriter(std::string& out, Layout layout) : out_(out), layout_(layout) {}

  /// Recurses to the depth of the tree, which parse_json or the code that built it limits.
  void write(const Tree& value, std::size_t depth) {
    switch (value.type()) {
      case Tree::value_t::object: return write_object(*value.get_ptr<const Tree::object_t*>(), depth);
      case Tree::value_t::array: return write_list(*value.get_ptr<const Tree::array_t*>(), depth);
      case Tree::value_t::string: return append_json_string(out_, *value.get_ptr<const std::string*>());
      case Tree::value_t::boolean: out_ += *value.get_ptr<const bool*>() ? "true" : "false"; return;
      case Tree::value_t::number_integer: out_ += std::to_string(*value.get_ptr<const std::int64_t*>()); return;
      case Tree::value_t::number_unsigned: out_ += std::to_string(*value.get_ptr<const std::uint64_t*>()); return;
      case Tree::value_t::binary: return write_as_it_is(*value.get_ptr<const Tree::binary_t*>());
      case Tree::value_t::null:
      case Tree::value_t::number_float:  // never made
      case Tree::value_t::discarded: out_ += "null"; return;
    }
  }

 private:
  void write_as_it_is(const Tree::binary_t& json) { out_.append(json.begin(), json.end()); }

  void line(std::size_t depth) {
    if (layout_ == Layout::Compact) return;
    out_ += '\n';
    out_.append(2 * depth, ' ');
  }

  void write_object(const Tree::object_t& members, std::size_t depth) {
    out_ += '{';
    bool first = true;
    for (const auto& [name, value] : members) {
      if (!std::exchange(first, false)) out_ += ',';
      line(depth + 1);
      append_json_string(out_, name);
      out_ += layout_ == Layout::Compact ? ":" : ": ";
      write(value, depth + 1);
    }
    if (!members.empty()) line(depth);
    out_ += '}';
  }

  void write_list(const Tree::array_t& items, std::size_t depth) {
    out_ += '[';
    bool first = true;
    for (const Tree& value : items) {
      if (!std::exchange(first, false)) out_ += ',';
      line(depth + 1);
      write(value, depth + 1);
    }
    if (!items.empty()) line(depth);
    out_ += ']';
  }

  std::string& out_;
  Layout layout_;
};

/// Builds a tree from the events of nlohmann's parser, which does not recurse. Each handler returns whether to
/// continue.
class TreeBuilder {
 public:
  explicit TreeBuilder(const JsonReadLimits& limits) : limits_(limits) {}

  bool null() { return add(nullptr) != nullptr; }
  bool boolean(bool flag) { return add(flag) != nullptr; }
  bool number_integer(std::int64_t number) { return add(number) != nullptr; }
  bool number_unsigned(std::uint64_t number) { return add(number) != nullptr; }
  bool number_float(double, const std::string& digits) { return add(written_tree(digits)) != nullptr; }
  bool string(std::string& text) { return !has_nul(text) && add(std::move(text)) != nullptr; }
  bool binary(Tree::binary_t&) { return false; }
  bool start_object(std::size_t) { return open(Tree::object()); }
  bool start_array(std::size_t) { return open(Tree::array()); }
  bool end_array() {
    open_.pop_back();
    return true;
  }
  bool end_object() {
    const bool unique = has_unique_names(*open_.back()->get_ptr<const Tree::object_t*>());
    open_.pop_back();
    return unique;
  }
  bool key(std::string& name) {
    if (has_nul(name)) return false;
    name_ = std::move(name);
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) { return false; }

  Tree take() && { return std::move(root_); }

 private:
  static bool has_nul(const std::string& text) { return text.find('\0') != std::string::npos; }

  static bool has_unique_names(const Tree::object_t& members) {
    std::vector<std::string_view> names;
    names.reserve(members.size());
    for (const auto& member : members) names.emplace_back(member.first);
    std::sort(names.begin(), names.end());
    return std::adjacent_find(names.begin(), names.end()) == names.end();
  }

  /// Null if there are too many values. A container grows only while none of its items is open, so the pointers to open
  /// containers stay valid.
  Tree* add(Tree value) {
    if (++values_ > limits_.max_values) return nullptr;
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    Tree& parent = *open_.back();
    if (Tree::array_t* const items = parent.get_ptr<Tree::array_t*>()) return &items->emplace_back(std::move(value));
    // operator[] would search all members for the name.
    return &parent.get_ptr<Tree::object_t*>()->emplace_back(std::move(name_), std::move(value)).second;
  }

  bool open(Tree container) {
    if (open_.size() >= limits_.max_depth) return false;
    Tree* const added = add(std::move(container));
    if (added != nullptr) open_.push_back(added);
    return added != nullptr;
  }

  const JsonReadLimits& limits_;
  Tree root_;
  std::vector<Tree*> open_;
  std::string name_;
  std::size_t values_ = 0;
};

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out.push_back('"');
  while (const auto bad = find_invalid_utf8(text)) {
    append_escaped(out, text.substr(0, *bad));
    append_utf8(out, kReplacementCharacter);
    text.remove_prefix(*bad + 1);
  }
  append_escaped(out, text);
  out.push_back('"');
}

std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

bool JsonView::is_object() const { return value_->is_object(); }
bool JsonView::is_list() const { return value_->is_array(); }
bool JsonView::is_text() const { return value_->is_string(); }

std::size_t JsonView::size() const { return is_object() || is_list() ? value_->size() : 0; }

std::string_view JsonView::name_at(std::size_t index) const {
  GONGWEN_ASSERT(is_object() && index < size());
  const Tree::object_t& members = *value_->get_ptr<const Tree::object_t*>();
  return (members.begin() + static_cast<std::ptrdiff_t>(index))->first;
}

JsonView JsonView::at(std::size_t index) const {
  GONGWEN_ASSERT(index < size());
  if (const auto* const items = value_->get_ptr<const Tree::array_t*>()) return JsonView((*items)[index]);
  const Tree::object_t& members = *value_->get_ptr<const Tree::object_t*>();
  return JsonView((members.begin() + static_cast<std::ptrdiff_t>(index))->second);
}

std::optional<JsonView> JsonView::find(std::string_view name) const {
  const auto* const members = value_->get_ptr<const Tree::object_t*>();
  if (members == nullptr) return std::nullopt;
  const auto found = std::find_if(members->begin(), members->end(), [&](const auto& m) { return m.first == name; });
  return found == members->end() ? std::nullopt : std::optional(JsonView(found->second));
}

std::string_view JsonView::text() const {
  const auto* const text = value_->get_ptr<const std::string*>();
  return text == nullptr ? std::string_view() : *text;
}

bool JsonView::is_true() const {
  const auto* const flag = value_->get_ptr<const bool*>();
  return flag != nullptr && *flag;
}

std::optional<std::uint64_t> JsonView::number() const {
  if (const auto* const number = value_->get_ptr<const std::uint64_t*>()) return *number;
  const auto* const number = value_->get_ptr<const std::int64_t*>();
  if (number == nullptr || *number < 0) return std::nullopt;
  return static_cast<std::uint64_t>(*number);
}

std::string JsonView::text_of(std::string_view name) const {
  const auto member = find(name);
  return member ? std::string(member->text()) : std::string();
}

bool JsonView::flag_of(std::string_view name) const {
  const std::optional<JsonView> value = find(name);
  return value && value->is_true();
}

std::optional<std::uint64_t> JsonView::number_of(std::string_view name) const {
  const auto member = find(name);
  return member ? member->number() : std::nullopt;
}

std::string JsonView::json() const {
  std::string out;
  TreeWriter(out, TreeWriter::Layout::Compact).write(*value_, 0);
  return out;
}

Json::Json(nlohmann::ordered_json value) : value_(std::make_unique<Tree>(std::move(value))) {}
Json::Json(std::string_view text) : Json(Tree(std::string(text))) {}
Json::Json(bool flag) : Json(Tree(flag)) {}
Json::Json(Whole whole) : Json(whole.is_negative ? Tree(static_cast<std::int64_t>(whole.bits)) : Tree(whole.bits)) {}
Json::~Json() = default;
Json::Json(Json&& other) noexcept = default;
Json& Json::operator=(Json&& other) noexcept = default;

Json Json::object() { return Json(Tree::object()); }
Json Json::list() { return Json(Tree::array()); }
Json Json::written(std::string_view json) { return Json(written_tree(json)); }

Json& Json::set(std::string_view name, Json value) {
  GONGWEN_ASSERT(value_->is_object());
  (*value_)[std::string(name)] = std::move(*value.value_);
  return *this;
}

Json& Json::append(Json object) {
  for (auto& [name, value] : *object.value_->get_ptr<Tree::object_t*>()) (*value_)[name] = std::move(value);
  return *this;
}

void Json::remove(std::string_view name) { value_->erase(std::string(name)); }

Json& Json::add(Json value) {
  GONGWEN_ASSERT(value_->is_array());
  value_->push_back(std::move(*value.value_));
  return *this;
}

std::string Json::indented() const {
  std::string out;
  TreeWriter(out, TreeWriter::Layout::Indented).write(*value_, 0);
  return out;
}

std::optional<Json> parse_json(std::string_view text, const JsonReadLimits& limits) {
  if (text.size() > limits.max_bytes) return std::nullopt;
  TreeBuilder builder(limits);
  if (!Tree::sax_parse(text, &builder)) return std::nullopt;
  return Json(std::move(builder).take());
}

}  // namespace gongwen::base
