#include "service/detail/pictures.h"

#include "base/json.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/webform.h"
#include "service/detail/pages.h"
#include "service/inbox/secrets.h"

#include <algorithm>
#include <iterator>

namespace gongwen::service {
namespace {

/// What a pointer of names of members leads to; nothing for all else.
std::optional<base::JsonView> value_at(base::JsonView data, std::string_view pointer) {
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const std::size_t end = std::min(pointer.find('/'), pointer.size());
    const auto member = data.is_object() ? data.find(pointer.substr(0, end)) : std::nullopt;
    if (!member) return std::nullopt;
    data = *member;
    pointer.remove_prefix(end);
  }
  return data;
}

/// Empty for what is not a text.
std::string text_at(const base::JsonView& data, std::string_view pointer) {
  const auto value = value_at(data, pointer);
  return value && value->is_text() ? std::string(value->text()) : std::string();
}

/// A field of a form, or the row or the whole of a list.
struct FormPlace {
  base::JsonView group;
  std::optional<base::JsonView> field;
  std::optional<std::size_t> row;
};

/// The number of the row, where a pointer is that of a pattern: `/jobs/2/org` of `/jobs/*/org`.
std::optional<std::size_t> row_in(std::string_view pointer, std::string_view pattern) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos || pointer.substr(0, star) != pattern.substr(0, star)) return std::nullopt;
  const std::string_view rest = pointer.substr(star);
  const std::size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
  if (digits == 0 || rest.substr(digits) != pattern.substr(star + 1)) return std::nullopt;
  return number_of_digits(rest.substr(0, digits));
}

std::optional<FormPlace> find_place(const base::JsonView& form, std::string_view pointer) {
  const auto steps = form.find("steps");
  for (std::size_t i = 0; steps && i < steps->size(); ++i) {
    const auto groups = steps->at(i).find("groups");
    for (std::size_t j = 0; groups && j < groups->size(); ++j) {
      const base::JsonView group = groups->at(j);
      const auto fields = group.find("fields");
      for (std::size_t k = 0; fields && k < fields->size(); ++k) {
        const std::string pattern = fields->at(k).text_of("pointer");
        const auto row = row_in(pointer, pattern);
        if (row || pattern == pointer) return FormPlace{group, fields->at(k), row};
      }
      const std::string around = group.text_of("pointer");
      const auto row = row_in(pointer, around);
      if (row || (!around.empty() && (around == pointer || around == std::string(pointer) + "/*"))) {
        return FormPlace{group, std::nullopt, row};
      }
    }
  }
  return std::nullopt;
}

}  // namespace

std::string picture_name(const std::string& pointer, std::string_view type) {
  constexpr std::size_t kDigits = 8;
  return inbox::secret_hash(pointer).substr(0, kDigits) + (type == "image/png" ? ".png" : ".jpg");
}

TypedValues picture_values(const std::vector<inbox::FileRecord>& files) {
  TypedValues values;
  for (const inbox::FileRecord& file : files) {
    if (!file.slot.starts_with(kPictureMark)) continue;
    const std::string pointer = file.slot.substr(kPictureMark.size());
    values.push_back({pointer, {picture_name(pointer, file.type)}, true});
  }
  return values;
}

TypedValues typed_alone(TypedValues values) {
  std::erase_if(values, [](const TypedValue& value) { return value.is_file; });
  return values;
}

void set_pictures(TypedValues& values, const std::vector<inbox::FileRecord>& files) {
  values = typed_alone(std::move(values));
  TypedValues pictures = picture_values(files);
  values.insert(values.end(), std::make_move_iterator(pictures.begin()), std::make_move_iterator(pictures.end()));
}

inbox::Result<std::vector<MemoryFile>> stored_pictures(inbox::Inbox& inbox, const std::string& owner) {
  inbox::Files files(inbox);
  const auto listed = files.list(owner);
  if (!listed) return base::Failure{listed.error()};
  std::vector<MemoryFile> found;
  for (const inbox::FileRecord& file : *listed) {
    if (!file.slot.starts_with(kPictureMark)) continue;
    auto bytes = files.read(file.hash);
    if (!bytes) return base::Failure{bytes.error()};
    found.push_back({picture_name(file.slot.substr(kPictureMark.size()), file.type), *std::move(bytes)});
  }
  return found;
}

std::optional<base::JsonView> find_form_field(const base::JsonView& form, std::string_view pointer) {
  const auto place = find_place(form, pointer);
  return place ? place->field : std::nullopt;
}

bool is_file_field(const base::JsonView& form, std::string_view pointer) {
  const auto place = find_place(form, pointer);
  return place && place->field && place->field->text_of("type") == "file";
}

std::string field_label(const base::JsonView& form, std::string_view pointer, diagnostics::Language language) {
  auto place = find_place(form, pointer);
  for (; !place && !pointer.empty(); place = find_place(form, pointer)) pointer = base::parent_pointer(pointer);
  if (!place) return {};
  std::string around = place->group.text_of("title");
  if (place->row) around = diagnostics::texts::WebformItem.in(language, around, *place->row + 1);
  const std::string label = place->field ? place->field->text_of("label") : std::string();
  if (around.empty() || label.empty()) return around + label;
  return around + std::string(diagnostics::texts::Colon.in(language)) + label;
}

std::pair<std::string, std::string> names_of_form(std::string_view json, const base::JsonView& form) {
  const auto data = base::parse_json(json);
  const auto list = form.find("list");
  if (!data || !list) return {};
  return {text_at(data->view(), list->text_of("name")), text_at(data->view(), list->text_of("organisation"))};
}

base::Json records_of_form(std::string_view json, const base::JsonView& form) {
  base::Json records = base::Json::list();
  const auto data = base::parse_json(json);
  const auto planned = form.find("records");
  for (std::size_t i = 0; data && planned && i < planned->size(); ++i) {
    const base::JsonView plan = planned->at(i);
    base::Json record = base::Json::object();
    const auto members = plan.find("members");
    for (std::size_t j = 0; members && j < members->size(); ++j) {
      const base::JsonView member = members->at(j);
      const auto pointer = member.find("pointer");
      const auto value = pointer ? value_at(data->view(), pointer->text()) : member.find("text");
      if (value) record.set(member.text_of("name"), base::Json::written(value->json()));
    }
    base::Json one = base::Json::object();
    records.add(std::move(one.set("type", plan.text_of("type")).set("record", std::move(record))));
  }
  return records;
}

}  // namespace gongwen::service
