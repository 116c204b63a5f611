#include "store/record_text.h"

#include "base/json.h"
#include "data/readers.h"
#include "data/values.h"
#include "diagnostics/source_lookup.h"
#include "store/detail/folder_journal.h"

namespace gongwen::store {
namespace {

std::string joined(std::string text, std::string_view more) {
  if (!text.empty() && !more.empty()) text += "  ";
  return text.append(more);
}

/// A value on one line; the texts of a list are joined.
std::string in_line(const data::Value& value) {
  if (value.is_string()) return std::string(value.string());
  if (!value.is_array()) return data::value_json(value);
  std::string texts;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value.at(i).is_string()) texts.append(texts.empty() ? "" : ", ").append(value.at(i).string());
  }
  return texts;
}

std::string first_in_line(const data::Value& record, const std::vector<std::string>& members) {
  for (const std::string& name : members) {
    const auto member = record.find(name);
    if (std::string text = member ? in_line(*member) : std::string(); !text.empty()) return text;
  }
  return {};
}

}  // namespace

std::string_view record_name(RecordType type, const data::Value& record) {
  const RecordTypeInfo& info = type.info();
  if (const std::string_view text = first_text(record, info.names); !text.empty()) return text;
  for (const std::string& list : info.name_lists) {
    for (const data::Value& item : list_member(record, list)) {
      if (const std::string_view text = first_text(item, info.list_names); !text.empty()) return text;
    }
  }
  return {};
}

std::string describe_record(RecordType type, const data::Value& record) {
  if (!record.is_object()) return {};
  std::string text;
  for (const std::vector<std::string>& part : type.info().summary) {
    text = joined(std::move(text), first_in_line(record, part));
  }
  return joined(std::move(text), record_name(type, record));
}

bool is_in_period(RecordType type, const data::Value& record, std::string_view period) {
  const std::optional<base::PeriodUnit> unit = base::period_unit_of(period);
  return unit && period_of(type, record, *unit) == period;
}

std::optional<bool> key_is_in_period(const RecordKey& key, std::string_view period) {
  const RecordTypeInfo& info = key.type.info();
  const std::optional<base::PeriodUnit> unit = base::period_unit_of(period);
  if (!unit || (info.period.empty() && info.dates.empty())) return false;
  if (info.key_unit != unit) return std::nullopt;
  return key.id.substr(0, key.id.find('/')) == period;
}

std::string export_json(const StoreContents& contents, const ExportChoice& choice, const RecordTypes& types) {
  base::Json lists = base::Json::object();
  for (const RecordType type : types.all()) {
    if (choice.type && *choice.type != type) continue;
    base::Json list = base::Json::list();
    for (const data::Value& record : records_of(contents, type)) {
      if (!choice.period.empty() && !is_in_period(type, record, choice.period)) continue;
      list.add(base::Json::written(data::value_json(record)));
    }
    if (list.size() > 0) lists.set(type.info().plural, std::move(list));
  }
  return pretty_record(lists.text());
}

std::string history_json(std::span<const HistoryEntry> entries) {
  std::string text = "[";
  for (const HistoryEntry& entry : entries) {
    std::string line = history_line(entry);
    line.pop_back();
    text += (text.size() > 1 ? ",\n " : "\n ") + line;
  }
  return text + "\n]\n";
}

namespace {

/// Applies one step of an edit: copies a container with one child changed, added or removed.
class JsonEdit {
 public:
  JsonEdit(const std::vector<std::string>& steps, const std::optional<std::string>& json)
      : steps_(steps), json_(json) {}

  std::optional<std::string> apply(const data::Value& value, std::size_t depth) const {
    if (depth == steps_.size()) return json_;
    if (value.is_object()) return apply_to_object(value, depth);
    if (value.is_array()) return apply_to_list(value, depth);
    return std::nullopt;
  }

 private:
  bool is_last(std::size_t depth) const { return depth + 1 == steps_.size(); }

