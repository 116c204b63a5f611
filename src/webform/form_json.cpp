#include "webform/web_form.h"

namespace gongwen::webform {
namespace {

base::Json field_json(const WebField& field) {
  base::Json json = base::Json::object();
  json.set("pointer", field.pointer).set("type", field.type).set("label", field.label);
  const auto set_text = [&json](std::string_view name, const std::string& text) {
    if (!text.empty()) json.set(name, text);
  };
  const auto set_list = [&json](std::string_view name, const std::vector<std::string>& texts) {
    if (!texts.empty()) json.set(name, base::Json::list_of(texts));
  };
  set_text("hint", field.hint);
  set_list("examples", field.examples);
  json.set("required", field.required);
  if (field.read_only) json.set("readOnly", true);
  if (field.free_text) json.set("freeText", true);
  if (!field.choices.empty()) {
    base::Json choices = base::Json::list();
    for (const WebChoice& choice : field.choices) {
      choices.add(std::move(base::Json::object().set("value", choice.value).set("label", choice.label)));
    }
    json.set("choices", std::move(choices));
  }
  set_text("onValue", field.on_value);
  if (field.min_length) json.set("minLength", *field.min_length);
  if (field.max_length) json.set("maxLength", *field.max_length);
  set_text("least", field.least);
  set_text("most", field.most);
  set_list("formats", field.formats);
  set_text("placeholder", field.placeholder);
  set_text("autocomplete", field.autocomplete);
  set_list("accept", field.accept);
  set_text("default", field.value);
  return json;
}

base::Json group_json(const WebGroup& group) {
  base::Json json = base::Json::object();
  if (!group.title.empty()) json.set("title", group.title);
  if (!group.pointer.empty()) json.set("pointer", group.pointer + (group.is_list ? "/*" : ""));
  if (!group.hint.empty()) json.set("hint", group.hint);
  if (!group.pointer.empty()) json.set("required", group.required);
  if (group.is_list) json.set("minItems", group.min_rows);
  if (group.max_rows) json.set("maxItems", *group.max_rows);
  base::Json fields = base::Json::list();
  for (const WebField& field : group.fields) fields.add(field_json(field));
  json.set("fields", std::move(fields));
  return json;
}

base::Json attachment_json(const Attachment& attachment, Language language) {
  base::Json json = base::Json::object();
  json.set("id", attachment.id).set("title", attachment.title.in(language));
  json.set("types", base::Json::list_of(attachment.types)).set("maxBytes", attachment.max_bytes);
  json.set("required", attachment.required);
  if (attachment.is_scan) json.set("scan", true);
  return json;
}

base::Json record_json(const PlannedRecord& record) {
  base::Json members = base::Json::list();
  for (const PlannedMember& member : record.members) {
    base::Json one = base::Json::object();
    one.set("name", member.name);
    members.add(std::move(member.pointer.empty() ? one.set("text", member.text) : one.set("pointer", member.pointer)));
  }
  base::Json json = base::Json::object();
  return std::move(json.set("type", record.type).set("members", std::move(members)));
}

}  // namespace

base::Json form_json(const WebForm& form) {
  base::Json json = base::Json::object();
  json.set("language", diagnostics::language_tag(form.language)).set("audience", form.plan.audience);
  if (!form.plan.receipt.empty()) json.set("receipt", form.plan.receipt);
  if (form.plan.keep_days) json.set("keepDays", *form.plan.keep_days);
  if (!form.plan.listed_name.empty()) {
    base::Json list = base::Json::object();
    json.set("list",
             std::move(list.set("name", form.plan.listed_name).set("organisation", form.plan.listed_organisation)));
  }
  base::Json attachments = base::Json::list();
  for (const Attachment& one : form.plan.attachments) attachments.add(attachment_json(one, form.language));
  if (attachments.size() > 0) json.set("attachments", std::move(attachments));
  base::Json records = base::Json::list();
  for (const PlannedRecord& one : form.plan.records) records.add(record_json(one));
  if (records.size() > 0) json.set("records", std::move(records));
  base::Json intro = base::Json::list();
  for (const WebIntro& one : form.intro) {
    base::Json part = base::Json::object();
    if (!one.title.empty()) part.set("title", one.title);
    intro.add(std::move(part.set("texts", base::Json::list_of(one.texts))));
  }
  if (intro.size() > 0) json.set("intro", std::move(intro));
  base::Json steps = base::Json::list();
  for (const WebStep& step : form.steps) {
    base::Json one = base::Json::object();
    if (!step.title.empty()) one.set("title", step.title);
    base::Json groups = base::Json::list();
    for (const WebGroup& group : step.groups) groups.add(group_json(group));
    one.set("groups", std::move(groups));
    steps.add(std::move(one));
  }
  json.set("steps", std::move(steps));
  return json;
}

}  // namespace gongwen::webform
