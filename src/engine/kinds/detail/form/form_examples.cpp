#include "engine/kinds/detail/form/form_examples.h"

#include "base/format.h"
#include "base/json.h"
#include "base/utf8.h"
#include "data/values.h"
#include "schema/schema_fields.h"

#include <algorithm>
#include <array>
#include <iterator>

// All names are obviously made up, since samples are printed and sent out. Values are made up by the type of the
// field and a number that runs over rows, so that two rows differ: row 0 has 张示例, row 1 李示例. Groups and lists
// have no value of their own: json() builds them from their members, walking through the fields of the form in their
// order.
namespace gongwen::engine {
namespace {

using data::Value;

constexpr std::array<std::string_view, 4> kExamplePersons{"张示例", "李示例", "王示例", "赵示例"};
constexpr std::array<std::string_view, 4> kExampleOrganisations{"某某研究院", "某某大学", "某某公司", "某某协会"};
constexpr std::array<std::string_view, 4> kExampleTexts{"示例文字", "另一段文字", "第三段文字", "第四段文字"};
constexpr std::array<std::string_view, 4> kExampleLatin{"sample text", "another text", "third text", "fourth text"};
constexpr std::size_t kExampleVariants = kExampleTexts.size();

/// Cuts or repeats a text to the length that the field needs.
std::string fitted_text(std::string text, std::optional<std::int64_t> least, std::optional<std::int64_t> most) {
  // Limits in millions of characters would make megabytes of sample.
  constexpr std::int64_t kMostMadeUp = 2000;
  const std::string once = text;
  while (static_cast<std::int64_t>(base::count_code_points(text)) < std::min(least.value_or(0), kMostMadeUp))
    text += once;
  const std::int64_t room = most.value_or(kMostMadeUp);
  if (static_cast<std::int64_t>(base::count_code_points(text)) > room) {
    text = base::first_code_points(text, static_cast<std::size_t>(room));
  }
  return text;
}

std::optional<std::string_view> example_of_format(std::string_view name) {
  const auto format = schema::find_format(name);
  if (format) return schema::describe_format(*format).example;
  return std::nullopt;
}

std::optional<std::string> example_option(const FormField& field, std::size_t number) {
  return data::value_json(field.options[number % field.options.size()].value);
}

}  // namespace

std::optional<std::string> example_value(const FormField& field, std::size_t number) {
  const auto quoted = [](std::string_view text) {
    return std::optional(base::json_string(text));
  };
  const auto text = [&](const std::array<std::string_view, kExampleVariants>& words) {
    return quoted(fitted_text(std::string(words[number % kExampleVariants]), field.number("min"), field.number("max")));
  };
  if (!field.options.empty() && !field.flag("many")) return example_option(field, number);
  const bool is_latin = field.text("lang") == "en";
  switch (field.type) {
    case FormFieldType::Confirmed: return "true";
    case FormFieldType::YesNo: return number % 2 == 0 ? "true" : "false";
    // Counts upwards from the least value, so that rows of a list are in ascending order, which most rules
    // demand.
    case FormFieldType::Number: {
      const std::int64_t least = field.number("min").value_or(1);
      return std::to_string(
          std::min(least + static_cast<std::int64_t>(number), field.number("max").value_or(1'000'000)));
    }
    // All days are in one month in the future and valid in any year; the 6th on, so that no month end is
    // crossed.
    case FormFieldType::Date: return quoted(fmt::format("2030-05-{:02}", 6 + number % 20));
    case FormFieldType::Month: return quoted(fmt::format("2030-{:02}", 1 + number % 12));
    case FormFieldType::Phone: return quoted(fmt::format("1380000000{}", number % 10));
    case FormFieldType::Email: return quoted(number % 2 == 0 ? "zhang@example.com" : "li@example.com");
    case FormFieldType::Postcode: return quoted(fmt::format("10000{}", number % 10));
    case FormFieldType::Person: return text(kExamplePersons);
    case FormFieldType::Organisation: return text(kExampleOrganisations);
    case FormFieldType::Text:
      // An example by the author, such as 2030年5月6日9时.
      if (const std::string own = field.text("example"); !own.empty()) return quoted(own);
      [[fallthrough]];
    case FormFieldType::Name:
    case FormFieldType::Long:
    case FormFieldType::Paragraphs: return text(is_latin ? kExampleLatin : kExampleTexts);
    case FormFieldType::Texts: {
      // One choice is enough for a field with several.
      if (!field.options.empty()) return "[" + *example_option(field, number) + "]";
      const auto rows = field.value.find("rows");
      const std::int64_t least = std::max<std::int64_t>(1, rows ? rows->at(0).integer() : 1);
      std::string items;
      for (std::int64_t i = 0; i < least; ++i) {
        const bool is_person = field.text("of") == "person";
        const auto& words = is_person                            ? kExamplePersons
                            : field.text("of") == "organisation" ? kExampleOrganisations
                                                                 : kExampleTexts;
        items +=
            (i == 0 ? "" : ", ") +
            base::json_string(fitted_text(std::string(words[(number + static_cast<std::size_t>(i)) % kExampleVariants]),
                                          field.number("min"), field.number("max")));
      }
      return "[" + items + "]";
    }
    case FormFieldType::Format: {
      const Value type = *field.value.find("type");
      if (type.is_string()) {
        const auto example = example_of_format(type.string());
        return example ? quoted(*example) : std::nullopt;
      }
      // The first format with an example: the value must fit one of them.
      for (std::size_t i = 0; i < type.size(); ++i) {
        if (const auto example = example_of_format(type.at(i).string())) return quoted(*example);
      }
      return std::nullopt;
    }
    // Pictures cannot be made up; the others get values of their parts, if any (fill, below).
    case FormFieldType::Photo:
    case FormFieldType::Opinion:
    case FormFieldType::Signatures:
    case FormFieldType::Group:
    case FormFieldType::List: return std::nullopt;
  }
  return std::nullopt;
}

ExampleData::ExampleData(const FormFile& form, std::size_t rows) : form_(&form) {
  for (const FormField& field : form.fields) {
    if (field.type == FormFieldType::List) {
      const auto limits = field.value.find("rows");
      const auto least = static_cast<std::size_t>(limits->at(0).integer());
      // Without an upper limit a list grows as far as the caller asks.
      const std::size_t most = limits->size() > 1 ? static_cast<std::size_t>(limits->at(1).integer()) : least + rows;
      set_rows(field.pointer, std::clamp(rows, least, most));
    }
  }
  for (const FormField& field : form.fields) {
    // Members of lists have no pointer without a row; set_rows has filled them above.
    if (field.pointer.find("/*/") == std::string::npos) fill(field, field.pointer, 0);
  }
}

// A required opinion is given, so that a form that needs one is complete; others stay empty, to be written by
// hand.
void ExampleData::fill(const FormField& field, const std::string& pointer, std::size_t number) {
  if (values_.contains(pointer)) return;
  if (field.type == FormFieldType::Opinion && field.must) {
    values_[pointer + "/text"] = "\"同意\"";
    values_[pointer + "/date"] = "\"2030-05-06\"";
  }
  if (auto value = example_value(field, number)) values_[pointer] = *std::move(value);
}

void ExampleData::set(const std::string& pointer, std::optional<std::string> json) {
  if (json) {
    values_[pointer] = *std::move(json);
  } else {
    values_.erase(pointer);
  }
}

void ExampleData::set_rows(const std::string& list, std::size_t rows) {
  // Fills only new rows: values that a caller has set in the first rows are kept.
  const std::size_t before = rows_of(list);
  rows_[list] = rows;
  for (std::size_t row = before; row < rows; ++row) {
    for (const FormField* const field : form_->fields_in(list))
      fill(*field, fmt::format("{}/{}/{}", list, row, field->name), row);
  }
}

std::size_t ExampleData::rows_of(const std::string& list) const {
  const auto found = rows_.find(list);
  return found == rows_.end() ? 0 : found->second;
}

std::optional<std::string> ExampleData::find(const std::string& pointer) const {
  const auto found = values_.find(pointer);
  return found == values_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::string> ExampleData::json_of(const FormField& field, const std::string& pointer) const {
  if (field.type == FormFieldType::Group) {
    std::string object = object_of(field.pointer, pointer);
    return object == "{}" ? std::nullopt : std::optional(std::move(object));
  }
  if (field.type != FormFieldType::List) {
    if (auto own = find(pointer)) return own;
    // The map is sorted, so all pointers below `/review/` follow each other. Two levels are enough:
    // `/review/date` of an opinion, `/tech/bureau/name` of signatures.
    // Values within one, such as the day of an opinion.
    std::string members;
    for (auto at = values_.lower_bound(pointer + "/"); at != values_.end() && at->first.starts_with(pointer + "/");
         ++at) {
      const std::string rest = at->first.substr(pointer.size() + 1);
      if (const std::size_t slash = rest.find('/'); slash != std::string::npos) {
        const std::string part = rest.substr(0, slash);
        std::string inner;
        for (; at != values_.end() && at->first.starts_with(pointer + "/" + part + "/"); ++at) {
          inner += fmt::format("{}\"{}\": {}", inner.empty() ? "" : ", ",
                               at->first.substr(pointer.size() + part.size() + 2), at->second);
        }
        // The inner loop stopped at the first entry after the part; the outer loop advances by one.
        --at;
        members += fmt::format("{}\"{}\": {{{}}}", members.empty() ? "" : ", ", part, inner);
      } else {
        members += fmt::format("{}\"{}\": {}", members.empty() ? "" : ", ", rest, at->second);
      }
    }
    return members.empty() ? std::nullopt : std::optional("{" + members + "}");
  }
  std::string rows;
  for (std::size_t row = 0; row < rows_of(field.pointer); ++row) {
    rows += (row == 0 ? "" : ", ") + object_of(field.pointer, fmt::format("{}/{}", pointer, row));
  }
  return rows.empty() ? std::nullopt : std::optional("[" + rows + "]");
}

std::string ExampleData::object_of(std::string_view parent, const std::string& place) const {
  std::string members;
  for (const FormField* const field : form_->fields_in(parent)) {
    const auto value = json_of(*field, place + "/" + field->name);
    if (value) members += fmt::format("{}\"{}\": {}", members.empty() ? "" : ", ", field->name, *value);
  }
  return "{" + members + "}";
}

std::string ExampleData::json() const { return object_of("", ""); }

}  // namespace gongwen::engine
