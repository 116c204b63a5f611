#include "capi/detail/option_reader.h"

#include "base/format.h"
#include "base/nearest_name.h"
#include "data/readers.h"
#include "data/values.h"
#include "diagnostics/catalogue/capi.h"
#include "gongwen/gongwen.h"
#include "resources/read_file.h"

#include <algorithm>

namespace gongwen::capi {
namespace {

namespace messages = diagnostics::messages;
using data::ValueType;

std::string json_of(const data::Value& value) { return data::value_json(value); }

}  // namespace

OptionReader::OptionReader(std::string_view function, const char* text, std::size_t size) : function_(function) {
  if (text == nullptr && size != 0) {
    run_.sink().report(messages::CapiMissingArgument, diagnostics::Origin{}, function_, "options");
    return;
  }
  std::string json = text == nullptr ? "{}" : size == GW_TO_ZERO ? std::string(text) : std::string(text, size);
  const auto source = resources::add_text("options", std::move(json), run_.sources(), run_.sink());
  if (!source) return;
  run_.mark_data(*source);
  auto read = data::read_json(*source, run_.sources().source_text(*source), {}, run_.sink());
  if (!read) return;
  document_ = std::make_shared<const data::Document>(*std::move(read));
  run_.documents().add(document_);
  if (!check_type(document_->root(), ValueType::Object)) document_ = nullptr;
}

std::optional<data::Value> OptionReader::take(std::string_view name) {
  asked_.emplace(name);
  if (!document_) return std::nullopt;
  const auto value = document_->root().find(name);
  return value && !value->is_null() ? value : std::nullopt;
}

std::optional<data::Value> OptionReader::take(std::string_view name, ValueType type) {
  const auto value = take(name);
  return value && check_type(*value, type) ? value : std::nullopt;
}

bool OptionReader::check_type(const data::Value& value, ValueType type) {
  if (value.type() == type) return true;
  run_.sink().report(messages::CapiWrongType, value.origin(), data::type_name(type), data::type_name(value.type()));
  return false;
}

bool OptionReader::check_choice(const data::Value& value, std::span<const std::string_view> choices) {
  if (!check_type(value, ValueType::String)) return false;
  if (std::find(choices.begin(), choices.end(), value.string()) != choices.end()) return true;
  run_.sink().report(messages::CapiBadChoice, value.origin(), json_of(value),
                     fmt::format("{}", fmt::join(choices, ", ")));
  return false;
}

bool OptionReader::is_given(std::string_view name) { return take(name).has_value(); }

bool OptionReader::flag(std::string_view name, bool otherwise) {
  const auto value = take(name, ValueType::Boolean);
  return value ? value->boolean() : otherwise;
}

std::string OptionReader::text(std::string_view name) {
  const auto value = take(name, ValueType::String);
  return value ? std::string(value->string()) : std::string();
}

double OptionReader::number(std::string_view name, double otherwise, double min, double max) {
  const auto value = take(name);
  if (!value) return otherwise;
  if (!value->is_number()) {
    check_type(*value, ValueType::Decimal);
  } else if (value->number() >= min && value->number() <= max) {
    return value->number();
  } else {
    run_.sink().report(messages::CapiBadNumber, value->origin(), json_of(*value), fmt::format("{}", min),
                       fmt::format("{}", max));
  }
  return otherwise;
}

std::optional<std::uint64_t> OptionReader::count_of(const data::Value& value, std::uint64_t max) {
  if (!value.is_number()) {
    check_type(value, ValueType::Integer);
    return std::nullopt;
  }
  if (value.type() == ValueType::Integer && value.integer() >= 1 &&
      static_cast<std::uint64_t>(value.integer()) <= max) {
    return static_cast<std::uint64_t>(value.integer());
  }
  run_.sink().report(messages::CapiBadNumber, value.origin(), json_of(value), 1, max);
  return std::nullopt;
}

std::uint64_t OptionReader::count(std::string_view name, std::uint64_t otherwise, std::uint64_t max) {
  const auto value = take(name);
  return value ? count_of(*value, max).value_or(otherwise) : otherwise;
}

std::vector<double> OptionReader::numbers(std::string_view name, double max) {
  const auto value = take(name, ValueType::Array);
  std::vector<double> found;
  for (std::size_t i = 0; value && i < value->size(); ++i) {
    const data::Value item = value->at(i);
    if (!item.is_number()) {
      check_type(item, ValueType::Decimal);
    } else if (item.number() >= 0 && item.number() <= max) {
      found.push_back(item.number());
    } else {
      run_.sink().report(messages::CapiBadNumber, item.origin(), json_of(item), 0, fmt::format("{}", max));
    }
  }
  return found;
}

std::vector<std::string> OptionReader::texts(std::string_view name) {
  const auto value = take(name);
  std::vector<std::string> found;
  if (!value) return found;
  if (!value->is_array()) {
    if (check_type(*value, ValueType::String)) found.emplace_back(value->string());
    return found;
  }
  for (std::size_t i = 0; i < value->size(); ++i) {
    if (check_type(value->at(i), ValueType::String)) found.emplace_back(value->at(i).string());
  }
  return found;
}

std::string OptionReader::choice(std::string_view name, std::span<const std::string_view> choices) {
  const auto value = take(name);
  return value && check_choice(*value, choices) ? std::string(value->string()) : std::string();
}

std::vector<std::string> OptionReader::choices(std::string_view name, std::span<const std::string_view> choices) {
  const auto value = take(name);
  std::vector<std::string> found;
  if (!value) return found;
  if (!value->is_array()) {
    if (check_choice(*value, choices)) found.emplace_back(value->string());
    return found;
  }
  for (std::size_t i = 0; i < value->size(); ++i) {
    if (check_choice(value->at(i), choices)) found.emplace_back(value->at(i).string());
  }
  return found;
}

std::vector<std::pair<std::string, std::string>> OptionReader::pairs(std::string_view name) {
  std::vector<std::pair<std::string, std::string>> found;
  const auto object = take(name, ValueType::Object);
  for (std::size_t i = 0; object && i < object->size(); ++i) {
    if (!check_type(object->at(i), ValueType::String)) continue;
    found.emplace_back(object->key_at(i), object->at(i).string());
  }
  return found;
}

std::vector<std::pair<std::string, std::string>> OptionReader::values(std::string_view name) {
  std::vector<std::pair<std::string, std::string>> found;
  const auto object = take(name, ValueType::Object);
  for (std::size_t i = 0; object && i < object->size(); ++i) {
    const data::Value value = object->at(i);
    found.emplace_back(object->key_at(i), value.is_string() ? std::string(value.string()) : json_of(value));
  }
  return found;
}

void OptionReader::refuse(std::string_view name, std::string_view value, std::string_view supported) {
  const auto member = take(name);
  run_.sink().report(messages::CapiBadChoice, member ? member->origin() : diagnostics::Origin{}, value, supported);
}

bool OptionReader::require(const void* argument, std::string_view name) {
  if (argument != nullptr) return true;
  run_.sink().report(messages::CapiMissingArgument, diagnostics::Origin{}, function_, name);
  return false;
}

void OptionReader::report_unknown(const data::Value& value, std::span<const std::string_view> known) {
  const std::string_view nearest = base::find_nearest_name(value.key(), known);
  run_.sink().report(messages::CapiUnknownOption, value.origin(), function_, value.key(), nearest);
}

bool OptionReader::finish() {
  const std::vector<std::string_view> known(asked_.begin(), asked_.end());
  for (std::size_t i = 0; document_ && i < document_->root().size(); ++i) {
    if (!asked_.contains(document_->root().key_at(i))) report_unknown(document_->root().at(i), known);
  }
  return !run_.sink().has_errors();
}

}  // namespace gongwen::capi