  std::optional<std::string> apply_to_object(const data::Value& value, std::size_t depth) const {
    base::Json object = json_of(value);
    const std::string& name = steps_[depth];
    const std::optional<data::Value> member = value.find(name);
    if (!member && (!is_last(depth) || !json_)) return std::nullopt;
    if (is_last(depth) && !json_) {
      object.remove(name);
      return object.text();
    }
    const std::optional<std::string> changed = is_last(depth) ? json_ : apply(*member, depth + 1);
    if (!changed) return std::nullopt;
    object.set(name, base::Json::written(*changed));
    return object.text();
  }

  std::optional<std::string> apply_to_list(const data::Value& value, std::size_t depth) const {
    if (is_last(depth) && steps_[depth] == "-" && json_) {
      base::Json list = json_of(value);
      list.add(base::Json::written(*json_));
      return list.text();
    }
    const std::optional<data::Value> item = value.resolve_token(steps_[depth]);
    if (!item) return std::nullopt;
    const std::optional<std::string> changed = apply(*item, depth + 1);
    if (!changed && !(is_last(depth) && !json_)) return std::nullopt;
    const std::size_t index = std::stoul(steps_[depth]);
    base::Json list = base::Json::list();
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (i != index) list.add(base::Json::written(data::value_json(value.at(i))));
      if (i == index && changed) list.add(base::Json::written(*changed));
    }
    return list.text();
  }

  const std::vector<std::string>& steps_;
  const std::optional<std::string>& json_;
};

}  // namespace

base::Json json_of(const data::Value& container) {
  base::Json made = container.is_array() ? base::Json::list() : base::Json::object();
  if (container.is_object()) put_members(made, container);
  for (std::size_t i = 0; container.is_array() && i < container.size(); ++i) {
    made.add(base::Json::written(data::value_json(container.at(i))));
  }
  return made;
}

void put_members(base::Json& object, const data::Value& other) {
  for (std::size_t i = 0; i < other.size(); ++i) {
    object.set(other.key_at(i), base::Json::written(data::value_json(other.at(i))));
  }
}

std::optional<std::string> edited_json(const data::Value& value, std::string_view pointer,
                                       const std::optional<std::string>& json) {
  if (pointer.empty() || pointer.front() != '/') return std::nullopt;
  const std::vector<std::string> steps = base::parse_json_pointer(pointer).value_or(std::vector<std::string>());
  return JsonEdit(steps, json).apply(value, 0);
}

namespace {

constexpr std::size_t kShortLine = 100;  // bytes

bool is_plain_list(const data::Value& value) {
  if (!value.is_array()) return false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value.at(i).is_array() || value.at(i).is_object()) return false;
  }
  return true;
}

void append_line_end(std::string& out, int depth) {
  out += '\n';
  out.append(static_cast<std::size_t>(depth) * 2, ' ');
}

void append_pretty(std::string& out, const data::Value& value, int depth) {
  const std::string line = data::value_json(value);
  const bool container = value.is_array() || value.is_object();
  if (!container || value.size() == 0 || (is_plain_list(value) && line.size() <= kShortLine)) {
    out += line;
    return;
  }
  out += value.is_object() ? '{' : '[';
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (i > 0) out += ',';
    append_line_end(out, depth + 1);
    if (value.is_object()) {
      base::append_json_string(out, value.key_at(i));
      out += ": ";
    }
    append_pretty(out, value.at(i), depth + 1);
  }
  append_line_end(out, depth);
  out += value.is_object() ? '}' : ']';
}

}  // namespace

std::string pretty_json(const data::Value& value) {
  std::string out;
  append_pretty(out, value, 0);
  return out + "\n";
}

std::string pretty_record(std::string_view json) {
  diagnostics::DiagnosticSink ignored;
  const auto document = data::read_json(diagnostics::SourceId(0), json, {}, ignored);
  return document ? pretty_json(document->root()) : std::string(json);
}

}  // namespace gongwen::store
