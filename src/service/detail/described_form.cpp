// Reads the description of a form and follows its pointers in data. The data was checked when it was handed in, but may
// be of an older edition: a pointer without a target gives an empty value, never an error.
#include "service/detail/described_form.h"

#include "resources/mail_message.h"

#include <algorithm>

namespace gongwen::service {
namespace {

/// Returns the value at a pointer that consists of names of members; nullopt if absent. Lists are not entered.
std::optional<base::JsonView> value_at(base::JsonView data, std::string_view pointer) {
  while (!pointer.empty()) {
    // Each round takes one token. Tokens are names in the schema of a kind, which need no `~` escapes.
    pointer.remove_prefix(1);
    const std::size_t end = std::min(pointer.find('/'), pointer.size());
    const auto member = data.is_object() ? data.find(pointer.substr(0, end)) : std::nullopt;
    if (!member) return std::nullopt;
    data = *member;
    pointer.remove_prefix(end);
  }
  return data;
}

/// Returns the text at a pointer; empty for values that are not texts.
std::string text_at(const base::JsonView& data, std::string_view pointer) {
  const auto value = value_at(data, pointer);
  return value && value->is_text() ? std::string(value->text()) : std::string();
}

}  // namespace

std::optional<DescribedForm> parse_form(std::string_view answer) {
  // A malformed answer is treated like a kind without a form: the answer comes from an untrusted process.
  const std::optional<base::Json> json = base::parse_json(answer);
  DescribedForm form;
  if (!json || !webform::read_json(json->view(), form)) return std::nullopt;
  form.title = json->view().text_of("title");
  return form;
}

bool is_file_field(const webform::WebForm& form, std::string_view pointer) {
  const auto found = webform::find_field(form, pointer);
  return found && found->field->type == "file";
}

std::string label_around(const webform::WebForm& form, std::string_view pointer) {
  // From the pointer outwards: `/jobs/1/unit`, `/jobs/1`, `/jobs`.
  for (; !pointer.empty(); pointer = base::parent_pointer(pointer)) {
    if (std::string label = webform::label_at(form, pointer); !label.empty()) return label;
  }
  return {};
}

std::string scan_slot_of(const webform::WebForm& form) {
  for (const webform::Attachment& planned : form.plan.attachments) {
    if (planned.is_scan) return planned.id;
  }
  return {};
}

std::pair<std::string, std::string> names_of_form(std::string_view json, const webform::WebForm& form) {
  // Forms without a name for lists have no organisation either.
  const auto data = base::parse_json(json);
  if (!data || form.plan.listed_name.empty()) return {};
  return {text_at(data->view(), form.plan.listed_name), text_at(data->view(), form.plan.listed_organisation)};
}

std::string address_of_form(std::string_view json, const webform::WebForm& form) {
  const auto data = base::parse_json(json);
  if (!data || form.plan.notify.empty()) return {};
  std::string address = text_at(data->view(), form.plan.notify);
  // People mistype addresses; mail to those would only fail.
  return resources::is_mail_address(address) ? address : std::string();
}

std::vector<FormRecord> records_of_form(std::string_view json, const webform::WebForm& form) {
  std::vector<FormRecord> records;
  const auto data = base::parse_json(json);
  for (const webform::PlannedRecord& plan : data ? form.plan.records : std::vector<webform::PlannedRecord>()) {
    base::Json record = base::Json::object();
    for (const webform::PlannedMember& member : plan.members) {
      if (member.pointer.empty()) {
        record.set(member.name, member.text);
      } else if (const auto value = value_at(data->view(), member.pointer)) {
        record.set(member.name, base::Json::written(value->json()));
      }
    }
    records.push_back({plan.type, {record.text()}});
  }
  return records;
}

}  // namespace gongwen::service
